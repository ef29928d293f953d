"""What changed between two editions, told so that an officer sees what it does to answers."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from server.forms import Change, compile_form, diff, json
from server.forms.editions import DANGERS, TYPES
from tests.forms.editions.workshop import NEW, OLD, edition
from tests.forms.tables import REAL_FORMS, matrix, real_form, table

CHANGES = diff(edition(OLD), edition(NEW))


def find(path: str, type: str) -> Change:
    return next(change for change in CHANGES if (change.path, change.type) == (path, type))


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Type, path and danger of what changed between two tables of one field `s/f`."""
    forms = [compile_form(table(f={"title": "字段", **schema})) for schema in (old, new)]
    return [(change.type, change.path, change.danger) for change in diff(*forms)]


@pytest.mark.parametrize("name", REAL_FORMS)
def test_a_table_does_not_differ_from_itself(name):
    assert diff(real_form(name), real_form(name)) == []


def test_the_pair_shows_every_type_of_change():
    assert {change.type for change in CHANGES} == TYPES.keys()


def test_every_change_says_where_what_and_how_dangerous_and_is_json():
    for change in CHANGES:
        assert change.label and change.message and change.danger in DANGERS
        assert json.loads(json.dumps(change.as_json()))["type"] == change.type


def test_a_declared_rename_is_no_loss():
    change = find("basics/company_name", "renamed")
    assert (change.was, change.danger) == ("basics/name", "safe")
    assert "basics/name" not in {change.path for change in CHANGES}


def test_a_rename_that_the_old_edition_declares_already_is_done():
    """Two fields that changed places once don't change places again with every revision."""
    field = {"type": "string"}
    form = compile_form(table(a={**field, "x-was": "s/b"}, b={**field, "x-was": "s/a"}))
    assert diff(form, form) == []


def test_what_lies_in_a_renamed_section_is_not_called_renamed():
    assert find("economics", "renamed").old == "finance"
    assert not [change for change in CHANGES if change.path == "economics/staff" and change.type == "renamed"]


def test_a_field_in_another_section_has_moved():
    change = find("contact/mobile", "moved")
    assert change.was == "basics/tel" and "由“一、企业情况”移到“二、联系方式”" in change.message


def test_what_is_gone_without_an_heir_loses_answers():
    assert find("machines/*/maker", "removed").danger == "loses"


def test_the_years_behind_the_same_columns_are_named():
    change = find("economics", "years-rolled")
    assert change.old == {"y-3": 2018, "y-2": 2019, "y-1": 2020}
    assert "列“y-1”在旧表指2020年，在新表指2021年" in change.message and "2018年不再填报" in change.message


def test_formulas_are_compared_by_meaning():
    """Titles for keys, full-width signs, brackets and a renamed row mean what they meant."""
    assert not [change for change in CHANGES if change.path.startswith("economics/margin")]
    assert find("basics/stock_code", "condition").keyword == "x-required"
    assert find("economics/profit", "formula").new == "(revenue - costs) * 0.75"


def test_a_check_that_only_speaks_differently_is_safe():
    told = {change.label: (change.type, change.danger) for change in CHANGES if change.what == "check"}
    assert told["勾稽关系 cost-le-revenue"] == ("retitled", "safe")
    assert told["勾稽关系 staff"] == ("rule", "attention")


def test_what_all_years_of_a_row_share_is_told_once():
    found = [change for change in CHANGES if change.keyword == "minimum" and "costs" in change.path]
    assert [(change.path, change.what) for change in found] == [("economics/costs", "row")]


def test_a_new_section_is_told_without_its_fields():
    assert find("contact", "added") and not [c for c in CHANGES if c.path == "contact/email"]


def test_a_removed_section_names_what_it_takes_with_it():
    old = table(a={"title": "甲", "type": "string"})
    new = copy.deepcopy(old)
    new["properties"] = {"t": {"title": "二", "type": "object", "properties": {"b": {"type": "string"}}}}
    gone = next(change for change in diff(compile_form(old), compile_form(new)) if change.type == "removed")
    assert gone.path == "s" and gone.old == ["s/a"] and "“甲”不再填报" in gone.message


@pytest.mark.parametrize(
    ("keyword", "low", "high", "upper"),
    [
        ("maxLength", 10, 20, True),
        ("minLength", 1, 2, False),
        ("maximum", 5, 6, True),
        ("exclusiveMaximum", 5, 6, True),
        ("minimum", 5, 6, False),
        ("exclusiveMinimum", 5, 6, False),
    ],
)
def test_a_limit_is_tightened_or_loosened(keyword, low, high, upper):
    kind = {"type": "string"} if "Length" in keyword else {"type": "number"}
    up, down = ("loosened", "safe"), ("tightened", "attention")
    for old, new, (how, danger) in ((low, high, up if upper else down), (high, low, down if upper else up)):
        found = changes({**kind, keyword: old}, {**kind, keyword: new})
        assert found == [(f"limit-{how}", "s/f", danger)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"pattern": "^a"}, {"pattern": "^b"}, ("limit-tightened", "attention")),
        ({"pattern": "^a"}, {}, ("limit-loosened", "safe")),
        ({"x-visible": "1 = 1"}, {}, ("condition", "safe")),
        ({}, {"x-visible": "1 = 1"}, ("condition", "attention")),
        ({}, {"x-compute": '"a"'}, ("formula", "attention")),
        ({"maxLength": 200}, {"maxLength": 201}, ("kind", "safe")),
        ({}, {"not": {"const": "a"}}, ("rule", "attention")),
        ({}, {"allOf": [{"not": {"const": "a"}}]}, ("rule", "attention")),
        ({}, {"allOf": [{"maxLength": 3}]}, ("limit-tightened", "attention")),
        ({}, {"x-messages": {"pattern": "不对"}}, ("other", "safe")),
    ],
)
def test_a_changed_keyword_has_its_type_and_danger(old, new, expected):
    type, danger = expected
    assert (type, "s/f", danger) in changes({"type": "string", **old}, {"type": "string", **new})


@pytest.mark.parametrize("demanded", [True, False])
def test_a_demand_for_evidence_is_told(demanded):
    files = {"title": "证书", "type": "array", "x-kind": "attachment", "items": {"type": "object"}}
    plain = {"title": "专利", "type": "integer"}
    forms = [
        table(f=field, files=files) for field in (plain, {**plain, "x-evidence": {"attachment": "files"}})
    ]
    (change,) = diff(*map(compile_form, forms if demanded else forms[::-1]))
    assert (change.type, change.path, change.keyword) == ("condition", "s/f", "x-evidence")
    assert change.danger == ("attention" if demanded else "safe")


def test_other_columns_are_told_of_the_matrix():
    forms = [table() | {"properties": {"m": matrix(*years, a="甲")}} for years in (("y-1",), ("y-2", "y-1"))]
    found = diff(*map(compile_form, forms))
    assert [(change.type, change.what, change.path) for change in found] == [("added", "column", "m")]
