"""The standards of 2026 (2号文), of 复核 in 2025 and of enterprise size on their boundaries, by hand.

The figures of 2号文 come from one public summary; the original was not read (未核实). “以上” and “不高于”
include the figure itself.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from server.forms import Library, assess, compile_ruleset
from tests.forms.rulesets import assessed, status
from tests.forms.tables import real_form

ECONOMICS, RD = "economics", "innovation/rd/rd_expense"


def years(row: str, *values: Any) -> dict[str, Any]:
    """Cells of one row, the newest year first."""
    return {f"{row}/y-{back}": value for back, value in enumerate(values, 1)}


def exact(changes: dict[str, Any]) -> dict[str, Any]:
    """Numbers as the table keeps them."""
    return {
        path: Decimal(str(value)) if isinstance(value, float) else value for path, value in changes.items()
    }


def cases(table: Any) -> list[Any]:
    """One test for each line of a table: condition, changes, expected."""
    return [
        pytest.param(condition, exact(changes), expected, id=f"{condition} #{place}")
        for condition, lines in table.items()
        for place, (changes, expected) in enumerate(lines, 1)
    ]


def award(level: str, rank: int, on: str = "2024-05-01") -> dict[str, Any]:
    rows = f"innovation/{level}_awards"
    return {rows: ["0"], f"{rows}/0/rank": rank, f"{rows}/0/awarded_on": on}


COUNT, SHARE = "innovation/class_one_count", "distinctive/position/share_domestic/y-1"
REVENUE, MAIN = f"{ECONOMICS}/revenue", f"{ECONOMICS}/main_revenue"
GIANT: dict[str, list[tuple[dict[str, Any], str]]] = {
    "prior": [
        ({"others/honors": ["provincial_specialized"]}, "met"),
        ({"others/honors": ["high_tech"]}, "unmet"),
        ({"others/honors": None}, "unknown"),
    ],
    "market": [
        ({"specialization/market_years": 3}, "met"),
        ({"specialization/market_years": 2.9}, "unmet"),
    ],
    "size": [({f"{REVENUE}/y-1": 5000}, "met"), ({f"{REVENUE}/y-1": 4999.99}, "unmet")],
    "main_share": [
        ({f"{REVENUE}/y-1": 10000, f"{MAIN}/y-1": 9000}, "met"),
        ({f"{REVENUE}/y-1": 10000, f"{MAIN}/y-1": 8999}, "unmet"),  # 89.99%
    ],
    "growth": [  # the root of 11025 / 10000 is 1.05
        (years(REVENUE, 11025, 1, 10000), "met"),
        (years(REVENUE, 11022, 99999, 10000), "unmet"),  # 4.99%: the year between does not count
        (years(REVENUE, 11025, 1, 0), "judgement"),
    ],
    "debt": [
        ({f"{ECONOMICS}/total_assets/y-1": 10000, f"{ECONOMICS}/total_liabilities/y-1": 7500}, "met"),
        ({f"{ECONOMICS}/total_assets/y-1": 10000, f"{ECONOMICS}/total_liabilities/y-1": 7501}, "unmet"),
    ],
    "research_amount": [(years(RD, 700, 500), "met"), (years(RD, 700, 499.99), "unmet")],
    "research_share": [
        ({**years(REVENUE, 10000, 10000), **years(RD, 300, 300)}, "met"),
        ({**years(REVENUE, 10000, 10000), **years(RD, 900, 299)}, "unmet"),  # 2.99% in one of the years
    ],
    "ip": [
        ({COUNT: 4}, "met"),
        ({COUNT: 3}, "unmet"),
        ({COUNT: 0, **award("national", 3)}, "met"),  # 国家级前三可豁免
        ({COUNT: 3, **award("national", 4)}, "unmet"),
        ({COUNT: 3, **award("national", 1, "2022-12-31")}, "unmet"),  # 近三年
        ({COUNT: 3, **award("provincial", 1)}, "unmet"),
    ],
    "position": [
        ({SHARE: 10, "distinctive/domestic_rank": 9}, "met"),
        ({SHARE: 9.99, "distinctive/domestic_rank": 3}, "met"),
        ({SHARE: 9.99, "distinctive/domestic_rank": 4}, "unmet"),
        ({SHARE: 9.99, "distinctive/domestic_rank": None}, "unknown"),
    ],
    "field": [
        ({"field/six_basics": False, "field/industry_kind": "future", "field/chain_key": True}, "met"),
        ({"field/six_basics": False, "field/industry_kind": "future", "field/chain_key": False}, "unmet"),
        ({"field/six_basics": False, "field/industry_kind": "none", "field/chain_key": True}, "unmet"),
    ],
    "evaluated": [({"rating/evaluation_score": 60}, "met"), ({"rating/evaluation_score": 59.99}, "unmet")],
}


@pytest.mark.parametrize(("condition", "changes", "expected"), cases(GIANT))
def test_a_little_giant_of_2026(condition: str, changes: Any, expected: str) -> None:
    assert status(assessed("little-giant-2026", changes), condition) == expected


EQUITY, BODY = f"{ECONOMICS}/equity_financing", "innovation/rd_organization_level"
SPECIALIZED: dict[str, list[tuple[dict[str, Any], str]]] = {
    "prior": [({"rating/prior_title": "technology"}, "met"), ({"rating/prior_title": "none"}, "unmet")],
    "market": [
        ({"specialization/market_years": 3}, "met"),
        ({"specialization/market_years": 2.9}, "unmet"),  # 2022 asked for 2
    ],
    "scale": [
        ({f"{REVENUE}/y-1": 1500, **years(EQUITY, 0, 0)}, "met"),
        ({f"{REVENUE}/y-1": 1499.99, **years(EQUITY, 1000, 1000)}, "met"),
        ({f"{REVENUE}/y-1": 1499.99, **years(EQUITY, 1000, 999)}, "unmet"),
    ],
    "main_share": [
        ({f"{REVENUE}/y-1": 10000, f"{MAIN}/y-1": 8000}, "met"),
        ({f"{REVENUE}/y-1": 10000, f"{MAIN}/y-1": 7999}, "unmet"),
    ],
    "debt": [
        ({f"{ECONOMICS}/total_assets/y-1": 10000, f"{ECONOMICS}/total_liabilities/y-1": 8000}, "met"),
        ({f"{ECONOMICS}/total_assets/y-1": 10000, f"{ECONOMICS}/total_liabilities/y-1": 8001}, "unmet"),
    ],
    "research_amount": [(years(RD, 100, 100), "met"), (years(RD, 500, 99.99), "unmet")],
    "research_share": [
        ({**years(REVENUE, 10000, 10000), **years(RD, 300, 300)}, "met"),
        ({**years(REVENUE, 10000, 10000), **years(RD, 299, 300)}, "unmet"),
    ],
    "ip": [
        ({COUNT: 1, BODY: "none"}, "met"),
        ({COUNT: 0, BODY: "municipal", "innovation/provincial_awards": None}, "unmet"),
        ({COUNT: 0, BODY: "provincial"}, "met"),  # 省部级以上研发机构可豁免
        ({COUNT: 0, BODY: "none", **award("provincial", 3)}, "met"),
        ({COUNT: 0, BODY: "none", **award("provincial", 4)}, "unmet"),
    ],
    "position": [({SHARE: 1}, "judgement")],  # 较为靠前: no figure
    "evaluated": [({"rating/evaluation_score": 50}, "met"), ({"rating/evaluation_score": 49.99}, "unmet")],
}


@pytest.mark.parametrize(("condition", "changes", "expected"), cases(SPECIALIZED))
def test_a_specialized_firm_of_2026(condition: str, changes: Any, expected: str) -> None:
    assert status(assessed("specialized-2026", changes), condition) == expected


def test_both_standards_are_alive_for_one_table() -> None:
    # 2026: new applications by 2号文, 复核 by 63号文
    form = real_form("little-giant-2026")
    before, now = (
        compile_ruleset(Library().ruleset(f"tidu-{year}-little-giant"), form) for year in (2022, 2026)
    )
    cells = {f"{REVENUE}/y-1": 10000, f"{MAIN}/y-1": 8000}  # 80%: enough for 70, not for 90
    assert status(assess(before, form, cells), "main_share") == "met"
    assert status(assess(now, form, cells), "main_share") == "unmet"


def test_a_review_of_2025_is_not_asked_for_growth() -> None:
    # 工信厅企业函〔2025〕190号
    with pytest.raises(KeyError):
        status(assessed("little-giant-review-2025", {}), "growth")
    assert status(assessed("little-giant-2023", {}), "growth") == "met"


SIZES = """
    3985 1000 40000 1 大型
    3985  999 40000 1 中型
    3985 1000 39999 1 中型
    3985  300  2000 0 中型
    3985  299  2000 0 小型
    3985   20   300 0 小型
    3985   19   300 0 微型
    0111    1 20000 0 大型
    0111    1   500 0 中型
    0111    1    49 0 微型
    4710    1 80000 80000 大型
    4710    1  6000  4999 小型
    5110  200 40000 0 大型
    5110    5   999 0 微型
    6513  300 10000 0 大型
    6513  100   999 0 小型
    6319  100  1000 0 中型
    5910  300  3000 0 中型
    5920   99 30000 0 小型
    7010    1  1000 5000 中型
    7020  299  5000 0 小型
    7210  100     0 8000 中型
    7320  300     0 0 大型
    7320    9     0 0 微型
"""
"""Industry, people, revenue, assets, size, by hand from 工信部联企业〔2011〕300号."""


@pytest.mark.parametrize("line", SIZES.strip().splitlines(), ids=str.split)
def test_a_firm_has_the_size_whose_bounds_it_all_reaches(line: str) -> None:
    industry, people, revenue, assets, size = line.split()
    changes = {"basics/industry": industry, "size/employees": int(people)}
    changes |= {"size/revenue": int(revenue), "size/total_assets": int(assets)}
    assert assessed("enterprise-profile", changes).verdict == size


def test_an_industry_without_classes_is_for_people() -> None:
    assert assessed("enterprise-profile", {"basics/industry": "8310"}).status == "judgement"
