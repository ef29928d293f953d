"""Ranges of dates: from one day to another, in one cell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...language import gettext as _
from ...language import gettext_noop
from .date import as_date, as_day, in_words
from .kind import Kind, Value
from .shaped import narrow

if TYPE_CHECKING:
    from ..model import Field

DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{8}"
TOGETHER = re.compile(rf"({DAY})(?:至|到|~|[-–—]+)({DAY})")
A_DAY = {"type": "string", "format": "date"}
BETWEEN = "至"


def is_in_order(value: Value, field: Field) -> bool | None:
    """Whether the last day is not before the first; None while one of them is missing or unreadable."""
    first, last = (field.kind.typed_part(value, part) for part in field.kind.parts)
    return None if first is None or last is None else bool(first <= last)


class DateRange(Kind):
    """The first and the last day: {"from": "2022-01-01", "to": "2022-12-31"}.

    Both may be typed into one input or pasted together: 2022.1.1-2022.12.31, 2022年1月1日至2022年12月31日.
    In formulas `<key>_from` and `<key>_to` are the days.
    """

    name = "date_range"
    title = "起止日期"
    formula_type = "list"
    parts = {"from": gettext_noop("开始日期"), "to": gettext_noop("结束日期")}
    shape = {"type": "object", "properties": {"from": A_DAY, "to": A_DAY}}
    messages = {
        "type": gettext_noop("起止日期应写作 2022-01-01 至 2022-12-31"),
        "required": gettext_noop("请把开始日期和结束日期都填上"),
    }
    rules = {"date-range": (is_in_order, gettext_noop("结束日期不应早于开始日期"))}

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return False

    def parse(self, raw: Value, field: Field) -> Value:
        """An object, the texts of the two inputs, or both days in one text."""
        if isinstance(raw, Mapping):
            raw = [raw.get(part) for part in self.parts] if raw.keys() <= self.parts.keys() else raw
        if isinstance(raw, list) and len(raw) == 2 and not raw[1] and isinstance(raw[0], str):
            raw = _split(raw[0]) or raw
        if isinstance(raw, str):
            raw = _split(raw) or super().parse(raw, field)
        if (
            not isinstance(raw, list)
            or len(raw) != 2
            or not all(isinstance(text, str | None) for text in raw)
        ):
            return super().parse(raw, field)
        days = [as_day(super(DateRange, self).parse(text, field) or "") for text in raw]
        return {part: day for part, day in zip(self.parts, days, strict=True) if day} or None

    def longest(self, field: Field) -> Value:
        return dict.fromkeys(self.parts, "2028-12-31")

    def typed(self, value: Value) -> list[Any] | None:
        days = [self.typed_part(value, part) for part in self.parts]
        return [day for day in days if day] or None

    def typed_part(self, value: Value, part: str) -> datetime.date | None:
        return as_date(value.get(part)) if isinstance(value, Mapping) else None

    def show(self, value: Value, field: Field) -> str:
        if not isinstance(value, Mapping):
            return super().show(value, field)
        return _("至").join(in_words(value.get(part)) for part in self.parts)

    def edit(self, value: Value, field: Field) -> str:
        if not isinstance(value, Mapping):
            return super().edit(value, field)
        return f" {BETWEEN} ".join(self.edits(value, field)).strip()

    def edits(self, value: Value, field: Field) -> list[str]:
        if not isinstance(value, Mapping):
            return [super().edit(value, field), ""]
        return [str(value.get(part) or "") for part in self.parts]


def _split(text: str) -> list[str] | None:
    """The two days of one text, None when it is not a range."""
    match = TOGETHER.fullmatch(narrow(text))
    if match:
        return [match[1], match[2]]
    first, between, last = text.partition(BETWEEN)
    return [first, last] if between else None
