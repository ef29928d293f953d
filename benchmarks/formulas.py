"""A hundred formulas against plain Python functions that do the same Decimal work.

    .venv/bin/python benchmarks/formulas.py [--json]

Twenty-five formulas as they stand in the shipped tables and in official guides, each for four years, on a
form with matrices, grids and a table of 20 rows. Every formula has a twin, a lambda over the same answers
that knows nothing of blanks, types or limits: what no language at all would cost. Both must give the same
results. Interleaved rounds, minimum of each; the ratio is what counts. Compiling is shown for scale.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, setcontext
from typing import Any

from server.forms.formulas import Context, Name, Names, compile
from server.forms.formulas.evaluate import ARITHMETIC
from server.forms.formulas.functions import months, power, years

Cells = Mapping[str, Any]
Twin = Callable[[Cells, str, str], Any]
"""(answers, this year's column, the column before) -> the same value."""

YEARS = ("y-3", "y-2", "y-1", "y")
ALL_YEARS = ("y-4", *YEARS)
ROUNDS = 60
ROWS = [f"r{number}" for number in range(20)]
CENT = Decimal("0.01")
MATRIX = {
    "revenue": "营业收入",
    "main": "主营业务收入",
    "rd": "研发费用",
    "staff": "职工总数",
    "rd_staff": "研发人员",
    "assets": "资产总额",
    "debts": "负债总额",
    "profit": "净利润",
    "equity": "股权融资",
}
TODAY = date(2022, 6, 30)


def half_up(value: Decimal) -> Decimal:
    """ROUND(value, 2)."""
    return value.quantize(CENT, ROUND_HALF_UP)


def banded(value: Decimal, *bands: tuple[int, int]) -> Decimal:
    """BAND(value, …)."""
    return Decimal(next((points for limit, points in bands if value >= limit), 0))


def column(cells: Cells, key: str) -> list[Any]:
    """A column of the patents."""
    return [cells[f"patents/{row}/{key}"] for row in cells["patents"]]


def rows(cells: Cells, *keys: str) -> list[tuple[Any, ...]]:
    """Several columns of the patents, row by row."""
    return list(zip(*(column(cells, key) for key in keys), strict=True))


# {y} is the year's column, {p} the one before.
TWINS: list[tuple[str, Twin]] = [
    (
        "ROUND(rd[{y}] / revenue[{y}] * 100, 2)",
        lambda c, y, p: half_up(c[f"m/rd/{y}"] / c[f"m/revenue/{y}"] * 100),
    ),
    (
        "ROUND(debts[{y}] / assets[{y}] * 100, 2)",
        lambda c, y, p: half_up(c[f"m/debts/{y}"] / c[f"m/assets/{y}"] * 100),
    ),
    (
        "IF(staff[{y}] = 0, 0, ROUND(rd_staff[{y}] / staff[{y}] * 100, 2))",
        lambda c, y, p: (
            Decimal(0) if c[f"m/staff/{y}"] == 0 else half_up(c[f"m/rd_staff/{y}"] / c[f"m/staff/{y}"] * 100)
        ),
    ),
    (
        "ROUND((main[{y}] - main[{p}]) / main[{p}] * 100, 2)",
        lambda c, y, p: half_up((c[f"m/main/{y}"] - c[f"m/main/{p}"]) / c[f"m/main/{p}"] * 100),
    ),
    (
        "IF(profit[{p}] > 0, ROUND((profit[{y}] / profit[{p}] - 1) * 100, 2))",
        lambda c, y, p: (
            half_up((c[f"m/profit/{y}"] / c[f"m/profit/{p}"] - 1) * 100) if c[f"m/profit/{p}"] > 0 else None
        ),
    ),
    (
        "ROUND(((revenue[{y}] / revenue[y-4])^(1/3) - 1) * 100, 2)",
        lambda c, y, p: half_up((power(c[f"m/revenue/{y}"] / c["m/revenue/y-4"], Decimal(1) / 3) - 1) * 100),
    ),
    ("main[{y}] <= revenue[{y}]", lambda c, y, p: c[f"m/main/{y}"] <= c[f"m/revenue/{y}"]),
    ("debts[{y}] <= assets[{y}]", lambda c, y, p: c[f"m/debts/{y}"] <= c[f"m/assets/{y}"]),
    ("equity[{y}] + equity[{p}] >= 8000", lambda c, y, p: c[f"m/equity/{y}"] + c[f"m/equity/{p}"] >= 8000),
    (
        "BAND(main[{y}] / revenue[{y}] * 100, 70,20, 60,15, 55,10, 50,5)",
        lambda c, y, p: banded(
            c[f"m/main/{y}"] / c[f"m/revenue/{y}"] * 100, (70, 20), (60, 15), (55, 10), (50, 5)
        ),
    ),
    (
        "IFS(debts[{y}] <= 55, 10, debts[{y}] <= 75, 5, debts[{y}] > 75, 0)",
        lambda c, y, p: Decimal(10 if c[f"m/debts/{y}"] <= 55 else 5 if c[f"m/debts/{y}"] <= 75 else 0),
    ),
    (
        "AND(revenue[{y}] >= 1000, OR(rd[{y}] >= 100, listed = 是), staff[{y}] < 1000)",
        lambda c, y, p: (
            c[f"m/revenue/{y}"] >= 1000
            and (c[f"m/rd/{y}"] >= 100 or c["listed"])
            and c[f"m/staff/{y}"] < 1000
        ),
    ),
    ("SUM(revenue[y-4:{y}])", lambda c, y, p: sum((c[f"m/revenue/{one}"] for one in upto(y)), Decimal(0))),
    (
        "AVG(rd[y-4:{y}])",
        lambda c, y, p: sum((c[f"m/rd/{one}"] for one in upto(y)), Decimal(0)) / len(upto(y)),
    ),
    (
        "MIN(20, MAX(0, profit[{y}] / 10))",
        lambda c, y, p: min(Decimal(20), max(Decimal(0), c[f"m/profit/{y}"] / 10)),
    ),
    (
        'IF(kind = "own", 20, 10) + revenue[{y}] * 10%',
        lambda c, y, p: Decimal(20 if c["kind"] == "own" else 10) + c[f"m/revenue/{y}"] * (10 * CENT),
    ),
    (
        'COUNT(patents, type = "发明专利")',
        lambda c, y, p: Decimal(sum(one == "发明专利" for one in column(c, "type"))),
    ),
    ("SUM(patents.amount)", lambda c, y, p: sum(column(c, "amount"), Decimal(0))),
    (
        'SUM(patents.amount, type = "发明专利", count > 2) / revenue[{y}]',
        lambda c, y, p: (
            sum(
                (
                    amount
                    for amount, type_, count in rows(c, "amount", "type", "count")
                    if type_ == "发明专利" and count > 2
                ),
                Decimal(0),
            )
            / c[f"m/revenue/{y}"]
        ),
    ),
    (
        "SUM(patents, amount * count) <= revenue[{y}]",
        lambda c, y, p: (
            sum((amount * count for amount, count in rows(c, "amount", "count")), Decimal(0))
            <= c[f"m/revenue/{y}"]
        ),
    ),
    (
        "ANY(patents, amount > revenue[{y}])",
        lambda c, y, p: any(one > c[f"m/revenue/{y}"] for one in column(c, "amount")),
    ),
    ("DISTINCT(patents.type)", lambda c, y, p: Decimal(len(set(column(c, "type"))))),
    (
        "YEARS(registered, TODAY()) >= 2",
        lambda c, y, p: years(date.fromisoformat(c["registered"]), TODAY) >= 2,
    ),
    (
        "MONTHS(registered, DATE(2022, 12, 31)) + staff[{y}]",
        lambda c, y, p: months(date.fromisoformat(c["registered"]), date(2022, 12, 31)) + c[f"m/staff/{y}"],
    ),
    (
        'LEFT(industry, 2) = "34" 且 staff[{y}] > 20',
        lambda c, y, p: c["industry"][:2] == "34" and c[f"m/staff/{y}"] > 20,
    ),
]


def upto(year: str) -> tuple[str, ...]:
    """The columns from the first one to a year's."""
    return ALL_YEARS[: ALL_YEARS.index(year) + 1]


def names() -> Names:
    """The form's fields."""
    plain = {"listed": "boolean", "kind": "text", "registered": "date", "industry": "text"}
    patents = {"type": "text", "amount": "number", "count": "number"}
    return Names(
        [Name("m", "m", "经营情况", "matrix"), Name("patents", "patents", "专利", "rows")]
        + [Name(f"m/{key}", key, title, "matrix-row", "m", ALL_YEARS) for key, title in MATRIX.items()]
        + [Name(key, key, key, sort) for key, sort in plain.items()]  # type: ignore[arg-type]
        + [Name(f"patents/*/{key}", key, key, sort, "patents") for key, sort in patents.items()]  # type: ignore[arg-type]
    )


def answers() -> dict[str, Any]:
    """Everything filled, numbers as JSON reading gives them with a decimal point."""
    cells: dict[str, Any] = {"listed": True, "kind": "own", "registered": "2010-03-15", "industry": "3484"}
    for place, key in enumerate(MATRIX):
        for number, year in enumerate(ALL_YEARS):
            cells[f"m/{key}/{year}"] = Decimal(f"{(number + 3) * 1000 // (place + 1)}.{number}5")
    cells["patents"] = ROWS
    for number, row in enumerate(ROWS):
        sort = ("发明专利", "实用新型", "外观设计")[number % 3]
        cells |= {f"patents/{row}/type": sort, f"patents/{row}/amount": Decimal(f"{number}.50")}
        cells[f"patents/{row}/count"] = Decimal(number % 5)
    return cells


def measure() -> dict[str, float]:
    """Seconds for the hundred: compiled, evaluated, and computed by their twins."""
    fields, cells = names(), answers()
    places = [(year, ALL_YEARS[number]) for number, year in enumerate(YEARS)]
    texts = [text.format(y=year, p=before) for text, _ in TWINS for year, before in places]
    twins = [(twin, *place) for _, twin in TWINS for place in places]
    compiling = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        formulas = [compile(text, fields) for text in texts]
        compiling = min(compiling, time.perf_counter() - start)
    context = Context(cells, edition=2022, today=TODAY)
    setcontext(ARITHMETIC)
    ours = theirs = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = [formula.evaluate(context) for formula in formulas]
        between = time.perf_counter()
        wanted = [twin(cells, year, before) for twin, year, before in twins]
        theirs = min(theirs, time.perf_counter() - between)
        ours = min(ours, between - start)
        differing = [text for text, one, other in zip(texts, found, wanted, strict=True) if one != other]
        if differing:
            raise SystemExit(f"different results: {differing}")
    return {
        "formulas": len(texts),
        "compile": compiling,
        "evaluate": ours,
        "lambdas": theirs,
        "ratio": ours / theirs,
    }


def main() -> None:
    """Print the ratio, or everything as JSON."""
    found = measure()
    if "--json" in sys.argv:
        print(json.dumps(found))
        return
    print(f"{found['formulas']:.0f} formulas, the same results")
    print(f"compile  {found['compile'] * 1e3:7.2f} ms, once per form")
    print(f"evaluate {found['evaluate'] * 1e3:7.2f} ms")
    print(f"lambdas  {found['lambdas'] * 1e3:7.2f} ms")
    print(f"ratio    {found['ratio']:7.2f}")


if __name__ == "__main__":
    main()
