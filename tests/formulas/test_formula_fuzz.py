"""Whatever is written and whatever the answers hold: FormulaError, or a value of the type told.

More than 100,000 evaluations run with the suite (`pytest -s` prints how many). TIANBIAO_FUZZ sets how many
random formulas are written, e.g. 100000 overnight; each is evaluated with 40 sets of odd answers.
"""

import os
import random
import re
import time
from datetime import date
from decimal import Decimal

from server.forms.formulas import ALIASES, FUNCTIONS, Context, FormulaError, compile, in_words

CASES = int(os.environ.get("TIANBIAO_FUZZ", "4000"))
SEED = 20220630
ANSWERS = 40
TYPES = {"number": Decimal, "text": str, "boolean": bool, "date": date, "list": list}

GRAMMAR = {
    "number": [
        "(<number> <sign> <number>)",
        "-(<number>)",
        "<rounding>(<number>, <number>)",
        "<rounding>(<number>, <digits>)",
        "<unary>(<number>)",
        "MOD(<number>, <number>)",
        "<statistic>(<number>, <column>)",
        "<statistic>(patents, <row>, <boolean>)",
        "SUM(team, SUM(products, price * <number>))",
        "COUNT(patents, amount > <number>)",
        "IF(<boolean>, <number>, <number>)",
        "IF(<boolean>, <number>, <text>)",
        "BAND(<number>, 10, <number>, 5, 1)",
        "IFBLANK(<number>, 0)",
        "LEN(<text>)",
        "<span>(<date>, <date>)",
        "YEAR(<date>)",
        "<statistic>(<column>, <boolean>)",
        "COUNT(patents.<row>, <boolean>, <boolean>)",
        "DISTINCT(<text>, <number>, <boolean>)",
        "<number>^<number>",
        "DISTINCT(patents, <text>, <boolean>)",
    ],
    "text": [
        "<text> & <number>",
        "LEFT(<text>, <number>)",
        "RIGHT(<text>, <number>)",
        "MID(<text>, <number>, <number>)",
        "TEXT(<number>, <digits>)",
        "CONCAT(<text>, <text>, <number>)",
        "JOIN(<text>, <text>, domains, <number>)",
        "JOIN(<text>, patents, <text>, <boolean>)",
        "JOIN(<text>, patents.name, <boolean>)",
        "IFS(<boolean>, <text>, 真, <text>)",
    ],
    "boolean": [
        "<number> <comparison> <number>",
        "<text> <comparison> <text>",
        "<date> <comparison> <date>",
        "IF(<boolean>, <boolean>, <boolean>)",
        "(<boolean>) 且 (<boolean>)",
        "OR(<boolean>, <boolean>)",
        "NOT(<boolean>)",
        "(<number>) in (<number>, <number>)",
        "BETWEEN(<date>, <date>, <date>)",
        "BETWEEN(<number>, <number>, <number>)",
        "ISBLANK(<text>)",
        "(<number>) = 空",
        "ANY(patents, <boolean>)",
        "ALL(patents, amount > <row>)",
        "CONTAINS(domains, <text>)",
    ],
    "date": [
        "EDATE(<date>, <number>)",
        "MIN(patents.granted, <boolean>)",
        "IF(<boolean>, <date>)",
        "(<date> + <number>)",
        "(<date> - <number>)",
        "DATE(<number>, <number>, <number>)",
    ],
}
LEAVES = {
    "number": [
        "0",
        "1",
        "2",
        "-1",
        "0.5",
        "10%",
        "99999999999999999999",
        "assets",
        "负债总额",
        "revenue[y-1]",
        "basics.staff",
        "revenue[上年]",
        "[2017年营业收入]",
        "target[y+2]",
    ],
    "text": ['"发明专利"', "'a'", '""', "“文字”", '"2022-13-99"', '"a""b"', "company_name", "基本情况.备注"],
    "date": ["registered", "TODAY()", "DATE(2022, 2, 29)", '"2022-05-31"'],
    "boolean": ["listed", "真", "listed = 空", "domains = 空", "ISBLANK(patents)"],
    "column": ["patents.amount", "revenue", "revenue[y-3:y-1]", "知识产权清单.数量"],
    "row": ["amount", "count", "金额*数量", "LEN(type)", "assets"],
    "sign": [*"+-*/^"],
    "comparison": ["=", "<>", "<", "<=", "≥", "＞"],
    "digits": ["0", "2", "-2", "900"],
    "rounding": ["ROUND", "ROUNDUP", "舍去"],
    "unary": ["ABS", "INT", "SQRT"],
    "statistic": ["SUM", "AVG", "MAX", "最小", "PRODUCT"],
    "span": ["YEARS", "MONTHS", "DAYS"],
}
ODD = [None, "", " ", "abc", 0, 1, -1, 10**30, True, False, [], ["x"], [1, None], {"a": 1}, "2022-05",
       "2022-02-30", "9999-12-31", "0001-01-01", Decimal("1E+999"), Decimal("1E-999"), Decimal("1E+99999"),
       Decimal("-0"), Decimal("NaN"), Decimal("Infinity"), "長" * 3000, ["k1", "k1", 7, None]]  # fmt: skip
SIGNS = "()[],.+-*/^%&=<>（），＋“”\"'：#、 ￥\x00𠮷"
SOUP = [*SIGNS, "<=", "<>", "且", "或", "非", "属于", "not", "in", "空", "y-1", "3x", "1", "2.5"]
SOUP += [
    "资产总额",
    "assets",
    "revenue",
    "patents",
    "patents.amount",
    "team.products",
    "SUM(",
    "IF(",
    "COUNT(patents, ",
]


def write(chance, wanted, depth):
    """A formula of the type wanted; now and then of another type, to see it refused."""
    if wanted in GRAMMAR and chance.random() < 0.02:
        wanted = chance.choice([*GRAMMAR])
    deeper = wanted in GRAMMAR and depth > 0 and chance.random() < 0.85
    choices = GRAMMAR[wanted] if deeper else LEAVES[wanted]
    return re.sub(r"<([a-z]+)>", lambda place: write(chance, place[1], depth - 1), chance.choice(choices))


def odd_answers(chance, cells):
    """The sample answers with some of them replaced by anything a draft or an import may hold."""
    return {path: chance.choice(ODD) if chance.random() < 0.4 else value for path, value in cells.items()}


def is_told(formula, value):
    return value is None or formula.type == "unknown" or isinstance(value, TYPES[formula.type])


def compiled(text, names, scope):
    try:
        return compile(text, names, scope)
    except FormulaError as error:
        assert error.message and error.text == text and 0 <= error.position <= max(len(text), 1)
        assert error.pretty()
        return None


def test_written_formulas_give_the_type_told_or_a_blank(names, cells, capsys):
    chance, evaluations, accepted = random.Random(SEED), 0, 0
    drafts = [{}, cells, *(odd_answers(chance, cells) for _ in range(ANSWERS * 10))]
    for _ in range(CASES):
        formula = compiled(write(chance, chance.choice([*GRAMMAR]), chance.randint(1, 4)), names, "")
        if formula is None:
            continue
        accepted += 1
        for answers in chance.sample(drafts, ANSWERS):
            context = Context(answers, edition=2022, today=date(2022, 6, 30))
            assert is_told(formula, formula.evaluate(context)), formula.text
        assert is_explained(formula, context), formula.text
        evaluations += ANSWERS
    with capsys.disabled():
        print(f" [{evaluations} evaluations of {accepted} formulas]", end="")
    assert evaluations > CASES * 30


def test_nothing_takes_long(names, cells):
    chance, slowest = random.Random(SEED + 3), 0.0
    for _ in range(CASES // 10):
        formula = compiled(write(chance, chance.choice([*GRAMMAR]), 6), names, "")
        if formula is not None:
            start = time.process_time()
            formula.evaluate(Context(odd_answers(chance, cells), edition=2022))
            slowest = max(slowest, time.process_time() - start)
    assert slowest < 1


def is_explained(formula, context):
    """The verdicts of the leaves belong to the verdict; every row has a path."""
    leaves, verdict = formula.explain(context), formula.evaluate(context)
    paths = [path for leaf in leaves for path, _ in leaf.rows]
    assert all(path.rpartition("/")[0] in ("patents", "team") for path in paths)
    return len(leaves) != 1 or formula.type != "boolean" or leaves[0].verdict is verdict


def test_garbage_is_refused_and_never_breaks(names, cells):
    chance = random.Random(SEED + 1)
    words = [*SOUP, *FUNCTIONS, *ALIASES]
    for _ in range(CASES):
        text = "".join(chance.choices(words, k=chance.randint(1, 30)))
        scope = chance.choice(["", "finance", "patents", "team/*/products", "nowhere"])
        formula = compiled(text, names, scope)
        if formula is not None:
            at = chance.choice(["", "patents/k3/x", "a/b/c/d/e"])
            assert is_told(formula, formula.evaluate(Context(odd_answers(chance, cells), at)))


def test_a_formula_with_one_sign_too_many_or_missing_is_read_or_refused(names, cells):
    chance = random.Random(SEED + 4)
    for _ in range(CASES // 4):
        text = write(chance, chance.choice([*GRAMMAR]), 3)
        place = chance.randrange(len(text))
        changed = text[:place] + chance.choice(["", chance.choice(SOUP)]) + text[place + 1 :]
        formula = compiled(changed, names, "")
        assert formula is None or is_told(formula, formula.evaluate(Context(cells)))


def test_every_formula_can_be_read_aloud(names):
    chance = random.Random(SEED + 5)
    for _ in range(CASES // 4):
        formula = compiled(write(chance, chance.choice([*GRAMMAR]), 4), names, "")
        assert formula is None or in_words(formula, 2022)


def test_a_formula_shown_with_titles_reads_the_same(names):
    chance = random.Random(SEED + 2)
    for _ in range(CASES // 10):
        formula = compiled(write(chance, "number", 3), names, "")
        if formula is not None:
            again = compile(formula.titled, names)
            assert (again.reads, again.titled) == (formula.reads, formula.titled)
