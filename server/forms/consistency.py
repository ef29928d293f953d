"""What a layout can't see field by field: keys, names and neighbours that have to fit one another.

Part of compiling, after `layout` and before formulas. A key is part of every path and a name in
formulas, so it holds no path sign and is no word that formulas read otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .findings import Finding, parts_of, pointer_of
from .formulas.errors import suggest
from .kinds import kind_of
from .layout import Layout
from .model import MOST_ROWS, Field
from .options import Options, beside

KEY = re.compile(r"[a-z][a-z0-9_]*")
MOST_FIELDS = 3000
"""Cells of a table, each column of a matrix and of rows counted once; as many as one save may change."""

MOST_INLINE = 500
"""Options written out in a field."""

RESERVED = frozenset({"and", "or", "not", "in", "true", "false", "null"})


def faults(layout: Layout) -> Iterator[Finding]:
    """Keys that are no keys, required names that don't exist, options that depend on nothing."""
    if len(layout.fields) > MOST_FIELDS:
        message = f"一张表最多 {MOST_FIELDS} 个字段，现有 {len(layout.fields)} 个，请分成几张表"
        yield Finding("", "", "fields-too-many", message)
        return
    yield from _counts(layout)
    for path, (schema, pointer) in layout.schemas.items():
        yield from _key(layout, path, pointer)
        yield from _required(schema, pointer)
        if isinstance(schema.get("items"), Mapping):
            yield from _required(schema["items"], pointer + "/items")
    for field in layout.fields.values():
        if field.options and field.options.parent and field.options.parent not in layout.fields:
            key = field.options.parent.rpartition("/")[2]
            at = field.pointer + "/x-options/parent"
            yield Finding("", at, "options-parent-unknown", f"同一栏目中没有字段“{key}”，不能按它筛选选项")
        if field.options:
            yield from _options(layout, field, field.options)


def _counts(layout: Layout) -> Iterator[Finding]:
    """Rows that nobody could fill in, and options that nobody could look through."""
    for path, rows in layout.rows.items():
        if rows.minimum > min(MOST_ROWS, rows.maximum):
            at = layout.schemas[path][1] + "/minItems"
            message = f"minItems 为 {rows.minimum}，而明细表最多 {min(MOST_ROWS, rows.maximum)} 行"
            yield Finding("", at, "rows-minimum", message)
    for field in layout.fields.values():
        if field.options and not field.options.source and len(field.options.items) > MOST_INLINE:
            message = f"直接写出的选项最多 {MOST_INLINE} 个，更多的请放进选项清单，用 x-options 引用"
            yield Finding("", field.pointer, "options-too-many", message)


def _key(layout: Layout, path: str, pointer: str) -> Iterator[Finding]:
    field = layout.fields.get(path)
    if field and field.column:
        return
    key = parts_of(pointer)[-1]
    if not KEY.fullmatch(key):
        yield Finding("", pointer, "key-invalid", f"键名“{key}”应由小写字母、数字和下划线组成，以字母开头")
    elif key in RESERVED:
        yield Finding("", pointer, "key-reserved", f"键名“{key}”是公式里的词，请换一个，例如 {key}_1")


def _options(layout: Layout, field: Field, options: Options) -> Iterator[Finding]:
    """Options and fields that `x-options` names have to be there; the field is ruled by its option alone."""
    at = field.pointer + "/x-options"
    for code in sorted(options.exclusive | ({options.asking} - {""})):
        if code not in options:
            near = suggest(code, options.position)
            yield Finding("", at, "option-unknown", f"“{field.title}”没有编码为“{code}”的选项{near}")
    if not options.asked:
        return
    path = beside(field.path, options.asked)
    if path not in layout.fields:
        message = f"同一栏目中没有字段“{options.asked}”，不能请人在那里说明"
        yield Finding("", at + "/other/field", "option-field-unknown", message)
        return
    schema, pointer = layout.schemas[path]
    for keyword in {"x-visible", "x-required"} & schema.keys():
        message = f"“{options.asked}”何时显示和必填由选项“{options.asking}”决定，请删去 {keyword}"
        yield Finding("", f"{pointer}/{keyword}", "option-field-ruled", message)


def _required(schema: Mapping[str, Any], pointer: str) -> Iterator[Finding]:
    known = schema.get("properties")
    if not isinstance(known, Mapping):
        return
    for place, key in enumerate(schema.get("required", [])):
        if key not in known:
            at = pointer + pointer_of(("required", place))
            message = f"required 中的“{key}”不是这里的字段{suggest(key, known)}"
            yield Finding("", at, "required-unknown", message)
        elif isinstance(known[key], Mapping) and (kind := kind_of(known[key])) and not kind.answered:
            at = pointer + pointer_of(("required", place))
            message = f"“{key}”是说明文字，没有可填的内容，不能写进 required"
            yield Finding("", at, "required-unknown", message)
