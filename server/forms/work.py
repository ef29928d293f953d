"""Counting the work of a judgement, so that no definition and no answers keep a server busy for long.

Every rule of the validator that applies subschemas or matches patterns spends steps; whoever judges opens a
count around all of it. Outside a count nothing is limited.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .patterns import pattern_of

MOST_STEPS = 300_000
"""Of one judgement: subschemas tried, members looked at, and patterns matched. The largest table that ships
takes some 700; the limit is some seconds."""

PATTERN_STEP = 20_000
"""Characters of a text times instructions of a pattern that make one step more."""


class TooMuchWork(Exception):
    """A judgement took more than its steps."""


_left: ContextVar[list[int] | None] = ContextVar("steps left", default=None)


@contextmanager
def counted(most: int = MOST_STEPS) -> Iterator[list[int]]:
    """Limits the steps of what is judged inside; the one item of the list is how many are left.

    A count inside another is that other: many cells judged one by one share their steps.
    """
    outer = _left.get()
    left = [most] if outer is None else outer
    token = _left.set(left)
    try:
        yield left
    finally:
        _left.reset(token)


def spend(steps: int) -> None:
    """Count steps of work. Raises TooMuchWork when none are left."""
    left = _left.get()
    if left is not None:
        left[0] -= steps
        if left[0] < 0:
            raise TooMuchWork


def matches(source: str, text: str) -> bool:
    """Whether a pattern of the definition is found in a text; counted."""
    pattern = pattern_of(source)
    spend(1 + len(text) * pattern.size // PATTERN_STEP)
    return pattern.found_in(text)
