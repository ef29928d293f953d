"""专精特新中小企业 on the boundaries of 工信部企业〔2022〕63号 附件2. Expected results are by hand.

“以上” includes the number itself; a value between two bands gets the better one (附件2, 附件4). What the
facts leave open (特色化 is each province's own) is said in the rule set's provenance.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from server.forms import Assessment
from tests.forms.rulesets import assessed, points, status

D = Decimal
ECONOMICS, LOCAL = "economics", "distinctive/local_indicators"
YEARS = ("y-3", "y-2", "y-1")
NO_DIRECT: dict[str, Any] = {
    "innovation/provincial_awards": None,
    "innovation/maker_china": None,
    f"{ECONOMICS}/equity_financing/y-2": 0,
    "innovation/rd/rd_expense/y-2": 300,
}
AT_60: dict[str, Any] = {
    **NO_DIRECT,
    f"{ECONOMICS}/revenue/y-1": 12000,
    f"{ECONOMICS}/main_revenue/y-3": 8000,
    f"{ECONOMICS}/main_revenue/y-2": 8000,
    f"{ECONOMICS}/main_revenue/y-1": 9600,  # 指标1: 80 % = 5; 指标2: (0 % + 20 %) / 2 = 10 % = 10
    "specialization/market_years": 10,  # 指标3: 5
    "field/field_effect": "basics",  # 指标4: 3
    "refinement/digital_level": "two",  # 指标5: 3
    "refinement/quality_items": ["system"],  # 指标6: 3
    f"{ECONOMICS}/net_profit/y-1": 240,  # 指标7: 2 % = 2
    f"{ECONOMICS}/total_assets/y-1": 100,
    f"{ECONOMICS}/total_liabilities/y-1": 50,  # 指标8: 50 % = 5
    f"{LOCAL}/0/points": 3,  # 指标9
    f"{LOCAL}/1/points": 0,
    "innovation/ip_class": "own_class_one",  # 指标10: 8
    "innovation/rd/rd_expense/y-1": 360,  # 指标11: 300-400 = 6 (3 % would be 2)
    f"{ECONOMICS}/employees/y-1": 100,
    f"{ECONOMICS}/rd_staff/y-1": 10,  # 指标12: 10 % = 3
    "innovation/rd_organization_level": "municipal",  # 指标13: 4
}
"""23 专业化 + 13 精细化 + 3 特色化 + 21 创新能力 = 60, and no 直通 condition."""


def firm(**changes: Any) -> Assessment:
    return assessed("specialized", AT_60 | changes, "declared")


def test_exactly_60_is_enough() -> None:
    # 附件2 认定条件4: 评价得分达到60分以上
    told = points(firm())
    assert told | {"specialised": 23, "refined": 13, "distinctive": 3, "innovative": 21} == told
    assert (told["total"], firm().verdict) == (60, "符合认定标准")


def test_59_is_not_enough() -> None:
    below = firm(**{f"{LOCAL}/0/points": 2})
    assert (points(below)["total"], status(below, "merit"), below.verdict) == (59, "unmet", "不符合认定标准")


CONDITIONS = {
    "认定条件1 从事特定细分市场2年以上": (
        "market",
        [
            ({"specialization/market_years": 2}, "met"),
            ({"specialization/market_years": D("1.9")}, "unmet"),
            ({"specialization/market_years": None}, "unknown"),
        ],
    ),
    "认定条件2 研发费用不低于100万元": (
        "research_amount",
        [
            ({"innovation/rd/rd_expense/y-1": 100}, "met"),
            ({"innovation/rd/rd_expense/y-1": D("99.99")}, "unmet"),
            ({"innovation/rd/rd_expense/y-1": None}, "unknown"),
        ],
    ),
    "认定条件2 且占比不低于3%": (
        "research_share",
        [
            ({"innovation/rd/rd_expense/y-1": 360}, "met"),  # 3 % of 12000
            ({"innovation/rd/rd_expense/y-1": 358}, "unmet"),  # 2.98 %
            ({f"{ECONOMICS}/revenue/y-1": 0}, "judgement"),  # no ratio, and nothing is missing
            ({f"{ECONOMICS}/revenue/y-1": None}, "unknown"),
        ],
    ),
    "认定条件3 营业收入1000万元以上或股权融资2000万元以上": (
        "scale",
        [
            ({f"{ECONOMICS}/revenue/y-1": 1000}, "met"),
            ({f"{ECONOMICS}/revenue/y-1": 999}, "unmet"),
            ({f"{ECONOMICS}/revenue/y-1": 999, f"{ECONOMICS}/equity_financing/y-2": 2000}, "met"),
            ({f"{ECONOMICS}/revenue/y-1": 999, f"{ECONOMICS}/equity_financing/y-2": 1999}, "unmet"),
            ({f"{ECONOMICS}/revenue/y-1": 999, f"{ECONOMICS}/equity_financing/y-2": None}, "unknown"),
            ({f"{ECONOMICS}/revenue/y-1": 1000, f"{ECONOMICS}/equity_financing/y-2": None}, "met"),
        ],
    ),
    "认定条件4 近两年研发费用均值1000万元以上": (
        "direct_research",
        [
            ({"innovation/rd/rd_expense/y-2": 800, "innovation/rd/rd_expense/y-1": 1200}, "met"),
            ({"innovation/rd/rd_expense/y-2": 800, "innovation/rd/rd_expense/y-1": 1199}, "unmet"),
            ({"innovation/rd/rd_expense/y-2": None}, "unknown"),
        ],
    ),
    "认定条件4 近两年股权融资6000万元以上": (
        "direct_equity",
        [
            ({f"{ECONOMICS}/equity_financing/y-2": 4000, f"{ECONOMICS}/equity_financing/y-1": 2000}, "met"),
            ({f"{ECONOMICS}/equity_financing/y-2": 4000, f"{ECONOMICS}/equity_financing/y-1": 1999}, "unmet"),
            # the year before the last two does not count
            ({f"{ECONOMICS}/equity_financing/y-3": 6000}, "unmet"),
        ],
    ),
    "申请主体共同条件 符合划型标准": (
        "subject",
        [
            ({"basics/size_class": "medium"}, "met"),
            ({"basics/size_class": "large"}, "unmet"),
            ({"basics/size_class": None}, "unknown"),
        ],
    ),
}


def cases(table: Any) -> list[Any]:
    """One test for each line of a table: article, what is looked at, changes, expected."""
    return [
        pytest.param(what, changes, expected, id=f"{article} #{place}")
        for article, (what, lines) in table.items()
        for place, (changes, expected) in enumerate(lines, 1)
    ]


@pytest.mark.parametrize(("condition", "changes", "expected"), cases(CONDITIONS))
def test_a_condition_on_its_boundary(condition: str, changes: Any, expected: str) -> None:
    assert status(firm(**changes), condition) == expected


def award(level: str, rank: int, on: str = "2019-01-01") -> dict[str, Any]:
    rows = f"innovation/{level}_awards"
    return {rows: ["0"], f"{rows}/0/rank": rank, f"{rows}/0/awarded_on": on}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (award("provincial", 3), "met"),  # 省级前三
        (award("provincial", 4), "unmet"),
        (award("national", 5), "met"),  # 国家级前五
        (award("national", 6), "unmet"),
        (award("national", 1, "2018-12-31"), "unmet"),  # 近三年
        ({"innovation/maker_china": ["0"], "innovation/maker_china/0/year": 2019}, "met"),
        ({"innovation/maker_china": ["0"], "innovation/maker_china/0/year": 2018}, "unmet"),
        ({f"{ECONOMICS}/equity_financing/y-2": 6000}, "met"),
        ({"innovation/rd/rd_expense/y-2": 2000}, "met"),  # (2000 + 360) / 2
        ({}, "unmet"),
    ],
)
def test_a_direct_condition_replaces_the_points(changes: Any, expected: str) -> None:
    # 附件2 认定条件4, of a firm that earns 49: 指标5, 6 and 13 are nought
    poor = {"refinement/digital_level": "none", "refinement/quality_items": None}
    poor |= {"innovation/rd_organization_level": "none", f"{LOCAL}/0/points": 2}
    assert status(firm(**poor, **changes), "merit") == expected


SHARE = {f"{ECONOMICS}/revenue/y-1": 10000}
FLAT = {f"{ECONOMICS}/main_revenue/{year}": 10000 for year in YEARS}
STAFF = {f"{ECONOMICS}/employees/y-1": 1000}
NO_SHARE = {f"{ECONOMICS}/revenue/y-1": 100000}
BANDS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "指标1 主营业务收入占比 80/70/60": (
        "points_main", SHARE, f"{ECONOMICS}/main_revenue/y-1",
        "8000=5 7999=3 7000=3 6999=1 6000=1 5999=0 0=0 10000=5"),
    "指标2 近2年平均增长率 10/8/6/4/0": (  # twice the average: the year before stood still
        "points_growth", FLAT, f"{ECONOMICS}/main_revenue/y-1",
        "12000=10 11998=8 11600=8 11598=6 11200=6 11198=4 10800=4 10798=2 10000=2 9998=0"),
    "指标3 细分市场年限 每2年1分，最高5分": (
        "points_years", {}, "specialization/market_years", "0=0 1.9=0 2=1 3.9=1 4=2 9.9=4 10=5 30=5"),
    "指标7 净利润率 10/8/6/4/2": (
        "points_margin", SHARE, f"{ECONOMICS}/net_profit/y-1",
        "1000=10 999=8 800=8 799=6 600=6 599=4 400=4 399=2 200=2 199=0 0=0 -500=0"),
    "指标8 资产负债率 50/60/70": (
        "points_debt", {f"{ECONOMICS}/total_assets/y-1": 10000}, f"{ECONOMICS}/total_liabilities/y-1",
        "0=5 5000=5 5001=3 6000=3 6001=1 7000=1 7001=0 12000=0"),
    "指标11 研发费用金额 500/400/300/200/100": (
        "points_research", NO_SHARE, "innovation/rd/rd_expense/y-1",
        "500=10 499.99=8 400=8 399=6 300=6 299=4 200=4 199=2 100=2 99=0 0=0"),
    "指标11 或占比 10/8/6/4/3": (
        "points_research", {f"{ECONOMICS}/revenue/y-1": 900}, "innovation/rd/rd_expense/y-1",
        "90=10 89=8 72=8 71=6 54=6 53=4 36=4 35=2 27=2 26=0"),
    "指标12 研发人员占比 20/10/5": (
        "points_staff", STAFF, f"{ECONOMICS}/rd_staff/y-1", "200=5 199=3 100=3 99=1 50=1 49=0 0=0"),
}  # fmt: skip
"""附件2 评价指标: the points, what stays fixed, what varies, and each value = its points."""


@pytest.mark.parametrize(
    ("indicator", "fixed", "varied", "value", "earned"),
    [
        pytest.param(
            indicator, fixed, varied, D(case.split("=")[0]), int(case.split("=")[1]), id=f"{name} {case}"
        )
        for name, (indicator, fixed, varied, line) in BANDS.items()
        for case in line.split()
    ],
)
def test_a_number_on_a_border_gets_the_better_band(
    indicator: str, fixed: Any, varied: str, value: Decimal, earned: int
) -> None:
    assert points(firm(**{**fixed, varied: value}))[indicator] == earned


OPTIONS = {
    "指标4": ("points_field", "field/field_effect", "effect=5 basics=3 other=0"),
    "指标5": ("points_digital", "refinement/digital_level", "four=5 three=5 two=3 one=0 none=0"),
    "指标10": ("points_ip", "innovation/ip_class",
              "high_value_class_one=10 own_class_one=8 class_one=6 class_two=2 none=0"),
    "指标13": ("points_organization", "innovation/rd_organization_level",
              "national=10 provincial=8 municipal=4 below=2 none=0"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "path", "option", "earned"),
    [
        (indicator, path, *case.split("="))
        for indicator, path, line in OPTIONS.values()
        for case in line.split()
    ],
)
def test_an_option_earns_its_points(indicator: str, path: str, option: str, earned: str) -> None:
    assert points(firm(**{path: option}))[indicator] == int(earned)


@pytest.mark.parametrize(
    ("items", "earned"),
    [
        (["award"], 3),
        (["award", "brand"], 5),
        (["award", "system", "brand", "standard"], 5),
        (["none"], 0),
        (None, None),
    ],
)
def test_quality_counts_three_each_and_five_at_most(items: Any, earned: int | None) -> None:
    # 附件2 指标6; nothing chosen is not filled in
    assert points(firm(**{"refinement/quality_items": items}))["points_quality"] == earned


@pytest.mark.parametrize(
    ("changes", "indicator", "missing"),
    [
        ({f"{ECONOMICS}/revenue/y-1": 0}, "points_main", ()),
        ({f"{ECONOMICS}/main_revenue/y-2": 0}, "points_growth", ()),
        ({f"{ECONOMICS}/total_assets/y-1": 0}, "points_debt", ()),
        ({f"{ECONOMICS}/employees/y-1": 0}, "points_staff", ()),
        ({f"{ECONOMICS}/total_assets/y-1": None}, "points_debt", ("资产总额（2021年）",)),
        ({"specialization/market_years": None}, "points_years", ("企业从事特定细分市场时间",)),
    ],
)
def test_a_denominator_of_nought_is_no_number_and_a_blank_is_missing(
    changes: Any, indicator: str, missing: tuple[str, ...]
) -> None:
    scoring = firm(**changes).scoring
    assert scoring
    earned = {one.id: one for category in scoring.categories for one in category.indicators}[indicator]
    assert (earned.points, earned.missing) == (None, missing)
    assert earned.status == ("unknown" if missing else "judgement")


PROOFS = {
    "points_field": "field_proof", "points_digital": "digital_proof", "points_quality": "quality_proof",
    "points_ip": "ip_proof", "points_organization": "rd_organization_proof",
}  # fmt: skip


@pytest.mark.parametrize("indicator", PROOFS)
def test_points_without_evidence_are_nought(indicator: str) -> None:
    # 省级通知: 所填数据涉及计分而无佐证的，计零分
    unproved = firm(**{f"attachments/{PROOFS[indicator]}": None})
    assert points(unproved)[indicator] == 0
    assert points(firm())[indicator] > 0
    assert status(unproved, "merit") == "unmet"


def test_a_local_indicator_without_evidence_is_nought() -> None:
    assert points(firm(**{f"{LOCAL}/0/proof": None}))["points_local"] == 0


def test_local_points_end_at_15() -> None:
    # 附件2 指标9: 15分
    assert points(firm(**{f"{LOCAL}/0/points": 15, f"{LOCAL}/1/points": 15}))["points_local"] == 15


def test_without_a_province_its_15_points_are_for_people() -> None:
    # 57 of 60, 72 with the province's points: people decide
    firm_ = assessed("specialized", AT_60)
    assert firm_.scoring and (firm_.scoring.points, firm_.scoring.possible) == (57, 72)
    assert (status(firm_, "merit"), firm_.status) == ("judgement", "judgement")
