"""Mobile phone numbers of the mainland: eleven digits, the first a 1."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from .kind import Kind, Value

if TYPE_CHECKING:
    from ..model import Field

SHAPE = re.compile(r"1\d{10}")


def is_mobile(text: str) -> bool:
    """True for text of that shape."""
    return SHAPE.fullmatch(text) is not None


class Mobile(Kind):
    """Full-width characters and spaces are forgiven when typed."""

    name = "mobile"
    title = "手机号码"
    rank = 30
    formats = {"cn-mobile": (is_mobile, "手机号码应为以 1 开头的 11 位数字")}

    def parse(self, raw: Value, field: Field) -> Value:
        raw = super().parse(raw, field)
        return unicodedata.normalize("NFKC", raw).replace(" ", "") if isinstance(raw, str) else raw
