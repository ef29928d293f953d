"""Industries of GB/T 4754: a code with its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...language import gettext_noop
from .choice import Choice
from .kind import Value
from .shaped import shape

if TYPE_CHECKING:
    from ..model import Field
    from ..options import Options

CODE = shape(r"[A-T]|\d{2,4}")
"""A letter, or two to four digits."""


class Industry(Choice):
    """A class of the national classification, shown as code and name."""

    name = "industry"
    title = "国民经济行业"
    rank = 30
    formats = {
        "cn-industry": (CODE, gettext_noop("请从国民经济行业分类（GB/T 4754）中选择，也可以填全称或代码"))
    }

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("format") == "cn-industry"

    def words(self, code: str, options: Options) -> str:
        return f"{code} {options.name_of(code)}"

    def edit(self, value: Value, field: Field) -> str:
        return self.show(value, field)
