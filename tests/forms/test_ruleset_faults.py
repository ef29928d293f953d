"""What is wrong with a rule set is named where it stands; what it may say beyond the national ones, works."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from server.forms import Library
from server.forms.findings import parts_of
from server.forms.rulesets import lines
from server.forms.rulesets.words import META
from server.forms.source import BUILTIN
from tests.forms.rulesets import points, rule_faults, status, toy_assessed, toy_rules

NEW = "/scoring/categories/0"
RATIO = f"{NEW}/indicators/0"
SORT = f"{NEW}/indicators/1"
SPARE = {"id": "spare", "title": "备用"}
LOW = {"title": "下限", "cases": [{"when": "ratio > 9", "value": 1}], "otherwise": 2}


def best(*ways: Any, **more: Any) -> Any:
    """An indicator that takes the better of several [value, bands]."""
    told = [{"value": value, "at_least": bands} for value, bands in ways]
    return {"id": "of_ratio", "title": "占比", "maximum": 20, "best": told, **more}


BROKEN: list[tuple[str, Any, str, str, str]] = [
    ("/titel", "x", "ruleset-word", "/titel", "是否为“title”"),
    ("/basis", [], "ruleset-word", "/basis", "依据的文件"),
    ("/scoring/maximum", "40", "ruleset-word", "/scoring/maximum", "应填写数字"),
    ("/conditions/0/id", "Enough", "ruleset-word", "/conditions/0/id", "写法不对"),
    ("/conditions/0", {"id": "enough"}, "ruleset-word", "/conditions/0", "缺少“title”"),
    ("/overrides/25", [], "ruleset-word", "/overrides", "四位年度"),
    # bands
    (f"{RATIO}/at_least", [[3, 20], [5, 10]], "bands-order", f"{RATIO}/at_least/1/0", "从大到小"),
    (f"{RATIO}/at_least", [[5, 20], [5, 10]], "bands-overlap", f"{RATIO}/at_least/1/0", "永远用不上"),
    (f"{RATIO}/at_least", [[5, 10], [3, 20]], "bands-points", f"{RATIO}/at_least/1/1", "不应不低于"),
    (f"{RATIO}/at_least", [[5, 21], [3, 10]], "points-above-maximum", f"{RATIO}/at_least/0/1", "超过本项"),
    (f"{RATIO}/at_least", [[5, 19], [3, 10]], "maximum-unreachable", f"{RATIO}/maximum", "达不到满分 20"),
    (f"{RATIO}/at_most", [[5, 20]], "scale", RATIO, "只写一种"),
    (f"{RATIO}/value", "ratoi", "formula-name-unknown", f"{RATIO}/value", "没有字段“ratoi”，是否为“ratio”"),
    (f"{RATIO}/value", "sort", "formula-type", f"{RATIO}/value", "应得出 number"),
    # options
    (f"{SORT}/options", {"a": 5, "c": 0, "b": 0}, "option-unknown", f"{SORT}/options/c", "没有选项“c”"),
    (f"{SORT}/options", {"a": 5}, "option-missing", f"{SORT}/options", "选项“B”（b）没有写明得几分"),
    (f"{SORT}/options/a", 6, "points-above-maximum", f"{SORT}/options/a", "超过满分 5"),
    (f"{SORT}/points", "5", "scale", SORT, "只写一种"),
    # best of several, evidence, standards
    (RATIO, best(["ratio", [[5, 20]]], ["ratio", [[3, 21]]]), "points-above-maximum",
     f"{RATIO}/best/1/at_least/0/1", "超过本项"),
    (RATIO, best(["ratio", [[5, 20]]], ["raito", [[3, 20]]]), "formula-name-unknown",
     f"{RATIO}/best/1/value", "是否为“ratio”"),
    (RATIO, best(["ratio", [[5, 20]]], ["ratio", [[3, 20]]], value="ratio"), "scale",
     f"{RATIO}/value", "各写各的"),
    (RATIO, best(["ratio", [[5, 20]]]), "ruleset-word", f"{RATIO}/best", "至少"),
    (f"{RATIO}/evidence", True, "evidence-missing", f"{RATIO}/evidence", "先在表的字段上写 x-evidence"),
    ("/standards", {"low": {**LOW, "cases": [{"when": "ratio", "value": 1}]}}, "formula-type",
     "/standards/low/cases/0/when", "应得出 boolean"),
    ("/standards", {"ratio": LOW}, "name-twice", "/standards/ratio", "不止一处"),
    ("/standards", {"low": LOW}, "input-unused", "/standards/low", "没有条件或指标用到“下限”"),
    # sums and minimums
    (f"{NEW}/maximum", 31, "maximum-sum", f"{NEW}/maximum", "合计 30，与满分 31 不符"),
    ("/scoring/maximum", 50, "maximum-sum", "/scoring/maximum", "合计 40"),
    (f"{NEW}/minimum", 31, "minimum-above-maximum", f"{NEW}/minimum", "超过满分 30"),
    ("/scoring/categories/1", {"id": "local", "title": "特", "maximum": 10}, "category-empty",
     "/scoring/categories/1", "plugin: true"),
    # names and formulas
    ("/conditions/0/formula", "ratio", "formula-type", "/conditions/0/formula", "应得出 boolean"),
    ("/conditions/0/formula", "total > 3 且 nothing", "formula-name-unknown", "/conditions/0/formula",
     "“nothing”"),
    ("/conditions/0/id", "ratio", "name-twice", "/conditions/0/id", "不止一处"),
    ("/conditions/0/id", "total", "name-twice", "/conditions/0/id", "不止一处"),
    ("/conditions/0", SPARE, "condition-sort", "/conditions/0", "formula、judgement、all、any"),
    ("/conditions/1/show/0", "raito", "input-unknown", "/conditions/1/show/0", "是否为“ratio”"),
    ("/verdict/levels/0/formula", "enogh", "formula-name-unknown", "/verdict/levels/0/formula",
     "是否为“enough”"),
    # the form
    ("/forms", {"other": {}}, "form-unbound", "/forms", "没有写明各项数据在表单“test”里取自哪里"),
    ("/forms/test", {"sort": "sort", "many": "many"}, "input-unbound", "/forms/test", "占比"),
    ("/forms/test/spare", "ratio", "input-unknown", "/forms/test/spare", "inputs 里没有"),
    ("/forms/test/ratio", "ratoi", "formula-name-unknown", "/forms/test/ratio", "没有字段“ratoi”"),
    ("/forms/test/ratio", "yes", "input-type", "/forms/test/ratio", "应为 number"),
    ("/inputs/spare", {"title": "备用"}, "input-unbound", "/forms/test", "备用"),
    # other years
    ("/overrides/2025/0/at", "enogh", "override-unknown", "/overrides/2025/0/at", "是否为“enough”"),
    ("/overrides/2025/0/forms", ["tset"], "override-unknown", "/overrides/2025/0/forms/0", "是否为“test”"),
    ("/overrides/2025/0/drop", True, "override", "/overrides/2025/0", "要么写 drop，要么写 set"),
    ("/overrides/2025/0/set/formula", "ratoi > 1", "formula-name-unknown", "/overrides/2025/0/set/formula",
     "ratoi"),
    ("/overrides/2025/1/set/minimum", "30", "ruleset-word", "/overrides/2025/1/set/minimum", "应填写数字"),
    ("/overrides/2025/1/set/minimum", 50, "minimum-above-maximum", "/overrides/2025/1/set/minimum", "超过"),
    ("/overrides/2025/1", {"at": "scoring", "drop": True, "basis": "x"}, "override", "/overrides/2025/1/at",
     "只能用 set"),
]  # fmt: skip


def put(document: Any, pointer: str, value: Any) -> Any:
    *above, last = parts_of(pointer)
    node = document
    for part in above:
        node = node[int(part)] if isinstance(node, list) else node[part]
    if isinstance(node, list):
        node[int(last)] = value
    else:
        node[last] = value
    return document


def test_the_toy_rule_set_is_sound() -> None:
    assert rule_faults(toy_rules()) == []
    assert rule_faults(toy_rules(), "somewhere") == []


@pytest.mark.parametrize(("pointer", "value", "rule", "at", "words"), BROKEN)
def test_a_fault_is_named_where_it_stands(pointer: str, value: Any, rule: str, at: str, words: str) -> None:
    found = rule_faults(put(toy_rules(), pointer, value))
    assert [(fault.rule, fault.pointer) for fault in found if words in fault.message] == [(rule, at)]


@pytest.mark.parametrize("garbage", [None, [], "x", 5, {}, {"title": 5, "inputs": []}])
def test_garbage_is_refused_with_findings(garbage: Any) -> None:
    assert {fault.rule for fault in rule_faults(garbage)} == {"ruleset-word"}


def test_an_input_that_nothing_reads_is_a_fault() -> None:
    rules = put(toy_rules(), "/inputs/spare", {"title": "备用"})
    rules["forms"]["test"]["spare"] = "ratio"
    assert [(fault.rule, fault.pointer) for fault in rule_faults(rules)] == [
        ("input-unused", "/inputs/spare")
    ]


@pytest.mark.parametrize(
    ("pointer", "value", "rule", "at"),
    [
        ("/plugins/somewhere/category", "new", "plugin-category", "/plugins/somewhere/category"),
        (
            "/plugins/somewhere/forms/test/local_yes",
            "no",
            "formula-name-unknown",
            "/plugins/somewhere/forms/test/local_yes",
        ),
        ("/plugins/somewhere/indicators/0/maximum", 9, "maximum-sum", "/scoring/categories/1/maximum"),
        (
            "/plugins/somewhere/indicators/0/points",
            "x",
            "formula-name-unknown",
            "/plugins/somewhere/indicators/0/points",
        ),
    ],
)
def test_a_fault_of_a_plugin_is_named_in_the_plugin(pointer: str, value: Any, rule: str, at: str) -> None:
    found = rule_faults(put(toy_rules(), pointer, value), "somewhere")
    assert (rule, at) in [(fault.rule, fault.pointer) for fault in found]


def test_a_plugin_that_does_not_exist_is_a_fault() -> None:
    assert [fault.rule for fault in rule_faults(toy_rules(), "nowhere")] == ["plugin-unknown"]


def test_a_group_that_loses_all_its_parts_must_go_too() -> None:
    rules = toy_rules()
    rules["conditions"][0] = {"id": "group", "title": "组", "all": [rules["conditions"][0]]}
    rules["verdict"]["levels"][0]["formula"] = "AND(group, good, scored)"
    rules["overrides"]["2025"] = [{"at": "enough", "drop": True, "basis": "x"}]
    assert [(fault.rule, fault.pointer) for fault in rule_faults(rules)] == [
        ("condition-empty", "/conditions/0")
    ]


FULL = {"ratio": 5, "sort": "a", "many": ["a", "b"], "yes": True}


def test_several_options_add_up_to_the_maximum_and_no_further() -> None:
    assert points(toy_assessed(FULL))["of_many"] == 5  # 3 + 3, capped
    assert points(toy_assessed({"many": ["a"]}))["of_many"] == 3


def test_a_provincial_part_without_a_plugin_is_for_people() -> None:
    firm = toy_assessed(FULL | {"ratio": 3, "sort": "b", "many": ["a"]})  # 10 + 0 + 3, up to 23
    assert (points(firm)["total"], firm.scoring and firm.scoring.possible) == (13, 23)
    assert firm.scoring and firm.scoring.status == "judgement"
    assert "由地方自定的指标，请人工计分" in "\n".join(lines(firm))


def test_a_plugin_fills_its_category() -> None:
    assert points(toy_assessed(FULL, plugin="somewhere"))["total"] == 40
    assert points(toy_assessed(FULL | {"yes": False}, plugin="somewhere"))["local"] == 0


@pytest.mark.parametrize(("edition", "expected"), [(2022, "met"), (2025, "unmet")])
def test_a_year_may_tighten_a_condition(edition: int, expected: str) -> None:
    firm = toy_assessed(FULL | {"ratio": 3}, edition)
    assert status(firm, "enough") == expected
    assert firm.scoring and firm.scoring.minimum == (20 if edition == 2022 else 30)


def test_an_unknown_option_is_for_people_to_judge() -> None:
    assert points(toy_assessed(FULL | {"sort": "z"}))["of_sort"] is None


@pytest.mark.parametrize("path", sorted((BUILTIN / "rulesets").glob("*.json")), ids=lambda path: path.stem)
def test_a_plain_validator_accepts_our_rule_sets(path: Any) -> None:
    Draft202012Validator.check_schema(META)
    assert not list(Draft202012Validator(META).iter_errors(Library().ruleset(path.stem)))
