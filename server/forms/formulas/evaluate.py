"""Evaluating a compiled formula: the only part of the language that runs while somebody fills in a form.

A formula is a tree of closures, each `run(context) -> value`; a blank is None and nothing raises.
Reading, arithmetic and calling live together here so that computing a field touches few functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import (
    ROUND_HALF_UP,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    getcontext,
    localcontext,
    setcontext,
)
from decimal import Context as DecimalContext
from typing import Any

from .values import Value

ARITHMETIC = DecimalContext(
    prec=34, rounding=ROUND_HALF_UP, Emin=-999, Emax=999, traps=[InvalidOperation, DivisionByZero, Overflow]
)
"""34 digits as in IEEE 754 decimal128, half-up as in Chinese accounting; x/0 and overflow are caught.

Never changed once made, so that threads may share it.
"""

MAX_STEPS = 2_000_000
"""Most work of one evaluation, in rows times nodes: some tenths of a second, then the result is blank."""
MAX_TEXT = 20_000
"""Longest text a formula may make, in characters."""
MAX_BUDGET = 5 * MAX_STEPS
"""Most work of all evaluations with one context, such as a formula computed in every row of a table."""
CHARACTERS_A_STEP = 100
"""How much text is made in the time of one step."""


class TooMuch(Exception):
    """An evaluation went beyond MAX_STEPS or MAX_TEXT; never leaves this package."""


class Context:
    """What a formula is evaluated against.

    cells: the answers, concrete path -> JSON value. at: concrete path of the formula's own field, which
    gives the row and the year column. edition: the year of the form. One context serves many
    evaluations in turn (set `at` between them), but not two threads; between rows of one formula it
    remembers what is the same for all rows, so what that reads must not change meanwhile.
    """

    __slots__ = ("at", "budget", "cells", "column", "edition", "memory", "rows", "steps", "today")

    def __init__(
        self, cells: Mapping[str, Any], at: str = "", edition: int | None = None, today: date | None = None
    ) -> None:
        self.cells = cells
        self.at = at
        self.edition = edition
        self.today = today
        self.rows: list[str] = []
        self.column = ""
        self.steps = MAX_STEPS
        self.budget = MAX_BUDGET
        self.memory: dict[Run, Any] = {}

    @property
    def is_exhausted(self) -> bool:
        """Whether the last evaluation was broken off, which is why its value is blank."""
        return self.steps < 0 or self.budget < 0

    def charge_text(self, characters: int) -> None:
        """Count the making of a text; raises TooMuch when it, or all of them, are too long."""
        self.charge(characters // CHARACTERS_A_STEP if characters <= MAX_TEXT else MAX_STEPS + 1)

    def charge(self, steps: int) -> None:
        """Count work that grows with the answers; raises TooMuch when there has been enough."""
        self.steps -= steps
        self.budget -= steps
        if self.steps < 0 or self.budget < 0:
            raise TooMuch


Run = Callable[[Context], Any]
"""A compiled piece of a formula: context -> value. `Any`, since types were settled when compiling."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One leaf of a condition and how it came out.

    text: as written; title: with field titles. verdict: True, False, or None for 待填. left, right: what
    was compared (right is None where there is only one side). reads: template paths that decided it.
    rows: for statistics with conditions, each row that was looked at, with its path and whether it counts.
    """

    text: str
    title: str
    verdict: bool | None
    left: Value
    right: Value
    reads: frozenset[str]
    rows: tuple[tuple[str, bool | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A condition that AND and OR join; compiled apart, for explaining."""

    text: str
    title: str
    reads: frozenset[str]
    verdict: Run
    left: Run
    right: Run
    rows: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled formula; immutable and free to share between threads.

    reads: template paths of everything it may read. type: number, text, boolean, date, list or unknown.
    titled: the text with titles in place of keys. places: where in its own path the row ids stand.
    slots: how many row ids are at hand at once, its own and those of the rows it walks through.
    spellings: (start, end, title) of each name. walks: where calls start that go row by row, and how
    many values they take besides the table or column itself.
    relative: where names start that mean the cell of the same year column.
    """

    text: str
    titled: str
    reads: frozenset[str]
    type: str
    run: Run = field(repr=False)
    leaves: tuple[Leaf, ...] = field(default=(), repr=False)
    witnesses: tuple[Run, ...] = field(default=(), repr=False)
    placed: bool = field(default=False, repr=False)
    places: tuple[int, ...] = field(default=(), repr=False)
    slots: int = field(default=0, repr=False)
    spellings: tuple[tuple[int, int, str], ...] = field(default=(), repr=False)
    walks: Mapping[int, int] = field(default_factory=dict, repr=False, compare=False)
    relative: frozenset[int] = field(default=frozenset(), repr=False)

    def evaluate(self, context: Context) -> Value:
        """The value, None for blank. Never raises, whatever the answers are."""
        context.steps = MAX_STEPS
        if self.placed:
            self._enter(context)
        outer = getcontext()
        setcontext(ARITHMETIC)  # localcontext() would copy it, at a third of the cost of a small formula
        try:
            value: Value = self.run(context)
        except TooMuch:
            return None
        finally:
            setcontext(outer)
        return value if value or type(value) is not Decimal else abs(value)  # no -0 on paper

    def explain(self, context: Context) -> list[Evidence]:
        """Every condition that AND and OR join, with verdict and both sides; nothing for a number."""
        self._enter(context)
        with localcontext(ARITHMETIC):
            return [_weigh(leaf, context) for leaf in self.leaves]

    def rows(self, context: Context) -> tuple[tuple[str, bool | None], ...]:
        """Each row that a statistic with conditions looks at: its path and whether it counts."""
        self._enter(context)
        with localcontext(ARITHMETIC):
            return _look(self.witnesses, context)

    def _enter(self, context: Context) -> None:
        """Find the row ids and the column in the path the formula is evaluated at."""
        parts = context.at.split("/")
        context.rows = [parts[place] if place < len(parts) else "" for place in self.places]
        context.rows += [""] * (self.slots - len(self.places))
        context.column = parts[-1]


def constant(value: Value) -> Run:
    """A value written in the formula."""
    return lambda context: value


def remembered(run: Run) -> Run:
    """A statistic that is the same in every row, computed once: else N rows cost N times N steps."""

    def recall(context: Context) -> Any:
        if recall not in context.memory:
            context.memory[recall] = run(context)
        return context.memory[recall]

    return recall


def read_cell(path: str, convert: Callable[[object], Value]) -> Run:
    """A field that exists once. Numbers as they mostly come need no conversion call."""

    def read(context: Context) -> Value:
        return convert(context.cells.get(path))

    return read


def read_number(path: str) -> Run:
    """`read_cell` for numbers, the most frequent case: JSON reading gives int or finite Decimal."""

    def read(context: Context) -> Any:
        answer: Any = context.cells.get(path)
        kind = type(answer)
        if kind is Decimal:
            return answer if answer.is_finite() else None
        return Decimal(answer) if kind is int else None

    return read


def read_row_cell(parts: Sequence[str], slots: Sequence[int], convert: Callable[[object], Value]) -> Run:
    """A cell of the row at hand. parts: its template cut at the stars; slots: whose row ids go there."""
    if len(slots) == 1:
        (before, after), slot = parts, slots[0]
        return lambda context: convert(context.cells.get(f"{before}{context.rows[slot]}{after}"))

    def read(context: Context) -> Value:
        ids = [*(context.rows[slot] for slot in slots), ""]
        path = "".join(part + row for part, row in zip(parts, ids, strict=True))
        return convert(context.cells.get(path))

    return read


def arithmetic(operation: Callable[[Any, Any], Any], left: Run, right: Run) -> Run:
    """+ - * / on numbers, and on dates where the types allow: a blank operand makes a blank."""

    def run(context: Context) -> Any:
        first = left(context)
        if first is None:
            return None
        second = right(context)
        if second is None:
            return None
        try:
            return operation(first, second)
        except (DecimalException, OverflowError):
            return None

    return run


def call(function: Callable[..., Any], arguments: Sequence[Run]) -> Run:
    """A function of plain values: any blank argument makes a blank, and so does what it can't do."""

    def run(context: Context) -> Any:
        values = []
        for argument in arguments:
            value = argument(context)
            if value is None:
                return None
            values.append(value)
        try:
            return function(*values)
        except (ArithmeticError, ValueError):
            return None

    return run


def _weigh(leaf: Leaf, context: Context) -> Evidence:
    context.steps = MAX_STEPS
    try:
        verdict, left, right = leaf.verdict(context), leaf.left(context), leaf.right(context)
    except TooMuch:
        verdict = left = right = None
    rows = _look(leaf.rows, context)
    return Evidence(leaf.text, leaf.title, verdict, left, right, leaf.reads, rows)


def _look(witnesses: Sequence[Run], context: Context) -> tuple[tuple[str, bool | None], ...]:
    context.steps = MAX_STEPS
    try:
        return tuple(row for look in witnesses for row in look(context))
    except TooMuch:
        return ()
