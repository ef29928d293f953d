"""Whole numbers: people, pieces, years."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .number import Number


class Integer(Number):
    """A whole number; "188.0" is read as 188, "188.5" is kept as typed and reported."""

    name = "integer"
    title = "整数"
    rank = 10

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("type") == "integer"

    def number(self, text: str) -> int | Decimal:
        number = Decimal(text)
        return int(number) if number == number.to_integral_value() else number
