"""Percentages: 8.37 means 8.37 %."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .number import Number


class Percent(Number):
    """A ratio times one hundred; typing "8.37%" is as good as "8.37"."""

    name = "percent"
    title = "百分比"
    rank = 20
    digits = 4

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("type") == "number" and schema.get("x-unit") == "%"
