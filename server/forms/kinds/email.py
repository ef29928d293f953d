"""E-mail addresses."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from .kind import Kind, Value

if TYPE_CHECKING:
    from ..model import Field

SHAPE = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def is_email(text: str) -> bool:
    """True for text of that shape."""
    return SHAPE.fullmatch(text) is not None


class Email(Kind):
    """Full-width characters and spaces are forgiven when typed."""

    name = "email"
    title = "电子邮箱"
    rank = 30
    formats = {"email": (is_email, "电子邮箱应写作 name@example.com")}

    def parse(self, raw: Value, field: Field) -> Value:
        raw = super().parse(raw, field)
        return unicodedata.normalize("NFKC", raw).replace(" ", "") if isinstance(raw, str) else raw
