"""The form all formula tests speak of: a grid, a year matrix, rows, and rows within rows.

docs/formulas.md shows the same answers to its readers and computes its examples with them.
"""

from datetime import date
from decimal import Decimal

import pytest

from server.forms.formulas import Context, FormulaError, Name, Names, compile

COLUMNS = ("y-4", "y-3", "y-2", "y-1", "y", "rate")

NAMES = Names(
    [
        Name("basics", "basics", "一、基本情况", "section"),
        Name("basics/company_name", "company_name", "企业名称", "text", "basics"),
        Name("basics/registered", "registered", "注册日期", "date", "basics"),
        Name("basics/assets", "assets", "资产总额", "number", "basics"),
        Name("basics/liabilities", "liabilities", "负债总额", "number", "basics"),
        Name("basics/staff", "staff", "职工总数", "number", "basics"),
        Name("basics/listed", "listed", "是否上市", "boolean", "basics"),
        Name("basics/domains", "domains", "技术领域", "list", "basics"),
        Name("basics/stock_code", "stock_code", "股票代码", "text", "basics"),
        Name("basics/note", "note", "备注", "text", "basics"),
        Name("basics/revenue_2017", "revenue_2017", "2017年营业收入", "number", "basics"),
        Name("finance", "finance", "二、经营情况", "matrix"),
        Name("finance/revenue", "revenue", "营业收入", "matrix-row", "finance", COLUMNS),
        Name("finance/main", "main", "其中：主营业务收入", "matrix-row", "finance", COLUMNS[:4]),
        Name("plan", "plan", "三、计划", "matrix"),
        Name("plan/target", "target", "目标收入", "matrix-row", "plan", ("y-1", "y", "y+1", "y+2")),
        Name("plan/note", "plan_note", "备注", "text", "plan"),
        Name("patents", "patents", "知识产权清单", "rows"),
        Name("patents/*/name", "name", "名称", "text", "patents"),
        Name("patents/*/type", "type", "类别", "text", "patents"),
        Name("patents/*/amount", "amount", "金额", "number", "patents"),
        Name("patents/*/count", "count", "数量", "number", "patents"),
        Name("patents/*/granted", "granted", "授权日期", "date", "patents"),
        Name("team", "team", "研发团队", "rows"),
        Name("team/*/head", "head", "负责人", "text", "team"),
        Name("team/*/products", "products", "产品", "rows", "team"),
        Name("team/*/products/*/price", "price", "单价", "number", "team/*/products"),
    ]
)

CELLS = {
    "basics/company_name": "苏州精密仪器有限公司",
    "basics/registered": "2010-03-15",
    "basics/assets": 188,
    "basics/liabilities": 150,
    "basics/staff": 60,
    "basics/listed": False,
    "basics/domains": ["新材料", "新能源"],
    "basics/revenue_2017": 10,
    "finance/revenue/y-4": 11,
    "finance/revenue/y-3": 12,
    "finance/revenue/y-2": 13,
    "finance/revenue/y-1": 14,
    "finance/main/y-2": 9,
    "finance/main/y-1": Decimal("10.5"),
    "plan/target/y": 20,
    "patents": ["k3", "a8", "z1"],
    "patents/k3/name": "一种阀门",
    "patents/k3/type": "发明专利",
    "patents/k3/amount": Decimal("1.5"),
    "patents/k3/count": 2,
    "patents/k3/granted": "2019-06-01",
    "patents/a8/type": "实用新型",
    "patents/a8/amount": 4,
    "patents/a8/count": 1,
    "patents/z1/type": "发明专利",
    "team": ["t1", "t2"],
    "team/t1/products": ["p1", "p2"],
    "team/t1/products/p1/price": 3,
    "team/t1/products/p2/price": 5,
    "team/t2/products": ["p3"],
    "team/t2/products/p3/price": 7,
}


def evaluate(text, *, scope="", at="", cells=CELLS):
    """What a formula gives; whole numbers and decimals compare with int and Decimal."""
    return compile(text, NAMES, scope).evaluate(Context(cells, at, edition=2022, today=date(2022, 6, 30)))


def fault(text, scope=""):
    """The error a formula is refused with."""
    with pytest.raises(FormulaError) as caught:
        compile(text, NAMES, scope)
    return caught.value


@pytest.fixture(name="value")
def value_of_a_formula():
    return evaluate


@pytest.fixture(name="blank_form")
def value_on_a_blank_form():
    return lambda text, **place: evaluate(text, cells={}, **place)


@pytest.fixture(name="fault")
def fault_of_a_formula():
    return fault


@pytest.fixture(name="names")
def names_of_the_form():
    return NAMES


@pytest.fixture(name="cells")
def answers_of_the_form():
    return dict(CELLS)
