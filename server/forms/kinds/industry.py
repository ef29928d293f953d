"""Industries of GB/T 4754: a code with its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .choice import Choice
from .kind import Value

if TYPE_CHECKING:
    from ..model import Field

CODE = re.compile(r"[A-T]|\d{2,4}")


def is_industry_code(text: str) -> bool:
    """True for text shaped like a GB/T 4754 code (a letter, or two to four digits)."""
    return CODE.fullmatch(text) is not None


class Industry(Choice):
    """A class of the national classification, shown as code and name."""

    name = "industry"
    title = "国民经济行业"
    rank = 30
    formats = {"cn-industry": (is_industry_code, "请从国民经济行业分类（GB/T 4754）中选择")}

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("format") == "cn-industry"

    def show(self, value: Value, field: Field) -> str:
        if field.options and isinstance(value, str) and value in field.options:
            return f"{value} {field.options.name_of(value)}"
        return super().show(value, field)

    def edit(self, value: Value, field: Field) -> str:
        return self.show(value, field)
