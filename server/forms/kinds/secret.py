"""Passwords and keys: typed without being seen, never shown again in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .kind import Kind, Value

if TYPE_CHECKING:
    from ..model import Field

DOTS = "●●●●●●"


class Secret(Kind):
    """A text that others should not read over a shoulder or on paper."""

    name = "secret"
    title = "密码"

    def infers(self, schema: object) -> bool:
        return False

    def show(self, value: Value, field: Field) -> str:
        return DOTS if isinstance(value, str) and value else super().show(value, field)
