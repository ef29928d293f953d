"""Laws that hold for every answer: two ways to write the same thing, or the same answers in another order."""

import itertools
import random

import pytest

from server.forms.formulas import ALIASES, FUNCTIONS, Context, compile

PLACES = [{}, {"basics/listed": True}, {"basics/listed": False}]
CONDITIONS = ("listed", "assets > 1", "staff > 100", "是", "ISBLANK(stock_code)")
STATISTICS = ["SUM", "AVG", "MAX", "MIN", "PRODUCT", "COUNT", "DISTINCT"]
SAMPLES = {"number": "assets", "date": "registered", "text": "company_name", "text|list": "company_name"}
BLANKS = {"number": "revenue[y]", "date": "MIN(patents.granted, 否)", "text": "stock_code"}
BLANKS["text|list"] = BLANKS["text"]
PLAIN = {name: function for name, function in FUNCTIONS.items() if function.run}


def both(value, one, other, **place):
    return value(one, **place) == value(other, **place)


@pytest.mark.parametrize("name", PLAIN)
def test_a_blank_argument_makes_a_blank_wherever_it_stands(value, name):
    takes = PLAIN[name].takes
    for place in range(len(takes)):
        said = [BLANKS[one] if number == place else SAMPLES[one] for number, one in enumerate(takes)]
        assert value(f"{name}({', '.join(said)})") is None


@pytest.mark.parametrize("name", [*STATISTICS, "ANY", "ALL"])
def test_the_order_of_rows_does_not_matter(value, cells, name):
    text = f"{name}(patents, amount > 1)" if name in ("ANY", "ALL") else f"{name}(patents.amount, count > 0)"
    orders = [cells | {"patents": list(rows)} for rows in itertools.permutations(cells["patents"])]
    assert len({value(text, cells=order) for order in orders}) == 1


@pytest.mark.parametrize("name", STATISTICS)
def test_a_column_with_a_condition_is_the_table_with_a_value_and_a_condition(value, name):
    value_first = f'{name}(patents, amount, type = "发明专利")'
    if name == "COUNT":
        value_first = 'COUNT(patents, type = "发明专利", 非 ISBLANK(amount))'
    assert both(value, f'{name}(patents.amount, type = "发明专利")', value_first)


@pytest.mark.parametrize("name", ["COUNT", "ANY", "ALL"])
def test_several_conditions_are_one_joined_by_and(value, name):
    assert both(
        value, f"{name}(patents, amount > 1, count > 1)", f"{name}(patents, AND(amount > 1, count > 1))"
    )


def test_a_column_filtered_by_a_question_is_filtered_by_its_yes(value):
    assert value("SUM(patents.amount, listed)") is None
    assert both(value, "SUM(patents.amount, 非 listed)", "SUM(patents.amount)")
    assert both(value, "SUM(patents.amount, listed)", "SUM(patents.amount, listed = 是)")


def test_the_parts_of_a_sum_add_up(value):
    assert both(
        value, "SUM(patents.amount)", "SUM(patents.amount, count > 1) + SUM(patents.amount, count <= 1)"
    )


@pytest.mark.parametrize(("one", "other"), [*itertools.product(CONDITIONS, CONDITIONS)])
def test_conditions_obey_logic_in_three_values(value, one, other):
    for cells in PLACES:
        assert both(value, f"{one} 且 {other}", f"{other} 且 {one}", cells=cells)
        assert both(value, f"非 ({one} 且 {other})", f"非 {one} 或 非 {other}", cells=cells)
        assert both(value, f"IF({one}, 1, 2)", f"IF(非 {one}, 2, 1)", cells=cells)


@pytest.mark.parametrize("alias", ALIASES)
def test_another_word_for_a_function_is_the_same_function(names, cells, alias):
    texts = ["({})", "(2)", '("2022-05-31")', "(listed)", "(2, 1)", "(patents, amount > 1)", '("、", "甲")']
    texts += ['("2022-05-31", "2023-05-31")', '("2022-05-31", 2)', "(staff, 10, 5)", "(listed, 2)", "()"]
    texts += ['("甲乙丙", 2)', '("甲乙丙", "乙")', '("甲乙丙", 2, 1)', "(patents.amount)", '("甲")']
    context = Context(cells, edition=2022)
    compared = 0
    for text in texts:
        try:
            formula = compile(ALIASES[alias] + text, names)
        except ValueError:
            continue
        assert compile(alias + text, names).evaluate(context) == formula.evaluate(context)
        compared += 1
    assert compared


@pytest.mark.parametrize(
    "text",
    [
        "IF(assets>=100, ROUND(liabilities/assets*100, 2), 0)",
        'SUM(patents.amount, type="发明专利", count<>3)',
        "AND(assets*2>1, staff/3<=20, 10%+1>1)",
    ],
)
def test_full_width_signs_mean_the_same(value, text):
    wide = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "(),+-/%<>=123"} | {"*": "×"})
    quoted = text.split('"')
    quoted[::2] = [part.translate(wide) for part in quoted[::2]]
    assert both(value, text, '"'.join(quoted))


def test_days_and_months_can_be_taken_back(value):
    chance = random.Random(20220630)
    for _ in range(300):
        day = f"DATE({chance.randint(1990, 2030)}, {chance.randint(1, 12)}, {chance.randint(1, 28)})"
        number = chance.randint(-400, 400)
        assert both(value, f"{day} + {number} - {number}", day)
        assert both(value, f"EDATE(EDATE({day}, {number}), {-number})", day)
        assert value(f"({day} + {number}) - {day}") == number == value(f"DAYS({day}, {day} + {number})")
        assert value(f"MONTHS({day}, EDATE({day}, {number}))") == number


ROW_TEXTS = [
    "amount / SUM(patents.amount)",
    "amount = MAX(patents.amount, count > 0)",
    "COUNT(patents) & name",
]
ROW_TEXTS += ['JOIN("、", patents.type) & amount', "amount > AVG(patents.amount, 非 listed)"]


@pytest.mark.parametrize("text", ROW_TEXTS)
def test_one_context_for_all_rows_gives_what_one_for_each_gives(names, cells, text):
    formula, together = compile(text, names, "patents"), Context(cells)
    for together.at in [f"patents/{row}/x" for row in cells["patents"]]:
        assert formula.evaluate(together) == formula.evaluate(Context(cells, together.at))


def test_the_verdict_follows_from_its_leaves(names, cells):
    chance = random.Random(20220630)
    for _ in range(300):
        word, decisive = chance.choice([("且", False), ("或", True)])
        text = f" {word} ".join(chance.choices([*CONDITIONS, "revenue[y] > 1", "0 > 1"], k=4))
        formula, context = compile(text, names), Context(cells | chance.choice(PLACES))
        found = [leaf.verdict for leaf in formula.explain(context)]
        expected = decisive if decisive in found else None if None in found else not decisive
        assert formula.evaluate(context) is expected
