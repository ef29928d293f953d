"""One line of text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from ...language import gettext_noop
from .kind import Kind

URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?=.)([\w.~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*", re.ASCII)
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|z|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII)


def is_uri(text: str) -> bool:
    """True for an address with its scheme (RFC 3986)."""
    return URI.fullmatch(text) is not None


def is_clock(text: str) -> bool:
    """True for a time of day with its offset (RFC 3339)."""
    return CLOCK.fullmatch(text) is not None


def is_moment(text: str) -> bool:
    """True for a real day and a time of day, such as 2021-03-05T08:30:00+08:00 (RFC 3339)."""
    day, sign, clock = text[:10], text[10:11], text[11:]
    try:
        datetime.date.fromisoformat(day)
    except ValueError:
        return False
    return sign in ("T", "t", " ") and is_clock(clock)


class Text(Kind):
    """A short text; line breaks that come with a paste become spaces."""

    name = "text"
    title = "单行文字"
    rank = -1
    formats = {
        "uri": (is_uri, gettext_noop("网址应写完整，例如 https://example.com/page")),
        "time": (is_clock, gettext_noop("时间应写作 08:30:00+08:00")),
        "date-time": (is_moment, gettext_noop("时间应写作 2021-03-05T08:30:00+08:00，且这一天应存在")),
    }

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("type") == "string"
