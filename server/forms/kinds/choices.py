"""Any number of options out of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...language import joined
from .choice import says_nothing
from .kind import Kind, Value

if TYPE_CHECKING:
    from ..model import Field
    from ..options import Options

MANY = 30
"""Options chosen at once when paper is tried out; nobody ticks a thousand."""


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

    def longest(self, field: Field) -> Value:
        codes = list(field.options.position) if field.options else []
        most = min(int(field.schema.get("maxItems", MANY)), MANY)
        wide = sorted(codes, key=lambda code: -len(self.show([code], field)))[:most]
        return [code for code in codes if code in wide]

    def parse(self, raw: Value, field: Field) -> Value:
        """Codes as a list, or text with several names separated by 、 or ; (pasted)."""
        if isinstance(raw, str):
            raw = [part.strip() for part in raw.replace("；", "、").replace(";", "、").split("、")]
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            return super().parse(raw, field)
        if not field.options:
            return list(filter(None, dict.fromkeys(raw))) or None
        return _codes(raw, field.options) or None

    def typed(self, value: Value) -> list[str] | None:
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else None

    def show(self, value: Value, field: Field) -> str:
        if not isinstance(value, list):
            return super().show(value, field)
        known = field.options
        return joined(
            known.name_of(code) if known and isinstance(code, str) and code in known else str(code)
            for code in value
        )

    def claims(self, value: Value, field: Field) -> bool:
        """Options that stand alone, or are called 无, claim nothing."""
        alone = field.options.exclusive if field.options else frozenset()
        picked = self.picks(value)
        return super().claims(value, field) and not (picked <= alone or says_nothing(picked, field))

    def edit(self, value: Value, field: Field) -> str:
        return self.show(value, field)

    def chosen(self, key: str, code: str) -> str:
        return f'CONTAINS({key}, "{code}")'

    def picks(self, value: Value) -> frozenset[str]:
        return frozenset(self.typed(value) or ())


def _codes(raw: list[str], options: Options) -> list[str]:
    """What each word stands for, each once, in the order of the list; unknown words stay, at the end."""
    codes = [word if word in options else options.code_of(word) or word for word in raw]
    order = options.position
    return sorted(filter(None, dict.fromkeys(codes)), key=lambda code: order.get(code, len(order)))
