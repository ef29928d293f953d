"""Any number of options out of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .kind import Kind, Value

if TYPE_CHECKING:
    from ..model import Field


class Choices(Kind):
    """A list of codes in the order of the option list."""

    name = "choices"
    title = "多选"
    formula_type = "list"
    rank = 20
    many = True
    wide = True

    def infers(self, schema: Mapping[str, Any]) -> bool:
        items = schema.get("items")
        if schema.get("type") != "array" or not isinstance(items, Mapping):
            return False
        return "x-options" in schema or not {"enum", "oneOf", "x-options"}.isdisjoint(items)

    def parse(self, raw: Value, field: Field) -> Value:
        """Codes as a list, or text with several names separated by 、 or ; (pasted)."""
        if isinstance(raw, str):
            raw = [part.strip() for part in raw.replace("；", "、").replace(";", "、").split("、")]
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            return super().parse(raw, field)
        codes = [
            item if not field.options or item in field.options else field.options.code_of(item) or item
            for item in raw
        ]
        chosen = [code for code in dict.fromkeys(codes) if code]
        order = field.options.position if field.options else {}
        return sorted(chosen, key=lambda code: order.get(code, len(order))) or None

    def typed(self, value: Value) -> list[str] | None:
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else None

    def show(self, value: Value, field: Field) -> str:
        if not isinstance(value, list):
            return super().show(value, field)
        known = field.options
        return "、".join(
            known.name_of(code) if known and isinstance(code, str) and code in known else str(code)
            for code in value
        )

    def edit(self, value: Value, field: Field) -> str:
        return self.show(value, field)

    def picks(self, value: Value) -> frozenset[str]:
        return (
            frozenset(item for item in value if isinstance(item, str))
            if isinstance(value, list)
            else frozenset()
        )
