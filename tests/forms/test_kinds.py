"""Every kind: what people type becomes one value, and what formulas and readers see of it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from server.forms import Field, json
from server.forms.kinds import KINDS, kind_of
from tests.forms.tables import field_of

D = Decimal
LEVELS = [{"const": "basic", "title": "初级"}, {"const": "advanced", "title": "高级"}]
REGIONS = {
    "title": "地区",
    "items": [
        {"code": "32", "name": "江苏省", "parent": "", "level": "省"},
        {"code": "3201", "name": "南京市", "parent": "32", "level": "市"},
        {"code": "320115", "name": "江宁区", "parent": "3201", "level": "县"},
        {"code": "3202", "name": "无锡市", "parent": "32", "level": "市"},
        {"code": "320205", "name": "锡山区", "parent": "3202", "level": "县"},
    ],
}
A_DAY = {"type": "string", "format": "date"}
PERIOD = {"from": "2022-01-01", "to": "2022-12-31"}
FILES = [{"id": "a1", "name": "执照.pdf"}, {"id": "a2", "name": "章程.pdf"}]

SCHEMAS: dict[str, dict[str, Any]] = {
    "amount": {"type": "number", "x-unit": "万元", "x-decimals": 2},
    "attachment": {"type": "array", "x-kind": "attachment"},
    "boolean": {"type": "boolean"},
    "choice": {"type": "string", "oneOf": LEVELS},
    "choices": {"type": "array", "items": {"oneOf": LEVELS}},
    "credit_code": {"type": "string", "format": "cn-credit-code"},
    "date": {"type": "string", "format": "date"},
    "date_range": {"x-kind": "date_range", "type": "object", "properties": {"from": A_DAY, "to": A_DAY}},
    "declaration": {"type": "boolean", "const": True, "x-kind": "declaration"},
    "email": {"type": "string", "format": "email"},
    "id_number": {"type": "string", "format": "cn-id-number"},
    "industry": {"type": "string", "format": "cn-industry", "x-options": {"list": "industries"}},
    "integer": {"type": "integer", "x-unit": "人"},
    "json": {"x-kind": "json"},
    "landline": {"type": "string", "format": "cn-landline"},
    "list": {"type": "array", "items": {"type": "number"}},
    "long_text": {"type": "string", "maxLength": 2000},
    "mobile": {"type": "string", "format": "cn-mobile"},
    "month": {"type": "string", "format": "year-month"},
    "percent": {"type": "number", "x-unit": "%", "x-decimals": 2},
    "postcode": {"type": "string", "format": "cn-postcode"},
    "ratio": {"type": "number", "x-kind": "ratio", "x-decimals": 2},
    "region": {"type": "string", "format": "cn-region", "x-options": {"list": "regions", "levels": ["县"]}},
    "secret": {"type": "string", "x-kind": "secret"},
    "text": {"type": "string", "maxLength": 100},
    "year": {"type": "integer", "x-kind": "year"},
}
LISTS = {
    "regions": REGIONS,
    "industries": {"items": [{"code": "3985", "name": "电子专用材料制造", "parent": ""}]},
}


def field(kind: str) -> Field:
    """A field of a kind."""
    return field_of(SCHEMAS[kind], lists=LISTS)


def test_every_kind_is_in_the_tables_below() -> None:
    answered = {name for name, kind in KINDS.items() if kind.answered}
    assert set(SCHEMAS) == answered == {row[0] for row in PARSED} == {row[0] for row in SHOWN}


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_kind_is_told_from_its_schema(kind: str) -> None:
    found = kind_of(SCHEMAS[kind])
    assert found is not None
    assert found.name == kind


PARSED: list[tuple[str, Any, Any]] = [
    ("amount", "1234.5", D("1234.5")),
    ("amount", "1,234,567.80", D("1234567.80")),
    ("amount", "１２３．４５", D("123.45")),
    ("amount", "12.5 万元", D("12.5")),
    ("amount", "12.5万元", D("12.5")),
    ("amount", "−3.20", D("-3.20")),
    ("amount", "+7", 7),
    ("amount", ".5", D(".5")),
    ("amount", "007", 7),
    ("amount", 12, 12),
    ("percent", "8.37%", D("8.37")),
    ("percent", "８．３７％", D("8.37")),
    ("integer", "188", 188),
    ("integer", "188.0", 188),
    ("integer", "188.5", D("188.5")),
    ("integer", "1,200人", 1200),
    ("boolean", "是", True),
    ("boolean", "否", False),
    ("boolean", "true", True),
    ("boolean", "FALSE", False),
    ("boolean", "也许", "也许"),
    ("declaration", "true", True),
    ("date", "2021-03-05", "2021-03-05"),
    ("date", "2021/3/5", "2021-03-05"),
    ("date", "2021.3.5", "2021-03-05"),
    ("date", "2021年3月5日", "2021-03-05"),
    ("date", "20210305", "2021-03-05"),
    ("date", "２０２１－３－５", "2021-03-05"),
    ("date", "2021-02-30", "2021-02-30"),
    ("date", "去年春天", "去年春天"),
    ("credit_code", " 91320115ma1exmp27w ", "91320115MA1EXMP27W"),
    ("credit_code", "９１３２０１１５ MA1EXMP27W", "91320115MA1EXMP27W"),
    ("mobile", "138 0000 0001", "13800000001"),
    ("mobile", "１３８０００００００１", "13800000001"),
    ("landline", "025－5555 0100", "025-55550100"),
    ("postcode", "２１１１００", "211100"),
    ("email", "a.b＠example.com ", "a.b@example.com"),
    ("choice", "advanced", "advanced"),
    ("choice", "高级", "advanced"),
    ("choice", "特级", "特级"),
    ("choices", "高级、初级", ["basic", "advanced"]),
    ("choices", ["advanced", "basic", "advanced"], ["basic", "advanced"]),
    ("choices", "高级；特级", ["advanced", "特级"]),
    ("region", "江宁区", "320115"),
    ("region", "江苏省南京市江宁区", "320115"),
    ("region", "320115", "320115"),
    ("region", "南京市", "南京市"),
    ("industry", "3985 电子专用材料制造", "3985"),
    ("text", "两行\r\n文字 ", "两行 文字"),
    ("json", ' {"a": [1,\n2]} ', '{"a": [1,\n2]}'),
    ("json", "[1", "[1"),
    ("list", "1,200\n\n ３.5 \r\n-1", [1200, D("3.5"), -1]),
    ("list", '[1, "x"]', [1, "x"]),
    ("list", "1\n甲", [1, "甲"]),
    ("secret", " a b ", "a b"),
    ("long_text", "两段\r\n文字", "两段\n文字"),
    ("attachment", FILES, FILES),
    ("ratio", "1.75", D("1.75")),
    ("ratio", "0.35", D("0.35")),
    ("ratio", "35%", D("0.35")),
    ("ratio", "３５．５％", D("0.355")),
    ("ratio", "200%", 2),
    ("ratio", "一半%", "一半%"),
    ("year", "2022", 2022),
    ("year", "2022年", 2022),
    ("year", "２０２２年度", 2022),
    ("year", "年年有余", "年年有余"),
    ("month", "2022-03", "2022-03"),
    ("month", "2022/3", "2022-03"),
    ("month", "2022.03", "2022-03"),
    ("month", "2022年3月", "2022-03"),
    ("month", "202203", "2022-03"),
    ("month", "2022年3月15日", "2022-03"),
    ("month", "2022-13", "2022-13"),
    ("id_number", "999999 19900307 008x", "99999919900307008X"),
    ("date_range", ["2022年1月1日", "20221231"], PERIOD),
    ("date_range", PERIOD, PERIOD),
    ("date_range", "2022.1.1-2022.12.31", PERIOD),
    ("date_range", ["2022/1/1～2022/12/31", ""], PERIOD),
    ("date_range", ["2022-01-01", ""], {"from": "2022-01-01"}),
    ("date_range", ["", "2022-12-31"], {"to": "2022-12-31"}),
    ("date_range", ["去年", "今年"], {"from": "去年", "to": "今年"}),
    ("date_range", "长期", "长期"),
    ("date_range", {"since": "2022"}, {"since": "2022"}),
]


@pytest.mark.parametrize(("kind", "typed", "kept"), PARSED)
def test_what_is_typed_becomes_one_value(kind: str, typed: Any, kept: Any) -> None:
    value = field(kind).kind.parse(typed, field(kind))
    assert (value, type(value)) == (kept, type(kept))


UNREADABLE = ["十二", "1e5", "1e999999999", "12 34x", "1,23,4", "--5", "9" * 100, "1/0", "NaN", "∞", "=1+1"]


@pytest.mark.parametrize("kind", ["amount", "integer", "percent"])
@pytest.mark.parametrize("typed", UNREADABLE)
def test_what_is_no_number_is_kept_exactly_as_typed(kind: str, typed: str) -> None:
    assert field(kind).kind.parse(typed, field(kind)) == typed


@pytest.mark.parametrize("kind", SCHEMAS)
@pytest.mark.parametrize("nothing", ["", "  ", "\n", None, []], ids=repr)
def test_nothing_typed_is_blank(kind: str, nothing: Any) -> None:
    assert field(kind).kind.parse(nothing, field(kind)) is None


@pytest.mark.parametrize("kind", SCHEMAS)
@pytest.mark.parametrize("garbage", [True, 5, [1, None], [[]], "\x00x", "x" * 100_000, D("1e400")], ids=repr)
def test_garbage_has_words_and_never_stops_a_formula(kind: str, garbage: Any) -> None:
    found = field(kind)
    value = found.kind.parse(garbage, found)
    found.kind.typed(value)
    assert isinstance(found.kind.show(value, found) + found.kind.edit(value, found), str)
    assert all(isinstance(code, str) for code in found.kind.picks(value))


SHOWN: list[tuple[str, Any, str]] = [
    ("amount", D("1234567.8"), "1,234,567.80"),
    ("amount", 0, "0.00"),
    ("amount", D("1.005"), "1.005"),
    ("amount", "十二", "十二"),
    ("percent", D("8.37"), "8.37"),
    ("integer", 12000, "12,000"),
    ("boolean", True, "是"),
    ("boolean", False, "否"),
    ("declaration", True, "是"),
    ("date", "2021-03-05", "2021年3月5日"),
    ("date", "2021-02-30", "2021-02-30"),
    ("choice", "advanced", "高级"),
    ("choices", ["basic", "advanced"], "初级、高级"),
    ("region", "320115", "江苏省南京市江宁区"),
    ("industry", "3985", "3985 电子专用材料制造"),
    ("attachment", FILES, "执照.pdf、章程.pdf"),
    ("credit_code", "91320115MA1EXMP27W", "91320115MA1EXMP27W"),
    ("mobile", "13800000001", "13800000001"),
    ("landline", "025-55550100", "025-55550100"),
    ("postcode", "211100", "211100"),
    ("email", "a@example.com", "a@example.com"),
    ("text", "䶮", "䶮"),
    ("json", '{"a":1}', '{"a": 1}'),
    ("json", "{", "{"),
    ("list", [1, D("3.5")], "1、3.5"),
    ("list", [1, "甲"], "1、甲"),
    ("secret", "abc", "●●●●●●"),
    ("long_text", "一\n二", "一\n二"),
    ("ratio", D("0.3"), "0.30"),
    ("year", 2022, "2022年"),
    ("year", "前年", "前年"),
    ("month", "2022-03", "2022年3月"),
    ("month", "三月", "三月"),
    ("id_number", "99999919900307008X", "99999919900307008X"),
    ("date_range", PERIOD, "2022年1月1日至2022年12月31日"),
    ("date_range", {"to": "2022-12-31"}, "至2022年12月31日"),
    ("date_range", "长期", "长期"),
]


@pytest.mark.parametrize(("kind", "value", "words"), SHOWN)
def test_a_value_is_shown_in_the_words_of_people(kind: str, value: Any, words: str) -> None:
    assert field(kind).kind.show(value, field(kind)) == words


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_blank_is_shown_as_nothing(kind: str) -> None:
    assert field(kind).kind.show(None, field(kind)) == field(kind).kind.edit(None, field(kind)) == ""


@pytest.mark.parametrize(("kind", "value", "_"), [row for row in SHOWN if row[0] != "attachment"])
def test_what_stands_in_the_input_reads_back_as_the_same_value(kind: str, value: Any, _: str) -> None:
    found = field(kind)
    assert found.kind.parse(found.kind.edit(value, found), found) == value


@pytest.mark.parametrize(
    ("kind", "value", "typed"),
    [
        ("amount", 12, D(12)),
        ("amount", True, None),
        ("amount", 1234567890123456, None),
        ("integer", "188", None),
        ("date", "2021-03-05", datetime.date(2021, 3, 5)),
        ("date", "2021-02-30", None),
        ("boolean", False, False),
        ("boolean", "否", None),
        ("choices", ["basic", 5], ["basic"]),
        ("attachment", FILES, ["执照.pdf", "章程.pdf"]),
        ("year", 2022, D(2022)),
        ("month", "2022-03", datetime.date(2022, 3, 1)),
        ("month", "2022-13", None),
        ("date_range", PERIOD, [datetime.date(2022, 1, 1), datetime.date(2022, 12, 31)]),
        ("date_range", {"to": "去年"}, None),
        ("text", "", None),
        ("text", 5, None),
    ],
)
def test_a_formula_sees_the_value_or_a_blank(kind: str, value: Any, typed: Any) -> None:
    assert field(kind).kind.typed(value) == typed


def test_a_number_of_16_digits_is_read_but_no_formula_computes_with_it() -> None:
    found = field("amount")
    value = found.kind.parse("1234567890123456.7", found)
    assert value == D("1234567890123456.7")
    assert found.kind.typed(value) is None


VALID_CODES = ["91350100M000100Y43", "914403001922038216", "91320583MA1EXMP385", "91320115MA1EXMP27W"]


@pytest.mark.parametrize("code", VALID_CODES)
def test_a_credit_code_with_the_right_check_character_is_accepted(code: str) -> None:
    check, _ = KINDS["credit_code"].formats["cn-credit-code"]
    assert check(code)


@pytest.mark.parametrize("code", VALID_CODES)
def test_one_wrong_character_in_a_credit_code_is_noticed(code: str) -> None:
    check, _ = KINDS["credit_code"].formats["cn-credit-code"]
    swapped = code[:5] + ("0" if code[5] != "0" else "1") + code[6:]
    assert not check(swapped)


ID_NUMBER = "99999919900307008X"


@pytest.mark.parametrize("place", range(17))
def test_any_other_digit_in_an_id_number_is_noticed(place: int) -> None:
    check, _ = KINDS["id_number"].formats["cn-id-number"]
    others = set("0123456789") - {ID_NUMBER[place]}
    assert check(ID_NUMBER)
    assert not any(check(ID_NUMBER[:place] + digit + ID_NUMBER[place + 1 :]) for digit in others)


@pytest.mark.parametrize(
    ("format_name", "good", "bad"),
    [
        ("cn-mobile", "13800000001", "23800000001"),
        ("cn-landline", "025-55550101-806", "5555"),
        ("cn-landline", "400-800-1234", "400-800"),
        ("cn-postcode", "211100", "21110"),
        ("cn-region", "320115", "32011"),
        ("cn-industry", "3985", "39855"),
        ("cn-credit-code", "91350100M000100Y43", "91350100M000100I43"),
        ("cn-id-number", "99999919900307008X", "999999199003070080"),
        ("cn-id-number", "99999919900307008X", "999999900307008"),
        ("cn-id-number", "99999919900307008X", "99999919900231008X"),
        ("year-month", "2022-03", "2022-13"),
        ("year-month", "2022-03", "202203"),
        ("email", "a.b@example.com.cn", "a.b@example"),
        ("date", "2020-02-29", "2021-02-29"),
        ("date", "2021-03-05", "20210305"),
    ],
)
def test_a_format_accepts_the_good_and_refuses_the_bad(format_name: str, good: str, bad: str) -> None:
    check, message = next(kind.formats[format_name] for kind in KINDS.values() if format_name in kind.formats)
    assert check(good)
    assert not check(bad)
    assert message


def test_two_places_of_one_name_are_not_guessed() -> None:
    twice = {
        "items": [*REGIONS["items"], {"code": "320999", "name": "江宁区", "parent": "3202", "level": "县"}]
    }
    found = field_of(SCHEMAS["region"], lists={"regions": twice})
    assert found.kind.parse("江宁区", found) == "江宁区"
    assert found.kind.parse("江苏省南京市江宁区", found) == "320115"


def test_values_of_all_kinds_survive_json() -> None:
    kept = {kind: value for kind, _, value in PARSED}
    assert json.loads(json.dumps(kept)) == kept
