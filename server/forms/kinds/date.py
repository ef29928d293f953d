"""Calendar dates, kept as ISO 8601 (2021-03-05) and shown as 2021年3月5日."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from .kind import Kind, Value
from .shaped import narrow

if TYPE_CHECKING:
    from ..model import Field

WRITTEN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")


def is_date(text: str) -> bool:
    """True for a real day written 2021-03-05."""
    return _day(text) is not None


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


class Date(Kind):
    """A day. 2021/3/5, 2021.3.5, 2021年3月5日 and 20210305 are understood when typed."""

    name = "date"
    title = "日期"
    formula_type = "date"
    rank = 30
    formats = {"date": (is_date, "日期应写作 2021-03-05，且这一天应存在")}

    def parse(self, raw: Value, field: Field) -> Value:
        raw = super().parse(raw, field)
        if not isinstance(raw, str):
            return raw
        match = WRITTEN.fullmatch(narrow(raw))
        if not match:
            return raw
        year, month, day = (part for part in match.groups() if part)
        iso = f"{year}-{int(month):02d}-{int(day):02d}"
        return iso if is_date(iso) else raw

    def typed(self, value: Value) -> datetime.date | None:
        return _day(value) if isinstance(value, str) else None

    def show(self, value: Value, field: Field) -> str:
        day = self.typed(value)
        return f"{day.year}年{day.month}月{day.day}日" if day else super().show(value, field)
