"""JSON in and out of the form language, with exact decimals.

First step of every journey: a definition or an answers document arrives as text. Numbers with a
point become `Decimal` (a float would turn 19.99 into something `multipleOf` calls wrong), integers
stay `int`, and NaN or Infinity are refused because JSON does not know them.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any, NoReturn

import rfc8785
import simplejson

SIGNIFICANT_DIGITS = 15
"""A number of at most 15 significant digits survives the trip through an IEEE 754 double, which is
what RFC 8785 writes; so a copy of record holds exactly what was typed."""


class JsonError(ValueError):
    """The text is not JSON that we accept; the message is Chinese and meant for people."""


def loads(text: str | bytes) -> Any:
    """Read JSON text. Raises JsonError for anything that is not plain, finite, reasonably nested JSON."""
    try:
        return simplejson.loads(text, use_decimal=True, parse_constant=_refuse_constant)
    except RecursionError:
        raise JsonError("JSON 嵌套过深") from None
    except simplejson.JSONDecodeError as error:
        raise JsonError(f"JSON 第 {error.lineno} 行第 {error.colno} 列有误：{error.msg}") from None
    except UnicodeDecodeError:
        raise JsonError("文件不是 UTF-8 编码的 JSON") from None
    except (ValueError, ArithmeticError) as error:
        raise JsonError(f"JSON 中有无法读取的值：{error}") from None


def dumps(value: Any, indent: int | None = None) -> str:
    """Write JSON text; Decimals are written digit by digit, Chinese stays readable."""
    return simplejson.dumps(value, use_decimal=True, ensure_ascii=False, indent=indent)


def plain_number(value: Any) -> bool:
    """True for an int or Decimal that RFC 8785 can write without loss (see SIGNIFICANT_DIGITS)."""
    number = Decimal(value).normalize()
    return (
        len(number.as_tuple().digits) <= SIGNIFICANT_DIGITS and -SIGNIFICANT_DIGITS <= number.adjusted() <= 20
    )


def canonical(value: Any) -> bytes:
    """The one byte form of a JSON value (RFC 8785). Raises JsonError for numbers beyond 15 digits."""
    return rfc8785.dumps(_interoperable(value))


def fingerprint(value: Any) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _refuse_constant(name: str) -> NoReturn:
    raise JsonError(f"JSON 中不允许出现 {name}")


def _interoperable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _interoperable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_interoperable(item) for item in value]
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    if not plain_number(value):
        raise JsonError(f"数字超过 {SIGNIFICANT_DIGITS} 位有效数字")
    whole = int(value)
    return whole if whole == value and abs(whole) < 2**53 else float(value)
