"""E-mail addresses."""

from __future__ import annotations

from ...language import gettext_noop
from .shaped import Shaped, shape


class Email(Shaped):
    """Something before the @, a dotted domain behind it; only writing there would prove more."""

    name = "email"
    title = "电子邮箱"
    formats = {
        "email": (
            shape(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+"),
            gettext_noop("电子邮箱应写作 name@example.com"),
        )
    }
