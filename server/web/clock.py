"""Times as people in China read them; stored times are UTC."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime

CHINA = ZoneInfo("Asia/Shanghai")
CHINESE = Locale("zh")


def local_time(moment: str) -> datetime.datetime:
    """A stored UTC time as the time in China."""
    return datetime.datetime.fromisoformat(moment).astimezone(CHINA)


def shown_time(moment: str | None) -> str:
    """2026年11月20日 18:00; "" for none."""
    return format_datetime(local_time(moment), "y年M月d日 HH:mm", locale=CHINESE) if moment else ""
