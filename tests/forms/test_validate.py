"""Judging answers: what counts in a draft and what at submission, where a finding lands, what it says."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from server.forms import (
    Finding,
    Form,
    assemble,
    check_cells,
    compile_form,
    disassemble,
    validate_answers,
    validate_cells,
)
from server.forms import json as forms_json
from server.forms.kinds import formats
from server.forms.messages import SENTENCES
from tests.forms.tables import REAL_FORMS, complete_answers, matrix, real_form, table

NUMBER = {"type": "number"}


@pytest.fixture
def answers() -> Any:
    """Toy answers without a finding."""
    return {
        "class": {"company_name": "示例公司", "level": "basic", "starts_on": "2024-05-13", "fee": 680,
                  "needs_room": False},
        "people": [{"name": "学员甲", "mobile": "13800000003"}],
    }  # fmt: skip


def rules(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.path, finding.rule) for finding in findings]


def finding_of(value: Any, **schema: Any) -> Finding:
    """The one finding about the value of a single field."""
    form = compile_form(table(f={"title": "字段", **schema}))
    (finding,) = validate_answers(form, {"s": {"f": value}})
    return finding


MESSAGES: list[tuple[dict[str, Any], Any, str, str]] = [
    ({"type": "number"}, "十二", "type", "应填写数字，例如 1234.5"),
    ({"type": "integer"}, Decimal("1.5"), "type", "应填写整数"),
    ({"type": "string"}, 5, "type", "应填写文字"),
    ({"type": "boolean"}, "也许", "type", "应选择“是”或“否”"),
    ({"type": "array", "items": {"enum": ["a"]}}, "a", "type", "应为列表"),
    ({"type": "number"}, Decimal("1234567890123456"), "digits", "最多 15 位有效数字，请检查单位"),
    ({"type": "number"}, Decimal("1e400"), "digits", "最多 15 位有效数字"),
    ({"type": "number", "x-decimals": 2}, Decimal("1.005"), "x-decimals", "最多保留 2 位小数，请四舍五入"),
    ({"type": "string", "minLength": 3}, "ab", "minLength", "至少填写 3 个字，现有 2 个"),
    ({"type": "string", "maxLength": 3}, "䶮" * 5, "maxLength", "现有 5 个，请删去 2 个"),
    ({"type": "number", "minimum": 0}, -1, "minimum", "不能小于 0"),
    ({"type": "number", "maximum": 100}, 101, "maximum", "不能大于 100"),
    ({"type": "number", "exclusiveMinimum": 0}, 0, "exclusiveMinimum", "应大于 0"),
    ({"type": "number", "exclusiveMaximum": 9}, 9, "exclusiveMaximum", "应小于 9"),
    ({"type": "number", "multipleOf": Decimal("0.01")}, Decimal("19.995"), "multipleOf", "0.01 的整数倍"),
    ({"type": "string", "oneOf": [{"const": "a", "title": "甲"}]}, "b", "oneOf", "从给出的选项中选择"),
    ({"type": "string", "enum": ["a"]}, "b", "enum", "从给出的选项中选择"),
    ({"type": "string", "anyOf": [{"const": "a"}, {"const": "b"}]}, "c", "anyOf", "不符合任何一种"),
    ({"type": "boolean", "const": True, "x-kind": "declaration"}, False, "const", "须勾选同意后才能提交"),
    ({"type": "string", "pattern": "^32"}, "31", "pattern", "对照说明填写"),
    ({"type": "string", "format": "date"}, "2021-02-30", "format", "日期应写作 2021-03-05"),
    ({"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2}, ["a"], "minItems",
     "至少需要 2 项，现有 1 项"),
    ({"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 1}, ["a", "b"], "maxItems", "请删去 1 项"),
    ({"type": "array", "items": {"enum": ["a"]}, "uniqueItems": True}, ["a", "a"], "uniqueItems",
     "请删去重复项"),
    ({"type": "string", "not": {"const": "x"}}, "x", "not", "不符合要求"),
    ({"type": "string", "$dynamicRef": "#nowhere"}, "x", "reference", "不存在"),
    ({"type": "string", "$dynamicRef": "#m", "$dynamicAnchor": "m"}, "x", "work", "删减"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "rule", "words"), MESSAGES, ids=[row[2] for row in MESSAGES])
def test_a_finding_says_what_is_wrong_and_what_to_do(schema: Any, value: Any, rule: str, words: str) -> None:
    finding = finding_of(value, **schema)
    assert finding.rule == rule
    assert words in finding.message


def test_every_sentence_of_the_table_is_tried() -> None:
    tried = {row[2] for row in MESSAGES} | {"required", "unknown", "object"}
    assert SENTENCES.keys() <= tried


@pytest.mark.parametrize(("name", "rule"), formats().items(), ids=formats())
def test_every_format_of_a_kind_has_its_sentence(name: str, rule: tuple[Any, str]) -> None:
    assert finding_of("不是", type="string", format=name).message == rule[1]


def test_the_definition_may_say_it_in_its_own_words() -> None:
    own = {"pattern": "只受理江苏省内企业"}
    assert (
        finding_of("31", **{"type": "string", "pattern": "^32", "x-messages": own}).message
        == "只受理江苏省内企业"
    )


def test_good_answers_have_no_findings(form: Form, answers: Any) -> None:
    answers["class"]["total"] = 680
    assert validate_answers(form, answers) == []


def test_a_draft_is_not_told_what_is_missing(form: Form) -> None:
    assert validate_answers(form, {}, complete=False) == []


def test_a_complete_table_is(form: Form) -> None:
    missing = {"company_name", "level", "starts_on", "fee", "needs_room"}
    found = rules(validate_answers(form, {"class": {}, "people": []}))
    assert set(found) == {(f"class/{key}", "required") for key in missing} | {("people", "minItems")}


def test_a_draft_is_told_what_is_wrong(form: Form) -> None:
    found = validate_answers(form, {"class": {"fee": "很多"}}, complete=False)
    assert rules(found) == [("class/fee", "type")]


def test_a_blank_counts_as_missing(form: Form, answers: Any) -> None:
    answers["class"]["company_name"] = ""
    assert rules(validate_answers(form, answers)) == [("class/company_name", "required")]


def test_hidden_answers_are_not_judged(form: Form, answers: Any) -> None:
    answers["class"]["room_note"] = "x" * 999
    assert validate_answers(form, answers) == []


def test_the_same_answers_are_judged_once_they_show(form: Form, answers: Any) -> None:
    answers["class"] |= {"needs_room": True, "room_note": "x" * 999}
    assert rules(validate_answers(form, answers)) == [("class/room_note", "maxLength")]


def test_what_a_condition_requires_is_missed_at_submission_only(form: Form, answers: Any) -> None:
    answers["class"]["needs_room"] = True
    assert rules(validate_answers(form, answers)) == [("class/room_note", "required")]
    assert validate_answers(form, answers, complete=False) == []


def test_a_required_result_that_cannot_be_computed_asks_for_what_it_needs() -> None:
    fields = {"a": NUMBER, "f": {**NUMBER, "x-compute": "a * 2", "x-required": "true"}}
    (finding,) = validate_cells(compile_form(table(**fields)), {}, complete=True)
    assert finding.message == "缺少计算所需的数据，请先填写有关栏目"


def test_a_result_that_differs_from_its_formula_is_a_warning(form: Form, answers: Any) -> None:
    answers["class"]["total"] = 1
    (finding,) = validate_answers(form, answers)
    assert (finding.severity, finding.message) == ("warning", "此项由公式计算，应为 680.00")


def test_path_has_row_ids_and_pointer_has_positions(form: Form) -> None:
    cells = {"people": ["k3", "a8"], "people/a8/age": 5}
    (finding,) = validate_cells(form, cells, complete=False)
    assert (finding.path, finding.pointer) == ("people/a8/age", "/people/1/age")
    assert finding.label == "二、参加人员 · 第2行 · 年龄"


def test_findings_come_in_the_order_of_the_table(form: Form) -> None:
    cells = {
        "people": ["a"],
        "people/a/age": 5,
        "people/a/mobile": "1",
        "class/fee": -1,
        "class/starts_on": "x",
    }
    found = [finding.path for finding in validate_cells(form, cells, complete=False)]
    assert found == ["class/starts_on", "class/fee", "people/a/age", "people/a/mobile"]


def test_a_finding_reads_as_label_pointer_and_sentence(form: Form) -> None:
    (finding,) = validate_answers(form, {"class": {"fee": -1}}, complete=False)
    assert str(finding) == "一、班次 · 每人费用（/class/fee）：不能小于 0"


def test_of_very_many_unknown_keys_twenty_are_named(form: Form, answers: Any) -> None:
    answers["class"] |= {f"odd_{number}": 1 for number in range(500)}
    assert [rule for _, rule in rules(validate_answers(form, answers))] == ["unknown"] * 20


def test_an_unknown_key_is_named(form: Form, answers: Any) -> None:
    answers["class"]["colour/red"] = 1
    (finding,) = validate_answers(form, answers)
    assert (finding.pointer, finding.rule) == ("/class/colour~1red", "unknown")
    assert "本表没有“colour/red”这一项，请删去" in finding.message


def test_a_check_may_only_warn(form: Form, answers: Any) -> None:
    answers["class"] |= {"level": "advanced", "fee": 499}
    (finding,) = validate_answers(form, answers)
    assert (finding.rule, finding.severity) == ("advanced-fee", "warning")


def test_a_check_that_cannot_be_decided_says_nothing(form: Form) -> None:
    assert validate_answers(form, {"class": {"level": "advanced"}}, complete=False) == []


MAIN = {
    "id": "main-le-revenue",
    "at": ["years/main"],
    "formula": "main <= revenue",
    "message": "主营收入不应大于营业收入",
}


def test_a_check_on_a_matrix_row_is_judged_year_by_year() -> None:
    years = matrix("y-2", "y-1", revenue="收入", main="其中：主营")
    form = compile_form({**table(checks=[MAIN]), "properties": {"years": years}})
    answers = {"years": {"revenue": {"y-2": 9, "y-1": 9}, "main": {"y-2": 8, "y-1": 10}}}
    assert rules(validate_answers(form, answers)) == [("years/main/y-1", "main-le-revenue")]


def test_a_check_on_a_column_is_judged_row_by_row(toy: dict[str, Any], answers: Any) -> None:
    check = {
        "id": "own-mobile",
        "at": ["people/*/mobile"],
        "formula": 'mobile <> "13800000009"',
        "message": "请填本人手机",
    }
    toy["x-checks"].append(check)
    answers["people"].append({"name": "学员乙", "mobile": "13800000009"})
    assert rules(validate_answers(compile_form(toy), answers)) == [("people/1/mobile", "own-mobile")]


def test_an_option_must_fit_the_field_it_depends_on() -> None:
    form, answers = real_form("jiangsu-product"), complete_answers("jiangsu-product")
    answers["application"]["basics"]["cluster"] = "core-software"
    assert ("application/basics/chains", "options-parent") in rules(validate_answers(form, answers))


def test_a_code_that_no_list_has_is_found() -> None:
    form, answers = real_form("jiangsu-product"), complete_answers("jiangsu-product")
    answers["application"]["basics"]["industry"] = "9999"
    assert ("application/basics/industry", "options") in rules(validate_answers(form, answers))


def test_changed_cells_are_judged_with_the_checks_that_read_them(form: Form) -> None:
    cells = {"class/level": "advanced", "class/fee": 5}
    found = check_cells(form, cells, ["class/level"])
    assert {path: rules(findings) for path, findings in found.items()} == {
        "class/level": [],
        "class/fee": [("class/fee", "advanced-fee")],
    }


@pytest.mark.parametrize("name", REAL_FORMS)
def test_any_validator_agrees_on_what_is_missing(name: str) -> None:
    form = real_form(name)
    cells = disassemble(form, complete_answers(name))
    plain = Draft202012Validator(form.definition)
    for path in [
        path for path, field in form.fields.items() if field.required and "*" not in path and path in cells
    ]:
        left = assemble(form, {at: value for at, value in cells.items() if at != path}).answers
        assert not plain.is_valid(left)
        told = {(path, "required"), (path, "evidence")}  # evidence says more than that it is missing
        assert told & set(rules(validate_answers(form, left)))


@pytest.mark.parametrize("name", REAL_FORMS)
def test_an_absent_section_is_missing_not_exempt(name: str) -> None:
    assert rules(validate_answers(real_form(name), {})) == rules(
        validate_cells(real_form(name), {}, complete=True)
    )


CELLS_GARBAGE: list[Callable[[], Any]] = [
    lambda: "x" * 10**6,
    lambda: ["a"] * 10**4,
    lambda: Decimal("1e400"),
]


@pytest.mark.parametrize("make", CELLS_GARBAGE)
def test_a_monstrous_value_in_every_cell_gives_findings(make: Callable[[], Any]) -> None:
    form = real_form("innovative-sme")
    found = validate_cells(form, {path: make() for path in form.fields}, complete=True)
    assert len(found) > 50


@pytest.mark.parametrize("name", REAL_FORMS)
@pytest.mark.parametrize("root", [None, 5, "x", [], True, Decimal("NaN"), {"": {}}], ids=repr)
def test_a_root_that_is_no_answers_document_is_a_finding(name: str, root: Any) -> None:
    assert validate_answers(real_form(name), root)


def test_answers_nested_without_end_are_a_finding() -> None:
    nested: Any = {}
    for _ in range(5000):
        nested = {"basics": nested}
    (finding,) = validate_answers(real_form("little-giant"), nested)
    assert (finding.rule, "嵌套过深" in finding.message) == ("not-json", True)


def test_ten_thousand_rows_are_too_many_and_say_so(form: Form, answers: Any) -> None:
    answers["people"] *= 10_000
    answers["class"]["total"] = 6_800_000
    (finding,) = validate_answers(form, answers)
    assert (finding.path, finding.message) == ("people", "最多 20 项，现有 10000 项，请删去 9980 项")


def test_two_thousand_wrong_rows_give_a_list_that_a_page_can_show(form: Form, answers: Any) -> None:
    answers["people"] = [{"age": "老"}] * 2_000
    assert 100 < len(validate_answers(form, answers)) <= 1_500


def test_nulls_everywhere_count_as_an_empty_table() -> None:
    form = real_form("jiangsu-product")
    nulls = disassemble(form, complete_answers("jiangsu-product")) | dict.fromkeys(form.fields)
    assert validate_cells(form, dict.fromkeys(nulls), complete=False) == []


def test_the_findings_are_plain_json(form: Form) -> None:
    found = [finding.as_json() for finding in validate_answers(form, {"class": 5})]
    assert forms_json.loads(forms_json.dumps(found)) == found
