"""Rules about computed fields and the formulas behind them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from ..findings import ERROR, WARNING
from ..formulas.parts import constant_number
from ..formulas.tree import Binary, Call, Node, size
from ..model import Field
from .catalogue import Spotted, rule
from .ranges import INFINITE, Range, called, comparison, conjuncts, meant
from .subject import COMPUTE, Subject, Written

MOST_NODES = 120
FILLED = {"default": "缺省值", "x-prefill": "预填", "x-readonly": "只读"}
CLOCKS = frozenset({"TODAY"})


def _computed(subject: Subject) -> Iterator[tuple[Field, Written]]:
    for written in subject.written:
        if written.keyword == COMPUTE and written.path in subject.form.fields:
            yield subject.form.fields[written.path], written


def _calls(written: Written, name: str) -> Iterator[Call]:
    return (node for node in written.nodes() if isinstance(node, Call) and called(node) == name)


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


def _bands(node: Call) -> list[tuple[Decimal, Decimal]]:
    """Threshold and points of each band that is written in numbers."""
    rest = [constant_number(argument) for argument in node.arguments[1:]]
    pairs = zip(rest[::2], rest[1::2], strict=False)
    return [(limit, points) for limit, points in pairs if limit is not None and points is not None]


@rule(
    "band-points",
    WARNING,
    "分档的得分不是由高到低",
    "数值低的一档反而得分高或一样高，多半是写错了行。",
    "对照评价标准改正得分；越低越好的指标用 IFS 写。",
)
def _upside_down(subject: Subject) -> Spotted:
    for written in subject.written:
        for node in _calls(written, "BAND"):
            points = [points for _limit, points in _bands(node)]
            if any(lower >= higher for higher, lower in pairwise(points)):
                yield written.pointer, "BAND 里下限低的一档得分不低于高的一档，请对照标准改正"


@rule(
    "band-above-maximum",
    ERROR,
    "分档的得分超过满分",
    "得分高于字段的 maximum，算出来就是错的。",
    "改正得分或 maximum。",
)
def _too_many_points(subject: Subject) -> Spotted:
    for field, written in _computed(subject):
        most = subject.limits(field).get("maximum")
        for node in _calls(written, "BAND"):
            best = max((points for _limit, points in _bands(node)), default=None)
            if most is not None and best is not None and node is written.tree and best > most:
                yield written.pointer, f"最高一档得 {best} 分，超过“{field.label}”的满分 {most}，请改正"


def _pieces(node: Call) -> list[Range] | None:
    """The numbers each condition of IFS lets through, when all speak of one name."""
    found: list[Range] = []
    names: set[tuple[str, ...]] = set()
    for condition in node.arguments[::2]:
        together = Range()
        for part in conjuncts((condition,)):
            one = comparison(part)
            wanted = meant(one.sign, one.fixed) if one and isinstance(one.fixed, Decimal) else None
            if one is None or wanted is None:
                return None
            names.add(tuple(word.text for word in one.name.words))
            together = together.both(wanted)
        found.append(together)
    return found if len(names) == 1 else None


def _covered(pieces: list[Range], wanted: Range) -> bool:
    """Whether some of the pieces together hold every number that is wanted."""
    reached, closed = wanted.low, wanted.low_open
    for piece in sorted(pieces, key=lambda one: (one.low, one.low_open)):
        starts = piece.low < reached or (piece.low == reached and (not piece.low_open or closed))
        if starts and (piece.high, not piece.high_open) > (reached, closed):
            reached, closed = piece.high, not piece.high_open
    return reached > wanted.high or (reached == wanted.high and (closed or wanted.high_open))


@rule(
    "ifs-gap",
    WARNING,
    "分段之间有空档",
    "落在空档里的数一档也不属于，结果是空的。",
    "让相邻两段首尾相接（≥60、<60），或在最后加 true 作为其余情形。",
)
def _gap(subject: Subject) -> Spotted:
    for written in subject.written:
        for node in _calls(written, "IFS"):
            pieces = _pieces(node)
            if pieces:
                whole = Range(min(one.low for one in pieces), max(one.high for one in pieces))
                ends = Range(whole.low, whole.high, whole.low == -INFINITE, whole.high == INFINITE)
                if not _covered(pieces, ends):
                    yield written.pointer, "IFS 的分段之间有空档，落在其中的数没有结果，请首尾相接"


@rule(
    "ifs-unreachable",
    WARNING,
    "后面的分段永远用不上",
    "IFS 取第一个成立的条件；前面已经包括的范围，后面再写也轮不到。",
    "把范围小的条件放到前面，或改成不重叠的范围。",
)
def _unreachable(subject: Subject) -> Spotted:
    for written in subject.written:
        for node in _calls(written, "IFS"):
            pieces = _pieces(node) or []
            if any(place and _covered(pieces[:place], piece) for place, piece in enumerate(pieces)):
                yield written.pointer, "IFS 里有一段已被前面的条件包括，永远用不上，请调整先后或范围"


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
        for node in _calls(written, "IF"):
            if len(node.arguments) == 3 and _same(node.arguments[1], node.arguments[2], written.text):
                yield written.pointer, "IF 的两个结果一样，条件不起作用，请改正其中一个"
