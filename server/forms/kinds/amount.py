"""Amounts and other quantities with a unit, such as 万元."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .number import Number


class Amount(Number):
    """A decimal number; `x-unit` says of what, `x-decimals` how fine."""

    name = "amount"
    title = "数值（金额等）"
    rank = 10

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("type") == "number"
