"""Rules between two editions of a table: nothing an enterprise filled in last year is lost by accident."""

from __future__ import annotations

from collections.abc import Iterator

from ..editions.change import Change
from ..editions.diff import diff
from ..editions.pairing import Edition, names_before, pair, parent
from ..findings import ERROR, WARNING, Finding
from ..model import Form
from .catalogue import finding, told

told(
    __name__,
    WARNING,
    {
        "edition-renamed": (
            "键名改了，没有写 x-was",
            "上一年度的内容带不过来，企业要重填。",
            "在新的字段上写 x-was: 旧路径。",
        ),
        "edition-removed": (
            "上一年度的字段不见了",
            "已填的内容不再带入；可能是忘了，也可能改了名。",
            "改了名的写 x-was；确实取消的，可以不管这条警告。",
        ),
        "edition-option-removed": (
            "取消了选项",
            "去年选了它的企业今年要改选，正在填的草稿会报错。",
            "只是改名的保留原编码；确实取消的，在填写说明里讲明。",
        ),
        "edition-option-recoded": (
            "选项改了编码",
            "去年的答案按编码保存，带过来就不认识了。",
            "保留原来的编码，只改名称。",
        ),
        "edition-unit": (
            "单位变了",
            "带过来的数不会自动换算，会差十倍百倍。",
            "沿用原来的单位，或写 x-carry: never 让企业重填。",
        ),
        "edition-kind": (
            "字段类型变了",
            "去年的答案多半不合新的类型。",
            "换一个新键名，或写 x-carry: never。",
        ),
        "edition-shorter": (
            "字数上限变小了",
            "去年写满的文字带过来就超长，要企业自己删。",
            "保留原来的字数，或写 x-carry: copy-and-confirm 并在填写说明里讲明。",
        ),
        "edition-check-gone": (
            "去掉了勾稽关系",
            "去年拦得住的错今年拦不住。",
            "确认是有意去掉；改了公式的请沿用原来的 id。",
        ),
    },
)
told(
    __name__,
    ERROR,
    {
        "edition-was-unknown": (
            "x-was 的路径上一年度没有",
            "写错了路径，上一年度的内容带不过来。",
            "对照上一年度的文件改正；更早年度的路径请放在后面。",
        ),
    },
)


def lint_editions(old: Form, new: Form) -> list[Finding]:
    """What looks accidental beside the previous edition of the family; pointers are into the new one."""
    before, after = Edition(old), Edition(new)
    changes = diff(old, new)
    found = [*_lost(before, after, changes), *_changed(after, changes), *_checks_gone(old, new)]
    return [*found, *_unknown_names(before, after)]


def _lost(before: Edition, after: Edition, changes: list[Change]) -> Iterator[Finding]:
    pairs = pair(before, after)
    gone = {change.path for change in changes if change.type == "removed" and change.what != "check"}
    fresh = [path for path in after.schemas if path not in pairs]
    for path in sorted(gone):
        if parent(path) in gone:
            continue
        near = [one for one in fresh if _alike(before, after, path, one)]
        if near:
            message = f"“{after.label(near[0])}”上一年度的路径是“{path}”，请写 x-was，否则已填的内容带不过来"
            yield finding("edition-renamed", after.pointers[near[0]], message)
        else:
            above = next((now for now, was in pairs.items() if was == parent(path)), "")
            message = f"上一年度的“{before.label(path)}”（{path}）没有了，改名请写 x-was，取消可不理会"
            yield finding("edition-removed", after.pointers.get(above, ""), message)


def _alike(before: Edition, after: Edition, old: str, new: str) -> bool:
    """Whether a new place is surely the old one under another key: same title, same sort."""
    fields = before.form.fields.get(old), after.form.fields.get(new)
    kinds = [field.kind.name if field else "" for field in fields]
    return (
        before.title(old) == after.title(new) and before.sort(old) == after.sort(new) and kinds[0] == kinds[1]
    )


SAID = {
    "option-removed": "edition-option-removed",
    "option-recoded": "edition-option-recoded",
    "unit": "edition-unit",
    "kind": "edition-kind",
}
STARTS_ANEW = ("never", "copy-and-confirm")


def _changed(after: Edition, changes: list[Change]) -> Iterator[Finding]:
    for change in changes:
        name = SAID.get(change.type, "")
        if change.type == "limit-tightened" and change.keyword == "maxLength":
            name = "edition-shorter"
        carried = after.schemas.get(change.path, {}).get("x-carry")
        if name and not (
            carried in STARTS_ANEW and name in ("edition-unit", "edition-kind", "edition-shorter")
        ):
            yield finding(
                name, after.pointers.get(change.path, ""), f"“{change.label}”与上一年度比，{change.message}"
            )


def _checks_gone(old: Form, new: Form) -> Iterator[Finding]:
    now = {check["id"] for check in new.definition.get("x-checks", [])}
    for check in old.definition.get("x-checks", []):
        if check["id"] not in now:
            message = f"上一年度的勾稽关系“{check['id']}”没有了（{check['message']}），请确认是有意去掉"
            yield finding("edition-check-gone", "/x-checks", message)


def _unknown_names(before: Edition, after: Edition) -> Iterator[Finding]:
    for path, schema in after.schemas.items():
        names = names_before(schema)
        earlier = names_before(before.schemas.get(path, {}))
        known = [was for was in names if was in before.schemas or was in earlier]
        if names and not known and path not in before.schemas:
            message = f"上一年度没有“{names[0]}”，x-was 写错了，请对照上一年度的文件改正"
            yield finding("edition-was-unknown", f"{after.pointers[path]}/x-was", message)
