"""What short texts of one shape share: phone numbers, postcodes, codes and addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

from .kind import Kind, Value

if TYPE_CHECKING:
    from ..model import Field


def shape(pattern: str) -> Callable[[str], bool]:
    """The check of a format: true for a text that fits the pattern from end to end."""
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def narrow(text: str) -> str:
    """A text as it was meant: Chinese typing leaves full-width digits, signs and spaces behind."""
    return unicodedata.normalize("NFKC", text).replace(" ", "")


CODE = 18
"""The longest code met: a credit code, an identity number."""


class Shaped(Kind):
    """A text that `formats` judges. Full-width characters and spaces are forgiven when typed.

    Not a kind by itself: the kinds that name a format are.
    """

    rank = 30

    def parse(self, raw: Value, field: Field) -> Value:
        """The narrow text."""
        raw = super().parse(raw, field)
        return narrow(raw) if isinstance(raw, str) else raw

    def longest(self, field: Field) -> Value:
        """As long as a credit code; codes and numbers are narrow."""
        return "8" * min(int(field.schema.get("maxLength", CODE)), CODE)
