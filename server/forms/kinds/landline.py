"""Telephone numbers: area code, number and extension; 400 numbers; or a mobile number."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from .kind import Kind, Value

if TYPE_CHECKING:
    from ..model import Field

SHAPE = re.compile(r"(0\d{2,3}-?)?\d{7,8}(-\d{1,6})?|(400|800)-?\d{3}-?\d{4}|1\d{10}")


def is_landline(text: str) -> bool:
    """True for text of that shape."""
    return SHAPE.fullmatch(text) is not None


class Landline(Kind):
    """Full-width characters and spaces are forgiven when typed."""

    name = "landline"
    title = "固定电话"
    rank = 30
    formats = {"cn-landline": (is_landline, "电话应写作 025-12345678，分机写在 - 之后；也可以填手机号码")}

    def parse(self, raw: Value, field: Field) -> Value:
        raw = super().parse(raw, field)
        return unicodedata.normalize("NFKC", raw).replace(" ", "") if isinstance(raw, str) else raw
