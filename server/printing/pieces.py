"""The pieces a sheet is made of: what stands under a section's heading, in order.

A run of fields with the same shape becomes one piece: label/value lines, a narrative, a list of
attachments, a declaration. A matrix and a rows block are a piece each. Every piece names its template.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, ClassVar

from ..forms import Cells, Column, Field, Form, Grid, Matrix, MatrixRow, Rows, Section, covered, row_ids
from .grid import LEAD, LINE_MM, UNITS, Line, arrange, ems
from .values import Looks, Mode, Shown, labelled, show

EMPTY_ROWS = 3
"""Rows of a blank form that people may write in, when the definition asks for no more."""
MOST_COLUMNS = 6
"""A table with more columns than this prints its attachments in a line of their own."""
HEIGHT = re.compile(r"\d{1,3}mm")
LINE_EMS = 43
"""Characters of a table's text that fit beside each other on a line, with their cells' padding."""
INDENT_EMS = 3
"""Characters by which a table inside a row is narrower."""
RIGID = 9
"""Columns up to so many characters hold numbers, dates and choices: they are not squeezed."""
ROOMY = 4
"""Columns of a matrix up to which type is of the usual size."""
DENSE_MM, TIGHT_MM, CELL_MM = 3.2, 2.65, 1.6
"""Width of a character in the smaller and in the smallest type of a matrix, and a cell's padding there."""
BESIDE = 600
"""Texts up to this many characters stand beside their label; longer ones below it, in full width."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a block inside a section, and the words that explain it."""

    template: ClassVar[str] = "pieces/heading.html"
    title: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Label/value lines, bundled where they must stay together."""

    template: ClassVar[str] = "pieces/pairs.html"
    units: ClassVar[int] = UNITS
    bundles: list[list[Line]]


@dataclass(frozen=True, slots=True)
class Narrative:
    """A text that may run over pages. `height` is a CSS length or ""; `beside` puts the label at its left."""

    template: ClassVar[str] = "pieces/narrative.html"
    lead: ClassVar[float] = round(100 * LEAD / UNITS, 3)
    cell: Shown
    limit: int
    height: str
    beside: bool


@dataclass(frozen=True, slots=True)
class Files:
    """A numbered list of attachments."""

    template: ClassVar[str] = "pieces/files.html"
    cells: list[Shown]


@dataclass(frozen=True, slots=True)
class Statement:
    """A declaration with room for signature and seal."""

    template: ClassVar[str] = "pieces/statement.html"
    cell: Shown
    text: str
    signers: tuple[str, ...]
    sealed: bool


@dataclass(frozen=True, slots=True)
class Words:
    """A note between the fields, in paragraphs; it has no answer."""

    template: ClassVar[str] = "pieces/note.html"
    title: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class YearLine:
    """One line of a matrix; a column the row does not have is None."""

    title: str
    indent: int
    cells: list[Shown | None]


@dataclass(frozen=True, slots=True)
class YearTable:
    """A matrix, or some of its columns: its lines under repeated column heads.

    `density` is "" for type of the usual size, "dense" for smaller and "tight" for the smallest.
    """

    template: ClassVar[str] = "pieces/matrix.html"
    label: str
    columns: Sequence[Column]
    lines: list[YearLine]
    label_width: int
    density: str = ""

    def fits(self, em: float) -> bool:
        """Whether all its numbers stand in one line when a character is `em` mm wide."""
        column = LINE_MM * (100 - self.label_width) / 100 / len(self.columns)
        shown = [cell for line in self.lines for cell in line.cells if cell]
        return all(ems(cell.text) * em <= column - CELL_MM for cell in shown if cell.field.kind.numeric)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a rows table, at a concrete path: cells in columns, those that get a line of their own
    below, and the tables it holds."""

    number: int
    path: str
    cells: list[Shown]
    below: list[Shown]
    inner: list[EntryTable]


@dataclass(frozen=True, slots=True)
class Head:
    """The headings of columns, each path and words with unit; of those that share one, `group` (else "")."""

    group: str
    columns: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class EntryTable:
    """A rows block; `widths` are percentages of its columns; `dense` asks for small type. A table
    `inside` a row is indented, under its `title`; `nested` ones have such tables."""

    template: ClassVar[str] = "pieces/rows.html"
    number_width: ClassVar[int] = 6
    indent: ClassVar[int] = 6
    title: str
    inside: bool
    heads: list[Head]
    widths: list[float]
    entries: list[Entry]
    dense: bool
    nested: bool

    @property
    def grouped(self) -> bool:
        """Whether columns share headings."""
        return any(head.group for head in self.heads)


Piece = Heading | Pairs | Narrative | Files | Statement | Words | YearTable | EntryTable


class Sheet:
    """One printing: the form, its answers, and what of it is shown."""

    def __init__(self, form: Form, cells: Cells, mode: Mode, hidden: Collection[str], looks: Looks) -> None:
        self.form, self.cells, self.mode, self.hidden, self.looks = form, cells, mode, hidden, looks

    def pieces(self, section: Section) -> Iterator[Piece]:
        """What stands under a section's heading."""
        titled = section.path
        for block in section.blocks:
            if covered(block.path, self.hidden):
                continue
            if block.title and block.path != titled:
                yield Heading(block.title, block.help if isinstance(block, Rows) else "")
            titled = block.path if block.title else titled
            if isinstance(block, Matrix):
                yield from self._matrix(block)
            elif isinstance(block, Rows):
                yield self._rows(block)
            else:
                yield from self._grid(block)

    def _show(self, field: Field, path: str, compact: bool = False) -> Shown:
        value = None if covered(path, self.hidden) else self.cells.get(path)
        return show(field, path, value, self.mode, compact)

    def _shape(self, field: Field) -> str:
        return self.looks.of(field.kind).shape

    def _on_paper(self, field: Field, path: str) -> bool:
        return not (_print_of(field).get("hidden") is True or covered(path, self.hidden))

    def _grid(self, block: Grid) -> Iterator[Piece]:
        fields = [field for field in block.places if self._on_paper(field, field.path)]
        for shape, run in groupby(fields, key=self._shape):
            cells = [self._show(field, field.path) for field in run]
            if shape == "narrative":
                yield from (self._narrative(cell) for cell in cells)
            elif shape == "files":
                yield Files(cells)
            elif shape == "statement":
                yield from map(self._statement, cells)
            elif shape == "note":
                yield from (self._words(cell.field) for cell in cells)
            else:
                yield Pairs(arrange(cells))

    def _narrative(self, cell: Shown) -> Narrative:
        limit = int(cell.field.schema.get("maxLength", 0))
        beside = 0 < limit <= BESIDE
        height = str(_print_of(cell.field).get("height", ""))
        if not HEIGHT.fullmatch(height):
            height = ("25mm" if beside else "60mm") if self.mode == "blank" else ""
        return Narrative(cell, limit, height, beside)

    def _statement(self, cell: Shown) -> Statement:
        declared = str(self._node(cell.field).get("description", cell.field.title))
        return Statement(cell, declared, cell.field.signers, cell.field.sealed)

    def _words(self, field: Field) -> Words:
        node = self._node(field)
        lines = str(node.get("description", "")).splitlines()
        return Words(str(node.get("title", "")), [line for line in lines if line.strip()])

    def _node(self, field: Field) -> Mapping[str, Any]:
        """What the definition says of a field, with its words for people."""
        return self.form.declared(field.pointer)

    def _matrix(self, block: Matrix) -> Iterator[YearTable]:
        """The matrix as one table; where its numbers can't stand in one line, as several side by side."""
        rows = [row for row in block.rows if not covered(row.path, self.hidden)]
        for bands in range(1, 1 + len(block.columns)):
            tables = [self._band(block, rows, columns) for columns in _parts(block.columns, bands)]
            if all(len(table.columns) <= ROOMY or table.fits(TIGHT_MM) for table in tables):
                break
        roomy = all(len(table.columns) <= ROOMY for table in tables)
        dense = all(table.fits(DENSE_MM) for table in tables)
        density = "" if roomy else "dense" if dense else "tight"
        yield from (replace(table, density=density) for table in tables)

    def _band(self, block: Matrix, rows: Sequence[MatrixRow], columns: Sequence[Column]) -> YearTable:
        lines = [
            YearLine(labelled(row.title, _unit(row)), row.indent, self._line(row, columns)) for row in rows
        ]
        width = max(22, 44 - 5 * max(0, len(columns) - 3))
        return YearTable(block.label, columns, lines, width)

    def _line(self, row: MatrixRow, columns: Sequence[Column]) -> list[Shown | None]:
        found = [row.cells.get(column.key) for column in columns]
        printed = [field if field and self._on_paper(field, field.path) else None for field in found]
        return [self._show(field, field.path, compact=True) if field else None for field in printed]

    def _rows(self, block: Rows) -> EntryTable:
        return self._tables(block, [block.path])[0]

    def _tables(self, block: Rows, paths: Sequence[str]) -> list[EntryTable]:
        """The same table at each of some concrete paths, all with the same widths."""
        below = [field for field in block.fields if self._below(field, len(block.fields))]
        below = [] if len(below) == len(block.fields) else below  # a table needs a column
        fields = [field for field in block.fields if field not in below and self._on_paper(field, field.path)]
        listed = [list(self._entries(block, path, fields, below)) for path in paths]
        everything = [entry for entries in listed for entry in entries]
        for table in block.inner:
            self._put_inside(block, table, everything)
        rooms, inside = self._rooms(fields, everything), "*" in block.path
        line = LINE_EMS - INDENT_EMS * inside
        share = 100 - EntryTable.number_width - EntryTable.indent * inside
        title, nested = block.title if inside else "", bool(block.inner)
        heads, widths, dense = _heads(fields), self._widths(rooms, line, share), sum(rooms) > line
        return [EntryTable(title, inside, heads, widths, entries, dense, nested) for entries in listed]

    def _put_inside(self, block: Rows, table: Rows, entries: Sequence[Entry]) -> None:
        paths = {f"{entry.path}/{block.within(table.path)}": entry for entry in entries}
        shown = [path for path in paths if not covered(path, self.hidden)]
        for path, piece in zip(shown, self._tables(table, shown), strict=True):
            paths[path].inner.append(piece)

    def _below(self, field: Field, columns: int) -> bool:
        shape = self._shape(field)
        return shape == "narrative" or (shape == "files" and columns > MOST_COLUMNS)

    def _entries(
        self, block: Rows, path: str, fields: Sequence[Field], under: Sequence[Field]
    ) -> Iterator[Entry]:
        if self.mode == "blank":
            ids = [f"_{place}" for place in range(min(block.maximum, max(block.minimum, EMPTY_ROWS)))]
        else:
            ids = row_ids(self.cells, path)
        for number, row in enumerate(ids, start=1):
            place = f"{path}/{row}"
            shown = [
                self._show(field, f"{place}/{block.within(field.path)}", compact=True) for field in fields
            ]
            extra = [self._show(field, f"{place}/{block.within(field.path)}") for field in under]
            visible = [cell for cell in extra if self._on_paper(cell.field, cell.path)]
            yield Entry(number, place, shown, [cell for cell in visible if cell.text or cell.blank_form], [])

    def _widths(self, rooms: list[float], line: int, share: int) -> list[float]:
        """Percentages, `share` altogether: answers that fit a line get it, long texts share what is left."""
        narrow = sum(room for room in rooms if room <= RIGID)
        broad = sum(room for room in rooms if room > RIGID)
        stretch = max(0.4, (line - narrow) / broad) if broad else 1.0
        rooms = [room * stretch if room > RIGID else room for room in rooms]
        return [round(share * room / sum(rooms), 2) for room in rooms]

    def _rooms(self, fields: list[Field], entries: list[Entry]) -> list[float]:
        columns = [[entry.cells[place] for entry in entries] for place in range(len(fields))]
        return [self._room(field, column) for field, column in zip(fields, columns, strict=True)]

    def _room(self, field: Field, column: list[Shown]) -> float:
        """Width a column would like, in characters: of its answers, or of its kind while there are none."""
        liked = self.looks.of(field.kind).room
        longest = max((ems(cell.text) for cell in column), default=0)
        wanted = min(longest, 2 * liked) if longest else liked
        whole = ems(labelled("", field.unit))  # a unit is never broken over lines
        return max(wanted, min(ems(field.title), 4), whole) + 0.8


def _parts(columns: Sequence[Column], bands: int) -> list[Sequence[Column]]:
    """The columns in so many parts of nearly the same length."""
    size = -(-len(columns) // bands)
    return [columns[first : first + size] for first in range(0, len(columns), size)]


def _heads(fields: Sequence[Field]) -> list[Head]:
    """Headings from left to right; consecutive columns of a group share one."""
    groups = groupby(fields, key=lambda field: field.group)
    return [
        Head(group, [(field.path, labelled(field.title, field.unit)) for field in run])
        for group, run in groups
    ]


def _unit(row: MatrixRow) -> str:
    """The unit of a matrix row: its own, or the one all its years share."""
    units = {cell.unit for cell in row.cells.values() if cell.column and cell.column.offset is not None}
    return row.unit or (units.pop() if len(units) == 1 else "")


def _print_of(field: Field) -> dict[str, Any]:
    declared = field.schema.get("x-print")
    return declared if isinstance(declared, dict) else {}
