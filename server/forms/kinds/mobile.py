"""Mobile phone numbers of the mainland: eleven digits, the first a 1."""

from __future__ import annotations

from ...language import gettext_noop
from .shaped import Shaped, shape


class Mobile(Shaped):
    """Where a person is reached, by message too."""

    name = "mobile"
    title = "手机号码"
    formats = {"cn-mobile": (shape(r"1\d{10}"), gettext_noop("手机号码应为以 1 开头的 11 位数字"))}
