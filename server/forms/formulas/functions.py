"""The plain functions of the formula language: values in, value out, nothing known of forms or answers.

They get values of the types the table in `catalogue` declares, never a blank; what they can't do they
report as ValueError or an arithmetic error, and the result is a blank.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any

from .evaluate import MAX_TEXT

MAX_EXPONENT = 1000
MAX_DAYS = 4_000_000
"""More than the calendar of Python's dates holds."""

ZERO = Decimal(0)
ONE = Decimal(1)
ROOTS = Context(prec=28, rounding=ROUND_HALF_UP)
ROOT_DIGITS = 20


def round_to(number: Decimal, digits: Decimal = ZERO, rounding: str = ROUND_HALF_UP) -> Decimal:
    """ROUND, ROUNDUP, ROUNDDOWN; negative `digits` round to tens, hundreds, and so on."""
    result = number.quantize(ONE.scaleb(-digits.to_integral_value(ROUND_DOWN)), rounding)
    return result if digits >= 0 else result.quantize(ONE)


def floor(number: Decimal) -> Decimal:
    """INT: the whole number at or below, as in Excel."""
    return number.to_integral_value(ROUND_FLOOR)


def square_root(number: Decimal) -> Decimal:
    """SQRT."""
    return number.sqrt()


def modulo(number: Decimal, divisor: Decimal) -> Decimal:
    """MOD as in Excel: the result has the divisor's sign."""
    return number - divisor * floor(number / divisor)


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """`^`; a root that comes out even is given evenly: 8^(1/3) is 2, 1.331^(1/3) is 1.1."""
    if abs(exponent) > MAX_EXPONENT:
        raise OverflowError
    exact = base**exponent
    if exponent == exponent.to_integral_value():
        return exact
    short = ROOTS.plus(exact).normalize()
    return short + ZERO if len(short.as_tuple().digits) <= ROOT_DIGITS else exact


def count(number: Decimal) -> int:
    """A number of characters, a position, a year; one beyond any use is refused before it costs anything."""
    if not -MAX_TEXT <= number <= MAX_TEXT:
        raise ValueError(number)
    return int(number)


def plain(value: Any) -> str:
    """A value as text: digits without exponent, 是 or 否, 2022-05-31."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(+value if value else abs(value), "f")
    return str(value)


def fixed(number: Decimal, digits: Decimal) -> str:
    """TEXT with two arguments: so many decimals, zeros included."""
    return plain(round_to(number, digits))


def concatenate(*texts: Any) -> str | None:
    """CONCAT and `&`: a blank is an empty text here, since texts are put together to be read."""
    return "".join([plain(text) for text in texts if text is not None]) or None


def length(text: str) -> Decimal:
    """LEN, in characters."""
    return Decimal(len(text))


def left(text: str, characters: Decimal) -> str | None:
    """LEFT."""
    return text[: max(count(characters), 0)] or None


def right(text: str, characters: Decimal) -> str | None:
    """RIGHT."""
    return text[max(len(text) - max(count(characters), 0), 0) :] or None


def middle(text: str, start: Decimal, characters: Decimal) -> str | None:
    """MID: positions count from 1."""
    first = max(count(start) - 1, 0)
    return text[first : first + max(count(characters), 0)] or None


def contains(text: str | list[object], part: str) -> bool:
    """CONTAINS: a piece of a text, or an option among the chosen ones."""
    return part in text


def between(value: Any, low: Any, high: Any) -> bool:
    """BETWEEN, both ends included; an IF may give three values of different types."""
    if not type(low) is type(value) is type(high):
        raise ValueError(value)
    return bool(low <= value <= high)


def make_date(year: Decimal, month: Decimal, day: Decimal) -> date:
    """DATE."""
    return date(count(year), count(month), count(day))


def year_of(day: date) -> Decimal:
    """YEAR."""
    return Decimal(day.year)


def month_of(day: date) -> Decimal:
    """MONTH."""
    return Decimal(day.month)


def day_of(day: date) -> Decimal:
    """DAY."""
    return Decimal(day.day)


def days(start: date, end: date) -> Decimal:
    """DAYS from one date to another."""
    return Decimal((end - start).days)


def months(start: date, end: date) -> Decimal:
    """MONTHS: full months passed; negative when `end` comes first."""
    if end < start:
        return -months(end, start)
    return Decimal((end.year - start.year) * 12 + end.month - start.month - (end.day < start.day))


def years(start: date, end: date) -> Decimal:
    """YEARS: full years passed, as one counts an age."""
    return Decimal(int(months(start, end) / 12))


def months_after(day: date, number: Decimal) -> date:
    """EDATE: the same day so many months later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count(number), 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_after(day: date, number: Decimal) -> date:
    """date + number."""
    if abs(number) > MAX_DAYS:
        raise OverflowError
    return day + timedelta(int(number))


def days_before(day: date, number: Decimal) -> date:
    """date - number."""
    return days_after(day, -number)


def days_since(day: date, start: date) -> Decimal:
    """date - date."""
    return days(start, day)
