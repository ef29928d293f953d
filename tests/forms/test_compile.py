"""A broken definition names its fault: the rule, where in the file (JSON Pointer), and a Chinese sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.forms import DefinitionError, Finding, compile_form
from tests.forms.tables import REAL_FORMS, matrix, real_form, table

Faults = Callable[[Any], list[Finding]]

FEE = "/properties/class/properties/fee"
LEVEL = "/properties/class/properties/level"
TOTAL = "/properties/class/properties/total"
AGE = "/properties/people/items/properties/age"
YEARS = "/properties/years"


def changed(definition: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """The definition with one place replaced or added."""
    *above, key = pointer.removeprefix("/").split("/")
    node: Any = definition
    for part in above:
        node = node[int(part)] if isinstance(node, list) else node[part]
    node[int(key) if isinstance(node, list) else key] = value
    return definition


BROKEN: list[tuple[str, Any, str, str, str]] = [
    # keywords
    (f"{FEE}/x-unti", "元", "keyword-unknown", f"{FEE}/x-unti", "没有关键字“x-unti”，是否为“x-unit”？"),
    (f"{AGE}/x-colour", "red", "keyword-unknown", f"{AGE}/x-colour", "没有关键字“x-colour”"),
    (f"{FEE}/x-decimals", "2", "keyword", f"{FEE}/x-decimals", '不能写作 "2"，应填写整数'),
    (f"{FEE}/x-width", 13, "keyword", f"{FEE}/x-width", "不能大于 12"),
    (f"{FEE}/x-visible", True, "keyword", f"{FEE}/x-visible", "x-visible 不能写作 true"),
    (f"{TOTAL}/x-compute", 5, "keyword", f"{TOTAL}/x-compute", "计算公式"),
    (f"{FEE}/x-messages", ["a"], "keyword", f"{FEE}/x-messages", "x-messages"),
    ("/x-form", [1], "keyword", "/x-form", "表单说明"),
    ("/x-form/edition", "2024", "keyword", "/x-form/edition", "年度版"),
    ("/x-form/editon", 2024, "keyword-unknown", "/x-form/editon", "是否为“edition”"),
    ("/x-print", "yes", "keyword", "/x-print", "没有这种写法"),
    ("/x-print", {"cover": {"titel": "申请书"}}, "keyword", "/x-print", "没有这种写法"),
    # JSON Schema
    (f"{FEE}/type", "nubmer", "schema", f"{FEE}/type",
     "type 不能写作 “nubmer”".replace("“", '"').replace("”", '"')),
    (f"{FEE}/minimum", "zero", "schema", f"{FEE}/minimum", "JSON Schema 2020-12"),
    (f"{LEVEL}/pattern", "[", "pattern-invalid", f"{LEVEL}/pattern", "正则表达式"),
    (f"{FEE}", None, "schema", FEE, "fee 不能写作 null"),
    (f"{AGE}/maximum", 10**30, "digits", f"{AGE}/maximum", "15 位有效数字"),
    # the table
    ("/type", "array", "not-a-table", "", "根应是 type: object"),
    ("/properties", [1], "schema", "/properties", "properties 不能写作 [1]"),
    (f"{LEVEL}", {"title": "班次"}, "kind-unknown", LEVEL, "看不出字段“班次”的类型"),
    (f"{LEVEL}/x-kind", "txet", "kind-unknown", f"{LEVEL}/x-kind", "没有字段类型“txet”，是否为“text”？"),
    (f"{AGE}", {"type": "object", "title": "年龄"}, "field-nested", AGE, "在这里应是一个字段"),
    ("/properties/people/items", {"type": "string"}, "field-nested", "/properties/people",
     "多选要写明 items"),
    ("/properties/class/x-layout", {"type": "grid", "columns": ["y"]}, "layout-columns",
     "/properties/class/x-layout/columns", "每行几对"),
    (f"{LEVEL}", {"type": "string", "enum": [1, 2]}, "options-empty", LEVEL, "oneOf"),
    (f"{LEVEL}", {"type": "string", "x-options": {"list": "regions", "levels": ["镇"]}},
     "options-empty", LEVEL,
     "没有可选的项"),
    (f"{LEVEL}", {"type": "string", "x-options": {"list": "jiangsu/chains", "parent": "cluster"}},
     "options-parent-unknown", f"{LEVEL}/x-options/parent", "没有字段“cluster”"),
    ("/properties/class/required/0", "company_nam", "required-unknown", "/properties/class/required/0",
     "是否为“company_name”"),
    ("/properties/people/items/required/1", "phone", "required-unknown",
     "/properties/people/items/required/1",
     "“phone”不是这里的字段"),
    ("/properties/class/properties/*", {"type": "string"}, "key-invalid", "/properties/class/properties/*",
     "键名“*”"),
    ("/properties/class/properties/单位", {"type": "string"}, "key-invalid",
     "/properties/class/properties/单位",
     "小写字母"),
    ("/properties/class/properties/not", {"type": "string"}, "key-reserved",
     "/properties/class/properties/not",
     "公式里的词"),
    # matrices
    (YEARS, matrix("y-2", revenue="收入") | {"x-layout": {"type": "matrix", "columns": ["y-1"]}},
     "matrix-column-unknown", f"{YEARS}/properties/revenue/properties/y-2", "年度表没有列“y-2”"),
    (YEARS, matrix("y-2", revenue="收入") | {"x-layout": {"type": "matrix", "columns": ["2019"]}}, "keyword",
     f"{YEARS}/x-layout/columns", "y-1 之类的年度"),
    (YEARS, matrix("y-2", revenue="收入") | {"x-layout": {"type": "matrix"}}, "layout-columns",
     f"{YEARS}/x-layout/columns", "年度表要写明列"),
    (YEARS, matrix("y-1") | {"properties": {"revenue": {"type": "number"}}}, "matrix-row-empty",
     f"{YEARS}/properties/revenue", "列出它有的列"),
    # references and lists
    (FEE, {"$ref": "#/$defs/nope"}, "reference-unknown", f"{FEE}/$ref", "“#/$defs/nope”指向的内容不存在"),
    (FEE, {"$ref": f"#{FEE}"}, "reference-cycle", f"{FEE}/$ref", "引用了自身"),
    (FEE, {"$ref": "../../../../../../etc/hostname"}, "reference-outside", f"{FEE}/$ref", "表单目录之外"),
    (FEE, {"$ref": "absent.json#/$defs/a"}, "unreadable", f"{FEE}/$ref", "absent.json：没有这个文件"),
    (FEE, {"$ref": 5}, "reference-invalid", f"{FEE}/$ref", "$ref 应是文字"),
    (f"{LEVEL}/x-options", {"list": "absent"}, "list-unknown", f"{LEVEL}/x-options/list",
     "找不到选项清单“absent”"),
    (f"{LEVEL}/x-options", {"list": "../../absent"}, "list-unknown", f"{LEVEL}/x-options/list",
     "找不到选项清单"),
    # formulas
    (f"{TOTAL}/x-compute", "fee * ", "formula", f"{TOTAL}/x-compute", "公式不完整"),
    (f"{TOTAL}/x-compute", "每人费", "formula", f"{TOTAL}/x-compute",
     "第1个字符：没有字段“每人费”，是否为“每人费用”？"),
    (f"{TOTAL}/x-compute", "SUMM(fee)", "formula", f"{TOTAL}/x-compute", "SUM"),
    (f"{TOTAL}/x-compute", "total + 1", "formula-cycle", f"{TOTAL}/x-compute", "class/total → class/total"),
    (f"{FEE}/x-compute", "total / 2", "formula-cycle", f"{FEE}/x-compute",
     "class/fee → class/total → class/fee"),
    (f"{FEE}/x-readonly", "nothing = 1", "formula", f"{FEE}/x-readonly", "没有字段“nothing”"),
    ("/x-checks/0/at", ["class/fees"], "check-at-unknown", "/x-checks/0/at/0", "是否为“class/fee”"),
    ("/x-checks/0/formula", "fee >> 5", "formula", "/x-checks/0/formula", "公式“fee >> 5”"),
    ("/x-checks", [{"id": "a", "formula": "true", "message": "错"}], "keyword", "/x-checks/0",
     "x-checks 缺少“at”"),
    ("/x-checks", ["oops"], "keyword", "/x-checks/0", "x-checks 不能写作"),
    ("/x-checks", {"a": 1}, "keyword", "/x-checks", "应为列表"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "rule", "pointer", "message"), BROKEN)
def test_a_broken_definition_names_its_fault(
    place: str, value: Any, rule: str, pointer: str, message: str, toy: dict[str, Any], faults: Faults
) -> None:
    found = next(fault for fault in faults(changed(toy, place, value)) if fault.rule == rule)
    assert found.pointer == pointer
    assert message in found.message


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        ('{"a": ', "not-json", "form.json：JSON 第 1 行第 7 列"),
        ('{"a": NaN}', "not-json", "NaN"),
        ("[1]", "not-an-object", "JSON 对象"),
        ("null", "not-an-object", "JSON 对象"),
        ("{}", "not-a-table", "properties 中列出栏目"),
        ('{"$ref": "#"}', "reference-cycle", "引用了自身"),
        ('{"properties": ' * 60 + "{}" + "}" * 60, "not-json", "嵌套过深"),
        ("[" * 100_000, "not-json", "嵌套过深"),
    ],
    ids=range(8),
)
def test_what_is_no_table_at_all_is_said_so(text: str, rule: str, message: str, faults: Faults) -> None:
    found = faults(text)[0]
    assert found.rule == rule
    assert message in found.message


def test_references_that_grow_without_end_are_stopped(faults: Faults) -> None:
    doubling = {f"d{n}": {"properties": {k: {"$ref": f"#/$defs/d{n + 1}"} for k in "ab"}} for n in range(30)}
    doubling["d30"] = {}
    definition = {**table(), "properties": {"a": {"$ref": "#/$defs/d0"}}, "$defs": doubling}
    assert faults(definition)[0].rule == "definition-too-large"


def test_two_checks_of_one_name_are_a_fault(toy: dict[str, Any], faults: Faults) -> None:
    toy["x-checks"] *= 2
    found = faults(toy)[0]
    assert (found.rule, found.pointer) == ("check-twice", "/x-checks/1/id")


def test_year_columns_need_an_edition(faults: Faults) -> None:
    definition = table() | {"x-form": {}, "properties": {"years": matrix("y-1", revenue="收入")}}
    assert [(fault.rule, fault.pointer) for fault in faults(definition)] == [("edition-missing", "/x-form")]


def test_all_faults_of_a_stage_are_named_together(toy: dict[str, Any], faults: Faults) -> None:
    fields = toy["properties"]["class"]["properties"]
    fields["fee"]["x-unti"], fields["level"]["x-hlep"] = "元", "说明"
    assert {fault.pointer for fault in faults(toy)} == {f"{FEE}/x-unti", f"{LEVEL}/x-hlep"}


def test_a_fault_in_a_shared_block_is_shown_where_the_table_uses_it(
    toy: dict[str, Any], faults: Faults, tmp_path: Any
) -> None:
    (tmp_path / "shared.json").write_text('{"$defs": {"fee": {"type": "number", "x-unti": "元"}}}', "utf-8")
    toy["properties"]["class"]["properties"]["fee"] = {"$ref": "shared.json#/$defs/fee"}
    assert faults(toy)[0].pointer == f"{FEE}/x-unti"


def test_the_toy_definition_has_no_fault(toy: dict[str, Any], faults: Faults) -> None:
    assert faults(toy) == []


@pytest.mark.parametrize("name", REAL_FORMS)
def test_compiling_twice_gives_the_same_fingerprint(name: str) -> None:
    assert compile_form(real_form(name).definition).hash == real_form(name).hash


def test_any_change_of_a_list_changes_the_fingerprint() -> None:
    options = {"f": {"type": "string", "x-options": {"list": "a"}}}
    one, two = ({"a": {"items": [{"code": "1", "name": name, "parent": ""}]}} for name in ("甲", "乙"))
    assert compile_form(table(**options, lists=one)).hash != compile_form(table(**options, lists=two)).hash


def test_a_definition_error_reads_as_a_sentence() -> None:
    with pytest.raises(DefinitionError, match="/properties/s/properties/f：看不出字段"):
        compile_form(table(f={}))
