"""The official label/value table: which cell stands in which line, and how many units wide it is.

A line is 72 units of 2.3 mm; a field of twelve twelfths is a whole line. A label that begins a line is LEAD
units wide, so that the first vertical rule runs through the whole table as on the official one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from unicodedata import east_asian_width

from ..forms.model import TWELFTHS
from .values import Shown

UNITS = 72
LEAD = 14
LINE_MM = 165
UNIT_MM = LINE_MM / UNITS
EM_MM = 3.7
PADDING_MM = 2.4
TICK_EMS = 2.5
"""Width of a tick box and the space after its option."""


@dataclass(frozen=True, slots=True)
class Box:
    """One table cell: a merged group label (`role` "group", with its text), a field's label, or its value."""

    role: str
    units: int
    text: str = ""
    cell: Shown | None = None
    lines: int = 1


Line = list[Box]


@dataclass(frozen=True, slots=True)
class Pair:
    """A field placed in a line: twelfths it takes."""

    cell: Shown
    twelfths: int


def ems(text: str) -> int:
    """Width of a text in full-width characters, rounded up."""
    return -(-sum(2 if east_asian_width(character) in "WFA" else 1 for character in text) // 2)


def arrange(cells: Sequence[Shown]) -> list[list[Line]]:
    """Cells -> lines, in bundles that stay on one page: the lines of a group, or one single line."""
    bundles: list[list[Line]] = []
    for group, members in groupby(cells, key=lambda cell: cell.field.group):
        lines = list(_pack(members))
        if group:
            bundles.append(_grouped(group, lines))
        else:
            bundles.extend([_line(line, UNITS, LEAD)] for line in lines)
    return bundles


def _units(length: int, lines: int) -> int:
    """Units a label of so many characters needs when set in so many lines."""
    return ceil((ceil(length / lines) * EM_MM + PADDING_MM) / UNIT_MM)


def _pack(cells: Iterable[Shown]) -> Iterator[list[Pair]]:
    """Fields into lines of twelve twelfths; the last field of a short line takes what is left."""
    line: list[Pair] = []
    used = 0
    for cell in cells:
        width = _twelfths(cell)
        if line and used + width > TWELFTHS:
            yield _filled(line, used)
            line, used = [], 0
        line.append(Pair(cell, width))
        used += width
    if line:
        yield _filled(line, used)


def _twelfths(cell: Shown) -> int:
    """What the definition asks for; a whole line when the options would pile up higher than three lines."""
    width = min(TWELFTHS, max(1, cell.field.width))
    options = sum(ems(tick.name) + TICK_EMS for tick in cell.ticks)
    return TWELFTHS if options * EM_MM > 3 * 0.6 * width / TWELFTHS * LINE_MM else width


def _filled(line: list[Pair], used: int) -> list[Pair]:
    last = line[-1]
    return [*line[:-1], Pair(last.cell, last.twelfths + TWELFTHS - used)]


def _grouped(title: str, lines: list[list[Pair]]) -> list[Line]:
    """Lines that share one merged label at their left."""
    labels = max(ems(pair.cell.label) for line in lines for pair in line)
    bundle = [_line(line, UNITS - LEAD, 0, labels) for line in lines]
    bundle[0].insert(0, Box("group", LEAD, title, lines=len(lines)))
    return bundle


def _line(line: list[Pair], units: int, lead: int, labels: int = 0) -> Line:
    """One line of label and value cells over `units`; `lead` fixes its first label, 0 leaves it free."""
    boxes: Line = []
    for pair, share in zip(line, _shares([pair.twelfths for pair in line], units), strict=True):
        label = min(_label_units(ems(pair.cell.label), share, labels, 0 if boxes else lead), share // 2)
        boxes += [Box("label", label, cell=pair.cell), Box("value", share - label, cell=pair.cell)]
    return boxes


def _label_units(length: int, share: int, longest: int, lead: int) -> int:
    """Units for a label: two lines where there is little room, the lead column, or three lines at most."""
    if longest or share <= UNITS // 3:
        length = longest or length
        return max(5, _units(max(ceil(length / 2), min(length, 5)), 1))
    if lead and _units(length, 3) <= lead:
        return lead
    return max(LEAD, _units(length, 3))


def _shares(widths: Sequence[int], units: int) -> list[int]:
    """Units in proportion to widths, whole, adding up; what is left over goes to the last."""
    shares = [width * units // sum(widths) for width in widths]
    shares[-1] += units - sum(shares)
    return shares
