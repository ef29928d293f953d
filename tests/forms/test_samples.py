"""The three tables at work: samples pass, points fall on the right side of a band, known numbers come out."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from server.forms import Form, Library, assemble, compile_form, disassemble, json, recompute, validate_answers
from tests.forms.tables import DEMO, REAL_FORMS

HERE = Path(__file__).parent


@cache
def form(name: str) -> Form:
    return compile_form(Library().read(REAL_FORMS.get(name, name)))


def answers(name: str) -> Any:
    return json.loads((DEMO / f"{name}.json").read_bytes())


def computed(name: str, changes: dict[str, Any], sample: str = "complete") -> dict[str, Any]:
    cells = {**disassemble(form(name), answers(f"{name}.{sample}")), **changes}
    recompute(form(name), cells)
    return cells


@pytest.mark.parametrize("name", REAL_FORMS)
def test_the_complete_sample_has_no_findings(name: str) -> None:
    assert validate_answers(form(name), answers(f"{name}.complete")) == []


@pytest.mark.parametrize("name", REAL_FORMS)
def test_the_half_filled_sample_has_mistakes_and_gaps(name: str) -> None:
    rules = {finding.rule for finding in validate_answers(form(name), answers(f"{name}.half"))}
    assert {"required", "format"} < rules


@pytest.mark.parametrize("name", REAL_FORMS)
def test_the_samples_carry_rare_characters(name: str) -> None:
    text = (DEMO / f"{name}.complete.json").read_text(encoding="utf-8")
    assert "䶮" in text
    assert "𬭎" in text


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("application/operating/revenue/rate", "8.37"),
        ("application/operating/total_profit/rate", "3.23"),
        ("application/basics/rd_staff_ratio", "79.79"),
        ("application/basics/debt_ratio", "0"),
    ],
)
def test_the_jiangsu_table_gives_the_numbers_of_its_manual(path: str, value: str) -> None:
    assert computed("jiangsu-product", {}, "half")[path] == Decimal(value)


def test_the_jiangsu_debt_ratio_of_the_manual() -> None:
    changes = {"application/basics/total_assets": 202012, "application/basics/total_liabilities": 20201}
    assert computed("jiangsu-product", changes)["application/basics/debt_ratio"] == Decimal("10.00")


def test_a_year_without_profit_leaves_the_growth_of_profit_blank() -> None:
    path = "application/operating/total_profit"
    assert computed("jiangsu-product", {f"{path}/y-3": 0}).get(f"{path}/rate") is None


SCORED = {
    "指标2 研发费用占比": ("score_rd", {"operation/revenue/y-1": 10000}, "operation/rd_expense/y-1"),
    "指标3 主营收入增长": (
        "score_growth_rate",
        {"operation/main_revenue/y-2": 10000},
        "operation/main_revenue/y-1",
    ),
    "指标4 资产负债率": (
        "score_debt",
        {"operation/total_assets/y-1": 10000},
        "operation/total_liabilities/y-1",
    ),
    "指标6 主营收入占比": (
        "score_main_ratio",
        {"operation/revenue/y-1": 10000},
        "operation/main_revenue/y-1",
    ),
}
"""Indicators of 工信部企业〔2022〕63号 附件1: the points, what the ratio is of, the cell that varies."""

POINTS_BY_HAND = {
    "指标2 研发费用占比": "500=20 499=15 300=15 299=10 200=10 199=5 100=5 99=0 0=0 12000=20",
    "指标3 主营收入增长": "11500=20 11499=15 11000=15 10999=10 10500=10 10499=5 10000=5 9999=0 0=0",
    "指标4 资产负债率": "0=10 5500=10 5501=5 7500=5 7501=0 13000=0",
    "指标6 主营收入占比": "10000=20 7000=20 6999=15 6000=15 5999=10 5500=10 5499=5 5000=5 4999=0 0=0",
}
"""What is filled in = the points, worked out by hand; a border belongs to the higher points."""


@pytest.mark.parametrize(
    ("indicator", "amount", "points"),
    [
        (indicator, *map(int, case.split("=")))
        for indicator, cases in POINTS_BY_HAND.items()
        for case in cases.split()
    ],
)
def test_each_ratio_gets_the_points_of_its_band(indicator: str, amount: int, points: int) -> None:
    score, base, varied = SCORED[indicator]
    assert computed("innovative-sme", {**base, varied: amount})[f"scores/{score}"] == points


@pytest.mark.parametrize("indicator", SCORED)
@pytest.mark.parametrize("nothing", [0, None])
def test_a_ratio_of_nothing_has_no_points(indicator: str, nothing: int | None) -> None:
    score, base, varied = SCORED[indicator]
    changes = {varied: 5000, **dict.fromkeys(base, nothing)}
    assert computed("innovative-sme", changes).get(f"scores/{score}") is None


@pytest.mark.parametrize(
    ("ip_class", "points"),
    [("high_value_class_one", 20), ("own_class_one", 15), ("class_one", 10), ("class_two", 5), ("none", 0)],
)
def test_property_rights_get_the_points_of_their_class(ip_class: str, points: int) -> None:
    """附件1 指标1."""
    cells = computed("innovative-sme", {"innovation/ip_class": ip_class})
    assert cells["scores/score_ip"] == points


@pytest.mark.parametrize(("emerging", "points"), [(True, 10), (False, 5), (None, None)])
def test_a_strategic_field_gets_ten_points_any_other_five(emerging: bool | None, points: int | None) -> None:
    """附件1 指标5."""
    cells = computed("innovative-sme", {"specialization/strategic_emerging": emerging})
    assert cells.get("scores/score_field") == points


DIRECT = ("direct/direct_award", "direct/direct_honor", "direct/direct_rd_org", "direct/direct_equity")
NO_DIRECT = dict.fromkeys(DIRECT, False)
JUST_ENOUGH = {
    **NO_DIRECT,
    "innovation/ip_class": "class_one",  # 10
    "operation/rd_expense/y-1": 200,  # 2% of 10000: 10, so 20 of 创新能力
    "operation/main_revenue/y-2": 8000,
    "operation/main_revenue/y-1": 8800,  # 10% growth: 15, and 88% of revenue: 20
    "operation/revenue/y-1": 10000,
    "operation/total_assets/y-1": 100,
    "operation/total_liabilities/y-1": 75,  # 75%: 5, so 20 of 成长性
    "specialization/strategic_emerging": False,  # 5, so 25 of 专业化: 65 in all
}


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        ({}, True),
        ({"operation/total_liabilities/y-1": 76}, True),  # 60 in all
        ({"operation/main_revenue/y-2": 8700}, False),  # 1% growth: 10 of 成长性, 55 in all
        ({"operation/rd_expense/y-1": 199}, False),  # 15 of 创新能力 though 60 in all
        (
            {"innovation/ip_class": "high_value_class_one", "operation/main_revenue/y-2": 8700},
            False,
        ),  # 65, 成长性 10
        ({"innovation/ip_class": None}, None),  # not known yet
        ({"innovation/ip_class": "none", "operation/rd_expense/y-1": 0}, False),
    ],
)
def test_the_points_decide_without_a_direct_condition(changes: dict[str, Any], met: bool | None) -> None:
    """公告条件: 60 in all, at least 20, 15 and 15 of the three classes."""
    cells = computed("innovative-sme", {**JUST_ENOUGH, **changes})
    assert cells.get("scores/meets_conditions") is met


def test_specialization_below_fifteen_fails_in_spite_of_the_total() -> None:
    changes = {"innovation/ip_class": "high_value_class_one", "operation/rd_expense/y-1": 500}
    changes |= {"operation/main_revenue/y-1": 5400, "operation/main_revenue/y-2": 4500}
    cells = computed("innovative-sme", {**JUST_ENOUGH, **changes})
    assert (cells["scores/score_total"], cells["scores/score_special"]) == (75, 10)
    assert cells["scores/meets_conditions"] is False


@pytest.mark.parametrize("condition", DIRECT)
def test_one_direct_condition_is_enough(condition: str) -> None:
    cells = computed("innovative-sme", {**NO_DIRECT, "innovation/ip_class": "none", condition: True})
    assert cells["scores/meets_conditions"] is True


def rules_of(name: str, changes: dict[str, Any]) -> set[tuple[str, str]]:
    cells = computed(name, changes)
    found = validate_answers(form(name), assemble(form(name), cells).answers)
    return {(finding.rule, finding.severity) for finding in found}


def test_a_direct_condition_needs_neither_points_nor_the_year_before() -> None:
    scored = ["innovation/ip_class", "specialization/strategic_emerging", "specialization/field_note"]
    scored += [f"operation/{row}/y-2" for row in ("revenue", "main_revenue", "rd_expense")]
    assert (
        rules_of("innovative-sme", {**dict.fromkeys(scored), "specialization/strategic_class": None}) == set()
    )
    without = rules_of("innovative-sme", {**NO_DIRECT, **dict.fromkeys(scored)})
    assert ("required", "error") in without


LEGITIMATE = {
    "a loss": ("little-giant", {"economics/net_profit/y-2": -200, "economics/net_profit/y-1": -350.5}),
    "founded after the first year": (
        "little-giant",
        {"economics/main_revenue_growth/y-3": None, "economics/net_profit_growth/y-3": None},
    ),
    "no revenue in the first year": (
        "little-giant",
        {"economics/revenue/y-3": 0, "economics/main_revenue/y-3": 0},
    ),
    "more debt than assets": ("little-giant", {"economics/total_liabilities/y-1": 30000}),
    "more research than revenue": ("little-giant", {"innovation/rd/rd_expense/y-1": 20000}),
    "no research body, but in the top 50": (
        "little-giant",
        {
            "attachments/rd_organization_proof": None,
            "innovation/rd_organizations/technology_centre/provincial": 0,
            "innovation/rd_organizations/engineering_centre/provincial": 0,
            "innovation/postdoctoral_station": False,
            "innovation/maker_china": ["r1"],
            "innovation/maker_china/r1/year": 2021,
            "innovation/maker_china/r1/project": "合金靶材",
            "attachments/maker_china_proof": [
                {"id": "a", "name": "a", "size": 1, "sha256": "0" * 64, "type": "a"}
            ],
        },
    ),
    "founded last year": (
        "innovative-sme",
        {f"operation/{row}/y-2": 0 for row in ("revenue", "main_revenue", "rd_expense")},
    ),
    "outside the clusters": (
        "jiangsu-product",
        {"application/basics/cluster": None, "application/basics/chains": None},
    ),
    "in a supply chain, without a rank": ("jiangsu-product", {"application/product/domestic_rank": None}),
    "a year of loss in Jiangsu": ("jiangsu-product", {"application/operating/total_profit/y-1": -12.5}),
    "not yet founded four years ago": (
        "jiangsu-product",
        {f"application/operating/{row}/y-4": 0 for row in ("revenue", "main_revenue", "total_profit")},
    ),
}


@pytest.mark.parametrize("case", LEGITIMATE)
def test_a_legitimate_enterprise_is_never_kept_from_submitting(case: str) -> None:
    assert "error" not in {severity for _rule, severity in rules_of(*LEGITIMATE[case])}


@pytest.mark.parametrize(
    ("name", "changes", "rule"),
    [
        ("innovative-sme", {"direct/awarded_on": "2018-12-31"}, "award-within-three-years"),
        ("innovative-sme", {"direct/honor_valid_until": "2022-08-25"}, "honor-still-valid"),
        ("little-giant", {"basics/industry_division": "38"}, "industry-within-division"),
        ("little-giant", {"basics/group_similar": True}, "group-similar"),
        ("little-giant", {"specialization/market_years": 15}, "market-time-within-existence"),
        ("little-giant", {"distinctive/position/brand_revenue/y-2": 15300}, "brand-revenue-within-revenue"),
        ("jiangsu-product", {"attachments/supply_chain_proof": None}, "evidence"),
        (
            "jiangsu-product",
            {"application/product/sales/product_sales/y-3": 9700},
            "product-sales-within-revenue",
        ),
    ],
)
def test_what_contradicts_the_rules_is_named(name: str, changes: dict[str, Any], rule: str) -> None:
    assert rule in {found for found, _severity in rules_of(name, changes)}


@pytest.mark.parametrize(("rank", "warned"), [(3, False), (4, True)])
def test_only_a_national_award_among_the_first_three_replaces_property_rights(
    rank: int, warned: bool
) -> None:
    award = {"award": "progress", "project": "合金靶材", "awarded_on": "2021-01-05", "rank": rank}
    changes: dict[str, Any] = {"innovation/class_one_count": 1, "innovation/invention_count": 1}
    changes |= {"innovation/national_awards": ["r1"]}
    changes |= {f"innovation/national_awards/r1/{key}": value for key, value in award.items()}
    assert (("class-one-count", "warning") in rules_of("little-giant", changes)) is warned


def test_an_empty_table_has_no_points_and_no_verdict() -> None:
    cells: dict[str, Any] = {}
    recompute(form("innovative-sme"), cells)
    assert not [path for path in cells if path.startswith("scores/") and cells[path] is not None]


@pytest.mark.parametrize(("year", "growth"), [("y-2", "23.81"), ("y-1", "20.78")])
def test_growth_in_the_little_giant_table_reads_the_year_before(year: str, growth: str) -> None:
    assert computed("little-giant", {})[f"economics/main_revenue_growth/{year}"] == Decimal(growth)


def test_the_average_growth_of_two_years_is_rounded_once() -> None:
    """5.005% and 4.995% make 5.00%, not the 5.01% of 5.01% and 5.00%."""
    changes = dict(zip(("y-3", "y-2", "y-1"), (20000, 21001, 22050), strict=True))
    cells = computed("little-giant", {f"economics/main_revenue/{year}": changes[year] for year in changes})
    assert cells["specialization/main_growth_average"] == Decimal("5.00")


@pytest.mark.parametrize("before", [0, -100])
def test_growth_from_a_loss_is_left_blank(before: int) -> None:
    cells = computed("little-giant", {"economics/net_profit/y-2": before})
    assert cells.get("economics/net_profit_growth/y-1") is None


@pytest.mark.parametrize(
    ("revenue", "expense", "warned"),
    [(10000, 300, False), (10000, 299, True), (9999, 599, True), (9999, 600, False)],
)
def test_the_research_threshold_depends_on_revenue(revenue: int, expense: int, warned: bool) -> None:
    table = answers("little-giant.complete")
    for column in ("y-2", "y-1"):
        table["economics"]["revenue"][column] = revenue
        table["innovation"]["rd"]["rd_expense"][column] = expense
    rules = {finding.rule for finding in validate_answers(form("little-giant"), table)}
    assert ("rd-intensity" in rules) is warned


def test_the_toy_table_is_one_file() -> None:
    toy = form(str(HERE / "toy.json"))
    assert validate_answers(toy, json.loads((HERE / "toy.answers.json").read_bytes())) == []
