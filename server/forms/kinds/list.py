"""A list of texts or numbers, typed one entry to a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...language import joined
from .. import json
from .amount import Amount
from .integer import Integer
from .kind import Kind, Value, is_blank

if TYPE_CHECKING:
    from ..model import Field
    from .number import Number

NUMBERS: Mapping[str, Number] = {"number": Amount(), "integer": Integer()}
"""How entries that are numbers are read, by the type of the items."""


class List(Kind):
    """Entries in the order typed. A list that lines can't hold (an entry of two lines) is typed as JSON."""

    name = "list"
    title = "清单（每行一项）"
    formula_type = "list"
    rank = 5
    wide = True
    lines = True

    def infers(self, schema: Mapping[str, Any]) -> bool:
        items = schema.get("items")
        scalar = isinstance(items, Mapping) and items.get("type") in ("string", "number", "integer")
        return schema.get("type") == "array" and scalar

    def parse(self, raw: Value, field: Field) -> Value:
        """Lines -> entries; numbers as the items' type says. JSON text of a list is understood too."""
        raw = super().parse(raw, field)
        if not isinstance(raw, str):
            return raw
        if raw.startswith("["):
            found = _read(raw)
            return found if isinstance(found, list) else _entries(raw, field)
        return _entries(raw, field)

    def typed(self, value: Value) -> list[str] | None:
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else None

    def show(self, value: Value, field: Field) -> str:
        if not isinstance(value, list):
            return super().show(value, field)
        return joined(_text(item) for item in value)

    def edit(self, value: Value, field: Field) -> str:
        if not isinstance(value, list):
            return super().edit(value, field)
        lines = "\n".join(_text(item) for item in value)
        return lines if _entries(lines, field) == value and not lines.startswith("[") else json.dumps(value)


def _entries(text: str, field: Field) -> list[Any]:
    items = field.schema.get("items")
    number = NUMBERS.get(str(items.get("type"))) if isinstance(items, Mapping) else None
    entries = [line.strip() for line in text.split("\n")]
    read = [number.parse(entry, field) if number else entry for entry in entries]
    return [entry for entry in read if not is_blank(entry)]


def _text(item: Any) -> str:
    return item if isinstance(item, str) else json.dumps(item)


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JsonError:
        return None
