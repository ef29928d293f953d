"""The static HTML of a form, compiled once per form and theme; a request only fills in values.

Comes before the first request: templates walk the form's sections and blocks; every input comes from the
section's WTForms class (see binding) and is drawn by `kinds/<kind>.html`, which a theme may replace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from wtforms.fields.core import Field as Input

from ..forms import (
    Cells,
    Field,
    Finding,
    Form,
    Grid,
    Matrix,
    Rows,
    Section,
    readonly_paths,
    required_paths,
    row_ids,
)
from ..forms.model import TWELFTHS
from .binding import CAPTION, NAMELESS, NEW_ROWS, SHOWN, form_class, row_class
from .slots import ROW, Cell, Filling, Marks, Pieces, Place


class Skeleton:
    """All sections of a form as pieces. `reading` shows values instead of inputs."""

    def __init__(self, form: Form, environment: Environment, reading: bool = False) -> None:
        self.form = form
        self.pieces = _Drawing(form, environment, reading).sections()

    def fill(
        self,
        cells: Cells,
        findings: Mapping[str, Sequence[Finding]],
        hidden: Set[str],
        **page: Any,
    ) -> Markup:
        """The sections with these answers, findings by path and hidden paths.

        Page values: `submission` (id), `revision`, `csrf` (token). Cost grows with the cells alone.
        """
        required, readonly = required_paths(self.form, cells), readonly_paths(self.form, cells)
        filling = Filling(cells, findings, hidden, required, page, readonly=readonly)
        return Markup(self.pieces.fill(filling))


class _Drawing:
    """Compiling one form: what its templates may ask for. Lives only as long as the compiling."""

    def __init__(self, form: Form, environment: Environment, reading: bool) -> None:
        self.form, self.environment, self.reading = form, environment, reading
        self.marks = Marks()
        self.shown, self.caption = SHOWN, CAPTION
        self.inputs: dict[str, Input] = {}
        self.headed: set[str] = set()

    def sections(self) -> Pieces:
        """The whole form."""
        return Pieces("".join(self._section(section) for section in self.form.sections), self.marks)

    def place(self, path: str) -> Place:
        """A section or block of the page."""
        return Place(path, self.marks)

    def block(self, block: Grid | Matrix | Rows) -> Markup:
        """A block by its own template; what goes on after a nested block has no second heading."""
        heading = "" if block.path in self.headed else block.title
        self.headed.add(block.path)
        name = f"blocks/{type(block).__name__.lower()}.html"
        return self._render(name, block=block, heading=heading, place=self.place(block.path))

    def cell(self, field: Field, tabled: bool = True) -> Cell:
        """A cell, by default one in a table, where headings name it."""
        return Cell(self.form, field, self.form.declared(field.pointer), self.marks, tabled)

    def groups(self, grid: Grid) -> Iterator[tuple[str, list[Cell], int]]:
        """Consecutive cells that share a label (`x-group`; "" for none), and their twelfths of a line."""
        for label, fields in groupby(grid.places, key=lambda field: field.group):
            cells = [self.cell(field, tabled=False) for field in fields]
            total = min(TWELFTHS, sum(cell.width for cell in cells))
            for cell in cells if label else ():
                cell.width = min(TWELFTHS, round(cell.width * TWELFTHS / total))
            yield label, cells, total

    def pair(self, cell: Cell) -> Markup:
        """A label with its value; where nothing is asked, the kind's own words."""
        if not cell.field.kind.answered:
            return self._draw(f"kinds/{cell.field.kind.name}.html", cell)[0]
        control, grouped = self._control(cell)
        return self._render("blocks/pair.html", cell=cell, control=control, grouped=grouped)

    def control(self, cell: Cell) -> Markup:
        """The control of a cell in a table."""
        return self._control(cell)[0]

    def row_help(self, cells: Mapping[str, Field]) -> str:
        """The help text of a matrix row: its own, else that of its first cell with one."""
        pointers = [field.pointer.rpartition("/properties/")[0] for field in cells.values()]
        own = str(self.form.declared(pointers[0]).get("x-help", "")) if pointers else ""
        return own or next((field.help for field in cells.values() if field.help), "")

    def rows(self, block: Rows) -> tuple[Markup, Markup]:
        """The rows there are, and the template of a new one: of tables in rows only in the outer template."""
        inputs = row_class(self.form, block)()
        self.inputs.update((f"{block.path}/*/{bound.short_name}", bound) for bound in inputs)
        html = self._render("blocks/row.html", block=block, place=self.place(f"{block.path}/*"))
        pieces = Pieces(html, self.marks)
        path, templates = block.path, [f"{block.path}/*", *self._inside(block)]

        def filled(filling: Filling) -> str:
            here = (filling.at_row(row, templates) for row in row_ids(filling.cells, path))
            return "".join(map(pieces.fill, here))

        def blank(filling: Filling) -> str:
            if filling.rows != NEW_ROWS[: path.count(ROW)]:
                return ""
            nothing = Filling({}, {}, frozenset(), frozenset())
            return pieces.fill(replace(nothing, rows=NEW_ROWS[: path.count(ROW) + 1]))

        return self.marks(filled), self.marks(blank)

    def heads(self, block: Rows) -> Iterator[tuple[str, list[Field]]]:
        """Consecutive columns that share a heading; "" for those that have none but their own."""
        for group, fields in groupby(block.fields, key=lambda field: field.group):
            yield group, list(fields)

    def files(self, cell: Cell) -> Markup:
        """The uploaded files of a slot."""
        template = self.environment.get_template("blocks/file.html")
        return cell.files(partial(template.render, draw=self))

    def _inside(self, block: Rows) -> Iterator[str]:
        """What of a row's cells its template speaks of: columns, their groups, and tables inside the row."""
        yield from (field.path for field in block.fields)
        yield from dict.fromkeys(field.scope for field in block.fields if field.scope != block.path)
        yield from (rows.path for rows in block.inner)

    def _section(self, section: Section) -> str:
        self.inputs = {bound.short_name: bound for bound in form_class(self.form, section)()}
        uploads = any(field.kind.uploaded for field in section.fields())
        key = section.path or NAMELESS
        place = self.place(section.path)
        return self._render("blocks/section.html", section=section, key=key, place=place, uploads=uploads)

    def _control(self, cell: Cell) -> tuple[Markup, bool]:
        """The control, and whether it is a group of inputs that a <label for> can't name."""
        if self.reading:
            return self._draw("blocks/reading.html", cell)
        if cell.field.readonly:
            return self._draw("blocks/readonly.html", cell)
        drawn: list[bool] = []

        def control(bound: Input) -> Markup:
            html, grouped = self._draw(f"kinds/{cell.field.kind.name}.html", cell)
            drawn.append(grouped)
            return html

        html = Markup(self.inputs[cell.template](control=control))
        return html + (self._render("blocks/locked.html", cell=cell) if cell.lockable else ""), drawn[0]

    def _draw(self, name: str, cell: Cell) -> tuple[Markup, bool]:
        module = self.environment.get_template(name).make_module({"cell": cell, "draw": self})
        return Markup(str(module)), bool(getattr(module, "grouped", False))

    def _render(self, name: str, **values: Any) -> Markup:
        return Markup(self.environment.get_template(name).render(draw=self, form=self.form, **values))
