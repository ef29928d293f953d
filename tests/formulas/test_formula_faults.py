"""A formula that can't be right is refused when it is compiled, at the character, with a hint."""

import pytest

FAULTS = [
    ("负债总 / assets", 0, "没有字段“负债总”，是否为“负债总额”？"),
    ("1 + ROND(2.5)", 4, "没有函数“ROND”，是否为“ROUND”？"),
    ("basics.asets", 7, "“一、基本情况”中没有“asets”，是否为“assets”？"),
    ("basic.assets", 0, "没有栏目或明细表“basic”，是否为“basics”？"),
    ("assets.x", 0, "“assets”不是栏目或明细表，后面不能写“.”"),
    ("ROUND(assets, 2", 15, "这里应为“)”，公式却结束了"),
    ("assets +", 8, "公式不完整，后面还应有数值、字段或函数"),
    ("assets )", 7, "多余的“)”"),
    ("assets # 2", 7, "不认识的字符“#”；名称里有标点时请加方括号：[名称]"),
    ('"没有结束', 0, "引号没有结束"),
    ("[没有结束", 0, "方括号没有结束"),
    ("2017年营业收入 * 2", 0, "名称以数字开头时请加方括号：[2017年营业收入]"),
    ("-2^2", 0, "“-a^b”有歧义，请写成 (-a)^b 或 -(a^b)"),
    ("2^3^2", 3, "连续乘方有歧义，请加括号，如 (a^b)^c"),
    ("1 < assets < 3", 11, "比较不能连写，请用 AND(a<=b, b<=c) 或 BETWEEN(b, a, c)"),
    ("7 % 3", 2, "“%”是百分号；求余数请用 MOD(被除数, 除数)"),
    ("ROUND()", 0, "ROUND 写了0个参数，应写作 ROUND(数值, 小数位数)"),
    ("且 assets", 0, "“and”前面应有一个条件"),
    ("assets > 空", 0, "“空”只能用 = 或 <> 比较"),
    ("company_name + 1", 0, "这里应为数值，却是文字；连接文字请用 &，取字数请用 LEN"),
    ("company_name = 3", 15, "这里应为文字，才能比较，却是数值；代码等文字请加引号"),
    ("listed > 假", 0, "这里应为数值 或 文字 或 日期，却是是非"),
    ("AND(assets, listed)", 4, "这里应为是非，却是数值；请写成比较，如 … > 0"),
    ('assets + "1,200"', 9, "这里应为数值，却是文字；数值不加引号"),
    ("registered + listed", 13, "这里应为数值，却是是非；请写 IF(条件, 1, 0)"),
    ("registered * 2", 0, "这里应为数值，却是日期；相隔几天请写 日期 - 日期，取年份请用 YEAR"),
    ("registered > company_name", 13, "这里应为日期，却是文字；请用 DATE 把文字变成日期"),
    ("YEAR(2022)", 5, "这里应为日期，却是数值；日期请写 DATE(年, 月, 日)"),
    ('listed = "是"', 9, "这里应为是非，才能比较，却是文字；是非请写 是、否，不加引号"),
    ("IF(domains, 1, 2)", 3, "这里应为是非，却是多选；请用 CONTAINS(多选, 选项)"),
    ("LEN(assets)", 4, "这里应为文字，却是数值；数值变文字请用 TEXT"),
    ('domains = "新材料"', 0, '这里应为文字，却是多选；请用 CONTAINS(多选, 选项) 或 JOIN("、", 多选)'),
    ("=SUM(1, 2)", 0, "这里应为数值、字段或函数，却是“=”；公式前面不写“=”"),
    ("assets => 1", 8, "这里应为数值、字段或函数，却是“>”；大于等于写作 >=，小于等于写作 <="),
    ("listed && listed", 8, "这里应为数值、字段或函数，却是“&”；“并且”请写 且"),
    ("listed || listed", 7, "不认识的字符“|”；“或者”请写 或"),
    ("!listed", 0, "不认识的字符“!”；“不是”请写 非，“不等于”请写 <>"),
    ("MAX(1；2)", 5, "不认识的字符“；”；参数之间用逗号"),
    ("assets > 5000万元", 9, "数值后面不写单位，请写 5000，并换算成字段的单位"),
    ("SUMIFS(patents.amount)", 0, "没有函数 SUMIFS，请写 SUM(明细表.列, 条件, 条件)"),
    ('vlookup("a", patents, 2)', 0, '没有函数 VLOOKUP，请写 JOIN("、", 明细表.列, 条件)'),
    ('JOIN(patents.name, "、")', 5, 'JOIN 先写分隔的文字，如 JOIN("、", 明细表.列)'),
    ('TEXTJOIN("、", TRUE, patents.name)', 14, "JOIN 总是跳过空白，不写“是否忽略空白”"),
    ("30 + patents.granted", 5, "这是一列数，不是一个值，请用 SUM、AVG、MAX、MIN 或 COUNT 统计"),
    ("SUM(patents, amount, count)", 21, "这里应为是非，却是数值；请写成比较，如 … > 0"),
    ("COUNT(patents, amount)", 15, "这里应为是非，却是数值；请写成比较，如 … > 0"),
    ("SUM(patents.amount, amount > 1, count)", 32, "这里应为是非，却是数值；请写成比较，如 … > 0"),
    ('registered > "去年"', 13, '日期应写作 "2022-05-31"'),
    ("revenue + 1", 0, "“营业收入”每年一个值，请写明年度，如 revenue[y]，或用 SUM、AVG 统计"),
    ("revenue[y-9]", 7, "“营业收入”没有 y-9 这一列，只有 y-4、y-3、y-2、y-1、y、rate"),
    ("revenue[2021]", 7, "方括号里应为年度：[y-1] 基准年前一年，[-1] 本列前一年，[y-3:y-1] 三年"),
    ("revenue[-1]", 7, "[-1] 这样的相对年度只能用在年度表里，这里请写 [y-1]"),
    ("SUM(revenue[y+3:y+5])", 11, "“营业收入”在这个范围里没有年度，只有 y-4、y-3、y-2、y-1、y、rate"),
    ("SUM(revenue[a:b])", 11, "年度范围写作 [y-3:y-1]"),
    ("assets[y-1]", 6, "“资产总额”不是年度表的一行，不能选年度"),
    ("amount", 0, "“amount”是明细表“知识产权清单”的一列，请写明表名并统计，如 SUM(知识产权清单.amount)"),
    ("patents.amount * 2", 0, "这是一列数，不是一个值，请用 SUM、AVG、MAX、MIN 或 COUNT 统计"),
    ("patents + 1", 0, "这是明细表，请写 COUNT(明细表) 或 SUM(明细表.列)"),
    ("basics", 0, "“basics”是栏目，请写明字段：basics.字段名"),
    ("SUM(patents)", 0, "请写明统计哪一列，如 SUM(明细表.列) 或 SUM(明细表, 每行的值)"),
    ('COUNTIF(patents.type, "发明专利")', 0, "按条件计数应写作 COUNT(明细表, 列=值)"),
    ("ANY(assets, listed)", 4, "ANY 的第一个参数应为明细表：ANY(明细表, 条件)"),
    ("SUM(products.price)", 4, "“products”在明细表“研发团队”的每一行里，请写 研发团队.products"),
    ("SUM(team.products, price)", 4, "“产品”在另一张明细表里，请先逐行统计外面的表"),
    ("SUM(team.products.price, price > 1)", 4, "“产品”在另一张明细表里，请先逐行统计外面的表"),
    ("SUM(patents, SUM(patents, SUM(patents, amount)))", 30, "明细表统计最多嵌套两层"),
    ("IFS(listed, 1, listed)", 0, "IFS 的参数应成对：IFS(条件1, 结果1, 条件2, 结果2, …)"),
    ("BAND(assets, 5, 1, 10, 2)", 19, "BAND 的下限应从高到低排列"),
    ("BAND(assets, 5, 1, 3)", 0, "BAND 应写作 BAND(数值, 下限1, 得分1, 下限2, 得分2, …)"),
    ("DATE(2022, 5)", 0, 'DATE 应写作 DATE(年, 月, 日) 或 DATE("2022-05-31")'),
    ("", 0, "公式不完整，后面还应有数值、字段或函数"),
]


@pytest.mark.parametrize(("text", "position", "message"), FAULTS, ids=[text for text, _, _ in FAULTS])
def test_a_fault_is_named_where_it_is(fault, text, position, message):
    error = fault(text)
    assert (error.message, error.position, error.text) == (message, position, text)


def test_an_error_draws_a_caret_under_wide_characters(fault):
    assert fault("资产总额 + 负债总").pretty() == (
        "资产总额 + 负债总\n           ^ 没有字段“负债总”，是否为“负债总额”？"
    )
    assert str(fault("1 +")) == "第4个字符：公式不完整，后面还应有数值、字段或函数"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1" * 2001, "公式超过2000个字符"),
        ("(" * 41 + "1" + ")" * 41, "嵌套超过40层"),
        ("+".join(["1"] * 700), "公式太长太深"),
        ("-" * 1000 + "1", "嵌套超过40层"),
        ("NOT " * 200 + "listed", "嵌套超过40层"),
    ],
)
def test_a_formula_has_limits(fault, text, message):
    assert message in fault(text).message


@pytest.mark.parametrize(
    "text", ["assets.__class__", '"a".upper', "__import__('os')", "lambda x: x", "open(1)"]
)
def test_nothing_of_python_can_be_reached(fault, text):
    assert fault(text)
