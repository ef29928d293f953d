"""Rules about scales inside formulas: BAND and IFS that overlap, leave gaps or give too many points."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from ..findings import ERROR, WARNING
from ..formulas.parts import constant_number
from ..formulas.tree import Call
from .catalogue import Spotted, rule
from .ranges import INFINITE, Range, comparison, conjuncts, meant
from .subject import COMPUTE, Subject


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
        for node in written.calls("BAND"):
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
    for written in subject.written:
        field = subject.form.fields.get(written.path) if written.keyword == COMPUTE else None
        most = subject.limits(field).get("maximum") if field else None
        for node in written.calls("BAND"):
            best = max((points for _limit, points in _bands(node)), default=None)
            if field and most is not None and best is not None and node is written.tree and best > most:
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
        for node in written.calls("IFS"):
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
        for node in written.calls("IFS"):
            pieces = _pieces(node) or []
            if any(place and _covered(pieces[:place], piece) for place, piece in enumerate(pieces)):
                yield written.pointer, "IFS 里有一段已被前面的条件包括，永远用不上，请调整先后或范围"
