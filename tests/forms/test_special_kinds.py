"""Kinds that are more than a value: ranges, notes that are no answers, trees at any level."""

from __future__ import annotations

from typing import Any

import pytest

from server.forms import (
    apply,
    assemble,
    compile_form,
    disassemble,
    json,
    progress,
    recompute,
    validate_answers,
    validate_cells,
)
from server.forms.saving import merge
from server.forms.source import BUILTIN
from tests.forms.examples import VALUE, form_of
from tests.forms.tables import field_of, table

LISTS = {
    name: json.loads((BUILTIN / "lists" / f"{name}.json").read_bytes()) for name in ("gbt4754", "regions")
}
PERIOD = {"from": "2022-01-01", "to": "2022-12-31"}


def computed(formula: str, kind: str = "amount", **fields: Any) -> Any:
    """What a formula gives beside these fields' values."""
    schemas = {key: schema for key, (schema, _) in fields.items()}
    result = {"amount": {"type": "number"}, "month": {"type": "string", "format": "year-month"}}[kind]
    form = compile_form(table(**schemas, f={"title": "结果", **result, "x-compute": formula}))
    cells = {f"s/{key}": value for key, (_, value) in fields.items()}
    return recompute(form, cells).get("s/f")


A_RANGE = {
    "title": "合作期限",
    "x-kind": "date_range",
    "type": "object",
    "properties": {part: {"type": "string", "format": "date"} for part in ("from", "to")},
    "required": ["from", "to"],
    "additionalProperties": False,
}
A_MONTH = {"title": "投产年月", "type": "string", "format": "year-month"}
A_YEAR = {"title": "建厂年份", "type": "integer", "x-kind": "year"}


@pytest.mark.parametrize(
    "formula", ["DAYS(period_from, period_to)", "天数(合作期限开始日期, 合作期限结束日期)"]
)
def test_a_formula_reads_both_days_of_a_range(formula: str) -> None:
    assert computed(formula, period=(A_RANGE, PERIOD)) == 364


def test_half_a_range_makes_a_blank_result() -> None:
    assert computed("DAYS(period_from, period_to)", period=(A_RANGE, {"to": "2022-12-31"})) is None


def test_a_formula_reads_a_month_as_its_first_day_and_a_year_as_a_number() -> None:
    assert computed("MONTHS(m, DATE(2022, 6, 1))", m=(A_MONTH, "2022-03")) == 3
    assert computed("EDITION() - y", y=(A_YEAR, 2009)) == 13


def test_a_computed_month_is_kept_as_a_month() -> None:
    assert computed("DATE(2022, 3, 15)", "month") == "2022-03"


def test_half_a_range_is_missing_at_submission_only() -> None:
    form, half = form_of("date_range"), {VALUE: {"from": "2022-01-01"}}
    assert validate_cells(form, half, complete=False) == []
    found = validate_cells(form, half, complete=True)
    assert [(finding.path, finding.rule) for finding in found] == [(VALUE, "required")]
    assert found[0].message == "请把开始日期和结束日期都填上"


def test_a_range_goes_into_the_document_and_back() -> None:
    form = form_of("date_range")
    answers = assemble(form, {VALUE: PERIOD}).answers
    assert answers["grid"] == {"value": PERIOD}
    assert disassemble(form, answers) == {VALUE: PERIOD}


@pytest.mark.parametrize("mine", [{**PERIOD, "to": "2023-12-31"}, ["2022-01-01", "2023-12-31"]], ids=type)
def test_a_range_that_somebody_else_changed_clashes_as_a_whole(mine: Any) -> None:
    form, cells, touched = form_of("date_range"), {VALUE: PERIOD}, {VALUE: [5, "同事", ""]}
    accepted, clashes = merge(form, cells, touched, 4, {VALUE: mine})
    assert (accepted, [clash.path for clash in clashes]) == ({}, [VALUE])
    assert merge(form, cells, touched, 4, {VALUE: ["2022/1/1", "2022/12/31"]})[1] == []


def test_an_object_for_a_field_of_another_kind_is_refused() -> None:
    saved = apply(form_of("text"), {}, {VALUE: {"from": "2022-01-01"}})
    assert ([finding.rule for finding in saved.refused], saved.cells) == (["type"], {})


def test_a_note_is_no_answer_and_not_counted() -> None:
    form = form_of("note")
    assert VALUE not in form.fields
    assert assemble(form, {VALUE: "x"}).answers == {"grid": {}}
    assert [(part.filled, part.missing) for part in progress(form, {}, ())] == [(0, 0)]
    assert validate_answers(form, {"grid": {"after": "示例公司"}}) == []


def test_an_answer_where_only_words_stand_is_refused_as_any_validator_would() -> None:
    found = validate_answers(form_of("note"), {"grid": {"value": "x"}})
    assert [finding.rule for finding in found] == ["not"]


def test_a_note_is_hidden_by_its_condition() -> None:
    words = {"x-kind": "note", "not": {}, "description": "上市公司另报年报。", "x-visible": "listed = true"}
    form = compile_form(table(listed={"title": "是否上市", "type": "boolean"}, words=words))
    assert apply(form, {}, {"s/listed": "否"}).hidden == {"s/words"}


TREES = [
    ("industry", "gbt4754", "门类", "制造业", "C", "C 制造业"),
    ("industry", "gbt4754", "大类", "39", "39", "39 计算机、通信和其他电子设备制造业"),
    ("industry", "gbt4754", "中类", "391 计算机制造", "391", "391 计算机制造"),
    ("industry", "gbt4754", "小类", "3911", "3911", "3911 计算机整机制造"),
    ("region", "regions", "省", "江苏省", "32", "江苏省"),
    ("region", "regions", "市", "江苏省 南京市", "3201", "江苏省南京市"),
    ("region", "regions", "市", "北京市 / 市辖区", "1101", "北京市市辖区"),
    ("region", "regions", "县", "江苏省>南京市>江宁区", "320115", "江苏省南京市江宁区"),
    ("region", "regions", "县", "北京市东城区", "110101", "北京市东城区"),
]


@pytest.mark.parametrize(("kind", "source", "level", "typed", "code", "words"), TREES)
def test_every_level_of_a_tree_can_be_asked_for(
    kind: str, source: str, level: str, typed: str, code: str, words: str
) -> None:
    field = field_of(
        {"type": "string", "format": f"cn-{kind}", "x-options": {"list": source, "levels": [level]}}, LISTS
    )
    assert field.kind.parse(typed, field) == code
    assert field.kind.show(code, field) == words
    assert field.kind.parse(field.kind.edit(code, field), field) == code


def test_a_code_of_another_level_names_the_levels_there_are() -> None:
    form = form_of("industry")
    [found] = validate_cells(form, {VALUE: "3911"}, complete=False)
    assert "可选的层级：中类" in found.message


@pytest.mark.parametrize(("code", "rules"), [("3911", []), ("1311", ["options-parent"])])
def test_a_field_is_filtered_by_another_one_several_levels_above(code: str, rules: list[str]) -> None:
    above = {"title": "大类", "type": "string", "format": "cn-industry", "x-options": {"list": "gbt4754"}}
    below = {**above, "title": "小类", "x-options": {"list": "gbt4754", "parent": "above"}}
    form = compile_form(table(lists=LISTS, above=above, below=below))
    found = validate_cells(form, {"s/above": "39", "s/below": code}, complete=False)
    assert [finding.rule for finding in found] == rules


def test_in_rows_a_field_is_filtered_by_its_own_row() -> None:
    one = {"title": "一", "type": "string", "x-options": {"list": "regions"}}
    fields = {"one": one, "two": {**one, "x-options": {"list": "regions", "parent": "one"}}}
    rows = {"title": "清单", "type": "array", "items": {"type": "object", "properties": fields}}
    form = compile_form({**table(lists=LISTS), "properties": {"list": rows}})
    cells = {"list": ["a"], "list/a/one": "32", "list/a/two": "3301"}
    assert [finding.path for finding in validate_cells(form, cells, complete=False)] == ["list/a/two"]
