"""JSON in and out: exact decimals, one canonical form, and a Chinese sentence for what is no JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import rfc8785

from server.forms import json


def test_a_decimal_keeps_its_digits() -> None:
    assert json.dumps(json.loads('{"a": 19.99, "b": 8.370}')) == '{"a": 19.99, "b": 8.370}'


def test_a_whole_number_stays_an_int() -> None:
    assert type(json.loads("12")) is int


def test_chinese_stays_readable() -> None:
    assert json.dumps({"名称": "䶮𬭎"}) == '{"名称": "䶮𬭎"}'


def test_a_byte_order_mark_of_a_windows_editor_is_no_fault() -> None:
    assert json.loads(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": ', "第 1 行第 7 列"),
        ('{"a": 1,\n "b" 2}', "第 2 行"),
        ("", "第 1 行第 1 列"),
        ('{"a": NaN}', "NaN"),
        ('{"a": Infinity}', "Infinity"),
        ("[" * 41 + "]" * 41, "嵌套过深，最多 40 层"),
        ("[" * 100_000, "嵌套过深"),
        (b'{"a": "\xb1\xed"}', "UTF-8"),
        ("9" * 5000, "无法读取的数字"),
    ],
    ids=range(9),
)
def test_what_is_no_json_is_refused_in_chinese(text: str | bytes, message: str) -> None:
    with pytest.raises(json.JsonError, match=message):
        json.loads(text)


@pytest.mark.parametrize("value", [Decimal("NaN"), float("nan"), [{"a": float("-inf")}]], ids=str)
def test_a_value_that_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(json.JsonError, match="NaN"):
        json.check(value)


@pytest.mark.parametrize(
    "number",
    ["0", "-0.0", "123456789012345", "1234567890123.45", "1.20000000000000000000000000000", "1e20", "1e-15"],
)
def test_fifteen_significant_digits_are_plain(number: str) -> None:
    assert json.plain_number(Decimal(number))


@pytest.mark.parametrize(
    "number",
    ["1234567890123456", "123456789012345.00000000000000000001", "1e21", "1e-16", "1e1000000000", "NaN"],
)
def test_more_digits_or_wild_exponents_are_not(number: str) -> None:
    assert not json.plain_number(Decimal(number))


@pytest.mark.parametrize(
    ("number", "places"), [("1.50", 1), ("100", 0), ("1e3", 0), ("0.000", 0), ("-0.005", 3)]
)
def test_digits_after_the_point_are_counted_without_zeros_at_the_end(number: str, places: int) -> None:
    assert json.decimals(Decimal(number)) == places


def test_the_canonical_form_is_that_of_rfc_8785() -> None:
    value = {"b": Decimal("8.370"), "a": [10, Decimal("10.00"), True, None, "䶮"]}
    plain = {"b": 8.37, "a": [10, 10, True, None, "䶮"]}
    assert json.canonical(value) == rfc8785.dumps(plain)


def test_the_same_number_written_differently_has_the_same_fingerprint() -> None:
    assert json.fingerprint({"a": Decimal("10.00")}) == json.fingerprint({"a": 10})


def test_a_number_of_16_digits_has_no_canonical_form() -> None:
    with pytest.raises(json.JsonError, match="15 位有效数字"):
        json.canonical({"a": 1234567890123456})
