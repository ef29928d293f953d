"""The standards of 2021 on their boundaries: 小巨人 (工信厅企业函〔2021〕79号) and 广东省 (通告〔2021〕6号).

Expected results are by hand. Neither document was found word for word; what is pieced together or from
memory is said in each rule set's provenance, and marked here with 未核实.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from server.forms import Assessment
from tests.forms.rulesets import assessed, status
from tests.forms.tables import real_form

D = Decimal
Y1, Y2, Y3 = "y-1", "y-2", "y-3"


def years(row: str, **values: Any) -> dict[str, Any]:
    """Cells of one row: y1 is last year."""
    return {f"{row}/{key.replace('y', 'y-')}": value for key, value in values.items()}


def cases(table: Any) -> list[Any]:
    """One test for each line of a table: article, condition, changes, expected."""
    return [
        pytest.param(condition, changes, expected, id=f"{article} #{place}")
        for article, (condition, lines) in table.items()
        for place, (changes, expected) in enumerate(lines, 1)
    ]


def giant(**changes: Any) -> Assessment:
    return assessed("guangdong-little-giant", changes)


MAIN, PROFIT, REVENUE, RESEARCH = (
    f"figures/{row}" for row in ("main_revenue", "net_profit", "revenue", "rd_expense")
)
FLAT = years(MAIN, y3=10000, y2=10000, y1=10000)
NO_PROFIT_GROWTH = years(PROFIT, y3=100, y2=100, y1=100)
GIANT = {
    "基本条件 连续经营3年以上": ("running", [
        ({"enterprise/registered_on": "2017-12-31"}, "met"),  # three years at the end of 2020
        ({"enterprise/registered_on": "2018-01-01"}, "unmet"),
        ({"enterprise/registered_on": None}, "unknown"),
    ]),
    "基本条件 不得推荐的情形（未核实）": ("no_violation", [
        ({"basic/violations": ["none"]}, "met"),
        ({"basic/violations": ["tax"]}, "unmet"),
        ({"basic/violations": None}, "unknown"),
    ]),
    "基本条件 省级专精特新或其他创新能力强": ("strong", [
        ({"basic/provincial_specialized": True}, "met"),
        ({"basic/provincial_specialized": False}, "judgement"),
    ]),
    "专项条件·经济效益 主营收入或净利润平均增长5%以上": ("growth", [
        ({**FLAT, f"{MAIN}/{Y1}": 11000, **NO_PROFIT_GROWTH}, "met"),  # (0 % + 10 %) / 2
        ({**FLAT, f"{MAIN}/{Y1}": 10998, **NO_PROFIT_GROWTH}, "unmet"),  # 4.99 %
        ({**FLAT, **NO_PROFIT_GROWTH, f"{PROFIT}/{Y1}": 110}, "met"),  # profit alone is enough
        ({**FLAT, **NO_PROFIT_GROWTH, f"{PROFIT}/{Y1}": 109}, "unmet"),
        ({**FLAT, **NO_PROFIT_GROWTH, f"{PROFIT}/{Y3}": -100}, "judgement"),  # no growth from a loss
        ({**FLAT, f"{PROFIT}/{Y1}": None}, "unknown"),
        ({f"{MAIN}/{Y3}": 0, **NO_PROFIT_GROWTH}, "judgement"),  # no growth from nothing
    ]),
    "专项条件·经济效益 资产负债率不高于70%": ("debt", [
        ({"figures/total_assets/y-1": 10000, "figures/total_liabilities/y-1": 7000}, "met"),
        ({"figures/total_assets/y-1": 10000, "figures/total_liabilities/y-1": 7001}, "unmet"),
        ({"figures/total_assets/y-1": 0}, "judgement"),
        ({"figures/total_assets/y-1": None}, "unknown"),
    ]),
    "专项条件·专业化程度 从事细分市场3年以上": ("market", [
        ({"special/niche_years": 3}, "met"), ({"special/niche_years": D("2.9")}, "unmet"),
        ({"special/niche_years": None}, "unknown"),
    ]),
    "专项条件·专业化程度 主营收入占70%以上": ("main_share", [
        ({f"{REVENUE}/{Y1}": 10000, f"{MAIN}/{Y1}": 7000}, "met"),
        ({f"{REVENUE}/{Y1}": 10000, f"{MAIN}/{Y1}": 6999}, "unmet"),
        ({f"{REVENUE}/{Y1}": 0}, "judgement"),
    ]),
    "专项条件·专业化程度 全省前3位": ("rank_province", [
        ({"special/provincial_rank": 3}, "met"), ({"special/provincial_rank": 4}, "unmet"),
        ({"special/provincial_rank": None}, "unknown"),
    ]),
    "专项条件·创新能力 发明专利2项或其他5项": ("ip", [
        ({"special/invention_count": 2, "special/other_ip_count": 0}, "met"),
        ({"special/invention_count": 1, "special/other_ip_count": 5}, "met"),
        ({"special/invention_count": 1, "special/other_ip_count": 4}, "unmet"),
        ({"special/invention_count": 1, "special/other_ip_count": None}, "unknown"),
    ]),
    "专项条件·创新能力 研发机构": ("research", [
        ({"special/research_body": True}, "met"), ({"special/research_body": False}, "unmet"),
    ]),
    "专项条件·经营管理（未核实）": ("managed", [
        ({}, "met"), ({"special/own_brand": False}, "unmet"), ({"special/certified": False}, "unmet"),
    ]),
    "重点领域（未核实）": ("field", [
        ({"special/key_field": "chain"}, "met"), ({"special/key_field": "none"}, "judgement"),
        ({"special/key_field": None}, "unknown"),
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("condition", "changes", "expected"), cases(GIANT))
def test_a_condition_of_the_little_giant_of_2021(condition: str, changes: Any, expected: str) -> None:
    assert status(giant(**changes), condition) == expected


@pytest.mark.parametrize(
    ("revenue", "expense", "expected"),
    [
        (10000, 300, "met"), (10000, 299, "unmet"),  # 分类条件1: 1亿元以上, 3 %
        (9999, 600, "met"), (9999, 599, "unmet"),  # 分类条件2: 6 %
        (5000, 300, "met"), (5000, 299, "unmet"),
        (4999, 4999, "unmet"),  # 分类条件3 asks for equity
        (None, 300, "unknown"), (0, 0, "unmet"),
    ],
)  # fmt: skip
def test_a_tier_of_revenue_asks_for_its_share_of_research(revenue: Any, expense: int, expected: str) -> None:
    changes = years(REVENUE, y2=revenue, y1=revenue) | years(RESEARCH, y2=expense, y1=expense)
    assert status(giant(**changes), "tier") == expected


@pytest.mark.parametrize(
    ("equity", "expense", "staff", "expected"),
    [
        (8000, 1500, 50, "judgement"),  # figures met; whether it is a breakthrough, people tell
        (7999, 1500, 50, "unmet"), (8000, 1499, 50, "unmet"), (8000, 1500, 49, "unmet"),
        (None, 1500, 50, "unknown"),
    ],
)  # fmt: skip
def test_a_small_firm_of_2021(equity: Any, expense: int, staff: int, expected: str) -> None:
    # 分类条件3: 8000 of equity, 3000 of research in two years (未核实), half of the staff
    changes = years(REVENUE, y2=4999, y1=4999) | years(RESEARCH, y2=expense, y1=expense)
    changes |= {"special/equity_two_years": equity, "enterprise/employees": 100, "special/rd_staff": staff}
    assert status(giant(**changes), "tier") == expected


@pytest.mark.parametrize("name", ["little-giant-2021", "guangdong-little-giant"])
def test_the_application_and_the_self_test_rest_on_one_standard(name: str) -> None:
    firm = assessed(name, {})
    assert firm.title == "第三批专精特新“小巨人”企业条件（2021）"
    assert firm.verdict == "待人工判断：其余均满足，判断通过即“符合申报条件”"


APPLICATION = {
    "专项条件·创新能力 院士专家工作站": ("research", [
        ({"innovation/rd_bodies": None, "innovation/postdoctoral_station": False}, "unmet"),
        ({"innovation/rd_bodies": None, "innovation/academician_station": True}, "met"),
    ]),
    "专项条件·创新能力 信息系统": ("digital", [
        ({"innovation/it_systems": ["design"]}, "met"), ({"innovation/it_systems": None}, "unknown"),
    ]),
    "专项条件·经营管理 三者之一": ("certificate", [
        ({"management/management_certificates": None, "management/product_certificates": None}, "met"),
        ({"management/management_certificates": None, "management/product_certificates": None,
          "management/product_standard": False}, "unmet"),
    ]),
    "专项条件·专业化程度 主营收入占70%以上": ("main_share", [
        ({"economics/revenue/y-1": 20000, "economics/main_revenue/y-1": 14000}, "met"),
        ({"economics/revenue/y-1": 20000, "economics/main_revenue/y-1": 13998}, "unmet"),
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("condition", "changes", "expected"), cases(APPLICATION))
def test_a_condition_of_the_application_of_2021(condition: str, changes: Any, expected: str) -> None:
    assert status(assessed("little-giant-2021", changes), condition) == expected


CORE, EAST = {"enterprise/region": "440106"}, {"enterprise/region": "440512"}  # 广州天河, 汕头濠江
PRIORITY, PLAIN = {"conditions/priority_field": True}, {"conditions/priority_field": False}
ASSETS = "figures/total_assets/y-1"
NICHE = {"conditions/niche_years": 2, "conditions/talent_ratio": 0}
NONE_OF_THREE = {f"conditions/{key}": False for key in ("certified", "own_brand", "special", "novel")}


def guangdong(**changes: Any) -> Assessment:
    return assessed("guangdong-specialized", PLAIN | changes)


SCALE = [
    (CORE, PLAIN, 3000), (EAST, PLAIN, 2000),  # 基本条件3
    (CORE, PRIORITY, 2400), (EAST, PRIORITY, 1600),  # 放宽20%
    ({"enterprise/region": "440305"}, PLAIN, 3000),  # 深圳
    ({"enterprise/region": "441302"}, PLAIN, 3000),  # 惠州
    ({"enterprise/region": "441802"}, PLAIN, 2000),  # 清远
]  # fmt: skip


@pytest.mark.parametrize(("place", "field", "floor"), SCALE)
@pytest.mark.parametrize(
    ("path", "condition"), [(ASSETS, "scale_assets"), (f"{REVENUE}/{Y1}", "scale_revenue")]
)
def test_assets_and_revenue_have_a_floor_by_region(
    place: Any, field: Any, floor: int, path: str, condition: str
) -> None:
    # 通告〔2021〕6号 基本条件3 and the relief for 优先遴选领域
    assert status(guangdong(**place, **{**field, path: floor}), condition) == "met"
    assert status(guangdong(**place, **{**field, path: floor - D("0.01")}), condition) == "unmet"


GUANGDONG = {
    "基本条件1 在广东省注册": ("in_guangdong", [
        (EAST, "met"), ({"enterprise/region": "320115"}, "unmet"), ({"enterprise/region": None}, "unknown"),
    ]),
    "基本条件1 符合划型标准": ("small", [
        ({"enterprise/size_class": "medium"}, "met"), ({"enterprise/size_class": "large"}, "unmet"),
    ]),
    "基本条件2 产业政策和制度": ("sound", [
        ({}, "met"), ({"conditions/fits_policy": False}, "unmet"),
        ({"conditions/sound_finance": None}, "unknown"),
    ]),
    "基本条件3 优先领域未填": ("scale_assets", [({"conditions/priority_field": None}, "unknown")]),
    "基本条件4 年均增长15%以上": ("average", [
        (years(MAIN, y3=1000, y2=1100, y1=1320), "met"),  # (10 % + 20 %) / 2
        (years(MAIN, y3=1000, y2=1100, y1=1319), "unmet"),  # 14.95 %
        (years(MAIN, y3=1000, y2=1100, y1=1254) | PRIORITY, "met"),  # (10 % + 14 %) / 2 = 12 %
        (years(MAIN, y3=1000, y2=1100, y1=1253) | PRIORITY, "unmet"),  # 11.95 %
        (years(MAIN, y3=0, y2=1100, y1=1320), "judgement"),
        (years(MAIN, y3=None, y2=1100, y1=1320), "unknown"),
    ]),
    "基本条件4 逐年增长": ("each_year", [
        (years(MAIN, y3=1000, y2=1001, y1=1400), "met"),
        (years(MAIN, y3=1000, y2=1000, y1=1400), "unmet"),  # stood still once
        (years(MAIN, y3=1000, y2=1400, y1=1399), "unmet"),
    ]),
    "基本条件4 利润总额为正": ("profit", [
        (years("figures/total_profit", y2=D("0.01"), y1=D("0.01")), "met"),
        (years("figures/total_profit", y2=10, y1=0), "unmet"),
        (years("figures/total_profit", y2=None, y1=10), "unknown"),
    ]),
    "基本条件5 研发费用占3%以上": ("research", [
        (years(REVENUE, y2=5000, y1=6000) | years(RESEARCH, y2=150, y1=180), "met"),
        (years(REVENUE, y2=5000, y1=6000) | years(RESEARCH, y2=150, y1=179), "unmet"),  # 2.98 %
        (years(REVENUE, y2=0, y1=6000) | years(RESEARCH, y2=150, y1=180), "judgement"),
    ]),
    "专项标准·专业化（参照韶关，未核实）": ("professional", [
        (NICHE | {f"{REVENUE}/{Y1}": 10000, f"{MAIN}/{Y1}": 6000}, "met"),
        (NICHE | {f"{REVENUE}/{Y1}": 10000, f"{MAIN}/{Y1}": 5999}, "unmet"),
        ({"conditions/niche_years": 1, "conditions/talent_ratio": 20}, "met"),
        ({"conditions/niche_years": 1, "conditions/talent_ratio": D("19.99")}, "unmet"),
    ]),
    "专项标准 至少一项（未核实）": ("special_standards", [
        (NONE_OF_THREE, "met"),  # 专业化 alone
        (NONE_OF_THREE | {"conditions/niche_years": 1, "conditions/talent_ratio": 0}, "unmet"),
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("condition", "changes", "expected"), cases(GUANGDONG))
def test_a_condition_of_guangdong_2021(condition: str, changes: Any, expected: str) -> None:
    assert status(guangdong(**changes), condition) == expected


def test_the_self_test_of_guangdong_gives_its_verdict_and_disclaimer() -> None:
    firm = guangdong()
    assert (firm.status, firm.verdict) == ("met", "符合遴选条件")
    assert "不作为最终评审依据" in firm.disclaimer


@pytest.mark.parametrize(
    "name", ["specialized", "little-giant-2021", "guangdong-little-giant", "guangdong-specialized"]
)
def test_nothing_is_met_by_an_empty_table_or_garbage(name: str) -> None:
    for garbage in (None, "x", [], {}, [{}], -1, 10**18):
        assert assessed(name, dict.fromkeys(real_form(name).fields, garbage)).status != "met"
