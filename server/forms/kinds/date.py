"""Calendar dates, kept as ISO 8601 (2021-03-05) and shown as 2021年3月5日 or 5 Mar 2021."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from babel.dates import format_date

from ...language import gettext as _
from ...language import gettext_noop, locale
from .kind import Kind, Value
from .shaped import narrow

if TYPE_CHECKING:
    from ..model import Field

WRITTEN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")


def is_date(text: str) -> bool:
    """True for a real day written 2021-03-05."""
    return as_date(text) is not None


def as_date(text: object) -> datetime.date | None:
    """The day of an ISO text, None for anything else."""
    try:
        return datetime.date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None


def as_day(text: str) -> str:
    """The ISO text of a day, however it was written; what is no day stays as it is."""
    match = WRITTEN.fullmatch(narrow(text))
    if not match:
        return text
    year, month, day = (part for part in match.groups() if part)
    iso = f"{year}-{int(month):02d}-{int(day):02d}"
    return iso if is_date(iso) else text


def in_words(text: object) -> str:
    """2021年3月5日 or 5 Mar 2021; what is no day stays as it is, a blank is nothing."""
    day = as_date(text)
    if day is None:
        return "" if text is None else str(text)
    return format_date(day, _("y年M月d日"), locale())


class Date(Kind):
    """A day. 2021/3/5, 2021.3.5, 2021年3月5日 and 20210305 are understood when typed."""

    name = "date"
    title = "日期"
    formula_type = "date"
    rank = 30
    formats = {"date": (is_date, gettext_noop("日期应写作 2021-03-05，且这一天应存在"))}

    def parse(self, raw: Value, field: Field) -> Value:
        raw = super().parse(raw, field)
        return as_day(raw) if isinstance(raw, str) else raw

    def typed(self, value: Value) -> datetime.date | None:
        return as_date(value)

    def longest(self, field: Field) -> Value:
        return "2028-12-31"

    def show(self, value: Value, field: Field) -> str:
        return in_words(value)
