"""Narrative text of several lines, with a counter on screen and breaking over pages on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .kind import Kind

SHORT = 200


class LongText(Kind):
    """A text that may be longer than a line; any string allowed more than 200 characters."""

    name = "long_text"
    title = "多行文字"
    rank = 10
    wide = True
    lines = True

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("type") == "string" and int(schema.get("maxLength", 0)) > SHORT
