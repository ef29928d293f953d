"""Months, kept as 2022-03 and shown as 2022年3月."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from babel.dates import format_date

from ...language import gettext as _
from ...language import gettext_noop, locale
from .date import as_day, is_date
from .kind import Kind, Value
from .shaped import narrow

if TYPE_CHECKING:
    from ..model import Field

WRITTEN = re.compile(r"(\d{4})[-/.年](\d{1,2})月?|(\d{4})(\d{2})")


def is_month(text: str) -> bool:
    """True for a month written 2022-03."""
    return len(text) == 7 and is_date(f"{text}-01")


class Month(Kind):
    """A month. 2022/3, 2022.3, 2022年3月 and 202203 are understood when typed; of a day, its month.

    A formula sees the first of the month.
    """

    name = "month"
    title = "年月"
    formula_type = "date"
    rank = 30
    formats = {"year-month": (is_month, gettext_noop("年月应写作 2022-03"))}

    def parse(self, raw: Value, field: Field) -> Value:
        raw = super().parse(raw, field)
        if not isinstance(raw, str):
            return raw
        if is_date(day := as_day(raw)):
            return day[:7]
        match = WRITTEN.fullmatch(narrow(raw))
        if not match:
            return raw
        year, month = (part for part in match.groups() if part)
        iso = f"{year}-{int(month):02d}"
        return iso if is_month(iso) else raw

    def longest(self, field: Field) -> Value:
        return "2028-12"

    def typed(self, value: Value) -> datetime.date | None:
        known = isinstance(value, str) and is_month(value)
        return datetime.date.fromisoformat(f"{value}-01") if known else None

    def show(self, value: Value, field: Field) -> str:
        day = self.typed(value)
        return format_date(day, _("y年M月"), locale()) if day else super().show(value, field)
