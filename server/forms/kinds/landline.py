"""Telephone numbers: area code, number and extension; 400 numbers; or a mobile number."""

from __future__ import annotations

from ...language import gettext_noop
from .shaped import Shaped, shape

NUMBER = r"(0\d{2,3}-?)?\d{7,8}(-\d{1,6})?|(400|800)-?\d{3}-?\d{4}|1\d{10}"


class Landline(Shaped):
    """Where an office is reached; many give a mobile number here."""

    name = "landline"
    title = "固定电话"
    formats = {
        "cn-landline": (
            shape(NUMBER),
            gettext_noop("电话应写作 025-12345678，分机写在 - 之后；也可以填手机号码"),
        )
    }
