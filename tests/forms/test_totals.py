"""Totals of a matrix, and matrices whose columns are no years."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from server.forms import DefinitionError, Form, apply, compile_form, validate_cells
from tests.forms.structured import cells_of, changed, structured

NUMBER = {"type": "number"}
TOTAL = {"key": "total", "title": "合计", "total": True}


def matrix(columns: list[Any], **rows: dict[str, Any]) -> Form:
    """A form of one matrix `m`; rows are their keywords, with `has` for the keys of their number cells."""
    made = {
        key: {"title": key, "type": "object", **row, "properties": dict.fromkeys(row.pop("has"), NUMBER)}
        for key, row in rows.items()
    }
    layout = {"type": "matrix", "columns": columns}
    section = {"title": "表", "type": "object", "x-layout": layout, "properties": made}
    return compile_form(
        {"x-form": {"id": "m", "edition": 2022}, "type": "object", "properties": {"m": section}}
    )


def formulas(form: Form) -> dict[str, str]:
    return {path.removeprefix("m/"): formula.text for path, formula in form.computed.items()}


def fault(*columns: Any, **rows: Any) -> tuple[str, str]:
    with pytest.raises(DefinitionError) as error:
        matrix(list(columns), **rows)
    return error.value.findings[0].rule, error.value.findings[0].pointer


def test_a_total_column_sums_the_other_columns_a_row_has() -> None:
    form = matrix(["y-2", "y-1", TOTAL], a={"has": ["y-2", "y-1", "total"]}, b={"has": ["y-1", "total"]})
    assert formulas(form) == {"a/total": "SUM(a[y-2], a[y-1])", "b/total": "SUM(b[y-1])"}


def test_a_row_without_the_total_cell_has_no_total() -> None:
    assert formulas(matrix(["y-1", TOTAL], a={"has": ["y-1"]})) == {}


def test_a_total_row_sums_the_others_without_parts_and_other_totals() -> None:
    form = matrix(
        ["y-1"],
        a={"has": ["y-1"]},
        part={"has": ["y-1"], "x-indent": 1},
        sub={"has": ["y-1"], "x-total": ["a"]},
        b={"has": ["y-1"]},
        all={"has": ["y-1"], "x-total": True},
    )
    assert formulas(form) == {"sub/y-1": "SUM(a)", "all/y-1": "SUM(a, b)"}


def test_the_cell_where_totals_cross_adds_up_its_row() -> None:
    cells = cells_of("totals")
    columns = sum(cells[f"costs/everything/{year}"] for year in ("y-2", "y-1", "y"))
    rows = sum(cells[f"costs/{row}/total"] for row in ("staff", "material", "outsourced"))
    assert cells["costs/everything/total"] == columns == rows == Decimal("551.75")


def test_a_total_row_with_nothing_but_its_total_sums_down() -> None:
    form = matrix(["y-1", TOTAL], a={"has": ["y-1", "total"]}, all={"has": ["total"], "x-total": True})
    assert formulas(form)["all/total"] == "SUM(a)"


def test_only_numbers_of_the_same_unit_are_added() -> None:
    cells = cells_of("totals")
    assert cells["costs/everything/y"] == Decimal("216.25")  # 140 + 70.25 + 6, without 25 people
    assert "costs/people/total" not in structured("totals").fields


def test_forecast_columns_are_added_unless_columns_are_listed() -> None:
    cells = cells_of("forecast")
    assert cells["plan/investment/total"] == 800 + 1000 + 1500 + 500
    assert cells["plan/investment/planned"] == 2000


def test_a_category_with_a_formula_is_not_added_to_the_total() -> None:
    form = structured("category-matrix")
    assert "share" not in form.computed["staff/research/total"].text
    assert cells_of("category-matrix")["staff/research/share"] == Decimal("23.8")


def test_categories_are_chosen_by_key_or_title_in_formulas() -> None:
    cells = cells_of("category-matrix")
    assert cells["summary/graduates"] == 15
    assert cells["summary/power"] == sum(value for path, value in cells.items() if path.startswith("months/"))


def test_a_formula_is_shown_with_the_titles_of_its_columns() -> None:
    assert structured("category-matrix").computed["summary/graduates"].titled == "研发[博士] + 研发[硕士]"


def test_a_whole_row_is_summed_without_its_total() -> None:
    at = "/properties/summary/properties/graduates/x-compute"
    form = changed("category-matrix", at, "SUM(research) + SUM(everybody)")
    cells = apply(form, {}, {"staff/research/doctor": "3", "staff/sales/other": "4"}).cells
    assert cells["summary/graduates"] == 3 + 7


def test_a_check_at_a_row_is_judged_in_each_category() -> None:
    cells = {**cells_of("category-matrix"), "months/east/m3": 1000}
    found = validate_cells(structured("category-matrix"), cells, complete=True)
    assert [finding.label for finding in found] == ["二、各月用电量（万千瓦时） · 东厂区（3月）"]


def test_the_unit_of_a_row_counts_for_totals_and_categories() -> None:
    fields = structured("category-matrix").fields
    assert {fields[f"staff/research/{key}"].unit for key in ("doctor", "total")} == {"人"}
    assert structured("totals").fields["costs/staff/total"].decimals == 2


def test_totals_are_read_only_and_follow_what_is_typed() -> None:
    form = structured("totals")
    saved = apply(form, cells_of("totals"), {"costs/material/y": "80.25", "costs/everything/total": "1"})
    assert [finding.rule for finding in saved.refused] == ["computed"]
    assert saved.computed["costs/everything/total"] == Decimal("561.75")


def test_an_empty_table_has_empty_totals() -> None:
    assert apply(structured("totals"), {}, {"costs/people/y": "3"}).computed == {}


def test_a_formula_of_its_own_stands_in_a_total_cell() -> None:
    form = changed("totals", "/properties/costs/properties/staff/properties/total/x-compute", "staff[y] * 3")
    assert form.computed["costs/staff/total"].text == "staff[y] * 3"


def test_a_total_of_nothing_is_a_fault_where_it_stands() -> None:
    assert fault(TOTAL, a={"has": ["total"]}) == (
        "total-empty",
        "/properties/m/properties/a/properties/total",
    )


def test_a_total_names_columns_and_rows_that_exist() -> None:
    some = {"key": "total", "title": "合计", "total": ["y-1", "y-3"]}
    rule = fault("y-1", some, a={"has": ["y-1", "total"]})
    assert rule == ("total-unknown", "/properties/m/x-layout/columns/1/total/1")
    rule = fault("y-1", a={"has": ["y-1"]}, all={"has": ["y-1"], "x-total": ["a", "b"]})
    assert rule == ("total-unknown", "/properties/m/properties/all/x-total/1")
