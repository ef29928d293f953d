"""Rules about computed fields and the formulas behind them."""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import ERROR, WARNING
from ..formulas.parts import constant_number
from ..formulas.tree import Binary, Call, Node, size
from ..model import Field
from .catalogue import Spotted, rule
from .ranges import called, plain
from .subject import COMPUTE, Subject, Written

MOST_NODES = 120
FILLED = {"default": "缺省值", "x-prefill": "预填", "x-readonly": "只读"}
LIKE = frozenset({"+", "-", "<", "<=", ">", ">=", "=", "<>"})
"""Signs whose sides must be of one unit."""
CLOCKS = frozenset({"TODAY"})


def _computed(subject: Subject) -> Iterator[tuple[Field, Written]]:
    for written in subject.written:
        if written.keyword == COMPUTE and written.path in subject.form.fields:
            yield subject.form.fields[written.path], written


@rule(
    "computed-filled",
    WARNING,
    "计算字段又写了缺省、预填或只读",
    "有公式的字段本来就只读，别的来源会被公式盖掉。",
    "只留 x-compute；要人填的就删去公式。",
)
def _filled(subject: Subject) -> Spotted:
    for field, _written in _computed(subject):
        schema = {**subject.place[field.path].schema, **subject.form.declared(field.pointer)}
        for word, called_so in FILLED.items():
            if word in schema:
                yield f"{field.pointer}/{word}", f"“{field.label}”由公式算出，{called_so}不起作用，请只留一种"


@rule(
    "computed-required",
    WARNING,
    "计算字段写了必填条件",
    "结果由别的字段算出，填报人没法填；该必填的是公式读的字段。",
    "删去 x-required，把它加到公式读的字段上。",
)
def _required(subject: Subject) -> Spotted:
    for field, _written in _computed(subject):
        if "x-required" in subject.place[field.path].schema:
            message = f"“{field.label}”由公式算出，不能要求人填，请把必填加到公式读的字段上"
            yield f"{field.pointer}/x-required", message


@rule(
    "computed-type",
    ERROR,
    "公式的结果与字段类型不符",
    "公式得出数字，字段却是文字（或相反），算出来的结果通不过自己的检查。",
    "改字段的 type，或改公式，例如用 TEXT(数值, 小数位数) 变成文字。",
)
def _wrong_type(subject: Subject) -> Spotted:
    for field, written in _computed(subject):
        if written.formula.type not in ("unknown", field.kind.formula_type):
            message = f"“{field.label}”是{field.kind.title}，公式得出的却不是，请改 type 或公式"
            yield written.pointer, message


@rule(
    "computed-constant",
    WARNING,
    "公式不读任何字段",
    "结果永远一样，不必计算。",
    "改成读字段的公式；固定的内容写进标题或说明。",
)
def _constant(subject: Subject) -> Spotted:
    for field, written in _computed(subject):
        if not written.formula.reads and not any(isinstance(node, Call) for node in written.nodes()):
            yield written.pointer, f"“{field.label}”的公式不读任何字段，结果永远一样，请改正"


@rule(
    "computed-today",
    WARNING,
    "计算结果随日期改变",
    "TODAY() 在填报、提交和审核时各不相同，存档件里的数会对不上。",
    "改用表里的日期字段，或申报年度 EDITION()；要判断时放进 x-checks。",
)
def _clock(subject: Subject) -> Spotted:
    for field, written in _computed(subject):
        if any(called(node) in CLOCKS for node in written.nodes()):
            yield written.pointer, f"“{field.label}”的公式用了 TODAY()，结果每天不同，请改用表里的日期"


@rule(
    "computed-loose",
    WARNING,
    "除法的结果没有写明小数位数",
    "1/3 除不尽，会算出一长串小数，印不下也核不准。",
    "加 x-decimals，或用 ROUND(…, 2)。",
)
def _long_quotient(subject: Subject) -> Spotted:
    for field, written in _computed(subject):
        divides = any(isinstance(node, Binary) and node.sign == "/" for node in written.nodes())
        rounded = called(written.tree) in ("ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "BAND", "IF", "IFS")
        if field.kind.numeric and divides and field.decimals is None and not rounded:
            yield written.pointer, f"“{field.label}”有除法，却没有写明小数位数，请加 x-decimals 或用 ROUND"


@rule(
    "formula-complex",
    WARNING,
    "公式太复杂，讲不清楚",
    "结果旁边会列出算法；太长的公式填报人和审核人都看不懂，也没法核对。",
    "拆成几个有标题的计算字段。",
)
def _complex(subject: Subject) -> Spotted:
    for written in subject.written:
        if size(written.tree) > MOST_NODES:
            yield written.pointer, f"公式有 {size(written.tree)} 个成分，请拆成几个有标题的计算字段"


@rule(
    "formula-zero",
    ERROR,
    "除以零",
    "除以零的结果总是空的。",
    "改正除数。",
)
def _by_zero(subject: Subject) -> Spotted:
    for written in subject.written:
        for node in written.nodes():
            if isinstance(node, Binary) and node.sign == "/" and constant_number(node.right) == 0:
                yield written.pointer, f"公式“{written.text[:60]}”除以零，结果总是空的，请改正除数"


def _same(one: Node, other: Node, text: str) -> bool:
    return text[one.start : one.end] == text[other.start : other.end]


@rule(
    "if-same",
    WARNING,
    "条件成立与否结果都一样",
    "IF 的两个结果相同，条件等于没有写，多半改漏了一处。",
    "改正其中一个结果，或去掉 IF。",
)
def _no_choice(subject: Subject) -> Spotted:
    for written in subject.written:
        for node in written.calls("IF"):
            if len(node.arguments) == 3 and _same(node.arguments[1], node.arguments[2], written.text):
                yield written.pointer, "IF 的两个结果一样，条件不起作用，请改正其中一个"


@rule(
    "formula-units",
    WARNING,
    "不同单位的数相加减或相比",
    "元和万元直接相加，结果差一万倍；人数和金额不能比大小。",
    "统一单位，或先换算，例如 注册资本 / 10000。",
)
def _mixed(subject: Subject) -> Spotted:
    for written in subject.written:
        for node in written.nodes():
            if isinstance(node, Binary) and node.sign in LIKE:
                left, right = (_unit(subject, written, side) for side in (node.left, node.right))
                if left and right and left != right:
                    message = (
                        f"“{written.text[node.start : node.end]}”把{left}和{right}放在一起算，请统一单位"
                    )
                    yield written.pointer, message
                    break


def _unit(subject: Subject, written: Written, node: Node) -> str:
    """The unit of a name, or of a sum of names of one unit; "" for all else."""
    node = plain(node)
    if isinstance(node, Binary) and node.sign in "+-":
        return _unit(subject, written, node.left) or _unit(subject, written, node.right)
    field = subject.field_of(node, written)
    return field.unit if field and field.kind.numeric else ""
