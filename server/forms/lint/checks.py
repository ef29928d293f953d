"""Rules about `x-checks`: rules between fields that can fail, say what to do, and are written once."""

from __future__ import annotations

import re
from decimal import Decimal

from ..findings import ERROR, WARNING
from ..formulas.tokens import fold
from .catalogue import Spotted, rule
from .conditions import judge
from .ranges import comparison
from .subject import Subject

ADVICE = re.compile(
    r"应|请|须|需|必须|不得|不能|不可|不要|不应|不许|不大于|不小于|不超过|不低于|不高于|不少于|不多于|不早于|不晚于|"
    r"大于|小于|不足|不计|不予|等于|超过|低于|高于|少于|多于|早于|晚于|一致|相符|核对|检查|至少|至多|之和|以内|以上|以下"
)
SHORTEST = 6


@rule(
    "check-never-fails",
    WARNING,
    "勾稽关系永远成立",
    "不论怎么填都不会报告，等于没有这条规则。",
    "改正公式，或删去这一条。",
)
def _idle(subject: Subject) -> Spotted:
    for check, written in subject.checks:
        if not judge(subject, written).outcome(written.tree).false:
            yield written.pointer, f"勾稽关系“{check['id']}”永远成立，请改正公式或删去"


@rule(
    "check-always-fails",
    ERROR,
    "勾稽关系永远不成立",
    "填什么都报错，没有人能提交。",
    "改正公式，多半是大于小于写反了。",
)
def _hopeless(subject: Subject) -> Spotted:
    for check, written in subject.checks:
        if not judge(subject, written).outcome(written.tree).true:
            yield written.pointer, f"勾稽关系“{check['id']}”永远不成立，填什么都报错，请改正公式"


@rule(
    "check-one-field",
    WARNING,
    "勾稽关系只看一个字段",
    "只管一个字段的要求写成限制，任何校验器都认，边填边查。",
    "改用字段的 minimum、maximum、pattern 等，提示写在 x-messages 里。",
)
def _alone(subject: Subject) -> Spotted:
    for check, written in subject.checks:
        found = comparison(written.tree)
        field = subject.field_of(found.name, written) if found else None
        strict = check.get("severity", ERROR) == ERROR
        if strict and found and field and isinstance(found.fixed, Decimal) and not field.computed:
            message = f"勾稽关系“{check['id']}”只看“{field.label}”，请改用它的 minimum、maximum 等限制"
            yield written.pointer, message


@rule(
    "check-formula-twice",
    WARNING,
    "两条勾稽关系的公式相同",
    "同一处错会报告两遍。",
    "删去一条；意思不同的改正公式。",
)
def _double(subject: Subject) -> Spotted:
    seen: dict[tuple[str, str], str] = {}
    for check, written in subject.checks:
        first = seen.setdefault((written.path, fold(written.text)), check["id"])
        if first != check["id"]:
            yield written.pointer, f"“{check['id']}”和“{first}”的公式相同，请删去一条"


@rule(
    "check-elsewhere",
    WARNING,
    "问题落在公式不看的字段上",
    "填报人点到的字段与这条规则无关，改了也没有用。",
    "把 at 改成公式里要改的那个字段。",
)
def _astray(subject: Subject) -> Spotted:
    for place, (check, written) in enumerate(subject.checks):
        near = [path for path in written.formula.reads if _beside(path, written.path)]
        if written.formula.reads and not near:
            message = f"“{check['id']}”的公式没有读 at 所指的“{check['at'][0]}”，请改成公式里的字段"
            yield f"/x-checks/{place}/at/0", message


def _beside(read: str, at: str) -> bool:
    """Whether a cell that is read is the one a finding lands at, in it, or in its row."""
    return read == at or read.startswith(f"{at}/") or read.rpartition("/")[0] == at.rpartition("/")[0] != ""


@rule(
    "check-message",
    WARNING,
    "提示没有说该怎么办",
    "“有误”“不符”之类的话，填报人看了不知道改哪里。",
    "写清什么应当怎样，例如“主营业务收入不应大于营业收入”。",
)
def _vague(subject: Subject) -> Spotted:
    for place, (check, _written) in enumerate(subject.checks):
        if len(check["message"]) < SHORTEST or not ADVICE.search(check["message"]):
            yield f"/x-checks/{place}/message", f"提示“{check['message']}”没有说应当怎样，请写清楚"


@rule(
    "check-message-twice",
    WARNING,
    "两条勾稽关系的提示相同",
    "填报人看到两句一样的话，不知道是两处错。",
    "在提示里写明各自说的是哪一项。",
)
def _same_words(subject: Subject) -> Spotted:
    seen: dict[tuple[str, str], str] = {}
    for place, (check, written) in enumerate(subject.checks):
        first = seen.setdefault((check["message"], written.path), check["id"])
        if first != check["id"]:
            message = f"“{check['id']}”和“{first}”落在同一处，提示也相同，请写明各说哪一项"
            yield f"/x-checks/{place}/message", message
