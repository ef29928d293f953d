"""E-mail addresses."""

from __future__ import annotations

from .shaped import Shaped, shape


class Email(Shaped):
    """Something before the @, a dotted domain behind it; only writing there would prove more."""

    name = "email"
    title = "电子邮箱"
    formats = {"email": (shape(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+"), "电子邮箱应写作 name@example.com")}
