"""Columns of a year matrix as a formula writes them: `[y-1]`, `[-1]`, `[上年]`, `[y-3:y-1]`, `[rate]`.

A year column is an offset from the edition's year ("y-1" is the year before), so that next year's
edition keeps its formulas.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from .errors import Place, fault
from .tokens import fold

YEAR = re.compile(r"y([+-]\d{1,2})?")
SHIFT = re.compile(r"[+-]\d{1,2}|0")
KEY = re.compile(r"[^\W\d]\w*")
NAMED = {"本年": "y", "当年": "y", "上年": "y-1", "去年": "y-1", "前年": "y-2"}


@dataclass(frozen=True, slots=True)
class Selector:
    """Which column of a matrix row is meant, and where that stands in the formula.

    "column": the column `first`. "shift": `by` years from the column the formula itself belongs to.
    "range": the year columns from `first` to `last`.
    """

    kind: Literal["column", "shift", "range"]
    start: int
    end: int
    first: str = ""
    last: str = ""
    by: int = 0


def read_selector(text: str, place: Place) -> Selector:
    """Read what stands between the brackets after a name; raises FormulaError."""
    written = fold(text)
    first, colon, last = written.partition(":")
    if colon:
        ends = [_column(first), _column(last)]
        if None in ends or None in [year_offset(end or "") for end in ends]:
            fault("年度范围写作 [y-3:y-1]", place, "formula-year")
        return Selector("range", place.start, place.end, first=ends[0] or "", last=ends[1] or "")
    if SHIFT.fullmatch(written):
        return Selector("shift", place.start, place.end, by=int(written))
    column = _column(written)
    if column is None:
        fault("方括号里应为年度：[y-1] 基准年前一年，[-1] 本列前一年，[y-3:y-1] 三年", place, "formula-year")
    return Selector("column", place.start, place.end, first=column)


def year_offset(column: str) -> int | None:
    """Years from the edition's year: -1 for "y-1", 0 for "y"; None when it is no year column."""
    match = YEAR.fullmatch(column)
    return int(match.group(1) or 0) if match else None


def shifted(column: str, by: int) -> str | None:
    """The year column `by` years from another; a column that is no year has no neighbours."""
    offset = year_offset(column)
    if by == 0:
        return column
    return None if offset is None else year_column(offset + by)


def year_column(offset: int) -> str:
    """ "y-1" for -1, "y" for 0, "y+2" for 2."""
    return f"y{offset:+d}" if offset else "y"


def column_called(written: str, columns: Collection[str], titles: Mapping[str, str]) -> str:
    """The key of the column a formula names by key or, folded, by title; else what is written."""
    known = {fold(title): key for title, key in titles.items()}
    return written if written in columns else known.get(written, written)


def column_title(column: str, columns: Collection[str], titles: Mapping[str, str]) -> str:
    """How to show the column of a key, so that reading it again finds the same; "" when its key does that."""
    called = next((title for title, key in titles.items() if key == column), "")
    folded = fold(called)
    plain = KEY.fullmatch(folded) and _column(folded) == folded and year_offset(folded) is None
    return called if plain and column_called(folded, columns, titles) == column else ""


def _column(written: str) -> str | None:
    written = NAMED.get(written, written)
    if YEAR.fullmatch(written):
        return year_column(year_offset(written) or 0)
    return written if KEY.fullmatch(written) else None
