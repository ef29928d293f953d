"""One line of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .kind import Kind


class Text(Kind):
    """A short text; line breaks that come with a paste become spaces."""

    name = "text"
    title = "单行文字"
    rank = -1

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("type") == "string"
