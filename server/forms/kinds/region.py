"""Administrative regions: the code of a county, shown as province, city and county."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .choice import Choice
from .kind import Value

if TYPE_CHECKING:
    from ..model import Field

CODE = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}")


def is_region_code(text: str) -> bool:
    """True for text shaped like a region code (GB/T 2260: 2, 4 or 6 digits; 9 for
    the towns of a city without counties)."""
    return CODE.fullmatch(text) is not None


class Region(Choice):
    """A place in the tree of regions, found by name, code or by walking down."""

    name = "region"
    title = "行政区划"
    rank = 30
    formats = {"cn-region": (is_region_code, "请从行政区划中选择，具体到县（市、区）")}

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("format") == "cn-region"

    def show(self, value: Value, field: Field) -> str:
        if field.options and isinstance(value, str) and value in field.options:
            return "".join(field.options.trail(value))
        return super().show(value, field)

    def edit(self, value: Value, field: Field) -> str:
        return self.show(value, field)
