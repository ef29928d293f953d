"""Declarations: a text the enterprise stands for, ticked on screen, signed and sealed on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .boolean import Boolean


class Declaration(Boolean):
    """Must be ticked to submit (`const: true`); `description` is the text that is declared."""

    name = "declaration"
    title = "声明"
    rank = 0
    wide = True

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return False
