"""The standards of Jiangsu on their boundaries: 入库, 产品, 小巨人 of 2021, and the 特色化 points of 2022.

Expected results are by hand. The notices were found as reprints only; what is read into them is said in the
provenance of each rule set.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from server.forms import Assessment
from tests.forms.rulesets import assessed, points, status

D = Decimal
SALES, OPERATING = "application/product/sales/product_sales/y-1", "application/operating"
INDICATORS = "operating/indicators"
NO_CHAIN = {"application/product/in_supply_chain": False}
NO_TECHNOLOGY = {"application/product/proprietary_technology": False}
ONE_PATENT = {"proofs/patents": ["0"]}


def row(path: str, **values: Any) -> dict[str, Any]:
    """Cells of a year row: y4 is y-4."""
    return {f"{path}/{key.replace('y', 'y-')}": value for key, value in values.items()}


def cases(table: Any) -> list[Any]:
    """One test for each line of a table: article, condition, changes, expected."""
    return [
        pytest.param(condition, changes, expected, id=f"{article} #{place}")
        for article, (condition, lines) in table.items()
        for place, (changes, expected) in enumerate(lines, 1)
    ]


PRODUCT = {
    "产品条件1 占主营业务收入60%以上": ("sales", [
        ({f"{OPERATING}/main_revenue/y-1": 10000, SALES: 6000}, "met"),
        ({f"{OPERATING}/main_revenue/y-1": 10000, SALES: 5999}, "unmet"),  # 59.99 %
        ({f"{OPERATING}/main_revenue/y-1": 0, SALES: 0}, "judgement"),
        ({SALES: None}, "unknown"),
    ]),
    "产品条件2 专利或软著2项，或专有技术": ("technology", [
        (NO_TECHNOLOGY | ONE_PATENT | {"application/product/software_count": 1}, "met"),  # 1 + 1
        (NO_TECHNOLOGY | ONE_PATENT | {"application/product/software_count": 0}, "unmet"),
        (ONE_PATENT | {"application/product/software_count": 0}, "met"),  # proprietary technology
        (NO_TECHNOLOGY | ONE_PATENT | {"application/product/software_count": None}, "unknown"),
    ]),
    "产品条件3 关键性能领先": ("leading", [({}, "judgement")]),
    "产品条件4 排名前10，或进入供应链": ("market", [
        (NO_CHAIN | {"application/product/domestic_rank": 10}, "met"),
        (NO_CHAIN | {"application/product/domestic_rank": 11}, "unmet"),
        ({"application/product/domestic_rank": 11}, "met"),  # a supplier
        (NO_CHAIN | {"application/product/domestic_rank": None}, "unknown"),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", ["jiangsu-product", "jiangsu-product-review"])
@pytest.mark.parametrize(("condition", "changes", "expected"), cases(PRODUCT))
def test_a_condition_of_a_product(condition: str, changes: Any, expected: str, name: str) -> None:
    assert status(assessed(name, changes), condition) == expected


REVENUE, MAIN, PROFIT, RESEARCH = (
    f"{INDICATORS}/{key}" for key in ("revenue", "main_revenue", "total_profit", "rd_expense")
)
LOW_MARGIN = row(PROFIT, y3=0, y2=0, y1=0)
FLAT = row(REVENUE, y4=1000, y3=1000, y2=1000, y1=1000)
NO_SUPPLY = {"product/in_supply_chain": False}
MANUFACTURING = {
    "制造类条件1 主营5000万元，或利润400万元": ("scale", [
        (row(MAIN, y1=5000) | row(PROFIT, y1=0), "met"),
        (row(MAIN, y1=D("4999.99")) | row(PROFIT, y1=400), "met"),
        (row(MAIN, y1=D("4999.99")) | row(PROFIT, y1=D("399.99")), "unmet"),
        (row(MAIN, y1=None) | row(PROFIT, y1=399), "unknown"),
        (row(MAIN, y1=None) | row(PROFIT, y1=400), "met"),
    ]),
    "制造类条件2 排名前5，或进入供应链": ("market", [
        (NO_SUPPLY | {"product/domestic_rank": 5}, "met"),
        (NO_SUPPLY | {"product/domestic_rank": 6}, "unmet"),
        ({"product/domestic_rank": 6}, "met"),
    ]),
    "制造类条件3 复合增长率8%": ("by_growth", [
        (row(REVENUE, y4=100000, y1=D("125971.2")), "met"),  # 1.08 ^ 3 = 1.259712
        (row(REVENUE, y4=100000, y1=D("125950")), "unmet"),  # 7.99 %
        (row(REVENUE, y4=0), "judgement"),
        (row(REVENUE, y4=None), "unknown"),
    ]),
    "制造类条件3 平均利润率8%": ("by_margin", [
        (FLAT | row(PROFIT, y3=60, y2=80, y1=100), "met"),  # (6 + 8 + 10) / 3
        (FLAT | row(PROFIT, y3=60, y2=80, y1=D("99.8")), "unmet"),  # 7.99 %
        (FLAT | row(PROFIT, y3=-60, y2=80, y1=220), "met"),  # a loss counts as it is
    ]),
    "制造类条件3 有一项即可": ("growing", [
        (FLAT | row(PROFIT, y3=80, y2=80, y1=80), "met"),
        (LOW_MARGIN, "met"),  # growth is 15.59 %
        (FLAT | LOW_MARGIN, "unmet"),
    ]),
    "制造类条件4 市级以上研发机构（热点问题13）": ("research", [
        ({"innovation/rd_organization_level": "municipal"}, "met"),
        ({"innovation/rd_organization_level": "county"}, "unmet"),
        ({"innovation/rd_organization_level": "none"}, "unmet"),
        ({"innovation/rd_organization_level": None}, "unknown"),
    ]),
    "制造类条件4 国内领先": ("leading", [({}, "judgement")]),
    "制造类条件5 研发费用三年均值3%": ("intensity", [
        (row(MAIN, y3=10000, y2=10000, y1=10000) | row(RESEARCH, y3=200, y2=300, y1=400), "met"),
        (row(MAIN, y3=10000, y2=10000, y1=10000) | row(RESEARCH, y3=200, y2=300, y1=397), "unmet"),  # 2.99 %
        (row(MAIN, y3=0, y2=10000, y1=10000), "judgement"),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", ["jiangsu-manufacturing", "jiangsu-manufacturing-review"])
@pytest.mark.parametrize(("condition", "changes", "expected"), cases(MANUFACTURING))
def test_a_condition_of_a_manufacturing_giant(condition: str, changes: Any, expected: str, name: str) -> None:
    assert status(assessed(name, changes), condition) == expected


INNOVATIVE = {
    "创新类条件1 2014年及以后成立": ("young", [
        ({"basics/registered_on": "2014-01-01"}, "met"), ({"basics/registered_on": "2013-12-31"}, "unmet"),
        ({"basics/registered_on": None}, "unknown"),
    ]),
    "创新类条件2 四新": ("new_economy", [({}, "judgement")]),
    "创新类条件3 原创技术、高成长": ("original_lead", [({}, "judgement")]),
}  # fmt: skip


@pytest.mark.parametrize("name", ["jiangsu-innovative", "jiangsu-innovative-review"])
@pytest.mark.parametrize(("condition", "changes", "expected"), cases(INNOVATIVE))
def test_a_condition_of_an_innovative_giant(condition: str, changes: Any, expected: str, name: str) -> None:
    assert status(assessed(name, changes), condition) == expected


POOL = {
    "入库条件 制造类 专利2件": ("two_patents", [
        ({"ip/invention_count": 0, "ip/utility_model_count": 2}, "met"),
        ({"ip/invention_count": 1, "ip/utility_model_count": 0}, "unmet"),
        ({"ip/invention_count": None}, "unknown"),
    ]),
    "入库条件 制造类 主导产品占40%": ("lead", [
        (row(REVENUE, y1=10000) | {f"{INDICATORS}/lead_revenue/y-1": 4000}, "met"),
        (row(REVENUE, y1=10000) | {f"{INDICATORS}/lead_revenue/y-1": 3999}, "unmet"),
    ]),
    "入库条件 制造类 增长率或利润率5%": ("growing", [
        (FLAT | row(PROFIT, y3=50, y2=50, y1=50), "met"),
        (FLAT | row(PROFIT, y3=50, y2=50, y1=D("49.7")), "unmet"),  # 4.99 %
        (row(REVENUE, y4=100000, y1=D("115762.5")) | LOW_MARGIN, "met"),  # 1.05 ^ 3 = 1.157625
    ]),
    "入库条件 制造类 集群": ("cluster", [({}, "met"), ({"product/cluster": None}, "unknown")]),
    "入库条件 制造类 市场地位": ("position_front", [
        ({"product/market_position": "partner"}, "met"), ({"product/market_position": "other"}, "unmet"),
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("condition", "changes", "expected"), cases(POOL))
def test_a_condition_of_the_pool(condition: str, changes: Any, expected: str) -> None:
    assert status(assessed("jiangsu-pool", changes), condition) == expected


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "符合入库条件（制造类）"),
        ({"product/own_ip": False}, "不符合入库条件"),
        ({"basics/category": "innovative"}, "待人工判断：其余均满足，判断通过即“符合入库条件（创新类）”"),
        (
            {"basics/category": "innovative", "ip/invention_count": 0, "ip/utility_model_count": 0},
            "不符合入库条件",
        ),
    ],
)
def test_the_pool_has_a_door_for_each_sort_of_firm(changes: Any, verdict: str) -> None:
    assert assessed("jiangsu-pool", changes).verdict == verdict


@pytest.mark.parametrize("name", ["jiangsu-product", "jiangsu-manufacturing", "jiangsu-innovative"])
def test_the_rest_of_an_application_is_for_people_to_judge(name: str) -> None:
    assert assessed(name, {}).verdict == "待人工判断：其余均满足，判断通过即“符合申报条件”"


def specialized(**changes: Any) -> Assessment:
    return assessed("jiangsu-specialized", changes, plugin="jiangsu")


NO_FIELDS = {"distinctive/field_advantages": []}
POSITION = "distinctive/market_position"
ONE_FIELD = {"distinctive/field_advantages": ["0"]}
MARK = "distinctive/field_advantages/0/points"


@pytest.mark.parametrize(
    ("changes", "earned"),
    [
        ({POSITION: "national"}, 6), ({POSITION: "second"}, 4), ({POSITION: "provincial"}, 2),
        ({POSITION: "none"}, 0), ({POSITION: None}, None),
        ({"distinctive/position_proof": None}, 0),  # 填报计分而无佐证者计零分
    ],
)  # fmt: skip
def test_the_position_in_the_market_earns_six_points_at_most(changes: Any, earned: int | None) -> None:
    # 苏工信中小〔2022〕496号 特色化指标1
    assert points(specialized(**changes))["points_position"] == earned


@pytest.mark.parametrize(
    ("changes", "earned"),
    [
        (NO_FIELDS, 0), (ONE_FIELD | {MARK: 3}, 3), (ONE_FIELD | {MARK: 9}, 9), (ONE_FIELD | {MARK: 15}, 9),
        (ONE_FIELD | {"distinctive/field_advantages/0/proof": None}, 0),
    ],
)  # fmt: skip
def test_the_field_earns_what_is_declared_and_proved_nine_at_most(changes: Any, earned: int) -> None:
    # 特色化指标2: the bands were not found, 15 less the 6 of the first
    assert points(specialized(**changes))["points_advantage"] == earned


def test_the_province_completes_the_hundred_points() -> None:
    firm = points(specialized(**ONE_FIELD | {MARK: 9}))
    assert (firm["distinctive"], firm["total"]) == (15, 96)  # 25 + 25 + 15 + 31
