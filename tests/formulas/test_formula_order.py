"""Computed fields are computed after what they read, and only when something they read has changed."""

from itertools import pairwise

import pytest

from server.forms.formulas import CycleError, Name, Names, compile, dependents, order

YEARS = ("y-2", "y-1", "rate")
NAMES = Names(
    [Name(key, key, key, "number") for key in "abcd"]
    + [Name(f"m/{key}", key, key, "matrix-row", "m", YEARS) for key in ("cost", "total")]
    + [Name("rows", "rows", "rows", "rows")]
    + [Name(f"rows/*/{key}", key, key, "number", "rows") for key in ("price", "sum")]
)


def formulas(**texts):
    return {path: compile(text, NAMES) for path, text in texts.items()}


def test_a_field_comes_after_the_fields_it_reads():
    assert order(formulas(a="b + c", b="c * 2", c="d")) == ("c", "b", "a")


def test_a_change_reaches_everything_that_follows_and_nothing_else():
    found = dependents(formulas(a="b + 1", b="c * 2", d="1 + c"))
    assert set(found["c"]) == {"b", "a", "d"}
    assert found["c"].index("b") < found["c"].index("a")
    assert found["b"] == ("a",)


def test_a_cycle_is_named_as_a_path():
    with pytest.raises(CycleError) as caught:
        order(formulas(a="b", b="c", c="a", d="1"))
    path = caught.value.path
    assert path[0] == path[-1] and set(path) == {"a", "b", "c"}
    assert " → ".join(path) in str(caught.value)
    follows = {("a", "b"), ("b", "c"), ("c", "a")}
    assert set(pairwise(path)) == follows


def test_a_field_that_reads_itself_is_a_cycle():
    with pytest.raises(CycleError, match="a → a"):
        order(formulas(a="a + 1"))


def test_rows_are_followed_through_their_templates():
    found = dependents(
        {"rows/*/sum": compile("price * 2", NAMES, "rows"), "a": compile("SUM(rows.sum)", NAMES)}
    )
    assert found["rows/*/price"] == ("rows/*/sum", "a")
    assert found["rows"] == ("a",)


def test_a_formula_of_a_whole_matrix_row_provides_its_cells():
    found = {
        "m/total/rate": compile("total[y-1] / total[y-2]", NAMES, "m"),
        "m/total": compile("cost * 2", NAMES, "m"),
    }
    assert order(found) == ("m/total", "m/total/rate")
    assert dependents(found)["m/cost/y-1"] == ("m/total", "m/total/rate")


def test_a_cell_may_read_the_year_before_in_its_own_row():
    cells = {f"m/total/{year}": compile("SUM(cost, total[-1])", NAMES, "m", year) for year in ("y-1", "y-2")}
    assert order(cells) == ("m/total/y-2", "m/total/y-1")
