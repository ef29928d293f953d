"""Words that a standard may need: the best of several ways, thresholds by case, points only with evidence."""

from __future__ import annotations

from typing import Any

import pytest

from server.forms import Assessment, Form, assess, compile_form, compile_ruleset, disassemble
from server.forms.rulesets import lines
from tests.forms.rulesets import points, status
from tests.forms.tables import table

FILE = [{"id": "1", "name": "a.pdf", "size": 1, "sha256": "0" * 64, "type": "pdf"}]


def form() -> Form:
    amount = {"title": "研发费用", "type": "number", "x-evidence": {"attachment": "report"}}
    zones = [{"const": code, "title": code} for code in ("core", "other")]
    return compile_form(
        table(
            amount=amount,
            share={"title": "占比", "type": "number"},
            zone={"title": "地区", "type": "string", "oneOf": zones},
            priority={"title": "优先领域", "type": "boolean"},
            report={
                "title": "审计报告",
                "type": "array",
                "x-kind": "attachment",
                "items": {"type": "object"},
            },
        )
    )


def rules() -> dict[str, Any]:
    ways = [
        {"value": "amount", "at_least": [[500, 10], [400, 8]]},
        {"value": "share", "at_least": [[10, 10], [8, 8]]},
    ]
    best = {"id": "of_best", "title": "金额或占比", "maximum": 10, "best": ways, "evidence": True}
    cases = [
        {"when": 'AND(zone = "core", NOT(priority))', "value": 3000},
        {"when": 'zone = "core"', "value": 2400},
        {"when": "priority", "value": 1600},
    ]
    return {
        "title": "示例标准",
        "basis": ["示例〔2022〕1号"],
        "provenance": "虚构的例子",
        "inputs": {
            "amount": {"title": "研发费用", "unit": "万元"},
            "share": {"title": "占比", "unit": "%"},
            "zone": {"title": "地区", "type": "text"},
            "priority": {"title": "优先领域", "type": "boolean"},
        },
        "standards": {"floor": {"title": "下限", "unit": "万元", "cases": cases, "otherwise": 2000}},
        "forms": {"test": {key: key for key in ("amount", "share", "zone", "priority")}},
        "conditions": [{"id": "enough", "title": "达到下限", "formula": "amount >= floor"}],
        "scoring": {
            "maximum": 10,
            "minimum": 8,
            "categories": [{"id": "all", "title": "全部", "maximum": 10, "indicators": [best]}],
        },
        "verdict": {"levels": [{"title": "合格", "formula": "AND(enough, scored)"}], "otherwise": "不合格"},
        "overrides": {"2025": [{"at": "floor", "set": {"otherwise": 2500}, "basis": "示例〔2025〕2号"}]},
    }


def firm(edition: int = 2022, **answers: Any) -> Assessment:
    bundle = dict(form().definition)
    now = compile_form({**bundle, "x-form": {**bundle["x-form"], "edition": edition}})
    return assess(compile_ruleset(rules(), now), now, disassemble(now, {"s": answers}))


@pytest.mark.parametrize(
    ("amount", "share", "earned"),
    [
        (500, 0, 10), (0, 10, 10), (400, 10, 10), (499, 8, 8), (399, 7, 0),
        (500, None, 10), (None, 10, 10),  # already all there is
        (400, None, None), (None, 8, None),  # the other way might earn more
        (None, None, None),
    ],
)  # fmt: skip
def test_the_way_that_earns_most_counts(amount: Any, share: Any, earned: int | None) -> None:
    assert points(firm(amount=amount, share=share, report=FILE))["of_best"] == earned


@pytest.mark.parametrize(
    ("zone", "priority", "amount", "expected"),
    [
        ("core", False, 3000, "met"), ("core", False, 2999, "unmet"),
        ("core", True, 2400, "met"), ("core", True, 2399, "unmet"),
        ("other", False, 2000, "met"), ("other", False, 1999, "unmet"),
        ("other", True, 1600, "met"), ("other", True, 1599, "unmet"),
        ("other", None, 2000, "unknown"), (None, False, 2000, "unknown"),
    ],
)  # fmt: skip
def test_a_threshold_may_depend_on_the_firm(zone: Any, priority: Any, amount: int, expected: str) -> None:
    assert status(firm(zone=zone, priority=priority, amount=amount), "enough") == expected


def test_what_a_threshold_depends_on_is_named_as_missing() -> None:
    assert firm(zone="other", amount=2000).conditions[0].missing == ("优先领域",)


def test_a_year_may_change_a_threshold() -> None:
    answers = {"zone": "other", "priority": False, "amount": 2400}
    assert status(firm(2022, **answers), "enough") == "met"
    assert status(firm(2025, **answers), "enough") == "unmet"


def test_the_threshold_and_the_gap_are_told() -> None:
    told = "\n".join(lines(firm(zone="core", priority=True, amount=2000)))
    assert "研发费用 ≥ 下限（2400万元）：企业 2000万元，差 400万元" in told


def test_points_without_evidence_are_nought_and_say_why() -> None:
    assessment = firm(amount=500, share=0)
    earned = assessment.scoring and assessment.scoring.categories[0].indicators[0]
    assert earned and (earned.points, earned.status) == (0, "unmet")
    assert earned.unproved and (earned.unproved.slots, earned.unproved.points) == (("审计报告",), 10)
    assert "没有佐证“审计报告”，计零分，补齐后可得 10 分" in "\n".join(lines(assessment))


def test_what_claims_nothing_needs_no_evidence() -> None:
    earned = firm(amount=0, share=10).scoring
    assert earned and earned.points == 10
