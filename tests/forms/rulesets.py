"""Firms to assess: small answers for the tables we ship, and a rule set made to be broken."""

from __future__ import annotations

from functools import cache
from typing import Any

from server.forms import (
    Assessment,
    DefinitionError,
    Finding,
    Form,
    Library,
    RuleSet,
    assess,
    compile_form,
    compile_ruleset,
    disassemble,
)
from tests.forms.tables import complete_answers, real_form, table

OF_FORM = {
    "innovative-sme": "tidu-2022-innovative",
    "little-giant": "tidu-2022-little-giant",
    "specialized": "tidu-2022-specialized",
    "little-giant-2021": "little-giant-2021",
    "guangdong-little-giant": "little-giant-2021",
    "guangdong-specialized": "guangdong-specialized-2021",
    "jiangsu-pool": "jiangsu-pool-2021",
    "jiangsu-product": "jiangsu-product-2021",
    "jiangsu-product-review": "jiangsu-product-2021",
    "jiangsu-manufacturing": "jiangsu-manufacturing-2021",
    "jiangsu-manufacturing-review": "jiangsu-manufacturing-2021",
    "jiangsu-innovative": "jiangsu-innovative-2021",
    "jiangsu-innovative-review": "jiangsu-innovative-2021",
    "jiangsu-specialized": "tidu-2022-specialized",
    "little-giant-2023": "tidu-2022-little-giant",
    "little-giant-review-2025": "tidu-2022-little-giant",
    "little-giant-2026": "tidu-2026-little-giant",
    "specialized-2026": "tidu-2026-specialized",
    "digital-manufacturing": "digital-2022",
    "digital-2024": "digital-2024",
    "enterprise-profile": "sme-size-2011",
}


@cache
def real_rules(name: str, plugin: str = "") -> RuleSet:
    return compile_ruleset(Library().ruleset(OF_FORM[name]), real_form(name), plugin)


def assessed(name: str, changes: dict[str, Any], plugin: str = "") -> Assessment:
    """The complete sample of a table with some cells changed (None empties one), assessed."""
    form = real_form(name)
    cells = {**disassemble(form, complete_answers(name)), **changes}
    filled = {path: value for path, value in cells.items() if value is not None}
    return assess(real_rules(name, plugin), form, filled)


def status(assessment: Assessment, wanted: str) -> str:
    """The status of one condition, at any depth."""
    waiting = list(assessment.conditions)
    while waiting:
        found = waiting.pop()
        if found.id == wanted:
            return found.status
        waiting += found.parts
    raise KeyError(wanted)


def points(assessment: Assessment) -> dict[str, Any]:
    """Points by indicator, category and total; None while they can't be told."""
    assert assessment.scoring
    told: dict[str, Any] = {"total": assessment.scoring.points}
    for category in assessment.scoring.categories:
        told[category.id] = category.points
        told |= {earned.id: earned.points for earned in category.indicators}
    return told


def toy_form(edition: int = 2022) -> Form:
    """A ratio, a choice, several choices and a yes."""
    options = [{"const": code, "title": code.upper()} for code in ("a", "b")]
    bundle = table(
        ratio={"title": "占比", "type": "number"},
        sort={"title": "类别", "type": "string", "oneOf": options},
        many={
            "title": "多项",
            "type": "array",
            "uniqueItems": True,
            "items": {"type": "string", "oneOf": options},
        },
        yes={"title": "有无", "type": "boolean"},
    )
    bundle["x-form"]["edition"] = edition
    return compile_form(bundle)


def toy_rules() -> dict[str, Any]:
    """A rule set for the toy form: 40 points, 20 needed, a year with other rules, a provincial part."""
    innovation = [
        {"id": "of_ratio", "title": "占比", "maximum": 20, "value": "ratio", "at_least": [[5, 20], [3, 10]]},
        {"id": "of_sort", "title": "类别", "maximum": 5, "value": "sort", "options": {"a": 5, "b": 0}},
        {"id": "of_many", "title": "多项", "maximum": 5, "value": "many", "options": {"a": 3, "b": 3}},
    ]
    local = {"id": "of_yes", "title": "有无", "maximum": 10, "points": "IF(local_yes, 10, 0)"}
    return {
        "title": "示例标准",
        "basis": ["示例〔2022〕1号"],
        "provenance": "虚构的例子",
        "inputs": {
            "ratio": {"title": "占比", "unit": "%"},
            "sort": {"title": "类别", "type": "text"},
            "many": {"title": "多项", "type": "list"},
        },
        "forms": {"test": {"ratio": "ratio", "sort": "sort", "many": "many"}},
        "conditions": [
            {"id": "enough", "title": "占比不低于 3%", "formula": "ratio >= 3"},
            {"id": "good", "title": "信誉良好", "judgement": True, "show": ["ratio"]},
        ],
        "scoring": {
            "maximum": 40,
            "minimum": 20,
            "categories": [
                {"id": "new", "title": "创新", "maximum": 30, "minimum": 10, "indicators": innovation},
                {"id": "local", "title": "特色化", "maximum": 10, "plugin": True},
            ],
        },
        "verdict": {
            "levels": [{"title": "合格", "formula": "AND(enough, good, scored)"}],
            "otherwise": "不合格",
        },
        "overrides": {
            "2025": [
                {"at": "enough", "set": {"formula": "ratio >= 4"}, "basis": "示例〔2025〕2号"},
                {"at": "scoring", "set": {"minimum": 30}, "basis": "示例〔2025〕2号"},
            ]
        },
        "plugins": {
            "somewhere": {
                "title": "某省特色化指标",
                "basis": ["示例〔2022〕3号"],
                "provenance": "虚构的例子",
                "category": "local",
                "inputs": {"local_yes": {"title": "有无", "type": "boolean"}},
                "forms": {"test": {"local_yes": "yes"}},
                "indicators": [local],
            }
        },
    }


def toy_assessed(answers: dict[str, Any], edition: int = 2022, plugin: str = "") -> Assessment:
    form = toy_form(edition)
    rules = compile_ruleset(toy_rules(), form, plugin)
    return assess(rules, form, disassemble(form, {"s": answers}))


def rule_faults(document: Any, plugin: str = "") -> list[Finding]:
    """What is wrong with a rule set for the toy form."""
    try:
        compile_ruleset(document, toy_form(), plugin)
    except DefinitionError as error:
        return error.findings
    return []
