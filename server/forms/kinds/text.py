"""One line of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .kind import Kind, Value

if TYPE_CHECKING:
    from ..model import Field


class Text(Kind):
    """A short text; line breaks that come with a paste become spaces."""

    name = "text"
    title = "单行文字"

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("type") == "string"

    def parse(self, raw: Value, field: Field) -> Value:
        raw = super().parse(raw, field)
        return " ".join(raw.split("\n")) if isinstance(raw, str) else raw
