"""Rules about choices: options that are double, unreachable, nameless or contradict the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..findings import ERROR, WARNING
from ..formulas.tree import Literal
from ..model import Field
from .catalogue import Spotted, rule
from .subject import Subject, Written

MOST_LISTED = 40
ASKS = re.compile(r"请?(?:说明|注明|写明|填写)")
SOURCES = ("enum", "oneOf", "x-options")


def _listed(subject: Subject) -> Iterator[tuple[Field, str, list[Mapping[str, Any]]]]:
    """Fields with options written out, the pointer to the list, and its entries."""
    for field in subject.fields:
        items = field.schema.get("items")
        for schema, below in ((field.schema, ""), (items, "/items")):
            entries = schema.get("oneOf") if isinstance(schema, Mapping) else None
            if entries and field.options and all("const" in entry for entry in entries):
                yield field, f"{field.pointer}{below}/oneOf", entries


@rule(
    "option-code-twice",
    ERROR,
    "选项编码重复",
    "oneOf 只许恰好一个符合；编码重复的选项选了就报错。",
    "给每个选项不同的 const。",
)
def _same_code(subject: Subject) -> Spotted:
    for field, pointer, entries in _listed(subject):
        codes = [entry["const"] for entry in entries]
        for at, code in enumerate(codes):
            if code in codes[:at]:
                yield f"{pointer}/{at}/const", f"“{field.label}”有两个选项的编码都是“{code}”，请换一个"


@rule(
    "option-title-twice",
    WARNING,
    "选项名称重复",
    "两个选项看起来一样，填报人不知道选哪个，粘贴名称时也认不出。",
    "改成不同的名称，或删去一个。",
)
def _same_title(subject: Subject) -> Spotted:
    for field, pointer, entries in _listed(subject):
        titles = [entry.get("title") for entry in entries]
        for at, title in enumerate(titles):
            if title and title in titles[:at]:
                yield f"{pointer}/{at}/title", f"“{field.label}”有两个选项都叫“{title}”，请改名或删去一个"


@rule(
    "option-untitled",
    WARNING,
    "选项没有名称",
    "没有 title 的选项在屏幕和纸面上只显示编码。",
    "给选项加 title。",
)
def _untitled(subject: Subject) -> Spotted:
    for field, pointer, entries in _listed(subject):
        for at, entry in enumerate(entries):
            if not entry.get("title"):
                yield f"{pointer}/{at}", f"“{field.label}”的选项“{entry['const']}”没有名称，请加 title"


@rule(
    "option-single",
    WARNING,
    "只有一个选项",
    "只能选一个答案的问题不用问。",
    "补上其他选项；只需确认的改用是否或声明。",
)
def _alone(subject: Subject) -> Spotted:
    for field, pointer, entries in _listed(subject):
        if len(entries) == 1:
            yield pointer, f"“{field.label}”只有一个选项，请补上其他选项或改为是否"


@rule(
    "option-many",
    WARNING,
    f"直接写出的选项超过 {MOST_LISTED} 个",
    "长的选项应当可以搜索、可以各表共用，而且不该印在每张纸上。",
    "移到 lists 下的清单，用 x-options 引用。",
)
def _crowd(subject: Subject) -> Spotted:
    for field, pointer, entries in _listed(subject):
        if len(entries) > MOST_LISTED:
            yield pointer, f"“{field.label}”写了 {len(entries)} 个选项，请移到清单，用 x-options 引用"


@rule(
    "option-impossible",
    ERROR,
    "选项不符合字段自己的限制",
    "选了这个选项就报错：编码太长、不合 pattern 或不在 enum 里，等于没有这个选项。",
    "删去与选项矛盾的 maxLength、pattern、enum 等限制，或改编码。",
)
def _impossible(subject: Subject) -> Spotted:
    for field, pointer, entries in _listed(subject):
        if pointer.endswith("/items/oneOf"):
            continue
        for at, entry in enumerate(entries):
            rules = {key: value for key, value in field.schema.items() if key not in ("oneOf", "x-options")}
            if not subject.form.validator.evolve(schema=rules).is_valid(entry["const"]):
                message = (
                    f"选项“{entry.get('title', entry['const'])}”不符合字段的其他限制，选了就报错，请改正"
                )
                yield f"{pointer}/{at}/const", message


@rule(
    "option-unasked",
    WARNING,
    "“请说明”没有地方说明",
    "选项写着“其他（请说明）”，旁边却没有一个选了它才出现的文字栏。",
    '加一个文字字段，x-visible 和 x-required 写作 字段 = "编码"。',
)
def _unasked(subject: Subject) -> Spotted:
    for field, pointer, entries in _listed(subject):
        readers = [written for written in subject.written if field.path in written.formula.reads]
        for at, entry in enumerate(entries):
            asked = field.options is not None and field.options.asking == entry["const"]
            told = asked or any(_tells(written, str(entry["const"])) for written in readers)
            if ASKS.search(str(entry.get("title", ""))) and not told:
                message = f"选项“{entry['title']}”要人说明，却没有选了它才出现的字段，请加一个"
                yield f"{pointer}/{at}/title", message


def _tells(written: Written, code: str) -> bool:
    """Whether a condition asks for this option, or for any."""
    texts = [
        node.value for node in written.nodes() if isinstance(node, Literal) and isinstance(node.value, str)
    ]
    return code in texts or not texts


@rule(
    "options-both",
    WARNING,
    "选项写了不止一种来源",
    "enum、oneOf 和 x-options 同时写，两边都要符合，往往互相矛盾。",
    "只留一种：短的用 oneOf，长的用 x-options。",
)
def _both(subject: Subject) -> Spotted:
    for field in subject.fields:
        listed = field.options and field.options.source
        given = [word for word in SOURCES if word in field.schema and (listed or word != "x-options")]
        if len(given) > 1:
            message = f"“{field.label}”同时写了 {'、'.join(given)}，请只留一种"
            yield f"{field.pointer}/{given[-1]}", message


@rule(
    "option-level-unknown",
    WARNING,
    "清单里没有这一级",
    "levels 里写错一级，那一级的选项就都不能选。",
    "对照清单文件的 levels 改正。",
)
def _levels(subject: Subject) -> Spotted:
    for field in subject.fields:
        if not field.options or not field.options.source:
            continue
        known = {item.level for item in field.options.items.values()}
        for at, level in enumerate(field.schema["x-options"].get("levels", [])):
            if level not in known:
                message = f"清单“{field.options.source}”没有“{level}”这一级，请改正 levels"
                yield f"{field.pointer}/x-options/levels/{at}", message


@rule(
    "options-parent-idle",
    ERROR,
    "筛选后没有可选的项",
    "清单里的上级编码和所依据字段的选项对不上，选了什么都筛不出一项。",
    "检查清单的 parent 是否就是那个字段的编码，或换一份清单。",
)
def _orphans(subject: Subject) -> Spotted:
    for field in subject.fields:
        parent = subject.form.fields.get(field.options.parent) if field.options else None
        if not parent or not parent.options or not field.options:
            continue
        above = {option.parent for option in field.options.choosable()}
        if not above & parent.options.position.keys():
            message = f"清单“{field.options.source}”的上级编码没有一个是“{parent.title}”的选项，请检查清单"
            yield f"{field.pointer}/x-options/parent", message


@rule(
    "choices-repeat",
    WARNING,
    "多选可以重复选",
    "没有 uniqueItems，同一项选两次也通过，统计会多算。",
    "加 uniqueItems: true。",
)
def _repeatable(subject: Subject) -> Spotted:
    for field in subject.fields:
        if field.options and field.kind.many and not field.schema.get("uniqueItems"):
            yield field.pointer, f"多选“{field.label}”可以重复选同一项，请加 uniqueItems: true"


@rule(
    "choices-limit",
    ERROR,
    "要选的比选项还多",
    "至少要选的项数超过选项总数，永远不能提交。",
    "减小 minItems，或补上选项。",
)
def _greedy(subject: Subject) -> Spotted:
    for field in subject.fields:
        least = subject.limits(field).get("minItems", 0)
        if field.options and field.kind.many and least > len(field.options.position):
            message = (
                f"“{field.label}”至少要选 {least} 项，却只有 {len(field.options.position)} 个选项，请改正"
            )
            yield f"{field.pointer}/minItems", message
