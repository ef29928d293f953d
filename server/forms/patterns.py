"""Patterns as authors write them: regular expressions of ECMA-262, matched in time linear in the text.

JSON Schema means JavaScript's expressions (with the `u` flag), Python's differ in `\\d`, `$`, `\\p{…}` and
more, and both can be written so that one answer keeps them busy for hours. Here a pattern is read once
(`ecma262`), and matched by RE2, which never steps back. What RE2 has no word for is either put otherwise or
refused while the definition is compiled: lookaheads after a leading `^` become conditions of their own, all
other lookarounds and back-references are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

from .ecma262 import PatternError, Way, read

__all__ = ["Pattern", "PatternError", "pattern_of"]

MOST_INSTRUCTIONS = 50_000
"""Of the compiled program: a pattern such as `^.{0,5000}$` fits; nested repetitions of hundreds don't."""

MOST_COMPILED = 2_000
"""Patterns that are remembered; a definition has some dozens."""

TOO_LARGE = "重复次数太多，展开后过大，请减小 {…} 中的次数"

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.never_capture = True


@dataclass(frozen=True, slots=True)
class _Conjunction:
    """Holds where `rest` matches, and each lookahead at the start as wanted."""

    rest: Any
    ahead: tuple[tuple[bool, tuple[_Conjunction, ...]], ...]

    def holds(self, text: bytes) -> bool:
        """Whether this way of matching is open to the text."""
        fits = self.rest.search(text) is not None
        return fits and all(_any(ways, text) is wanted for wanted, ways in self.ahead)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. `size` is the number of instructions, for those who count work."""

    source: str
    ways: tuple[_Conjunction, ...]
    size: int

    def found_in(self, text: str) -> bool:
        """Whether some part of the text matches, as `RegExp.prototype.test` says."""
        return _any(self.ways, text.encode("utf-8", "replace"))


@lru_cache(maxsize=MOST_COMPILED)
def pattern_of(source: str) -> Pattern:
    """The compiled pattern. Raises PatternError, whose Chinese message says what to write instead."""
    sizes: list[int] = []
    ways = _compiled(read(source), sizes)
    if sum(sizes) > MOST_INSTRUCTIONS:
        raise PatternError(TOO_LARGE)
    return Pattern(source, ways, sum(sizes))


def _any(ways: tuple[_Conjunction, ...], text: bytes) -> bool:
    return any(way.holds(text) for way in ways)


def _compiled(ways: list[Way], sizes: list[int]) -> tuple[_Conjunction, ...]:
    """One conjunction for each alternative that looks ahead, and one for all that don't."""
    plain = "|".join(way.text for way in ways if not way.ahead)
    found = [_Conjunction(_program(plain, sizes), ())] if any(not way.ahead for way in ways) else []
    for way in ways:
        if way.ahead:
            ahead = tuple((wanted, _compiled(inner, sizes)) for wanted, inner in way.ahead)
            found.append(_Conjunction(_program(way.text, sizes), ahead))
    return tuple(found)


def _program(text: str, sizes: list[int]) -> Any:
    try:
        program = re2.compile(text, _OPTIONS)
    except re2.error as error:
        too_large = b"too large" in error.args[0] or b"repetition" in error.args[0]
        raise PatternError(TOO_LARGE if too_large else "不是能用的正则表达式") from None
    sizes.append(program.programsize)
    return program
