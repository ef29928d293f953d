"""What formulas compute with, and how a stored answer becomes such a value.

A formula sees exact Decimals, texts, booleans, dates and lists; a blank is None. An answer that doesn't
fit its field (a draft may hold "abc" in an amount) is a blank too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

Value = Decimal | str | bool | date | list[object] | None
"""One value during evaluation."""

TYPES: Mapping[str, type] = {
    "number": Decimal,
    "text": str,
    "boolean": bool,
    "date": date,
    "list": list,
}
"""Static types of the language and what holds their values; "unknown" may be any of them."""

SHOWN = (Decimal, str, bool, date)
"""Single values, which can be shown as text; what else a list may hold is left out of texts."""

TITLES: Mapping[str, str] = {
    "number": "数值",
    "text": "文字",
    "boolean": "是非",
    "date": "日期",
    "list": "多选",
    "rows": "明细表",
}
"""What the types are called in messages."""


def as_number(answer: object) -> Decimal | None:
    """Numbers as JSON reading gives them, int or Decimal; a boolean is no number."""
    if type(answer) is int:
        return Decimal(answer)
    return answer if isinstance(answer, Decimal) and answer.is_finite() else None


def as_text(answer: object) -> str | None:
    """A text with something in it."""
    return answer if isinstance(answer, str) and answer and not answer.isspace() else None


def as_boolean(answer: object) -> bool | None:
    """True or false, nothing that merely looks like it."""
    return answer if isinstance(answer, bool) else None


def as_date(answer: object) -> date | None:
    """An ISO date "2022-05-31"; a month "2022-05" counts as its first day."""
    if not isinstance(answer, str) or len(answer) not in (7, 10) or answer[4] != "-":
        return None
    try:
        return date.fromisoformat(answer if len(answer) == 10 else f"{answer}-01")
    except ValueError:
        return None


def as_list(answer: object) -> list[object] | None:
    """The chosen options or the attached files, if any."""
    return answer if isinstance(answer, list) and answer else None


CONVERTERS: Mapping[str, Callable[[object], Value]] = {
    "number": as_number,
    "text": as_text,
    "boolean": as_boolean,
    "date": as_date,
    "list": as_list,
}
"""From a stored answer to a value, by the type a name declares."""


def is_blank(value: Value) -> bool:
    """Nothing there: no value, or a column with nothing in it."""
    return value is None or (isinstance(value, list) and all(item is None for item in value))
