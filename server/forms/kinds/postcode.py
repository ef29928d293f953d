"""Postcodes: six digits."""

from __future__ import annotations

from ...language import gettext_noop
from .shaped import Shaped, shape


class Postcode(Shaped):
    """The post office a letter goes through."""

    name = "postcode"
    title = "邮政编码"
    formats = {"cn-postcode": (shape(r"\d{6}"), gettext_noop("邮政编码应为 6 位数字"))}
