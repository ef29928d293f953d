"""What people read where a plain schema says little: titles from keys, guidance, keys fit for paths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...language import gettext_noop
from .. import json

PLAIN_KEY = re.compile(r"(?![._-])[\w.-]+")
"""Keys that may stand in a path as they are; a path is also a part of addresses and names of inputs."""
WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_\-.\s]+")
LONG = re.compile(
    r"description|summary|comment|note|remark|biograph|content|message|body|abstract|details"
    r"|说明|简介|描述|备注|内容|概述|意见|摘要",
    re.IGNORECASE,
)
"""Names of texts that are mostly longer than a line."""
HINTS = {
    "date-time": gettext_noop("如 2021-03-05T08:30:00+08:00"),
    "time": gettext_noop("如 08:30:00+08:00"),
    "uri": gettext_noop("如 https://example.com/page"),
    "duration": gettext_noop("如 P1Y2M3DT4H5M"),
    "ipv4": gettext_noop("如 192.0.2.1"),
    "uuid": gettext_noop("如 123e4567-e89b-12d3-a456-426614174000"),
}
MOST_EXAMPLES, LONGEST_EXAMPLE = 3, 60
LONGEST_TITLE, LONGEST_HELP = 200, 4000
"""Characters that a page has room for."""


def safe_key(key: str) -> str:
    """A property name as part of a path. Different names stay different."""
    if PLAIN_KEY.fullmatch(key):
        return key
    return (
        "".join(sign if re.fullmatch(r"\w", sign) and sign != "_" else f"~{ord(sign):02x}" for sign in key)
        or "~"
    )


def title_of(key: str, words: Mapping[str, Any]) -> str:
    """The title; without one the key in words: firstName is First name."""
    declared = words.get("title")
    if isinstance(declared, str) and declared.strip():
        return declared[:LONGEST_TITLE]
    parts = [part for part in WORD_ENDS.split(key) if part]
    if not parts:
        return f"“{key[:LONGEST_TITLE]}”"
    first, *others = parts
    others = [part if part.isupper() else part.lower() for part in others]
    return " ".join([first[:1].upper() + first[1:], *others])[:LONGEST_TITLE]


def is_long(key: str, words: Mapping[str, Any]) -> bool:
    """Whether a text of unknown length is likely to be longer than a line."""
    return bool(LONG.search(f"{key} {words.get('title', '')}")) or "contentMediaType" in words


def help_of(words: Mapping[str, Any], more: str = "") -> str:
    """Guidance: the description, what the value mostly is, examples. A default is told, never filled in."""
    examples = words.get("examples")
    shown = examples if isinstance(examples, list) else [words["example"]] if "example" in words else []
    listed = "、".join(_short(value) for value in shown[:MOST_EXAMPLES])
    told = [
        "（此项已停用，可不填）" if words.get("deprecated") is True else "",
        str(words.get("description", "")).strip(),
        f"通常为 {_short(words['default'])}" if words.get("default") not in (None, "", [], {}) else "",
        f"例如 {listed}" if listed else HINTS.get(str(words.get("format", "")), ""),
        more,
    ]
    return " ".join(part for part in told if part)[:LONGEST_HELP]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= LONGEST_EXAMPLE else text[: LONGEST_EXAMPLE - 1] + "…"
