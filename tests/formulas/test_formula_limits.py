"""A formula made to cost much is refused, or its result is blank, before it costs much."""

import time
from datetime import date
from decimal import Decimal

import pytest

from server.forms.formulas import Context, FormulaError, compile

ROWS = [f"r{number}" for number in range(10_000)]
LARGE = {"patents": ROWS, "basics/note": "長" * 9_000, "basics/assets": Decimal("1E+999")} | {
    f"patents/{row}/{key}": value
    for row in ROWS
    for key, value in (("amount", 1), ("count", 3), ("name", "名" * 300))
}
SECONDS = 1.5
"""A step budget used up takes some tenths of a second of CPU here; five times as long on a poor machine."""


def spent(work):
    start = time.process_time()
    result = work()
    assert time.process_time() - start < SECONDS
    return result


@pytest.mark.parametrize(
    "text",
    [
        "SUM(patents, SUM(patents, amount))",
        "COUNT(patents, ANY(patents, amount > 1))",
        "SUM(patents, amount, COUNT(patents, amount > 1) > 5)",
        "9^(9^9)",
        "10^(10^10)",
        "2^1001",
        "assets * 10",
        "assets^2",
        "PRODUCT(patents, count * 10^100)",
        "PRODUCT(assets, 99)",
        "SQRT(-assets)",
        "ROUND(assets, 900)",
        "registered + 10^9",
        "EDATE(registered, 10^30)",
        "DATE(10^30, 1, 1)",
        "LEFT(basics.note, 10^30)",
        "CONCAT(basics.note, basics.note, basics.note)",
        "JOIN(basics.note, 1, 2, 3, 4)",
        'JOIN("、", patents.name)',
        "JOIN(basics.note, patents, amount)",
        "SUM(patents, LEN(JOIN(basics.note, name, name, name)))",
        "SUM(patents, LEN(name & basics.note & basics.note))",
    ],
)
def test_what_costs_too_much_is_blank_soon(names, text):
    formula = compile(text, names)
    assert spent(lambda: formula.evaluate(Context(LARGE | {"basics/registered": "2022-01-31"}))) is None


def test_a_bomb_is_explained_as_unknown_soon(names):
    condition = compile("COUNT(patents, ANY(patents, amount > 1)) > 1 且 assets > 1", names)
    found = spent(lambda: condition.explain(Context(LARGE)))
    assert [(leaf.verdict, leaf.rows) for leaf in found] == [(None, ()), (True, ())]


def test_what_is_alike_in_all_rows_is_computed_once(names):
    share, context = compile("amount / SUM(patents.amount)", names, "patents"), Context(LARGE)
    left = set()
    for row in ROWS[:100]:
        context.at = f"patents/{row}/share"
        assert share.evaluate(context) == Decimal("0.0001")
        left.add(context.budget)
    assert len(left) == 1


def test_all_rows_together_have_a_budget(names):
    around, context = compile("SUM(patents, amount * COUNT(products))", names, "team"), Context(LARGE)
    found = []
    for context.at in [f"team/t{number}/x" for number in range(500)]:
        found.append(spent(lambda: around.evaluate(context)))
    assert found[0] == 0 and found[-1] is None


def test_one_spent_budget_does_not_take_from_the_next(names):
    context = Context(LARGE)
    assert compile("SUM(patents, SUM(patents, amount))", names).evaluate(context) is None
    assert compile("SUM(patents.amount)", names).evaluate(context) == 10_000


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "(" * 1999,
        "-" * 1999 + "1",
        "SUM(" * 300,
        "IF(listed," * 39 + "1" + ",2)" * 39,
        "+".join(["assets"] * 280),
        "MAX(" + ",".join(["1"] * 990) + ")",
        '"' + "a" * 1998,
        "[" * 1999,
        "非" * 1999,
        "名" * 1999,
        "patents." * 240 + "amount",
        "SUM(patents, SUM(team, SUM(patents, amount)))",
        "10^10^10^10",
    ],
)
def test_a_hostile_text_is_read_or_refused_soon(names, text):
    try:
        spent(lambda: compile(text, names))
    except FormulaError as error:
        assert 0 <= error.position <= len(text)
        assert len(error.message) < 3 * len(text) + 100


def test_a_number_of_many_digits_is_computed_with_34(names):
    answers = {"basics/assets": Decimal("9" * 400), "basics/liabilities": 10**300}
    found = spent(lambda: compile("assets / liabilities", names).evaluate(Context(answers)))
    assert len(found.as_tuple().digits) <= 34


def test_a_date_stays_in_the_calendar(names):
    context = Context({"basics/registered": "9999-12-31"}, today=date(2022, 6, 30))
    for text in ("registered + 1", "EDATE(registered, 1)", "DATE(10000, 1, 1)", "DATE(0, 1, 1)"):
        assert compile(text, names).evaluate(context) is None
