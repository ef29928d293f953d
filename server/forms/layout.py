"""From schema to table: which sections, blocks and fields a bundle describes, and in what order.

Second step of compiling. Faults are collected, not raised, so that an author sees all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from . import options
from .findings import Finding, pointer_of
from .formulas.errors import suggest
from .kinds import KINDS, Kind, kind_of
from .model import Block, Column, Field, Grid, Matrix, MatrixRow, Rows, Section

LINE = 12


class Layout:
    """Walks a bundle once. Afterwards `sections`, `fields`, `rows` and `faults` are complete."""

    def __init__(self, bundle: Mapping[str, Any], edition: int):
        self.edition = edition
        self.lists = bundle.get("x-lists", {})
        self.fields: dict[str, Field] = {}
        self.rows: dict[str, Rows] = {}
        self.schemas: dict[str, tuple[Mapping[str, Any], str]] = {}
        self.faults: list[Finding] = []
        self.sections = tuple(self._sections(bundle))

    def fault(self, pointer: str, rule: str, message: str) -> None:
        """Note one fault of the definition."""
        self.faults.append(Finding(path="", pointer=pointer, rule=rule, message=message))

    def _sections(self, bundle: Mapping[str, Any]) -> Iterator[Section]:
        loose: list[Field] = []
        required = _required(bundle)
        for key, schema in _properties(bundle):
            pointer = pointer_of(("properties", key))
            if _is_rows(schema) or schema.get("type") == "object":
                yield self._section(key, schema, pointer)
            elif found := self._field(schema, key, pointer, section=key, scope="", required=key in required):
                loose.append(found)
        if loose:
            yield Section("", str(bundle.get("title", "")), "", (Grid("", "", tuple(loose)),))

    def _section(self, key: str, schema: Mapping[str, Any], pointer: str) -> Section:
        self.schemas[key] = (schema, pointer)
        blocks = (
            (self._rows(schema, key, pointer, key),)
            if _is_rows(schema)
            else tuple(self._blocks(schema, key, pointer, key))
        )
        return Section(key, str(schema.get("title", key)), str(schema.get("description", "")), blocks)

    def _blocks(self, schema: Mapping[str, Any], path: str, pointer: str, section: str) -> Iterator[Block]:
        layout = schema.get("x-layout") or {}
        if layout.get("type") == "matrix":
            yield self._matrix(schema, path, pointer, section)
            return
        columns = layout.get("columns", 2)
        if not isinstance(columns, int):
            self.fault(pointer + "/x-layout/columns", "layout-columns", "grid 的 columns 是每行几对，例如 2")
            return
        title = "" if path == section else str(schema.get("title", ""))
        required = _required(schema)
        run: list[Field] = []
        for key, sub in _properties(schema):
            at, below = f"{path}/{key}", pointer + pointer_of(("properties", key))
            if not _is_rows(sub) and sub.get("type") != "object":
                if found := self._field(
                    sub, key, below, section, path, required=key in required, columns=columns, prefix=path
                ):
                    run.append(found)
                continue
            if run:
                yield Grid(path, title, tuple(run), columns)
                run, title = [], ""
            self.schemas[at] = (sub, below)
            if _is_rows(sub):
                yield self._rows(sub, at, below, section)
            else:
                yield from self._blocks(sub, at, below, section)
        if run:
            yield Grid(path, title, tuple(run), columns)

    def _matrix(self, schema: Mapping[str, Any], path: str, pointer: str, section: str) -> Matrix:
        layout = schema["x-layout"]
        columns = tuple(self._columns(layout, pointer))
        rows = []
        for key, row in _properties(schema) if columns else ():
            below = pointer + pointer_of(("properties", key))
            self.schemas[f"{path}/{key}"] = (row, below)
            rows.append(self._matrix_row(row, f"{path}/{key}", below, section, path, columns))
        title = "" if path == section else str(schema.get("title", ""))
        return Matrix(path, title, str(layout.get("label", "项目")), columns, tuple(rows))

    def _matrix_row(
        self,
        row: Mapping[str, Any],
        path: str,
        pointer: str,
        section: str,
        scope: str,
        columns: tuple[Column, ...],
    ) -> MatrixRow:
        required = _required(row)
        cells = {}
        known = {column.key: column for column in columns}
        for key, cell in _properties(row):
            below = pointer + pointer_of(("properties", key))
            if key not in known:
                self.fault(
                    below, "matrix-column-unknown", f"年度表没有列“{key}”；列应在 x-layout.columns 中写明"
                )
                continue
            inherited = {
                name: row[name]
                for name in ("x-unit", "x-decimals", "x-kind")
                if name in row and known[key].offset is not None
            }
            schema = {
                **inherited,
                **cell,
                "title": cell.get("title") or row.get("title", path.rsplit("/", 1)[1]),
            }
            label = f"{row.get('title', '')}（{known[key].title}）"
            found = self._field(
                schema,
                key,
                below,
                section,
                scope,
                required=key in required,
                prefix=path,
                label=label,
                column=known[key],
            )
            if found:
                cells[key] = found
        if not _properties(row):
            self.fault(
                pointer, "matrix-row-empty", "年度表的一行应是 type: object，在 properties 中列出它有的列"
            )
        return MatrixRow(
            path, str(row.get("title", "")), str(row.get("x-unit", "")), int(row.get("x-indent", 0)), cells
        )

    def _columns(self, layout: Mapping[str, Any], pointer: str) -> Iterator[Column]:
        heading = str(layout.get("heading", "{year}年"))
        forecast = set(layout.get("forecast", []))
        columns = layout.get("columns")
        if not isinstance(columns, list):
            at = pointer + "/x-layout/columns"
            self.fault(at, "layout-columns", '年度表要写明列，例如 "columns": ["y-3", "y-2", "y-1"]')
            return
        for column in columns:
            if isinstance(column, Mapping):
                yield Column(column["key"], column["title"])
                continue
            offset = int(column[1:] or "0")
            title = heading.replace("{year}", str(self.edition + offset))
            title += "（预计）" if column in forecast else ""
            yield Column(column, title, offset, column in forecast)
        if not self.edition and not all(isinstance(column, Mapping) for column in columns):
            self.fault("/x-form", "edition-missing", "有年度列的表要在 x-form 中写明 edition，例如 2022")

    def _rows(self, schema: Mapping[str, Any], path: str, pointer: str, section: str) -> Rows:
        items = schema["items"]
        required = _required(items)
        fields = []
        for key, sub in _properties(items):
            below = pointer + pointer_of(("items", "properties", key))
            found = self._field(sub, key, below, section, path, required=key in required, prefix=f"{path}/*")
            if found:
                fields.append(found)
        title = "" if path == section else str(schema.get("title", ""))
        add = str((schema.get("x-layout") or {}).get("add", "增加一行"))
        limits = int(schema.get("minItems", 0)), int(schema.get("maxItems", 100))
        self.rows[path] = Rows(path, title, tuple(fields), *limits, add, str(schema.get("description", "")))
        self.schemas.setdefault(path, (schema, pointer))
        return self.rows[path]

    def _field(
        self,
        schema: Mapping[str, Any],
        key: str,
        pointer: str,
        section: str,
        scope: str,
        required: bool = False,
        columns: int = 2,
        prefix: str = "",
        label: str = "",
        column: Column | None = None,
    ) -> Field | None:
        kind = kind_of(schema)
        if kind is None:
            self.fault(*_no_kind(schema, key, pointer))
            return None
        path = f"{prefix}/{key}" if prefix else key
        title = str(schema.get("title", key))
        computed = "x-compute" in schema
        found = Field(
            path=path,
            key=key,
            title=title,
            label=label or title,
            kind=kind,
            schema=_own_rules(schema),
            pointer=pointer,
            section=section,
            scope=scope,
            unit=str(schema.get("x-unit", "")),
            decimals=schema.get("x-decimals"),
            required=required,
            computed=computed,
            readonly=computed or schema.get("x-readonly") is True,
            help=str(schema.get("x-help", "")),
            width=int(schema.get("x-width", LINE if kind.wide else LINE // columns)),
            group=str(schema.get("x-group", "")),
            options=self._options(schema, kind, scope, pointer),
            column=column,
        )
        self.fields[path] = found
        self.schemas[path] = (schema, pointer)
        return found

    def _options(
        self, schema: Mapping[str, Any], kind: Kind, scope: str, pointer: str
    ) -> options.Options | None:
        source = schema.get("x-options")
        if isinstance(source, Mapping):
            name = str(source.get("list", ""))
            parent = f"{scope}/{source['parent']}".lstrip("/") if "parent" in source else ""
            items = options.from_list(self.lists.get(name, {"items": []}))
            found = options.Options(items, frozenset(source.get("levels", [])), name, parent)
            if not found.position:
                self.fault(pointer, "options-empty", f"选项清单“{name}”没有可选的项")
            return found
        items = options.from_schema(schema)
        if not items and kind.formula_type == "text" and ("enum" in schema or "oneOf" in schema):
            self.fault(pointer, "options-empty", "选项应写作 oneOf: [{const, title}, …]，const 是文字编码")
        return options.Options(items) if items and not kind.numeric else None


def _no_kind(schema: Mapping[str, Any], key: str, pointer: str) -> tuple[str, str, str]:
    """Pointer, rule and message for a field that is of no kind."""
    title = schema.get("title", key)
    if "x-kind" in schema:
        name = schema["x-kind"]
        return pointer + "/x-kind", "kind-unknown", f"没有字段类型“{name}”{suggest(name, KINDS)}"
    if schema.get("type") in ("object", "array"):
        message = f"“{title}”在这里应是一个字段；表格和成组的字段只能放在栏目里，多选要写明 items 的选项"
        return pointer, "field-nested", message
    return pointer, "kind-unknown", f"看不出字段“{title}”的类型：请写明 type，或用 x-kind 指定字段类型"


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


def _required(schema: Mapping[str, Any]) -> frozenset[str]:
    required = schema.get("required")
    return frozenset(required) if isinstance(required, list) else frozenset()


def _is_rows(schema: Mapping[str, Any]) -> bool:
    items = schema.get("items")
    return (
        schema.get("type") == "array"
        and isinstance(items, Mapping)
        and items.get("type") == "object"
        and kind_of(schema) is None
    )
