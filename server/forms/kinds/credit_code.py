"""Unified social credit codes (GB 32100-2015): 18 characters, the last a check character."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...language import gettext_noop
from .kind import Value
from .shaped import Shaped

if TYPE_CHECKING:
    from ..model import Field

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_credit_code(text: str) -> bool:
    """True when the 18 characters are of the alphabet and the check character fits (weights 3^i mod 31)."""
    if len(text) != 18 or any(character not in ALPHABET for character in text):
        return False
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(text[:17]))
    return ALPHABET[-total % 31] == text[17]


class CreditCode(Shaped):
    """Lower case is forgiven when typed; the code is kept in capitals."""

    name = "credit_code"
    title = "统一社会信用代码"
    formats = {
        "cn-credit-code": (
            is_credit_code,
            gettext_noop("统一社会信用代码应为18位（不含 I、O、S、V、Z）且校验位正确，请对照营业执照核对"),
        )
    }

    def parse(self, raw: Value, field: Field) -> Value:
        raw = super().parse(raw, field)
        return raw.upper() if isinstance(raw, str) else raw
