"""Postcodes: six digits."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from .kind import Kind, Value

if TYPE_CHECKING:
    from ..model import Field

SHAPE = re.compile(r"\d{6}")


def is_postcode(text: str) -> bool:
    """True for text of that shape."""
    return SHAPE.fullmatch(text) is not None


class Postcode(Kind):
    """Full-width characters and spaces are forgiven when typed."""

    name = "postcode"
    title = "邮政编码"
    rank = 30
    formats = {"cn-postcode": (is_postcode, "邮政编码应为 6 位数字")}

    def parse(self, raw: Value, field: Field) -> Value:
        raw = super().parse(raw, field)
        return unicodedata.normalize("NFKC", raw).replace(" ", "") if isinstance(raw, str) else raw
