"""JSON in and out of the form language, with exact decimals.

First step of every journey: a definition or an answers document arrives as text. Numbers with a
point become `Decimal` (a float would turn 19.99 into something `multipleOf` calls wrong), integers
stay `int`, and NaN or Infinity are refused because JSON does not know them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from decimal import Decimal
from functools import partial
from itertools import takewhile
from typing import Any, NoReturn

import rfc8785
import simplejson

from ..language import gettext as _

SIGNIFICANT_DIGITS = 15
"""A number of at most 15 significant digits survives the trip through an IEEE 754 double, which is
what RFC 8785 writes; so a copy of record holds exactly what was typed."""


MOST_DEPTH = 40
"""Deeper nesting is no form and no answer; a limit keeps every walk through a document shallow."""


MOST_VALUES = 500_000
"""Objects, lists, texts and numbers of one document; the list of all towns has some 200,000."""


class JsonError(ValueError):
    """The text is not JSON that we accept; the message is for people."""


def _too_deep() -> JsonError:
    return JsonError(_("JSON 嵌套过深，最多 %(count)s 层", count=MOST_DEPTH))


def _refuse_constant(name: str) -> NoReturn:
    raise JsonError(_("JSON 中不允许出现 %(name)s", name=name))


def _refuse_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of two members with one name, one would silently be lost."""
    members = dict(pairs)
    if len(members) < len(pairs):
        twin = next(key for key, times in Counter(key for key, _value in pairs).items() if times > 1)
        raise JsonError(_("JSON 的同一个对象中“%(key)s”写了不止一次，请只留一个", key=twin[:40]))
    return members


_read = partial(
    simplejson.loads, use_decimal=True, parse_constant=_refuse_constant, object_pairs_hook=_refuse_twins
)


def loads(text: str | bytes) -> Any:
    """Read JSON text. Raises JsonError for anything that is not plain, finite, reasonably nested JSON."""
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        value = _read(plain)
        if "\\u" in plain:  # half a character can be escaped, but not be written to disk: it becomes "?"
            value = _read(dumps(value).encode("utf-8", "replace").decode())
    except JsonError:
        raise
    except RecursionError:
        raise _too_deep() from None
    except simplejson.JSONDecodeError as error:
        message = _(
            "JSON 第 %(line)s 行第 %(column)s 列附近的写法有误，请检查引号、逗号和括号",
            line=error.lineno,
            column=error.colno,
        )
        raise JsonError(message) from None
    except UnicodeDecodeError:
        raise JsonError(_("文件不是 UTF-8 编码的 JSON")) from None
    except (ValueError, ArithmeticError):
        raise JsonError(_("JSON 中有无法读取的数字")) from None
    check(value)
    return value


def check(value: Any) -> None:
    """Raises JsonError for nesting deeper than MOST_DEPTH, for NaN and Infinity, and for too many values."""
    level, seen = [value], 0
    for _depth in range(MOST_DEPTH):
        seen += len(level)
        if seen > MOST_VALUES:
            raise JsonError(_("JSON 内容过多，最多 %(count)s 项", count=MOST_VALUES))
        if any(isinstance(node, float | Decimal) and not Decimal(node).is_finite() for node in level):
            raise JsonError(_("JSON 中不允许出现 NaN 或 Infinity"))
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
        ]
        if not level:
            return
    raise _too_deep()


def is_number(value: Any) -> bool:
    """True for int and Decimal; true and false are no numbers."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def dumps(value: Any, indent: int | None = None) -> str:
    """Write JSON text; Decimals are written digit by digit, Chinese stays readable."""
    return simplejson.dumps(value, use_decimal=True, ensure_ascii=False, indent=indent)


def plain_number(value: Any) -> bool:
    """True for a number that RFC 8785 can write without loss (see SIGNIFICANT_DIGITS)."""
    if isinstance(value, int) and -(10**SIGNIFICANT_DIGITS) < value < 10**SIGNIFICANT_DIGITS:
        return True  # nearly all are; the long way is for the others
    number = Decimal(value)
    if not number.is_finite() or not number:
        return number.is_finite()
    digits = number.as_tuple().digits
    significant = len(digits) - _zeros_at_end(digits)
    return significant <= SIGNIFICANT_DIGITS and -SIGNIFICANT_DIGITS <= number.adjusted() <= 20


def decimals(value: Decimal) -> int:
    """How many digits stand after the point, zeros at the end not counted; 0 for whole numbers."""
    _sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or not value:
        return 0
    return max(0, -exponent - _zeros_at_end(digits))


def canonical(value: Any) -> bytes:
    """The one byte form of a JSON value (RFC 8785). Raises JsonError for numbers beyond 15 digits."""
    return rfc8785.dumps(_interoperable(value))


def fingerprint(value: Any) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _zeros_at_end(digits: tuple[int, ...]) -> int:
    return sum(1 for _ in takewhile(lambda digit: digit == 0, reversed(digits)))


def _interoperable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _interoperable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_interoperable(item) for item in value]
    if not is_number(value):
        return value
    if not plain_number(value):
        raise JsonError(_("数字超过 %(count)s 位有效数字", count=SIGNIFICANT_DIGITS))
    whole = int(value)
    return whole if whole == value and abs(whole) < 2**53 else float(value)
