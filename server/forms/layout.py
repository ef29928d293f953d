"""From schema to table: which sections, blocks and fields a bundle describes, and in what order.

Second step of compiling. Faults are collected, not raised, so that an author sees all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from ..language import gettext as _
from . import json, options, totals
from .findings import Finding, pointer_of
from .formulas.errors import suggest
from .kinds import KINDS, Kind, kind_of, says
from .model import TWELFTHS, Block, Column, Field, Grid, Matrix, MatrixRow, Rows, Section

OF_A_ROW = ("x-unit", "x-decimals", "x-kind")
"""Keywords a matrix row may have for all its years, or for all its categories."""
MOST_LEVELS = 2
"""Rows may hold rows, and no more: nobody finds their way in a table of tables of tables."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One schema on the walk: its key, the path it gets, its place in the bundle, and if it is required."""

    key: str
    schema: Mapping[str, Any]
    path: str
    pointer: str
    required: bool = False

    @property
    def title(self) -> str:
        """What people call it; the key when it has no title."""
        return str(self.schema.get("title", self.key))

    @property
    def heading(self) -> str:
        """The title of a block inside a section; a block that is the whole section needs none."""
        return str(self.schema.get("title", "")) if "/" in self.path else ""

    @property
    def help(self) -> str:
        """The words under the title of a section or a rows block."""
        return str(self.schema.get("description", ""))

    @property
    def layout(self) -> Mapping[str, Any]:
        """What `x-layout` says."""
        return self.schema.get("x-layout") or {}

    @property
    def is_rows(self) -> bool:
        """Whether it is a table of rows, and not a list that is one answer."""
        items = self.schema.get("items")
        objects = isinstance(items, Mapping) and items.get("type") == "object"
        return objects and self.schema.get("type") == "array" and kind_of(self.schema) is None

    @property
    def is_field(self) -> bool:
        """Whether it is asked as one field."""
        return not self.is_rows and ("x-kind" in self.schema or self.schema.get("type") != "object")

    def inside(self) -> list[Spot]:
        """What stands in its `properties`, in order."""
        return [self._inner(key, schema) for key, schema in _properties(self.schema)]

    def items(self) -> Spot:
        """One row of a rows block."""
        return Spot(self.key, self.schema["items"], f"{self.path}/*", f"{self.pointer}/items")

    def with_cells(self, cells: Mapping[str, Any]) -> Spot:
        """The same matrix row with its cells as they are meant."""
        return replace(self, schema={**self.schema, "properties": cells}) if cells else self

    def _inner(self, key: str, schema: Mapping[str, Any]) -> Spot:
        required = self.schema.get("required")
        path = f"{self.path}/{key}" if self.path else key
        pointer = self.pointer + pointer_of(("properties", key))
        return Spot(key, schema, path, pointer, isinstance(required, list) and key in required)


class Layout:
    """Walks a bundle once. Afterwards `sections`, `fields`, `rows` and `faults` are complete."""

    def __init__(self, bundle: Mapping[str, Any], edition: int) -> None:
        self.edition = edition
        self.lists = bundle.get("x-lists", {})
        self.known: dict[tuple[object, ...], options.Options] = {}
        self.fields: dict[str, Field] = {}
        self.rows: dict[str, Rows] = {}
        self.schemas: dict[str, tuple[Mapping[str, Any], str]] = {}
        self.faults: list[Finding] = []
        self.sections = tuple(self._sections(Spot("", bundle, "", "")))

    def fault(self, pointer: str, rule: str, message: str) -> None:
        """Note one fault of the definition."""
        self.faults.append(Finding(path="", pointer=pointer, rule=rule, message=message))

    def _meet(self, spot: Spot) -> None:
        self.schemas[spot.path] = (spot.schema, spot.pointer)

    def _sections(self, root: Spot) -> Iterator[Section]:
        loose: list[Field] = []
        for spot in root.inside():
            if spot.is_field:
                loose += self._fields([spot], scope="")
            else:
                self._meet(spot)
                yield Section(spot.path, spot.title, spot.help, tuple(self._blocks(spot)))
        if loose:
            yield Section("", root.title, "", (_grid("", "", loose),))

    def _blocks(self, spot: Spot) -> Iterator[Block]:
        if spot.is_rows:
            yield self._rows(spot)
        elif spot.layout.get("type") == "matrix":
            yield self._matrix(spot)
        elif isinstance(spot.layout.get("columns", 2), int):
            yield from self._grids(spot, spot.layout.get("columns", 2))
        else:
            at = spot.pointer + "/x-layout/columns"
            self.fault(at, "layout-columns", "grid 的 columns 是每行几对，例如 2")

    def _grids(self, spot: Spot, columns: int) -> Iterator[Block]:
        """Runs of fields, and the blocks that stand between them; only the first run has the heading."""
        heading = spot.heading
        for are_fields, run in groupby(spot.inside(), key=lambda inner: inner.is_field):
            if are_fields:
                yield _grid(spot.path, heading, self._fields(run, spot.path, columns), columns)
                heading = ""
                continue
            for inner in run:
                self._meet(inner)
                yield from self._blocks(inner)

    def _matrix(self, spot: Spot) -> Matrix:
        columns = tuple(self._columns(spot))
        lines = [_shared(line, columns) for line in spot.inside()] if columns else []
        cells = list(totals.implied(spot, lines, columns, self.fault)) if columns else []
        lines = [line.with_cells(found) for line, found in zip(lines, cells, strict=True)]
        rows = tuple(self._matrix_row(line, spot.path, columns) for line in lines)
        return Matrix(spot.path, spot.heading, str(spot.layout.get("label") or _("项目")), columns, rows)

    def _matrix_row(self, row: Spot, matrix: str, columns: tuple[Column, ...]) -> MatrixRow:
        self._meet(row)
        known = {column.key: column for column in columns}
        title = str(row.schema.get("title", ""))
        cells = {}
        for cell in row.inside():
            column = known.get(cell.key)
            if column is None:
                message = f"年度表没有列“{cell.key}”；列应在 x-layout.columns 中写明"
                self.fault(cell.pointer, "matrix-column-unknown", message)
                continue
            label = _("%(row)s（%(column)s）", row=title, column=column.title)
            found = self._field(_titled(row, cell), matrix, label=label, column=column)
            if found and self._asks(found):
                cells[cell.key] = found
        if not row.inside():
            message = "年度表的一行应是 type: object，在 properties 中列出它有的列"
            self.fault(row.pointer, "matrix-row-empty", message)
        unit, indent = str(row.schema.get("x-unit", "")), int(row.schema.get("x-indent", 0))
        return MatrixRow(row.path, title, unit, indent, cells, bool(row.schema.get("x-total")))

    def _columns(self, matrix: Spot) -> Iterator[Column]:
        heading = str(matrix.layout.get("heading") or _("{year}年"))
        forecast = set(matrix.layout.get("forecast", []))
        columns = matrix.layout.get("columns")
        if not isinstance(columns, list):
            at = matrix.pointer + "/x-layout/columns"
            self.fault(at, "layout-columns", '年度表要写明列，例如 "columns": ["y-3", "y-2", "y-1"]')
            return
        for column in columns:
            if isinstance(column, Mapping):
                yield Column(column["key"], column["title"], total=bool(column.get("total")))
                continue
            offset = int(column[1:] or "0")
            title = heading.replace("{year}", str(self.edition + offset))
            title += _("（预计）") if column in forecast else ""
            yield Column(column, title, offset, column in forecast)
        if not self.edition and not all(isinstance(column, Mapping) for column in columns):
            self.fault("/x-form", "edition-missing", "有年度列的表要在 x-form 中写明 edition，例如 2022")

    def _rows(self, spot: Spot) -> Rows:
        limits = int(spot.schema.get("minItems", 0)), int(spot.schema.get("maxItems", 100))
        add = str(spot.layout.get("add") or _("增加一行"))
        self.rows[spot.path] = Rows(spot.path, spot.heading, (), *limits, add, spot.help)  # before its inner
        fields, inner = self._row(spot.items(), spot.path)
        self.rows[spot.path] = replace(self.rows[spot.path], fields=tuple(fields), inner=tuple(inner))
        return self.rows[spot.path]

    def _row(self, spot: Spot, scope: str, group: str = "") -> tuple[list[Field], list[Rows]]:
        """What stands in a row, or in a group of its columns: columns, and tables inside the row."""
        fields: list[Field] = []
        inner: list[Rows] = []
        for part in spot.inside():
            if part.is_field or not (part.is_rows or part.inside()):
                fields += self._column_of_rows(part, scope, group)
                continue
            self._meet(part)
            if not part.is_rows:
                title = f"{group} · {part.title}".removeprefix(" · ")
                more_fields, more_inner = self._row(part, part.path, title)
                fields, inner = fields + more_fields, inner + more_inner
            elif part.path.count("*") < MOST_LEVELS:
                inner.append(self._rows(part))
            else:
                message = f"“{part.title}”是第三层明细表；明细表里最多再放一层明细表，请把它移到外面"
                self.fault(part.pointer, "rows-too-deep", message)
        return fields, inner

    def _column_of_rows(self, spot: Spot, scope: str, group: str) -> Iterator[Field]:
        """A column, named after its group; headed by it too."""
        found = self._field(spot, scope, label=f"{group} · {spot.title}" if group else "")
        if found and self._asks(found):
            found = self.fields[spot.path] = replace(found, group=group) if group else found
            yield found

    def _fields(self, spots: Iterable[Spot], scope: str, columns: int = 2) -> Iterator[Field]:
        for spot in spots:
            if found := self._field(spot, scope, columns):
                yield found

    def _field(
        self, spot: Spot, scope: str, columns: int = 2, label: str = "", column: Column | None = None
    ) -> Field | None:
        schema, kind = spot.schema, kind_of(spot.schema)
        if kind is None:
            self.fault(*_no_kind(spot))
            return None
        if "x-kind" in schema and not says(schema, kind.shape):
            message = f"字段类型“{kind.name}”（{kind.title}）的字段里还要写明 {json.dumps(kind.shape)}"
            self.fault(spot.pointer, "kind-shape", message)
        computed = "x-compute" in schema
        found = Field(
            path=spot.path,
            key=spot.key,
            title=spot.title,
            label=label or spot.title,
            kind=kind,
            schema=_own_rules(schema),
            pointer=spot.pointer,
            section=spot.path.partition("/")[0],
            scope=scope,
            unit=str(schema.get("x-unit", "")),
            decimals=schema.get("x-decimals"),
            required=spot.required,
            computed=computed,
            readonly=computed or schema.get("x-readonly") is True,
            help=str(schema.get("x-help", "")),
            width=int(schema.get("x-width", TWELFTHS if kind.wide else TWELFTHS // columns)),
            group=str(schema.get("x-group", "")),
            options=self._options(schema, kind, spot.path, spot.pointer),
            column=column,
        )
        if kind.answered:
            self.fields[spot.path] = found
        self._meet(spot)
        return found

    def _asks(self, field: Field) -> bool:
        """Whether a cell of a table asks for something; words alone have no place there."""
        if not field.kind.answered:
            message = f"“{field.title}”没有可填的内容，只能放在格子里，不能做表格的一列"
            self.fault(field.pointer, "kind-place", message)
        return field.kind.answered

    def _options(
        self, schema: Mapping[str, Any], kind: Kind, path: str, pointer: str
    ) -> options.Options | None:
        source = schema.get("x-options")
        source = source if isinstance(source, Mapping) else {}
        more = source.get("other") or {}
        own = frozenset(source.get("exclusive", [])), more.get("option", ""), more.get("field", "")
        if "list" in source:
            name, levels = str(source["list"]), frozenset(source.get("levels", []))
            parent = options.beside(path, source["parent"]) if "parent" in source else ""
            found = self._listed(levels, name, parent, *own)
            if not found.position:
                self.fault(pointer, "options-empty", f"选项清单“{name}”没有可选的项")
            return found
        items = options.from_schema(schema)
        if not items and kind.formula_type == "text" and ("enum" in schema or "oneOf" in schema):
            self.fault(pointer, "options-empty", "选项应写作 oneOf: [{const, title}, …]，const 是文字编码")
        return options.Options(items, frozenset(), "", "", *own) if items and not kind.numeric else None

    def _listed(
        self,
        levels: frozenset[str],
        name: str,
        parent: str,
        exclusive: frozenset[str],
        asking: str,
        asked: str,
    ) -> options.Options:
        """The options of a list; fields that use it alike share them."""
        alike = levels, name, parent, exclusive, asking, asked
        if alike not in self.known:
            self.known[alike] = options.Options(
                options.from_list(self.lists.get(name, {"items": []})), *alike
            )
        return self.known[alike]


def _grid(path: str, title: str, places: Iterable[Field], columns: int = 2) -> Grid:
    places = tuple(places)
    return Grid(path, title, tuple(field for field in places if field.kind.answered), columns, places)


def _shared(row: Spot, columns: Iterable[Column]) -> Spot:
    """A matrix row whose cells say what it says for them: its unit and the like, where they are alike.

    Alike are years and their totals, and in a matrix without years all categories.
    """
    years = any(column.offset is not None for column in columns)
    alike = {column.key for column in columns if column.offset is not None or column.total}
    shared = {word: row.schema[word] for word in OF_A_ROW if word in row.schema}

    def takes(key: str, cell: Mapping[str, Any]) -> bool:
        return key in alike or (not years and cell.get("type") in ("number", "integer"))

    cells = {key: {**shared, **cell} if takes(key, cell) else cell for key, cell in _properties(row.schema)}
    return row.with_cells(cells)


def _titled(row: Spot, cell: Spot) -> Spot:
    """A matrix cell as a field: with the title of its row."""
    return replace(cell, schema={**cell.schema, "title": cell.schema.get("title") or row.title})


def _no_kind(spot: Spot) -> tuple[str, str, str]:
    """Pointer, rule and message for a field that is of no kind."""
    if "x-kind" in spot.schema:
        name = spot.schema["x-kind"]
        return spot.pointer + "/x-kind", "kind-unknown", f"没有字段类型“{name}”{suggest(name, KINDS)}"
    if spot.schema.get("type") in ("object", "array"):
        message = f"“{spot.title}”在这里应是一个字段；成组字段列在 properties 中，多选要写明 items 的选项"
        return spot.pointer, "field-nested", message
    message = f"看不出字段“{spot.title}”的类型：请写明 type，或用 x-kind 指定字段类型"
    return spot.pointer, "kind-unknown", message


def _own_rules(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A field's schema for judging one cell, without the words that are kept on the field."""
    return {
        key: value
        for key, value in schema.items()
        if key not in ("title", "description", "x-help", "x-source")
    }


def _properties(schema: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    properties = schema.get("properties")
    if not isinstance(properties, Mapping):
        return []
    return [(key, sub if isinstance(sub, Mapping) else {}) for key, sub in properties.items()]
