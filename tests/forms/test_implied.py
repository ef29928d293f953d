"""What options and kinds imply without a formula: 其他 asks for words, 无 stands alone, years are likely."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.forms import Finding, Form, apply, compile_form, hidden_paths, required_paths, validate_cells
from tests.forms.tables import matrix, table

Faults = Callable[[Any], list[Finding]]

CERTS = [
    {"const": code, "title": title} for code, title in [("iso", "质量"), ("other", "其他"), ("none", "无")]
]
OTHER = {"other": {"option": "other", "field": "more"}}
MORE = {"title": "其他说明", "type": "string"}
MANY = {"title": "认证", "type": "array", "items": {"type": "string", "oneOf": CERTS}}
ONE = {"title": "认证", "type": "string", "oneOf": CERTS}
LISTED = {"title": "认证", "type": "string"}
LISTS = {"certs": {"items": [{"code": one["const"], "name": one["title"]} for one in CERTS]}}


def asking(field: dict[str, Any], **options: Any) -> Form:
    """A table whose field has an option that asks for more."""
    return compile_form(table(lists=LISTS, certs={**field, "x-options": {**OTHER, **options}}, more=MORE))


ASKING = [
    (asking(MANY), ["iso", "other"], ["iso"]),
    (asking(ONE), "other", "iso"),
    (asking(LISTED, list="certs"), "other", "iso"),
]


@pytest.mark.parametrize(("form", "with_other", "without"), ASKING, ids=["several", "one", "from a list"])
def test_the_other_option_shows_and_requires_its_field(form: Form, with_other: Any, without: Any) -> None:
    assert required_paths(form, {"s/certs": with_other}) == {"s/more"}
    assert hidden_paths(form, {"s/certs": with_other}) == set()
    assert hidden_paths(form, {"s/certs": without}) == hidden_paths(form, {}) == {"s/more"}


def test_the_reply_of_a_change_shows_the_field_that_is_asked_for() -> None:
    saved = apply(asking(MANY), {}, {"s/certs": ["other"]})
    assert (saved.hidden, saved.required) == (frozenset(), {"s/more"})


def test_in_a_row_the_other_option_asks_in_its_own_row() -> None:
    fields = {"certs": {**ONE, "x-options": OTHER}, "more": MORE}
    rows = {"title": "清单", "type": "array", "items": {"type": "object", "properties": fields}}
    form = compile_form({**table(), "properties": {"list": rows}})
    cells = {"list": ["a", "b"], "list/a/certs": "other", "list/b/certs": "iso"}
    assert required_paths(form, cells) == {"list/a/more"}
    assert hidden_paths(form, cells) == {"list/b/more"}


def test_an_exclusive_option_together_with_another_is_a_finding() -> None:
    form = compile_form(table(certs={**MANY, "x-options": {"exclusive": ["none"]}}))
    found = validate_cells(form, {"s/certs": ["iso", "none"]}, complete=False)
    assert [(finding.rule, finding.path) for finding in found] == [("options-exclusive", "s/certs")]
    assert "选了“无”就不能再选其他项" in found[0].message
    assert validate_cells(form, {"s/certs": ["none"]}, complete=False) == []


@pytest.mark.parametrize(
    ("options", "more", "rule", "pointer"),
    [
        ({"exclusive": ["nothing"]}, MORE, "option-unknown", "/properties/s/properties/certs/x-options"),
        (
            {"other": {"option": "others", "field": "more"}},
            MORE,
            "option-unknown",
            "/properties/s/properties/certs/x-options",
        ),
        (
            {"other": {"option": "other", "field": "words"}},
            MORE,
            "option-field-unknown",
            "/properties/s/properties/certs/x-options/other/field",
        ),
        (
            OTHER,
            {**MORE, "x-required": "true"},
            "option-field-ruled",
            "/properties/s/properties/more/x-required",
        ),
    ],
)
def test_what_options_name_has_to_be_there(
    options: Any, more: Any, rule: str, pointer: str, faults: Faults
) -> None:
    definition = table(certs={**MANY, "x-options": options}, more=more)
    definition.pop("x-lists")
    assert [(fault.rule, fault.pointer) for fault in faults(definition)] == [(rule, pointer)]


@pytest.mark.parametrize(
    "field",
    [
        {"type": "string", "x-kind": "year"},
        {"type": "number", "x-kind": "year"},
        {"x-kind": "note", "description": "随便写写"},
        {"type": "object", "x-kind": "date_range"},
        {"x-kind": "ratio"},
    ],
)
def test_a_schema_that_names_a_kind_says_what_the_kind_needs(field: Any, faults: Faults) -> None:
    definition = table(f={"title": "字段", **field})
    definition.pop("x-lists")
    assert [fault.rule for fault in faults(definition)] == ["kind-shape"]


def test_a_matrix_row_names_the_kind_of_all_its_years() -> None:
    finance = matrix("y-2", "y-1", liquidity="流动比率")
    finance["properties"]["liquidity"]["x-kind"] = "ratio"
    form = compile_form({**table(), "properties": {"s": finance}})
    assert {field.kind.name for field in form.fields.values()} == {"ratio"}


def test_words_cannot_be_required(faults: Faults) -> None:
    definition = table(words={"x-kind": "note", "not": {}, "description": "说明"}, required=["words"])
    definition.pop("x-lists")
    found = faults(definition)
    assert [(fault.rule, fault.pointer) for fault in found] == [
        ("required-unknown", "/properties/s/required/0")
    ]


def test_words_are_no_column_of_a_table(faults: Faults) -> None:
    words = {"x-kind": "note", "not": {}, "description": "说明"}
    rows = {"title": "清单", "type": "array", "items": {"type": "object", "properties": {"f": words}}}
    definition = {**table(), "properties": {"list": rows}}
    definition.pop("x-lists")
    assert [fault.rule for fault in faults(definition)] == ["kind-place"]


@pytest.mark.parametrize(
    ("year", "fine"), [(1900, True), (2100, True), (1899, False), (2101, False), (22, False)]
)
def test_a_year_lies_within_living_memory(year: int, fine: bool) -> None:
    form = compile_form(table(f={"title": "年份", "type": "integer", "x-kind": "year"}))
    assert (validate_cells(form, {"s/f": year}, complete=False) == []) is fine


def test_a_definition_may_ask_for_older_years() -> None:
    form = compile_form(table(f={"title": "年份", "type": "integer", "x-kind": "year", "minimum": 1600}))
    assert validate_cells(form, {"s/f": 1669}, complete=False) == []
    assert [finding.rule for finding in validate_cells(form, {"s/f": 1500}, complete=False)] == ["minimum"]
