"""Times as people in China read them, in the language they read; stored times are UTC."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from .. import language
from ..language import gettext as _

CHINA = ZoneInfo("Asia/Shanghai")


def local_time(moment: str) -> datetime.datetime:
    """A stored UTC time as the time in China."""
    return datetime.datetime.fromisoformat(moment).astimezone(CHINA)


def shown_time(moment: str | None) -> str:
    """2026年11月20日 18:00, or 20 Nov 2026 18:00; "" for none."""
    return (
        format_datetime(local_time(moment), _("y年M月d日 HH:mm"), locale=language.locale()) if moment else ""
    )
