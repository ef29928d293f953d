"""The national standards on their boundaries. Expected results are by hand from 工信部企业〔2022〕63号.

附件1: 创新型; 附件3: 小巨人. “以上”“以下” include the number itself; between two bands the better one counts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.forms import (
    DefinitionError,
    Library,
    assess,
    compile_form,
    compile_ruleset,
    disassemble,
    json,
    recompute,
)
from server.forms.rulesets import lines
from tests.forms.rulesets import assessed, points, real_rules, status
from tests.forms.tables import complete_answers, real_form

NO_DIRECT = {f"direct/direct_{name}": False for name in ("award", "honor", "rd_org", "equity")}
SIZE = {"operation/revenue/y-1": 10000, "operation/main_revenue/y-2": 10000}


def innovative(**changes: Any) -> Any:
    """A firm without a direct condition that earns exactly 60: 20 + 20 + 20, unless something is changed."""
    cells: dict[str, Any] = {
        **NO_DIRECT,
        **SIZE,
        "innovation/ip_class": "own_class_one",  # 15
        "operation/rd_expense/y-1": 100,  # 1 % -> 5
        "operation/main_revenue/y-1": 10000,  # growth 0 % -> 5; 100 % of revenue -> 20
        "operation/total_assets/y-1": 100,
        "operation/total_liabilities/y-1": 55,  # 10
        "specialization/strategic_emerging": True,  # 10
    }
    return assessed("innovative-sme", cells | changes)


def test_exactly_60_with_20_15_and_15_is_enough() -> None:
    # 附件1 公告条件: 15 + 5, 5 + 10, 10 + 15 (60 % of revenue) = 60, category for category at its minimum
    firm = innovative(
        **{
            "operation/revenue/y-1": 10000,
            "operation/main_revenue/y-1": 6000,
            "operation/main_revenue/y-2": 6000,
        }
    )
    assert points(firm) | {"total": 60, "innovation": 20, "growth": 15, "special": 25} == points(firm)
    assert (firm.status, firm.verdict) == ("met", "符合公告条件")


def test_59_points_and_less_are_not_enough() -> None:
    # 附件1: total 55 although each category reaches its minimum
    firm = innovative(**{"operation/main_revenue/y-1": 5500, "operation/main_revenue/y-2": 5500})
    assert points(firm)["total"] == 55
    assert (firm.status, firm.verdict) == ("unmet", "不符合公告条件")


@pytest.mark.parametrize(
    ("changes", "category", "reached", "expected"),
    [
        ({"innovation/ip_class": "class_one", "operation/rd_expense/y-1": 200}, "innovation", 20, "met"),
        ({"innovation/ip_class": "class_one", "operation/rd_expense/y-1": 199}, "innovation", 15, "unmet"),
        ({"operation/total_liabilities/y-1": 55}, "growth", 15, "met"),
        ({"operation/total_liabilities/y-1": 56}, "growth", 10, "unmet"),
    ],
)
def test_a_category_below_its_minimum_cannot_be_made_up(
    changes: Any, category: str, reached: int, expected: str
) -> None:
    # 附件1 公告条件: 总分60分以上, 创新能力不低于20分, 成长性不低于15分
    firm = innovative(**changes)
    assert (points(firm)[category], firm.status) == (reached, expected)


def test_special_at_15_is_reached_by_20_for_main_revenue_or_by_10_and_5() -> None:
    # 附件1 专业化不低于15分: 10 (领域) + 5 (50 %); the total of 60 is made up by innovation
    base = {"innovation/ip_class": "high_value_class_one", "operation/rd_expense/y-1": 500}
    half = {"operation/main_revenue/y-1": 5000, "operation/main_revenue/y-2": 5000}
    assert points(innovative(**base, **half))["special"] == 15
    assert innovative(**base, **half).status == "met"
    less = {**base, **half, "specialization/strategic_emerging": False}
    assert points(innovative(**less))["special"] == 10
    assert innovative(**less).status == "unmet"


@pytest.mark.parametrize(
    ("expense", "earned"), [(500, 20), (499, 15), (300, 15), (299, 10), (200, 10), (100, 5), (99, 0), (0, 0)]
)
def test_research_share_on_a_border_gets_the_better_band(expense: int, earned: int) -> None:
    # 附件1 指标2: 5%以上 20, 3%-5% 15, 2%-3% 10, 1%-2% 5
    assert points(innovative(**{"operation/rd_expense/y-1": expense}))["points_rd"] == earned


@pytest.mark.parametrize(
    ("last", "earned"), [(11500, 20), (11499, 15), (11000, 15), (10500, 10), (10000, 5), (9999, 0)]
)
def test_growth_on_a_border_gets_the_better_band(last: int, earned: int) -> None:
    # 附件1 指标3: 15%以上 20, 10%-15% 15, 5%-10% 10, 0%-5% 5
    changes = {"operation/main_revenue/y-1": last, "operation/revenue/y-1": 12000}
    assert points(innovative(**changes))["points_growth"] == earned


@pytest.mark.parametrize(("debt", "earned"), [(55, 10), (56, 5), (75, 5), (76, 0), (0, 10), (101, 0)])
def test_debt_on_a_border_gets_the_better_band(debt: int, earned: int) -> None:
    # 附件1 指标4: 55%以下 10, 55%-75% 5, 75%以上 0
    assert points(innovative(**{"operation/total_liabilities/y-1": debt}))["points_debt"] == earned


@pytest.mark.parametrize(
    ("main", "earned"), [(7000, 20), (6999, 15), (6000, 15), (5500, 10), (5000, 5), (4999, 0)]
)
def test_main_revenue_on_a_border_gets_the_better_band(main: int, earned: int) -> None:
    # 附件1 指标6: 70%以上 20, 60%-70% 15, 55%-60% 10, 50%-55% 5
    assert points(innovative(**{"operation/main_revenue/y-1": main}))["points_main"] == earned


def test_a_blank_is_neither_nought_nor_failed() -> None:
    firm = innovative(**{"operation/rd_expense/y-1": None})
    assert points(firm)["points_rd"] is None
    assert (firm.status, firm.missing) == ("unknown", ("研发费用总额（2021年）",))


def test_points_that_are_enough_already_wait_for_nothing() -> None:
    # 附件1: 20 + at least 0, 30, 30: 80 of 60 whatever the research share is
    firm = innovative(
        **{
            "innovation/ip_class": "high_value_class_one",
            "operation/rd_expense/y-1": None,
            "operation/main_revenue/y-1": 11500,
            "operation/revenue/y-1": 11500,
        }
    )
    assert points(firm)["points_rd"] is None
    assert firm.status == "met"


def test_a_denominator_of_nought_is_for_people_to_judge() -> None:
    # 附件4: the growth of nothing is no number, and it is not missing either
    firm = innovative(**{"operation/main_revenue/y-2": 0})
    assert points(firm)["points_growth"] is None
    assert (firm.status, firm.missing) == ("judgement", ())


def test_an_empty_table_is_unknown_in_every_condition() -> None:
    for name in ("innovative-sme", "little-giant"):
        empty = assess(real_rules(name), real_form(name), {})
        assert empty.status == "unknown"
        assert {one.status for one in empty.conditions} <= {"unknown", "judgement"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"direct/direct_rd_org": True}, "met"),
        ({"direct/direct_honor": True, "direct/honor_valid_until": "2022-12-31"}, "met"),
        ({"direct/direct_honor": True, "direct/honor_valid_until": "2020-12-31"}, "unmet"),
        ({"direct/direct_award": True, "direct/awarded_on": "2019-01-01"}, "met"),
        ({"direct/direct_award": True, "direct/awarded_on": "2018-12-31"}, "unmet"),
        ({"direct/direct_award": True, "direct/awarded_on": None}, "unknown"),
    ],
)
def test_one_direct_condition_replaces_the_points(changes: Any, expected: str) -> None:
    # 附件1 直通条件: 有效期内的荣誉, 近三年的奖励, 省部级以上研发机构
    firm = innovative(**{"innovation/ip_class": "none", "operation/rd_expense/y-1": 0}, **changes)
    assert (status(firm, "direct"), firm.status) == (expected, expected)


@pytest.mark.parametrize(("last", "expected"), [(500, "met"), (499, "unmet"), (None, "unknown")])
def test_equity_counts_from_500_on(last: int | None, expected: str) -> None:
    # 附件1 直通条件: 近三年新增股权融资总额500万元以上
    years = {f"operation/new_equity/{year}": 0 for year in ("y-3", "y-2")}
    firm = innovative(**years, **{"direct/direct_equity": True, "operation/new_equity/y-1": last})
    assert status(firm, "direct_equity") == expected


def test_a_hidden_answer_does_not_count() -> None:
    # the date of an award stays in the draft when the award is taken back
    firm = innovative(**{"direct/direct_award": False, "direct/awarded_on": "2021-05-01"})
    assert status(firm, "direct_award") == "unmet"


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.integers(0, 12000)] * 6), st.sampled_from(["own_class_one", "class_two", "none", None]))
def test_the_points_are_those_that_the_table_itself_shows(numbers: tuple[int, ...], ip_class: Any) -> None:
    rows = ["revenue/y-1", "main_revenue/y-1", "main_revenue/y-2", "rd_expense/y-1", "total_assets/y-1"]
    changes: dict[str, Any] = {f"operation/{row}": n for row, n in zip(rows, numbers, strict=False)}
    changes |= {"operation/total_liabilities/y-1": numbers[5], "innovation/ip_class": ip_class}
    cells = {**disassemble(real_form("innovative-sme"), complete_answers("innovative-sme")), **changes}
    recompute(real_form("innovative-sme"), cells)
    told = points(assessed("innovative-sme", changes))
    pairs = {"ip": "ip", "rd": "rd", "growth": "growth_rate", "debt": "debt", "main": "main_ratio"}
    assert {mine: told[f"points_{mine}"] for mine in pairs} == {
        mine: cells.get(f"scores/score_{shown}") for mine, shown in pairs.items()
    }


def test_garbage_in_the_answers_is_never_more_than_unknown() -> None:
    for garbage in ("x", [], {}, [{}], True, -1, 10**18):
        cells = dict.fromkeys(real_form("innovative-sme").fields, garbage)
        assert assess(real_rules("innovative-sme"), real_form("innovative-sme"), cells).status != "met"
        cells = dict.fromkeys(real_form("little-giant").fields, garbage)
        assert assess(real_rules("little-giant"), real_form("little-giant"), cells).status != "met"


def test_a_forged_result_is_computed_anew() -> None:
    assert points(innovative(**{"innovation/rd_ratio": 99}))["points_rd"] == 5


def test_a_large_enterprise_is_out_whatever_its_points() -> None:
    firm = innovative(**{"basics/size_class": "large", "direct/direct_rd_org": True})
    assert firm.status == "unmet"


def giant(**changes: Any) -> Any:
    return assessed("little-giant", changes)


def test_the_sample_of_a_little_giant_leaves_only_what_people_judge() -> None:
    # 附件3: share and brand in 三, the use of patents in 四, the chain in 五
    firm = giant()
    assert firm.status == "judgement"
    assert {one.id: one.status for one in firm.conditions} == {
        "subject": "met", "specialised": "met", "refined": "met", "distinctive": "judgement",
        "innovative": "judgement", "chain": "judgement", "field": "met",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "changes", "expected"),
    [
        ("market", {"specialization/market_years": 3}, "met"),  # 附件3 一: 3年以上
        ("market", {"specialization/market_years": Decimal("2.9")}, "unmet"),
        ("main_share", {"economics/revenue/y-1": 10000, "economics/main_revenue/y-1": 7000}, "met"),  # 70%
        ("main_share", {"economics/revenue/y-1": 10000, "economics/main_revenue/y-1": 6999}, "unmet"),
        ("main_share", {"economics/revenue/y-1": 0}, "judgement"),
        ("main_share", {"economics/revenue/y-1": None}, "unknown"),
        ("debt", {"economics/total_assets/y-1": 100, "economics/total_liabilities/y-1": 70}, "met"),  # 二
        ("debt", {"economics/total_assets/y-1": 100, "economics/total_liabilities/y-1": 71}, "unmet"),
        ("debt", {"economics/total_assets/y-1": 0}, "judgement"),
        ("digital", {"refinement/it_systems": ["design"]}, "met"),
        ("digital", {"refinement/it_systems": []}, "unknown"),
        ("certified", {"refinement/management_certificates": []}, "met"),  # 或产品认证
        ("market_share", {"distinctive/position/share_domestic/y-1": 10}, "met"),  # 附件3 三: 10%
        ("market_share", {"distinctive/position/share_domestic/y-1": Decimal("9.99")}, "unmet"),
        ("brand", {"distinctive/position/brand_count/y-1": 0}, "unmet"),
        ("ip_count", {"innovation/class_one_count": 2}, "met"),  # 附件3 四（一）3: 2项
        ("ip_count", {"innovation/class_one_count": 1}, "unmet"),
        ("chain", {"chain/fills_gap": False, "chain/direct_supply": False}, "judgement"),  # 附件3 五
        ("field", {f"field/{name}": False for name in ("six_basics", "manufacturing_power", "network_power")},
         "judgement"),  # 附件3 六: 原则上
    ],
)  # fmt: skip
def test_a_condition_of_the_little_giant(condition: str, changes: Any, expected: str) -> None:
    assert status(giant(**changes), condition) == expected


@pytest.mark.parametrize(
    ("last", "expected"), [(11000, "met"), (10998, "unmet")], ids=["exactly 5 %", "4.99 %"]
)
def test_growth_of_exactly_5_percent_on_average_is_enough(last: int, expected: str) -> None:
    # 附件3 一: (0 % + 10 %) / 2 = 5 %
    years = {"y-3": 10000, "y-2": 10000, "y-1": last}
    assert (
        status(giant(**{f"economics/main_revenue/{year}": n for year, n in years.items()}), "growth")
        == expected
    )


def test_a_ratio_is_judged_as_the_table_shows_it() -> None:
    # (0 % + 9.99 %) / 2 = 4.995 %, which the table rounds to 5.00 %
    years = {"y-3": 10000, "y-2": 10000, "y-1": 10999}
    assert (
        status(giant(**{f"economics/main_revenue/{year}": n for year, n in years.items()}), "growth") == "met"
    )


@pytest.mark.parametrize(
    ("revenue", "expense", "expected"),
    [
        (10000, 300, "met"), (10000, 299, "unmet"),  # 1亿元以上: 3%
        (9999, 600, "met"), (9999, 599, "unmet"), (5000, 300, "met"), (5000, 299, "unmet"),  # 6%
        (4999, 2000, "unmet"),  # 股权融资不足 8000
    ],
)  # fmt: skip
def test_research_is_demanded_by_tier_of_revenue(revenue: int, expense: int, expected: str) -> None:
    # 附件3 四（一）1
    changes = {f"economics/revenue/{year}": revenue for year in ("y-2", "y-1")}
    changes |= {f"innovation/rd/rd_expense/{year}": expense for year in ("y-2", "y-1")}
    assert status(giant(**changes), "intensity") == expected


@pytest.mark.parametrize(
    ("equity", "expense", "staff", "expected"),
    [
        (8000, 1500, 50, "met"),
        (7999, 1500, 50, "unmet"),
        (8000, 1499, 50, "unmet"),
        (8000, 1500, 49, "unmet"),
    ],
)
def test_a_small_firm_needs_equity_research_and_staff(
    equity: int, expense: int, staff: int, expected: str
) -> None:
    # 附件3 四（一）1: 5000万元以下; 8000, 3000 (1500 in each year), 50 %
    changes = {"economics/revenue/y-1": 4999, "economics/employees/y-1": 100, "economics/rd_staff/y-1": staff}
    changes |= {"economics/equity_financing/y-2": 0, "economics/equity_financing/y-1": equity}
    changes |= {f"innovation/rd/rd_expense/{year}": expense for year in ("y-2", "y-1")}
    assert status(giant(**changes), "tier_small") == expected


AWARD = {
    "innovation/class_one_count": 0,
    "innovation/national_awards": ["0"],
    "innovation/national_awards/0/awarded_on": "2019-01-01",
    "innovation/national_awards/0/rank": 3,
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "met"),
        ({"innovation/national_awards/0/rank": 4}, "unmet"),
        ({"innovation/national_awards/0/awarded_on": "2018-12-31"}, "unmet"),
        ({"innovation/national_awards/0/rank": None}, "unknown"),
    ],
)
def test_a_national_award_among_the_first_three_is_a_way_of_its_own(changes: Any, expected: str) -> None:
    # 附件3 四（二）: instead of the general conditions, which fail here for want of patents
    assert status(giant(**(AWARD | changes)), "innovative") == expected


@pytest.mark.parametrize(("year", "expected"), [(2019, "met"), (2018, "unmet")])
def test_the_contest_counts_for_three_years(year: int, expected: str) -> None:
    # 附件3 四（二）: 近三年进入“创客中国”全国50强
    rows = {"innovation/maker_china": ["0"], "innovation/maker_china/0/year": year}
    assert status(giant(**{"innovation/class_one_count": 0}, **rows), "innovative") == expected


def test_what_surely_fails_waits_for_nothing() -> None:
    firm = giant(**{"specialization/market_years": 1, "economics/total_assets/y-1": None})
    assert (firm.status, firm.verdict) == ("unmet", "不符合认定标准")


def test_in_2025_small_firms_are_not_admitted() -> None:
    # 工信厅企业函〔2025〕190号
    bundle = Library().read("miit/little-giant/2022")
    form = compile_form({**bundle, "x-form": {**bundle["x-form"], "edition": 2025}})
    rules = compile_ruleset(Library().ruleset("tidu-2022-little-giant"), form)
    with pytest.raises(KeyError):
        status(assess(rules, form, {}), "tier_small")


def test_evidence_tells_value_standard_gap_and_basis() -> None:
    firm = giant(**{"specialization/market_years": Decimal("2.5")})
    market = firm.conditions[1].parts[0]
    (check,) = market.checks
    assert market.basis == "63号文 附件3 一"
    assert (check.text, check.shown) == ("从事特定细分市场时间 ≥ 3", "2.5年")
    assert (check.value, check.standard, check.gap) == (Decimal("2.5"), 3, Decimal("0.5"))


def test_an_indicator_tells_what_would_earn_more() -> None:
    scoring = innovative(**{"operation/rd_expense/y-1": 450}).scoring
    better = scoring.categories[0].indicators[1].better
    assert (better.threshold, better.points, better.gap) == (5, 20, Decimal("0.5"))


def test_an_assessment_reads_as_chinese_and_as_json() -> None:
    firm = innovative()
    told = "\n".join(lines(firm))
    assert "结论：符合公告条件" in told and "评分：65/100（最低 60，满足）" in told
    assert json.loads(json.dumps(firm.as_json()))["scoring"]["points"] == 65


def test_a_rule_set_that_does_not_exist_is_a_finding() -> None:
    with pytest.raises(DefinitionError) as raised:
        Library().ruleset("no-such")
    assert raised.value.findings[0].rule == "ruleset-unknown"
