"""Years: 2022, shown as 2022年."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...language import gettext as _
from ...language import gettext_noop
from .integer import Integer
from .kind import Value
from .shaped import narrow

if TYPE_CHECKING:
    from ..model import Field

EARLIEST, LATEST = 1900, 2100


def is_likely(value: Value, field: Field) -> bool | None:
    """Whether a year lies within living memory, on the sides where the definition has no bound of its own."""
    year = field.kind.typed(value)
    if year is None:
        return None
    early = year < EARLIEST and "minimum" not in field.schema
    return not early and not (year > LATEST and "maximum" not in field.schema)


class Year(Integer):
    """A calendar year. 2022年, 2022年度 and full-width digits are understood when typed."""

    name = "year"
    title = "年份"
    unitless = True
    rank = 0
    numeric = False
    shape = {"type": "integer"}
    messages = {"type": gettext_noop("年份应为四位数字，例如 2022")}
    rules = {"year": (is_likely, gettext_noop("年份应为四位数字，例如 2022"))}

    def infers(self, schema: object) -> bool:
        return False

    def parse(self, raw: Value, field: Field) -> Value:
        """The number; what is no number stays as typed."""
        text = narrow(raw).removesuffix("度").removesuffix("年") if isinstance(raw, str) else raw
        year = super().parse(text, field)
        return super().parse(raw, field) if isinstance(year, str) else year

    def longest(self, field: Field) -> Value:
        return 2028

    def show(self, value: Value, field: Field) -> str:
        """2022年; a year has no thousands separator."""
        words = self.edit(value, field)
        return words if self.typed(value) is None else _("%(year)s年", year=words)
