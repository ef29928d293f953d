"""Citizen identity numbers (GB 11643-1999): 17 digits and a check character, with the day of birth inside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...language import gettext_noop
from .date import is_date
from .kind import Value
from .shaped import Shaped

if TYPE_CHECKING:
    from ..model import Field

NUMBER = re.compile(r"[1-9]\d{16}[\dX]")
CHECKS = "10X98765432"


def is_id_number(text: str) -> bool:
    """True when the shape, the day of birth and the check character (ISO 7064 MOD 11-2) fit."""
    if not NUMBER.fullmatch(text) or not is_date(f"{text[6:10]}-{text[10:12]}-{text[12:14]}"):
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(text[:17]))
    return CHECKS[total % 11] == text[17]


class IdNumber(Shaped):
    """Who somebody is. Shown in full: who may read the table has to compare it with the card."""

    name = "id_number"
    title = "居民身份证号码"
    formats = {
        "cn-id-number": (
            is_id_number,
            gettext_noop("身份证号码应为18位，出生日期存在且校验码正确（末位可为 X），请对照证件核对"),
        )
    }

    def parse(self, raw: Value, field: Field) -> Value:
        raw = super().parse(raw, field)
        return raw.upper() if isinstance(raw, str) else raw
