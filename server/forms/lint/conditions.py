"""Rules about conditions: shown, required and read-only where that makes sense, and never in vain."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter

from ..findings import ERROR, WARNING
from ..formulas.tree import Literal, Member, Node, Reference
from ..model import Field
from .catalogue import Spotted, rule
from .ranges import INFINITE, Judge, Range, comparison, plain
from .subject import COMPUTE, Subject, Written

CALLED = {"x-visible": "显示条件", "x-required": "必填条件", "x-readonly": "只读条件"}


def judge(subject: Subject, written: Written) -> Judge:
    """A judge of the conditions in one formula, knowing what its names may hold."""

    def field(name: Reference) -> Field | None:
        return subject.field_of(name, written)

    def codes(name: Reference) -> frozenset[str] | None:
        found = field(name)
        return frozenset(found.options.position) if found and found.options and not found.kind.many else None

    def limits(name: Reference) -> Range:
        found = field(name)
        return _range(subject, found) if found and found.kind.numeric else Range()

    def same(name: Reference) -> str:
        return written.text[name.start : name.end]

    return Judge(limits, codes, same)


def _range(subject: Subject, field: Field) -> Range:
    limits = subject.limits(field)
    ends = {
        word: Decimal(limits[word]) for word in limits if word.endswith("imum") and limits[word] is not None
    }
    found = Range(ends.get("minimum", -INFINITE), ends.get("maximum", INFINITE))
    if "exclusiveMinimum" in ends:
        found = found.both(Range(low=ends["exclusiveMinimum"], low_open=True))
    if "exclusiveMaximum" in ends:
        found = found.both(Range(high=ends["exclusiveMaximum"], high_open=True))
    return found


def _conditions(subject: Subject) -> Iterator[Written]:
    return (written for written in subject.written if written.is_condition)


@rule(
    "visible-self",
    ERROR,
    "显示条件看的是自己",
    "一旦隐藏就再也改不了自己，永远不会再出现。",
    "改成看另一个字段，通常是前面的一个是否或单选。",
)
def _self(subject: Subject) -> Spotted:
    for written in _conditions(subject):
        if written.keyword == "x-visible" and written.path in _read_with(written.formula.reads):
            yield written.pointer, "显示条件读的是它自己，隐藏后就再也不会出现，请改成看另一个字段"


@rule(
    "visible-cycle",
    ERROR,
    "显示条件互相等待",
    "甲要乙填了才显示，乙又要甲填了才显示，两个都永远看不到。",
    "让其中一个总是显示，或都改成看第三个字段。",
)
def _deadlock(subject: Subject) -> Spotted:
    shown = {one.path: one for one in subject.written if one.keyword == "x-visible"}
    waits = {
        path: [other for other in _read_with(one.formula.reads) if other in shown and other != path]
        for path, one in shown.items()
    }
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        first = next(path for path in shown if path in error.args[1])
        names = " → ".join(str(subject.place[path].schema.get("title", path)) for path in error.args[1])
        yield shown[first].pointer, f"显示条件互相等待：{names}，请让其中一个总是显示"


def _read_with(reads: Collection[str]) -> list[str]:
    """What is read and all that holds it: a cell is hidden with its section."""
    found = {
        "/".join(parts[: end + 1])
        for parts in (read.split("/") for read in reads)
        for end in range(len(parts))
    }
    return sorted(found)


@rule(
    "required-hidden",
    WARNING,
    "会隐藏的字段写在 required 里",
    "别的 JSON Schema 校验器不认 x-visible，隐藏时也会要求填写。",
    "从 required 里去掉，改写 x-required，条件与 x-visible 相同。",
)
def _hidden(subject: Subject) -> Spotted:
    for field in subject.fields:
        if field.required and "x-visible" in subject.place[field.path].schema:
            message = f"“{field.label}”有时隐藏，却写在 required 里，请改用与 x-visible 相同的 x-required"
            yield f"{field.pointer}/x-visible", message


@rule(
    "required-twice",
    WARNING,
    "总是必填，又写了必填条件",
    "已在 required 里，x-required 不起作用，后来的人会误以为有时不必填。",
    "总是必填就删去 x-required，否则从 required 里去掉。",
)
def _twice(subject: Subject) -> Spotted:
    for field in subject.fields:
        if field.required and "x-required" in subject.place[field.path].schema:
            yield (
                f"{field.pointer}/x-required",
                f"“{field.label}”已在 required 里，x-required 不起作用，请只留一种",
            )


@rule(
    "readonly-required",
    WARNING,
    "必填，却没有人能填",
    "x-readonly: true 的字段填报人改不了，又没有预填，必填就永远提交不了。",
    "去掉必填，或加 x-prefill，或不设只读。",
)
def _locked(subject: Subject) -> Spotted:
    for field in subject.fields:
        schema = subject.place[field.path].schema
        locked = schema.get("x-readonly") is True and "x-prefill" not in schema and not field.computed
        if locked and (field.required or "x-required" in schema):
            yield f"{field.pointer}/x-readonly", f"“{field.label}”只读又必填，没有人能填，请去掉其一"


@rule(
    "condition-type",
    ERROR,
    "条件得出的不是真假",
    "显示条件若得出数字或文字，就永远不算成立。",
    "写成比较，例如 金额 > 0、是否上市 = true。",
)
def _kinds(subject: Subject) -> Spotted:
    for written in subject.written:
        if written.keyword != COMPUTE and written.formula.type not in ("boolean", "unknown"):
            yield (
                written.pointer,
                f"条件“{written.text[:60]}”得出的不是真假，请写成比较，例如 {written.text[:20]} > 0",
            )


@rule(
    "condition-never",
    ERROR,
    "条件永远不会成立",
    "例如要求同一个数既大于 5 又小于 3；这个字段永远不显示或永远不必填。",
    "改正条件；真的用不着，就删去字段。",
)
def _never(subject: Subject) -> Spotted:
    explained = _explained(subject)
    for written in _conditions(subject):
        open_still = judge(subject, written).outcome(written.tree).true or written.pointer in explained
        if not open_still:
            yield written.pointer, f"{CALLED[written.keyword]}“{written.text[:60]}”永远不会成立，请改正"


@rule(
    "condition-always",
    WARNING,
    "条件永远成立",
    "不论怎么填都成立的条件等于没有写，多半漏了什么。",
    "改正条件；总是这样，就删去条件（总是必填的写进 required）。",
)
def _always(subject: Subject) -> Spotted:
    explained = _explained(subject)
    for written in _conditions(subject):
        open_still = judge(subject, written).outcome(written.tree).false or written.pointer in explained
        if not open_still:
            yield written.pointer, f"{CALLED[written.keyword]}“{written.text[:60]}”永远成立，请改正或删去"


@rule(
    "condition-option",
    ERROR,
    "比较的编码不在选项里",
    "没有人能选到这个编码，条件的这一部分永远不成立。",
    "改成选项的编码（const），不是选项的名称。",
)
def _codes(subject: Subject) -> Spotted:
    for written in subject.written:
        for field, code in _compared(subject, written):
            if field.options and code not in field.options and not field.kind.formats:
                known = "、".join(list(field.options.position)[:6])
                message = f"“{field.label}”没有编码为“{code}”的选项，请改成选项的编码，例如 {known}"
                yield written.pointer, message


@rule(
    "condition-range",
    WARNING,
    "与填不到的数比较",
    "字段的上下限之外的数没有人能填，这个比较总是同一个结果。",
    "改正比较的数，或改正字段的 minimum、maximum；注意百分数填 8.37 表示 8.37%。",
)
def _beyond(subject: Subject) -> Spotted:
    for written in subject.written:
        for node in written.nodes():
            found = comparison(node)
            if found and isinstance(found.fixed, Decimal):
                outcome = judge(subject, written).outcome(node)
                field = subject.field_of(found.name, written)
                if field and not (outcome.true and outcome.false):
                    always = "总是成立" if outcome.true else "永远不成立"
                    message = f"“{field.label}”的上下限使“{found.sign} {found.fixed}”{always}，请改正其一"
                    yield written.pointer, message


def _explained(subject: Subject) -> set[str]:
    """Formulas in which a single comparison is at fault, which has a rule of its own."""
    return {pointer for pointer, _message in (*_codes(subject), *_beyond(subject))}


def _compared(subject: Subject, written: Written) -> Iterator[tuple[Field, str]]:
    """Fields with options, and the codes a formula compares them with."""
    for node in written.nodes():
        found = comparison(node)
        pairs: list[tuple[Node, object]] = [(found.name, found.fixed)] if found else []
        if isinstance(node, Member):
            value = plain(node.value)
            pairs = [(value, other.value) for other in map(plain, node.among) if isinstance(other, Literal)]
        for name, code in pairs:
            field = subject.field_of(name, written)
            if field and field.options and isinstance(code, str):
                yield field, code
