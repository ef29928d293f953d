"""Looking at pages that have been laid out: what stands outside its cell, its page, or on something else.

Pure geometry over the layout engine's boxes: a box has a place, a size and children, and knows the HTML
element it came from. Nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

MM = 96 / 25.4
"""Pixels of the layout engine in a millimetre."""
SLACK = 1.0
"""Pixels that a text may stand over: borders lie on cells, and lines are set a little tight."""
CELLS = frozenset({"th", "td"})
FIGURE, COVER, LISTED = "figure", "cover", "list"


@dataclass(frozen=True, slots=True)
class Spill:
    """What doesn't fit: the field's path ("" for a heading), page from 1, words, by how much, out of what."""

    path: str
    page: int
    words: str
    millimetres: float
    where: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle on the page, in pixels."""

    left: float
    top: float
    right: float
    bottom: float


def spills(pages: Sequence[Any]) -> Iterator[Spill]:
    """Texts outside their cell or their page, in reading order."""
    for number, page in enumerate(pages, 1):
        edge = _outer(page)
        body = Bounds(edge.left, edge.top, edge.right, page.content_box_y() + page.height)
        for child in page.children:
            if _tag(child) == "html":
                yield from _inside(child, number, body, "", "纸")


def overlaps(pages: Sequence[Any]) -> Iterator[Spill]:
    """Parts of the cover that lie on one another: they stand at fixed heights."""
    for number, page in enumerate(pages, 1):
        for box in _boxes(page):
            if COVER in _classes(box):
                parts = [part for part in box.children if part.height]
                ordered = sorted(parts, key=lambda part: float(part.position_y))
                for above, below in pairwise(ordered):
                    over = above.position_y + _height(above) - below.position_y
                    if over > SLACK:
                        yield Spill("", number, _words(above), over / MM, "下面的内容")


def broken_figures(pages: Sequence[Any]) -> Iterator[Spill]:
    """Numbers that run over more than one line: nobody reads half a number right."""
    for number, page in enumerate(pages, 1):
        for cell, path in _cells(page):
            lines = [
                box for box in _boxes(cell) if FIGURE in _classes(box) and type(box).__name__ == "InlineBox"
            ]
            if len(lines) > 1:
                yield Spill(path, number, "".join(_words(line) for line in lines), 0.0, "")


def row_heights(pages: Sequence[Any]) -> dict[str, list[float]]:
    """Heights in pixels of the rows of each table of rows, by the path of the table."""
    found: dict[str, list[float]] = {}
    for page in pages:
        for box in _boxes(page):
            if type(box).__name__ == "TableRowGroupBox" and _tag(box) == "tbody":
                paths = [path for _cell, path in _cells(box) if path]
                rows = next(
                    (path.rpartition("/")[0].rpartition("/")[0] for path in paths if path.count("/") > 1), ""
                )
                found.setdefault(rows, []).append(float(box.height))
    return found


def page_height(pages: Sequence[Any]) -> float:
    """Pixels that a page offers to the table."""
    return float(pages[0].height)


def _inside(box: Any, page: int, room: Bounds, path: str, where: str) -> Iterator[Spill]:
    """Texts in a box that leave the room they have: the innermost cell, or the page."""
    path = _path(box) or path
    if _tag(box) in CELLS and type(box).__name__ == "TableCellBox":
        room, where = _outer(box), "格子"
    if type(box).__name__ == "TextBox" and box.text.strip():
        over = max(
            box.position_x + box.width - room.right,
            room.left - box.position_x,
            box.position_y + box.height - room.bottom - box.height / 3,
        )
        if over > SLACK:
            yield Spill(path, page, box.text.strip(), over / MM, where)
    for child in getattr(box, "children", ()):
        yield from _inside(child, page, room, path, where)


def _outer(box: Any) -> Bounds:
    left, top = float(box.position_x), float(box.position_y)
    return Bounds(left, top, left + float(box.margin_width()), top + float(box.margin_height()))


def _height(box: Any) -> float:
    return float(box.margin_height())


def _boxes(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)


def _cells(box: Any) -> Iterator[tuple[Any, str]]:
    return ((inner, _path(inner)) for inner in _boxes(box) if type(inner).__name__ == "TableCellBox")


def _words(box: Any) -> str:
    return "".join(inner.text for inner in _boxes(box) if type(inner).__name__ == "TextBox").strip()


def _tag(box: Any) -> str:
    return str(getattr(box, "element_tag", ""))


def _attribute(box: Any, name: str) -> str:
    element = getattr(box, "element", None)
    return "" if element is None else str(element.get(name, ""))


def _classes(box: Any) -> list[str]:
    return _attribute(box, "class").split()


def _path(box: Any) -> str:
    return _attribute(box, "data-path")
