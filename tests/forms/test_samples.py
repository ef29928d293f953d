"""The three tables at work: samples pass, points fall on the right side of a band, known numbers come out."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from server.forms import Form, Library, compile_form, disassemble, json, recompute, validate_answers

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / "server" / "demo" / "answers"
SAMPLES = {
    "innovative-sme": "miit/innovative-sme/2022",
    "little-giant": "miit/little-giant/2022",
    "jiangsu-product": "jiangsu/product/2021",
}


@cache
def form(name: str) -> Form:
    return compile_form(Library().read(SAMPLES.get(name, name)))


def answers(name: str) -> Any:
    return json.loads((DEMO / f"{name}.json").read_bytes())


def computed(name: str, changes: dict[str, Any], sample: str = "complete") -> dict[str, Any]:
    cells = {**disassemble(form(name), answers(f"{name}.{sample}")), **changes}
    recompute(form(name), cells)
    return cells


@pytest.mark.parametrize("name", SAMPLES)
def test_the_complete_sample_has_no_findings(name: str) -> None:
    assert validate_answers(form(name), answers(f"{name}.complete")) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_the_half_filled_sample_has_mistakes_and_gaps(name: str) -> None:
    rules = {finding.rule for finding in validate_answers(form(name), answers(f"{name}.half"))}
    assert {"required", "format"} < rules


@pytest.mark.parametrize("name", SAMPLES)
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


@pytest.mark.parametrize(
    ("expense", "points"), [(500, 20), (499, 15), (300, 15), (200, 10), (100, 5), (99, 0)]
)
def test_a_ratio_on_the_border_gets_the_higher_points(expense: int, points: int) -> None:
    changes = {"operation/revenue/y-1": 10000, "operation/rd_expense/y-1": expense}
    assert computed("innovative-sme", changes)["scores/score_rd"] == points


@pytest.mark.parametrize(
    ("last_year", "points"), [(11500, 20), (11000, 15), (10500, 10), (10000, 5), (9999, 0)]
)
def test_growth_is_scored_and_a_decline_gets_nothing(last_year: int, points: int) -> None:
    changes = {"operation/main_revenue/y-2": 10000, "operation/main_revenue/y-1": last_year}
    assert computed("innovative-sme", changes)["scores/score_growth_rate"] == points


@pytest.mark.parametrize(("liabilities", "points"), [(55, 10), (56, 5), (75, 5), (76, 0)])
def test_low_debt_is_better(liabilities: int, points: int) -> None:
    changes = {"operation/total_assets/y-1": 100, "operation/total_liabilities/y-1": liabilities}
    assert computed("innovative-sme", changes)["scores/score_debt"] == points


def test_without_a_direct_condition_the_points_decide() -> None:
    changes: dict[str, Any] = {"direct/direct_honor": False, "innovation/ip_class": "none"}
    changes |= {"operation/rd_expense/y-1": 0}
    cells = computed("innovative-sme", changes)
    assert cells["scores/score_innovation"] == 0
    assert cells["scores/meets_conditions"] is False


def test_an_empty_table_has_no_points_and_no_verdict() -> None:
    cells: dict[str, Any] = {}
    recompute(form("innovative-sme"), cells)
    assert not [path for path in cells if path.startswith("scores/") and cells[path] is not None]


@pytest.mark.parametrize(("year", "growth"), [("y-2", "23.81"), ("y-1", "20.78")])
def test_growth_in_the_little_giant_table_reads_the_year_before(year: str, growth: str) -> None:
    assert computed("little-giant", {})[f"economics/main_revenue_growth/{year}"] == Decimal(growth)


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
