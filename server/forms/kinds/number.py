"""What all numbers share: reading what people type and Excel pastes, and writing it back exactly."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from .. import json
from .kind import Kind, Value
from .shaped import narrow

if TYPE_CHECKING:
    from ..model import Field

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
LONGEST = 60


class Number(Kind):
    """A Decimal from browser to paper. Not a kind by itself: amount, percent and integer are."""

    formula_type = "number"
    numeric = True
    digits: ClassVar[int] = 6
    """Digits before the point met in practice where no limit is declared: 万元 up to a hundred 亿."""

    def parse(self, raw: Value, field: Field) -> Value:
        """Text such as "1,234.50", "１２３" or "12.5 万元" -> number; anything else stays as typed."""
        raw = super().parse(raw, field)
        if not isinstance(raw, str) or len(raw) > LONGEST:
            return raw
        text = narrow(raw).replace("−", "-")
        if field.unit:
            text = text.removesuffix(narrow(field.unit))
        if GROUPED.fullmatch(text):
            text = text.replace(",", "")
        return self.number(text) if NUMBER.fullmatch(text) else raw

    def number(self, text: str) -> int | Decimal:
        """Plain digits -> the number; whole numbers as int, so that JSON has no needless point."""
        number = Decimal(text)
        return int(number) if "." not in text else number

    def typed(self, value: Value) -> Decimal | None:
        """The number for formulas; blank when it is not a number or has more than 15 digits."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not json.plain_number(value):
            return None
        return Decimal(value)

    def claims(self, value: Value, field: Field) -> bool:
        """0 claims nothing."""
        return super().claims(value, field) and self.typed(value) != 0

    def show(self, value: Value, field: Field) -> str:
        """Digits with thousands separators and the declared decimals, never rounded for show."""
        number = self.typed(value)
        if number is None:
            return "" if value is None else str(value)[:LONGEST]
        return format(self._scaled(number, field), ",f")

    def edit(self, value: Value, field: Field) -> str:
        """Digits as one types them."""
        number = self.typed(value)
        if number is None:
            return "" if value is None else str(value)
        return format(number, "f")

    def longest(self, field: Field) -> Value:
        """The number with the most digits: one of the limits, or as many digits as are met in practice."""
        places = field.decimals or 0
        most = Decimal("9" * (self.digits + places)).scaleb(-places)
        limits = [Decimal(field.schema[word]) for word in ("minimum", "maximum") if word in field.schema]
        low, high = (limits[0], limits[-1]) if len(limits) == 2 else (Decimal(0), most)
        if "maximum" in field.schema:
            high = Decimal(field.schema["maximum"])
        if "minimum" not in field.schema and "maximum" not in field.schema:
            low = -most
        return max((self._scaled(end, field) for end in (high, low)), key=lambda end: len(format(end, ",f")))

    def _scaled(self, number: Decimal, field: Field) -> Decimal:
        if field.decimals is None or json.decimals(number) > field.decimals:
            return number
        return number.quantize(Decimal(1).scaleb(-field.decimals))
