"""What can be wrong with a formula, said to the person who wrote it.

Raised while a form definition is compiled; a compiled formula never raises, it gives a blank.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from typing import NoReturn, Protocol


class FormulaError(ValueError):
    """A formula that can't be read: the message, and the characters it speaks of.

    `position` and `end` count characters of `text` from 0, as a Python slice does. `rule` names the
    mistake, as in the catalogue of lint.
    """

    def __init__(
        self,
        message: str,
        position: int = 0,
        end: int | None = None,
        text: str = "",
        rule: str = "formula-syntax",
    ) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.position = position
        self.end = position + 1 if end is None else end
        self.text = text

    def __str__(self) -> str:
        return f"第{self.position + 1}个字符：{self.message}"

    def pretty(self) -> str:
        """The formula with a caret under the fault; a Chinese character is two columns wide."""
        before = self.text[: self.position]
        width = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in before)
        return f"{self.text}\n{' ' * width}^ {self.message}"


class CycleError(ValueError):
    """Computed fields that need one another; `path` starts and ends with the same field."""

    def __init__(self, path: tuple[str, ...]) -> None:
        super().__init__("计算字段互相引用：" + " → ".join(path))
        self.path = path


class Place(Protocol):
    """Anything that stands somewhere in a formula's text: a token, a node, a word of a name."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def fault(message: str, place: Place, rule: str = "formula-syntax") -> NoReturn:
    """Raise a FormulaError about one place; `compile` adds the text."""
    raise FormulaError(message, place.start, place.end, rule=rule)


def suggest(word: str, known: Iterable[str]) -> str:
    """“，是否为“…”？” with the nearest known word, or nothing when none is near."""
    near = difflib.get_close_matches(word, list(dict.fromkeys(known)), 1)
    return f"，是否为“{near[0]}”？" if near else ""
