"""Tables in the rows of a table: two levels of rows, filled, judged and computed like one."""

from __future__ import annotations

import json as plain_json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from server.forms import (
    DefinitionError,
    Form,
    apply,
    assemble,
    compile_form,
    disassemble,
    hidden_paths,
    json,
    label_of,
    progress,
    validate_answers,
    validate_cells,
)
from server.forms.saving import merge
from tests.forms.structured import NAMES, answers_of, cells_of, changed, definition, structured
from tests.forms.tables import table

TWO = {"products": {"add": ["a"]}, "products/a/certificates": {"add": ["x", "y"]}}
FEE = "products/a/certificates/x/fee"
ROWS = {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}}


@pytest.fixture
def form() -> Form:
    return structured("nested-rows")


def rules(found: Any) -> set[tuple[str, str]]:
    return {(finding.path, finding.rule) for finding in found}


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_of_every_example_fit_it(name: str) -> None:
    assert validate_answers(structured(name), answers_of(name)) == []


def test_one_patch_adds_both_rows_and_fills_them(form: Form) -> None:
    accepted, clashes = merge(form, {}, {}, 0, {**TWO, FEE: "3"})
    saved = apply(form, {}, accepted)
    assert not clashes and not saved.refused
    assert assemble(form, saved.cells).answers["products"][0]["certificates"][0]["fee"] == 3


def test_removing_an_outer_row_removes_all_inside(form: Form) -> None:
    cells = cells_of("nested-rows")
    left = apply(form, cells, {"products": {"remove": ["0"]}}).cells
    assert left["products"] == ["1"]
    assert not [path for path in left if path.startswith("products/0")]


def test_removing_an_inner_row_leaves_its_neighbours(form: Form) -> None:
    left = apply(form, cells_of("nested-rows"), {"products/0/certificates": {"remove": ["0"]}}).cells
    assert left["products/0/certificates"] == ["1"]
    assert (left["products/0/certificates/1/fee"], left["products/0/fees"]) == (9, 9)


@pytest.mark.parametrize("path", [FEE, "products/a/certificates"])
def test_what_lies_in_an_outer_row_that_is_gone_clashes(form: Form, path: str) -> None:
    raw = {"add": ["z"]} if path.endswith("certificates") else "3"
    _, (clash,) = merge(form, {"products": ["b"]}, {"products": [7, "李主任", "今天"]}, 6, {path: raw})
    assert (clash.removed_row, clash.by) == ("products/a", "李主任")


def test_an_inner_row_that_is_gone_is_named_as_such(form: Form) -> None:
    cells = {"products": ["a"], "products/a/certificates": ["y"]}
    _, (clash,) = merge(form, cells, {}, 0, {FEE: "3"})
    assert clash.removed_row == "products/a/certificates/x"


def test_a_formula_in_an_outer_row_sums_its_own_inner_rows(form: Form) -> None:
    cells = cells_of("nested-rows")
    assert (cells["products/0/fees"], cells["products/1/fees"]) == (12, 2.5)
    assert (cells["summary/fees"], cells["summary/count"]) == (14.5, 3)


def test_a_bare_name_in_an_inner_row_is_found_there_then_in_the_outer_row(form: Form) -> None:
    assert cells_of("nested-rows")["products/0/certificates/1/share"] == 75


def test_a_change_in_one_inner_row_reaches_everything_that_depends_on_it(form: Form) -> None:
    saved = apply(form, cells_of("nested-rows"), {"products/0/certificates/0/fee": "21"})
    assert saved.computed["products/0/fees"] == 30
    assert saved.computed["products/0/certificates/1/share"] == 30
    assert saved.computed["summary/fees"] == 32.5


def test_a_condition_in_an_inner_row_reads_the_outer_row(form: Form) -> None:
    cells = {**cells_of("nested-rows"), "products/1/exported": True}
    assert "products/1/certificates/0/customs" not in hidden_paths(form, cells)
    assert "products/0/certificates/0/customs" in hidden_paths(form, {**cells, "products/0/exported": False})
    missing = rules(validate_cells(form, cells, complete=True))
    assert missing == {("products/1/certificates/0/customs", "required")}


def test_a_check_at_an_inner_column_is_judged_row_by_row(form: Form) -> None:
    saved = apply(form, cells_of("nested-rows"), {"products/1/sales": "2"})
    (finding,) = saved.findings["products/1/certificates/0/fee"]
    assert finding.rule == "fee-le-sales"
    assert finding.label == "一、产品 · 第2行 · 证书 · 第1行 · 费用"
    assert finding.pointer == "/products/1/certificates/0/fee"


def test_pointers_follow_positions_and_not_row_ids(form: Form) -> None:
    cells = {"products": ["k", "a"], "products/a/certificates": ["q", "x"], FEE: -1}
    found = validate_cells(form, cells, complete=False)
    assert [(one.path, one.pointer) for one in found] == [(FEE, "/products/1/certificates/1/fee")]


def test_limits_of_an_inner_table_count_in_every_outer_row(form: Form) -> None:
    rows = [{"name": "甲"}, {"name": "乙", "certificates": [{"number": str(n)} for n in range(6)]}]
    found = rules(validate_answers(form, {"products": rows}))
    assert found == {("products/0/certificates", "minItems"), ("products/1/certificates", "maxItems")}


def test_what_an_absent_group_requires_is_missing(form: Form) -> None:
    found = validate_answers(form, {**answers_of("nested-rows"), "people": [{"name": "甲"}]})
    assert [(one.path, one.pointer) for one in found] == [
        ("people/0/address/street", "/people/0/address/street")
    ]


def test_progress_counts_inner_rows(form: Form) -> None:
    cells = apply(form, {}, {"products": {"add": ["a"]}, "products/a/name": "甲"}).cells
    assert progress(form, cells, ())[0].missing == 1
    cells = apply(form, cells, {"products/a/certificates": {"add": ["x"]}}).cells
    assert (progress(form, cells, ())[0].filled, progress(form, cells, ())[0].missing) == (1, 1)


def test_a_group_of_columns_is_an_object_in_the_document(form: Form) -> None:
    saved = apply(form, {}, {"people": {"add": ["p"]}, "people/p/address/street": "一路"})
    assert assemble(form, saved.cells).answers["people"] == [{"address": {"street": "一路"}}]
    assert label_of(form, "people/p/address/street", saved.cells) == "二、联系人 · 第1行 · 地址 · 街道"
    assert form.fields["people/*/address/street"].group == "地址"


def test_a_hidden_group_hides_its_cells() -> None:
    at = "/properties/people/items/properties/address/x-visible"
    form = changed("nested-rows", at, "ISBLANK(mobile)")
    cells = cells_of("nested-rows")
    assert hidden_paths(form, cells) >= {"people/0/address"}
    assert assemble(form, cells, hidden_paths(form, cells)).answers["people"][0].keys() == {"name", "mobile"}


def test_a_hidden_inner_table_is_neither_judged_nor_kept() -> None:
    at = "/properties/products/items/properties/certificates/x-visible"
    form = changed("nested-rows", at, "exported = true")
    cells = cells_of("nested-rows")
    document = assemble(form, cells, hidden_paths(form, cells)).answers
    assert ["certificates" in row for row in document["products"]] == [True, False]


def test_an_option_in_a_row_depends_on_its_own_row() -> None:
    items = [{"code": "a", "name": "甲"}, {"code": "b", "name": "乙"}]
    kids = [{"code": "a1", "name": "甲一", "parent": "a"}, {"code": "b1", "name": "乙一", "parent": "b"}]
    lists = {"tops": {"items": items}, "kids": {"items": items + kids}}
    top = {"title": "链", "type": "string", "x-options": {"list": "tops"}}
    kid = {"title": "环节", "type": "string", "x-options": {"list": "kids", "parent": "top"}}
    rows = {
        "title": "表",
        "type": "array",
        "items": {"type": "object", "properties": {"top": top, "kid": kid}},
    }
    form = compile_form(table(chains=rows, lists=lists))
    found = validate_answers(form, {"s": {"chains": [{"top": "a", "kid": "b1"}, {"top": "b", "kid": "b1"}]}})
    assert rules(found) == {("s/chains/0/kid", "options-parent")}


def test_a_third_level_of_rows_is_refused() -> None:
    deep = {**ROWS, "items": {"type": "object", "properties": {"inner": {**ROWS, "title": "内"}}}}
    with pytest.raises(DefinitionError) as error:
        compile_form(table(outer={**ROWS, "items": {"type": "object", "properties": {"middle": deep}}}))
    (fault,) = error.value.findings
    assert fault.rule == "rows-too-deep" and fault.pointer.endswith("/middle/items/properties/inner")


@pytest.mark.parametrize(
    "garbage",
    [
        {"products": [5, {"certificates": 5}, {"certificates": [None, {"fee": {}}]}]},
        {"people": [{"address": []}, {"address": "一路"}]},
    ],
    ids=["rows", "groups"],
)
def test_garbage_inside_rows_gives_findings_and_no_crash(form: Form, garbage: Any) -> None:
    assert validate_answers(form, garbage)
    assert isinstance(disassemble(form, garbage), dict)


@pytest.mark.parametrize("name", NAMES)
def test_the_definition_is_a_schema_for_the_answers_of_any_validator(name: str) -> None:
    validator = Draft202012Validator(definition(name))
    filled = plain_json.loads(json.dumps(assemble(structured(name), cells_of(name)).answers))
    assert validator.is_valid(filled) and not validator.is_valid({**filled, "other": 1})
