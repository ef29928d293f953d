"""Statistics at run time: walking rows and years, and folding what they hold into one value.

A column is a closure that gives a list; blanks in it are None and are skipped by every statistic.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from .evaluate import Context, Run
from .functions import plain
from .values import SHOWN

EMPTY = Decimal(0)


def row_ids(answer: object) -> list[str] | None:
    """The ids of the rows somebody has added; None when there are none."""
    if not isinstance(answer, list):
        return None
    return [row for row in answer if isinstance(row, str)] or None


class Walk(NamedTuple):
    """A walk through the rows of a table: their ids, the slot that holds the one at hand, nodes per row."""

    rows: Run
    slot: int = 0
    cost: int = 0


def each_row(walk: Walk, body: Run, condition: Run | None = None) -> Run:
    """The value of `body` in every row where the condition definitely holds."""
    rows, slot, cost = walk

    def gather(context: Context) -> list[Any]:
        ids = rows(context) or []
        context.charge(len(ids) * cost)
        values = []
        for row in ids:
            context.rows[slot] = row
            if condition is None or condition(context) is True:
                values.append(body(context))
        return values

    return gather


def witnesses(walk: Walk, table: Run, condition: Run) -> Run:
    """Every row with its path and whether it takes part: what a statistic rests on."""
    verdicts = each_row(walk, condition)

    def look(context: Context) -> list[tuple[str, bool | None]]:
        found = verdicts(context)
        before = table(context)
        return [(f"{before}/{row}", one) for row, one in zip(walk.rows(context) or (), found, strict=True)]

    return look


def in_each_row(walk: Walk, inner: Run) -> Run:
    """What a list inside every row holds, one list after the other."""
    lists = each_row(walk, inner)
    return lambda context: [value for found in lists(context) for value in found or ()]


def columns(cells: Sequence[Run]) -> Run:
    """The cells of a matrix row, year by year."""

    def gather(context: Context) -> list[Any]:
        context.charge(len(cells))
        return [cell(context) for cell in cells]

    return gather


def same_column(cells: Mapping[str, Run]) -> Run:
    """The cell for the column the formula itself stands in; blank where the row has no such cell."""

    def read(context: Context) -> Any:
        cell = cells.get(context.column)
        return None if cell is None else cell(context)

    return read


def folded(
    reduce: Callable[[list[Any]], Any], many: Sequence[Run], single: Sequence[Run], strict: bool
) -> Run:
    """One value from columns and single values; nothing filled in anywhere makes a blank.

    strict: a blank single value makes a blank, so that MIN(20, blank) gives an empty form no points.
    """

    def run(context: Context) -> Any:
        values = [value(context) for value in single]
        if strict and None in values:
            return None
        for column in many:
            values.extend(column(context))
        filled = [value for value in values if value is not None]
        if not filled:
            return None
        try:
            return reduce(filled)
        except ArithmeticError:
            return None

    return run


def counted(many: Sequence[Run], single: Sequence[Run], distinct: bool) -> Run:
    """How many values there are, blanks left out; 0 when there are none."""

    def run(context: Context) -> Decimal:
        values = [value(context) for value in single]
        for column in many:
            values.extend(column(context) or ())
        filled = [value for value in values if value is not None]
        return Decimal(
            len({value for value in filled if isinstance(value, Hashable)} if distinct else filled)
        )

    return run


def alone(run: Run) -> Run:
    """A single value as a column of one."""
    return lambda context: [run(context)]


def merged(between: Run, columns: Sequence[Run]) -> Run:
    """JOIN: the filled values one after another with something between; nothing filled makes a blank."""

    def run(context: Context) -> str | None:
        values = [value for column in columns for value in column(context) or ()]
        try:
            texts = [plain(value) for value in values if isinstance(value, SHOWN)]
        except ArithmeticError:
            return None
        sign = between(context) or ""
        context.charge_text(sum(map(len, texts)) + len(sign) * len(texts))
        return sign.join(texts) or None

    return run


def holding(verdicts: Run) -> Run:
    """In how many rows a condition holds."""
    return lambda context: Decimal(sum(verdict is True for verdict in verdicts(context)))


def quantified(verdicts: Run, decisive: bool) -> Run:
    """ANY (decided by one True) or ALL (decided by one False) over rows, in three values."""

    def run(context: Context) -> bool | None:
        found = verdicts(context)
        if decisive in found:
            return decisive
        return None if None in found else not decisive

    return run


def total(values: list[Decimal]) -> Decimal:
    """SUM."""
    return sum(values, EMPTY)


def mean(values: list[Decimal]) -> Decimal:
    """AVG over the filled values."""
    return sum(values, EMPTY) / len(values)


def product(values: list[Decimal]) -> Decimal:
    """PRODUCT."""
    result = Decimal(1)
    for value in values:
        result *= value
    return result
