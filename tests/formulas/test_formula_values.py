"""What formulas give: exact numbers, blanks that stay blank, three-valued conditions."""

import sys
from datetime import date
from decimal import Decimal

import pytest

from server.forms.formulas import Context, Name, Names, compile


@pytest.mark.parametrize(
    ("liabilities", "assets", "ratio"),
    [(150, 188, "79.79"), (20201, 202012, "10.00"), (150, 0, "0"), (None, 188, None)],
)
def test_the_debt_ratio_of_the_official_tables(value, liabilities, assets, ratio):
    cells = {"basics/liabilities": liabilities, "basics/assets": assets}
    found = value("IF(assets=0, 0, ROUND(liabilities/assets*100, 2))", cells=cells)
    assert found == (None if ratio is None else Decimal(ratio))


def test_compound_growth_over_three_years(value):
    assert value("ROUND(((revenue[y-1]/revenue[y-4])^(1/3)-1)*100, 2)") == Decimal("8.37")


@pytest.mark.parametrize("sign", ["+", "-", "*", "/", "^", "=", "<>", "<", "<=", ">", ">="])
def test_a_blank_operand_makes_a_blank(blank_form, sign):
    assert blank_form(f"assets {sign} 1") is None
    assert blank_form(f"1 {sign} assets") is None


@pytest.mark.parametrize("text", ["1/0", "0/0", "0^0", "(-8)^(1/3)", "SQRT(-1)", "9^999*9^999", "MOD(1, 0)"])
def test_what_has_no_result_is_blank(value, text):
    assert value(text) is None


@pytest.mark.parametrize(
    "answer", ["abc", "", "12", True, [1], {"a": 1}, Decimal("NaN"), Decimal("Infinity")]
)
def test_an_answer_that_does_not_fit_its_field_is_blank(value, answer):
    assert value("assets + 1", cells={"basics/assets": answer}) is None
    assert value("ISBLANK(assets)", cells={"basics/assets": answer}) is True


@pytest.mark.parametrize("answer", ["2022-02-30", "20220101", "昨天", 20220101, None])
def test_what_is_no_date_is_blank(value, answer):
    assert value("registered", cells={"basics/registered": answer}) is None


def test_a_month_counts_as_its_first_day(value):
    assert value("registered", cells={"basics/registered": "2022-05"}) == date(2022, 5, 1)


def test_halves_are_rounded_away_from_zero(value):
    assert [value(f"ROUND({text}, 2)") for text in ("2.345", "2.355", "-2.345", "1.005")] == [
        Decimal(text) for text in ("2.35", "2.36", "-2.35", "1.01")
    ]


def test_decimals_are_exact_to_34_digits(value):
    assert value("0.1 + 0.2 = 0.3") is True
    assert value("12345678901234567.89 + 0.01") == Decimal("12345678901234567.90")


def test_no_minus_zero_on_paper(value):
    assert str(value("ROUND(0 - 0.001, 2)")) == "0.00"


@pytest.mark.parametrize(
    ("text", "root"), [("8^(1/3)", 2), ("1000000^(1/2)", 1000), ("1.331^(1/3)", Decimal("1.1"))]
)
def test_roots_that_come_out_even_are_even(value, text, root):
    assert value(text) == root


def test_a_maximum_of_single_values_is_strict_so_that_a_blank_form_scores_nothing(blank_form):
    assert blank_form("MIN(20, assets)") is None
    assert blank_form("MAX(0, assets)") is None
    assert blank_form("MIN(20, SUM(patents.amount))") is None


@pytest.mark.parametrize("name", ["SUM", "AVG", "MAX", "MIN", "PRODUCT"])
def test_a_column_with_nothing_in_it_is_blank(blank_form, name):
    assert blank_form(f"{name}(patents.amount)") is None
    assert blank_form(f"{name}(revenue)") is None


def test_a_sum_skips_blanks_in_columns_and_among_single_values(value):
    assert value("SUM(patents.amount)") == Decimal("5.5")
    assert value("SUM(assets, revenue[y], 2)") == 190


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("AND(asked, assets>1)", None),
        ("AND(asked, assets<1)", False),
        ("OR(asked, assets>1)", True),
        ("OR(asked, assets<1)", None),
        ("NOT(asked)", None),
        ("asked 且 assets<1", False),
        ("asked 或 assets>1", True),
    ],
)
def test_an_unanswered_question_is_unknown_not_false(value, condition, verdict):
    assert value(condition.replace("asked", "revenue[y]>1")) is verdict


def test_a_choice_on_an_unknown_condition_is_blank(value):
    assert value("IF(revenue[y]>1, 1, 2)") is None
    assert value("IFS(revenue[y]>1, 1, 真, 2)") is None
    assert value("IFS(assets>1, 1, revenue[y]>1, 2)") == 1


def test_rows_that_are_not_filled_leave_any_and_all_unknown(value):
    assert value("ANY(patents, amount>100)") is None
    assert value("ALL(patents, amount>1)") is None
    assert value("ALL(patents, amount>2)") is False


def test_no_rows_hold_nothing_and_everything(blank_form):
    assert blank_form("COUNT(patents)") == 0
    assert blank_form("ANY(patents, amount>1)") is False
    assert blank_form("ALL(patents, amount>1)") is True
    assert blank_form("ISBLANK(patents)") is True


def test_a_boundary_belongs_to_the_higher_band(value):
    assert [value(f"BAND({x}, 10, 20, 5, 15)") for x in ("10", "9.999", "5", "4")] == [20, 15, 15, 0]


def test_statistics_reach_rows_within_rows(value):
    assert value("SUM(team, SUM(products.price))") == 15
    assert value("SUM(team.products.price)") == value("SUM(team.price)") == 15
    assert value("COUNT(team.products)") == 3
    assert value("COUNT(team, COUNT(products)>1)") == 1
    assert value("SUM(team, SUM(products, price * COUNT(products)))") == 23


def test_a_column_formula_sees_its_own_row_bare_and_the_whole_column_by_name(value):
    assert value("amount * count", scope="patents", at="patents/k3/total") == 3
    assert value("amount = MAX(patents.amount)", scope="patents", at="patents/a8/best") is True
    assert value("amount", scope="patents", at="patents") is None


def test_a_nested_row_sees_the_row_around_it(value):
    cells = {"team/t1/head": "周工", "team/t1/products/p1/price": 3}
    text = "head & TEXT(price)"
    assert value(text, scope="team/*/products", at="team/t1/products/p1/label", cells=cells) == "周工3"


def test_two_tables_can_be_walked_inside_one_another(value):
    assert value("SUM(patents, amount * COUNT(team))") == 11
    assert value("SUM(patents, amount / SUM(patents.amount))") == 1


def test_texts_and_options(value):
    assert value("domains = 空") is False
    assert value("DISTINCT(domains)") == 2
    assert value('"新材料" 属于 domains 且 CONTAINS(company_name, "精密")') is True
    assert value("note = 空", scope="basics") is True


def test_a_form_may_bring_its_own_conversion():
    names = Names([Name("size", "size", "规模", "number", convert=lambda answer: Decimal(len(str(answer))))])
    assert compile("size", names).evaluate(Context({"size": "中型"})) == 2


def test_a_context_serves_cell_after_cell(names, cells):
    growth = compile("revenue - revenue[-1]", names, "finance")
    context = Context(cells)
    found = []
    for context.at in ("finance/growth/y-2", "finance/growth/y-4", "finance/growth/rate"):
        found.append(growth.evaluate(context))
    assert found == [1, None, None]


def test_computing_a_ratio_touches_few_functions(names, cells):
    formula, context, called = compile("ROUND(liabilities/assets*100, 2)", names), Context(cells), set()
    sys.setprofile(lambda frame, event, _: called.add(frame.f_code) if event == "call" else None)
    formula.evaluate(context)
    sys.setprofile(None)
    assert len(called) <= 6
    assert len({code.co_filename for code in called}) <= 2
