"""Conditions and choices at run time: comparing, AND and OR in three values, IF, IFS, BAND.

True, False and None for unknown: an unanswered question makes a condition unknown, not failed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from .evaluate import Context, Run
from .functions import concatenate
from .values import is_blank


def compare(operation: Callable[[Any, Any], bool], left: Run, right: Run) -> Run:
    """A blank side, or sides of two types, make the verdict unknown."""

    def run(context: Context) -> Any:
        first = left(context)
        if first is None:
            return None
        second = right(context)
        return operation(first, second) if type(first) is type(second) else None

    return run


def blank(run: Run, expected: bool) -> Run:
    """`x = 空` (expected True) and `x <> 空` (False): never unknown."""
    return lambda context: is_blank(run(context)) is expected


def member(value: Run, among: Sequence[Run]) -> Run:
    """Whether a value is one of several, each a single value or a list of them."""

    def run(context: Context) -> bool | None:
        wanted = value(context)
        if wanted is None:
            return None
        found = [other(context) for other in among]
        return any(wanted in other if isinstance(other, list) else wanted == other for other in found)

    return run


def negation(run: Run) -> Run:
    """NOT: unknown stays unknown."""

    def negate(context: Context) -> bool | None:
        verdict = run(context)
        return None if verdict is None else not verdict

    return negate


def joined(runs: Sequence[Run], decisive: bool) -> Run:
    """AND (decided by one False) or OR (decided by one True); else unknown if any is."""

    def run(context: Context) -> bool | None:
        verdict: bool | None = not decisive
        for condition in runs:
            one = condition(context)
            if one is decisive:
                return decisive
            if one is None:
                verdict = None
        return verdict

    return run


def choose(pairs: Sequence[tuple[Run, Run]], otherwise: Run) -> Run:
    """IF and IFS: the result of the first true condition; an unknown one before it makes a blank."""

    def run(context: Context) -> Any:
        for condition, result in pairs:
            verdict = condition(context)
            if verdict is None:
                return None
            if verdict:
                return result(context)
        return otherwise(context)

    return run


def band(value: Run, bands: Sequence[tuple[Run, Run]]) -> Run:
    """BAND: points of the first threshold the value reaches, 0 below all; unknown thresholds make a blank."""

    def run(context: Context) -> Any:
        number = value(context)
        if number is None:
            return None
        for threshold, points in bands:
            limit = threshold(context)
            if limit is None:
                return None
            if number >= limit:
                return points(context)
        return Decimal(0)

    return run


def fallback(value: Run, instead: Run) -> Run:
    """IFBLANK: another value where there is none."""

    def run(context: Context) -> Any:
        found = value(context)
        return instead(context) if is_blank(found) else found

    return run


def guard(run: Run, kinds: tuple[type, ...]) -> Run:
    """Where only running shows the type: a value of another type counts as blank."""

    def checked(context: Context) -> Any:
        value = run(context)
        return value if type(value) in kinds else None

    return checked


def concatenation(arguments: Sequence[Run]) -> Run:
    """CONCAT and `&`: put together what is filled."""

    def run(context: Context) -> str | None:
        try:
            text = concatenate(*[argument(context) for argument in arguments])
        except ArithmeticError:
            return None
        context.charge_text(len(text or ""))
        return text

    return run
