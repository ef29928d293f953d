"""A computed cell tells in a sentence how it comes about, in the words of people who don't write formulas."""

import pytest

from server import language
from server.forms.formulas import compile, in_words

SAID = [
    ("ROUND(liabilities/assets*100, 2)", "负债总额 ÷ 资产总额 × 100，四舍五入保留 2 位小数"),
    ("revenue[y-1] - revenue[y-2]", "营业收入（2021年） - 营业收入（2020年）"),
    ("SUM(revenue[y-3:y-1])", "营业收入（2019—2021年） 的合计"),
    ("IF(assets = 0, 0, ROUND(liabilities / assets, 4))",
     "如果 资产总额 = 0，则 0，否则 负债总额 ÷ 资产总额（四舍五入保留 4 位小数）"),
    ("IFS(staff >= 300, 2, 真, 1)", "职工总数 ≥ 300 时 2；其余 1"),
    ("MIN(20, BAND(staff, 50, 15, 20, 10))",
     "20、（职工总数 达到 50 以上得 15，20 以上得 10，其余得 0） 的最小值"),
    ('SUM(patents.amount, type = "发明专利", count > 1)',
     "知识产权清单的金额 的合计（只算 类别 = “发明专利” 且 数量 > 1 的行）"),
    ("SUM(patents, amount * count)", "知识产权清单各行 金额 × 数量 的合计"),
    ("DISTINCT(patents, amount > 1)", "知识产权清单各行 金额 > 1 的种类数"),
    ("SUM(patents.amount, listed)", "知识产权清单的金额 的合计（只算 是否上市 的行）"),
    ("SUM(staff, assets)", "职工总数、资产总额 的合计"),
    ("COUNT(patents)", "知识产权清单 的个数"),
    ("COUNT(patents, amount > 1)", "知识产权清单中 金额 > 1 的行数"),
    ("ANY(patents, amount > 1)", "知识产权清单中 有一行 金额 > 1"),
    ('JOIN("、", patents.name)', "知识产权清单的名称 逐个用“、”连写"),
    ("YEARS(registered, DATE(EDITION() - 1, 12, 31))", "从 注册日期 到 日期（2022 - 1，12，31） 的周年数"),
    ("AND(assets > 1, OR(listed, staff > 5))", "资产总额 > 1 且 （是否上市 或 职工总数 > 5）"),
    ("NOT(ISBLANK(stock_code))", "股票代码 已填"),
    ("IFBLANK(revenue_2017, 0) + 1", "2017年营业收入（没有填时取 0） + 1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SAID, ids=[text for text, _ in SAID])
def test_a_formula_is_read_aloud(names, text, said):
    assert in_words(compile(text, names), 2022) == said


def test_a_year_before_is_named_where_the_cell_stands(names):
    growth = compile("revenue - revenue[-1]", names, "finance")
    assert in_words(growth, 2022, -2) == "营业收入（2020年） - 营业收入（2019年）"
    assert in_words(growth, 2022) == "营业收入 - 营业收入（前 1 年）"


def test_an_option_is_called_by_its_name(names):
    formula = compile('IF(note = "own", 1, 0)', names, "basics")
    assert in_words(formula, 2022, name_of={"own": "自主研发"}.get) == "如果 备注 = “自主研发”，则 1，否则 0"


def test_a_name_met_twice_is_said_with_its_section(names):
    assert in_words(compile("plan.plan_note & stock_code", names), 2022) == "计划的备注 & 股票代码"


def test_a_formula_is_read_aloud_in_the_language_of_the_reader(names):
    formula = compile("IF(assets = 0, 0, ROUND(liabilities / assets, 4))", names)
    with language.speaking("en"):
        said = in_words(formula, 2022)
    assert said == "if 资产总额 = 0, then 0, otherwise 负债总额 ÷ 资产总额 (rounded to 4 decimal places)"
