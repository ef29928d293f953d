"""Computed cells and conditions: what follows from the answers, in which order, and how it is rounded."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest

from server.forms import Form, compile_form, hidden_paths, recompute, required_paths, validate_cells
from tests.forms.tables import matrix, real_form, table

D = Decimal
NUMBER = {"type": "number"}


def computed(formula: str, cells: dict[str, Any], **schema: Any) -> Any:
    """What a formula of the field `s/f` gives with the numbers a and b of the same section."""
    fields = {"a": NUMBER, "b": NUMBER, "f": {**NUMBER, "x-compute": formula, **schema}}
    found = {f"s/{key}": value for key, value in cells.items()}
    recompute(compile_form(table(**fields)), found)
    return found.get("s/f")


@pytest.mark.parametrize(
    ("path", "cells", "value"),
    [
        ("application/operating/revenue/rate",
         {"application/operating/revenue/y-4": 11, "application/operating/revenue/y-3": 12,
          "application/operating/revenue/y-2": 13, "application/operating/revenue/y-1": 14}, "8.37"),
        ("application/basics/rd_staff_ratio",
         {"application/basics/rd_staff": 150, "application/basics/employees": 188}, "79.79"),
        ("application/basics/debt_ratio",
         {"application/basics/total_liabilities": 20201, "application/basics/total_assets": 202012}, "10.00"),
        ("application/basics/debt_ratio",
         {"application/basics/total_liabilities": 20201, "application/basics/total_assets": 0}, "0"),
    ],
    ids=["growth of 11, 12, 13, 14", "150 of 188", "20201 of 202012", "no assets: the declared 0"],
)  # fmt: skip
def test_the_numbers_of_the_official_manual(path: str, cells: dict[str, Any], value: str) -> None:
    form = real_form("jiangsu-product")
    recompute(form, cells)
    assert cells[path] == D(value)
    assert form.fields[path].kind.show(cells[path], form.fields[path]) == f"{D(value):.2f}"


@pytest.mark.parametrize(
    ("a", "shown"), [("2.345", "2.35"), ("-2.345", "-2.35"), ("2.3449999999", "2.34"), ("0.005", "0.01")]
)
def test_a_result_is_rounded_half_up_to_the_declared_decimals(a: str, shown: str) -> None:
    assert computed("a", {"a": D(a)}, **{"x-decimals": 2}) == D(shown)


def test_a_result_never_has_more_than_15_significant_digits() -> None:
    assert computed("a / b", {"a": 1, "b": 3}) == D("0.333333333333333")


def test_a_result_too_large_for_a_copy_of_record_is_blank() -> None:
    assert computed("a ^ b", {"a": 10, "b": 90}) is None


@pytest.mark.parametrize(
    "cells", [{}, {"a": 1}, {"a": "十二", "b": 1}, {"a": [1], "b": {}}, {"a": 1, "b": 0}], ids=repr
)
def test_without_proper_numbers_the_result_is_blank(cells: dict[str, Any]) -> None:
    assert computed("a / b", cells) is None


def test_a_result_that_is_no_longer_known_is_taken_away() -> None:
    form = compile_form(table(a=NUMBER, f={**NUMBER, "x-compute": "a * 2"}))
    cells = {"s/f": D(4)}
    assert recompute(form, cells, ["s/a"]) == {"s/f": None}
    assert cells == {}


@pytest.fixture
def chain() -> Form:
    """c follows from b, b from a; z from y."""
    formulas = {"c": "b + 1", "b": "a + 1", "z": "y + 1"}
    fields = {key: {**NUMBER, "x-compute": text} for key, text in formulas.items()}
    return compile_form(table(**fields, a=NUMBER, y=NUMBER))


def test_what_follows_from_a_result_follows_in_the_same_save(chain: Form) -> None:
    cells: dict[str, Any] = {"s/a": 1}
    assert recompute(chain, cells, ["s/a"]) == {"s/b": 2, "s/c": 3}


def test_only_what_depends_on_a_change_is_computed(chain: Form) -> None:
    cells: dict[str, Any] = {"s/a": 1, "s/y": 1}
    assert recompute(chain, cells, ["s/y"]) == {"s/z": 2}


def test_a_matrix_row_is_computed_column_by_column() -> None:
    years = matrix("y-2", "y-1", revenue="收入", cost="成本", profit="=revenue - cost")
    form = compile_form({**table(), "properties": {"years": years}})
    cells: dict[str, Any] = {"years/revenue/y-2": 9, "years/cost/y-2": 4, "years/revenue/y-1": 8}
    recompute(form, cells)
    assert cells["years/profit/y-2"] == 5
    assert "years/profit/y-1" not in cells


def test_a_new_row_changes_what_counts_the_rows(toy: dict[str, Any]) -> None:
    cells: dict[str, Any] = {"class/fee": D("680.5"), "people": ["a", "b"]}
    assert recompute(compile_form(toy), cells, ["people"]) == {"class/total": 1361}


def test_a_formula_in_a_row_reads_its_own_row(toy: dict[str, Any]) -> None:
    columns = toy["properties"]["people"]["items"]["properties"]
    columns["next_age"] = {"type": "integer", "x-compute": "age + 1"}
    cells: dict[str, Any] = {"people": ["a", "b"], "people/a/age": 20, "people/b/age": 30}
    recompute(compile_form(toy), cells)
    assert (cells["people/a/next_age"], cells["people/b/next_age"]) == (21, 31)


@pytest.mark.parametrize(("answer", "hidden"), [(True, False), (False, True), (None, True), ("也许", True)])
def test_what_is_not_surely_visible_is_hidden(toy: dict[str, Any], answer: Any, hidden: bool) -> None:
    assert ("class/room_note" in hidden_paths(compile_form(toy), {"class/needs_room": answer})) is hidden


@pytest.mark.parametrize(("answer", "required"), [(True, True), (False, False), (None, False)])
def test_what_is_not_surely_required_is_free(toy: dict[str, Any], answer: Any, required: bool) -> None:
    assert ("class/room_note" in required_paths(compile_form(toy), {"class/needs_room": answer})) is required


def test_a_section_may_be_hidden_as_a_whole(toy: dict[str, Any]) -> None:
    toy["properties"]["people"]["x-visible"] = 'level = "advanced"'
    assert "people" in hidden_paths(compile_form(toy), {"class/level": "basic"})


def many_rows(formula: str) -> tuple[Form, dict[str, Any]]:
    """A table of 3000 rows with an amount, and a result in each row."""
    fields = {"amount": NUMBER, "result": {**NUMBER, "x-compute": formula}}
    bundle = table(**{"total": NUMBER})
    bundle["properties"]["list"] = {"type": "array", "items": {"type": "object", "properties": fields}}
    ids = [f"r{number}" for number in range(3000)]
    return compile_form(bundle), {"list": ids, **{f"list/{one}/amount": 1 for one in ids}}


def test_a_share_in_each_of_many_rows_takes_one_walk_through_them() -> None:
    form, cells = many_rows("amount / SUM(list.amount)")
    start = time.process_time()
    assert len(recompute(form, cells)) == 3000
    assert time.process_time() - start < 1


def test_what_is_too_much_to_compute_is_a_finding() -> None:
    form, cells = many_rows("COUNT(list, ANY(list, amount > 1))")
    start = time.process_time()
    recompute(form, cells)
    (found,) = validate_cells(form, cells, complete=False)
    assert (found.rule, found.path) == ("too-much", "list/r0/result")
    assert time.process_time() - start < 10
