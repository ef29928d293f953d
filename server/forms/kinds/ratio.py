"""Ratios: a plain quotient such as 0.35 or 1.75."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ...language import gettext_noop
from .kind import Value
from .number import NUMBER, Number
from .shaped import narrow

if TYPE_CHECKING:
    from ..model import Field


class Ratio(Number):
    """A number without a unit; `x-decimals` says how fine. "35%" is what a spreadsheet shows for 0.35."""

    name = "ratio"
    title = "比值"
    unitless = True
    digits = 3
    shape = {"type": "number"}
    messages = {"type": gettext_noop("比值应填写小数，例如 0.35")}

    def parse(self, raw: Value, field: Field) -> Value:
        """A number; with a percent sign, the hundredth of it."""
        text = narrow(raw) if isinstance(raw, str) else ""
        share = super().parse(text.removesuffix("%"), field) if text.endswith("%") else None
        if share is None or not NUMBER.fullmatch(str(share)):
            return super().parse(raw, field)
        return self.number(format(Decimal(share).scaleb(-2).normalize(), "f"))
