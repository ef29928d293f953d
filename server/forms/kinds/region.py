"""Administrative regions: the code of a county, shown as province, city and county."""

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

CODE = shape(r"\d{2}|\d{4}|\d{6}|\d{9}")
"""GB/T 2260: 2, 4 or 6 digits; 9 for the towns of a city without counties."""


class Region(Choice):
    """A place in the tree of regions, found by name, code or by walking down."""

    name = "region"
    title = "行政区划"
    rank = 30
    formats = {"cn-region": (CODE, gettext_noop("请从行政区划中选择，也可以填全称或代码"))}

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("format") == "cn-region"

    def words(self, code: str, options: Options) -> str:
        return "".join(options.trail(code))

    def edit(self, value: Value, field: Field) -> str:
        return self.show(value, field)
