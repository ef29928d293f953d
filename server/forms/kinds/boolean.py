"""Yes or no: 是 / 否, and blank while undecided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...language import gettext as _
from .kind import Kind, Value

if TYPE_CHECKING:
    from ..model import Field

WORDS = {
    **dict.fromkeys(("true", "是", "有", "y", "yes", "1"), True),
    **dict.fromkeys(("false", "否", "无", "n", "no", "0"), False),
}


class Boolean(Kind):
    """A decision; never preset, so that nobody declares anything by not looking."""

    name = "boolean"
    title = "是否"
    formula_type = "boolean"
    rank = 10

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("type") == "boolean"

    def parse(self, raw: Value, field: Field) -> Value:
        raw = super().parse(raw, field)
        return WORDS.get(raw.lower(), raw) if isinstance(raw, str) else raw

    def longest(self, field: Field) -> Value:
        return True

    def typed(self, value: Value) -> bool | None:
        return value if isinstance(value, bool) else None

    def show(self, value: Value, field: Field) -> str:
        if not isinstance(value, bool):
            return super().show(value, field)
        return _("是") if value else _("否")

    def edit(self, value: Value, field: Field) -> str:
        return str(value).lower() if isinstance(value, bool) else super().edit(value, field)

    def claims(self, value: Value, field: Field) -> bool:
        """否 claims nothing."""
        return value is True

    def picks(self, value: Value) -> frozenset[str]:
        return frozenset({str(value).lower()}) if isinstance(value, bool) else frozenset()
