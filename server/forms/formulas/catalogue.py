"""The table of functions: how each is written, what it takes and gives. docs/formulas.md shows them all.

The editor's help and the messages about wrong arguments come from here too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP
from functools import partial
from typing import Any

from . import functions as f
from .errors import fault, suggest
from .tokens import fold
from .tree import Word

MANY = 200


@dataclass(frozen=True, slots=True)
class Function:
    """One function. `run` is its plain function; None where `calls` or `statistics` build the run.

    takes: for each argument the types it may have, parted by "|"; the first `low` arguments are needed.
    """

    usage: str
    low: int
    high: int
    takes: tuple[str, ...] = ()
    gives: str = "unknown"
    run: Callable[..., Any] | None = None


def _plain(usage: str, takes: str, gives: str, run: Callable[..., Any], optional: int = 0) -> Function:
    types = tuple(takes.split())
    return Function(usage, len(types) - optional, len(types), types, gives, run)


FUNCTIONS: dict[str, Function] = {
    "ROUND": _plain("ROUND(数值, 小数位数)", "number number", "number", f.round_to, 1),
    "ROUNDUP": _plain(
        "ROUNDUP(数值, 小数位数)", "number number", "number", partial(f.round_to, rounding=ROUND_UP), 1
    ),
    "ROUNDDOWN": _plain(
        "ROUNDDOWN(数值, 小数位数)", "number number", "number", partial(f.round_to, rounding=ROUND_DOWN), 1
    ),
    "ABS": _plain("ABS(数值)", "number", "number", abs),
    "INT": _plain("INT(数值)", "number", "number", f.floor),
    "MOD": _plain("MOD(被除数, 除数)", "number number", "number", f.modulo),
    "SQRT": _plain("SQRT(数值)", "number", "number", f.square_root),
    "SUM": Function("SUM(明细表.列, 条件, …) 或 SUM(明细表, 每行的值, 条件, …)", 1, MANY),
    "AVG": Function("AVG(明细表.列, 条件, …) 或 AVG(明细表, 每行的值, 条件, …)", 1, MANY),
    "MAX": Function("MAX(值, 值, …) 或 MAX(明细表.列, 条件, …)", 1, MANY),
    "MIN": Function("MIN(值, 值, …) 或 MIN(明细表.列, 条件, …)", 1, MANY),
    "PRODUCT": Function("PRODUCT(值, 值, …) 或 PRODUCT(明细表.列, 条件, …)", 1, MANY),
    "COUNT": Function("COUNT(明细表, 条件, …)", 1, MANY),
    "DISTINCT": Function("DISTINCT(明细表.列, 条件, …)", 1, MANY),
    "ANY": Function("ANY(明细表, 条件, …)", 2, MANY),
    "ALL": Function("ALL(明细表, 条件, …)", 2, MANY),
    "JOIN": Function('JOIN("、", 明细表.列, 条件, …) 或 JOIN("、", 值, 值, …)', 2, MANY),
    "IF": Function("IF(条件, 是则, 否则)", 2, 3),
    "IFS": Function("IFS(条件1, 结果1, 条件2, 结果2, …)", 2, MANY),
    "AND": Function("AND(条件, 条件, …)", 1, MANY),
    "OR": Function("OR(条件, 条件, …)", 1, MANY),
    "NOT": Function("NOT(条件)", 1, 1),
    "ISBLANK": Function("ISBLANK(字段)", 1, 1),
    "IFBLANK": Function("IFBLANK(字段, 空时的值)", 2, 2),
    "BETWEEN": Function("BETWEEN(值, 下限, 上限)", 3, 3),
    "BAND": Function("BAND(数值, 下限1, 得分1, 下限2, 得分2, …)", 3, MANY),
    "YEARS": _plain("YEARS(开始日期, 结束日期)", "date date", "number", f.years),
    "MONTHS": _plain("MONTHS(开始日期, 结束日期)", "date date", "number", f.months),
    "DAYS": _plain("DAYS(开始日期, 结束日期)", "date date", "number", f.days),
    "YEAR": _plain("YEAR(日期)", "date", "number", f.year_of),
    "MONTH": _plain("MONTH(日期)", "date", "number", f.month_of),
    "DAY": _plain("DAY(日期)", "date", "number", f.day_of),
    "DATE": Function('DATE(年, 月, 日) 或 DATE("2022-05-31")', 1, 3),
    "EDATE": _plain("EDATE(日期, 月数)", "date number", "date", f.months_after),
    "TODAY": Function("TODAY()", 0, 0),
    "EDITION": Function("EDITION()", 0, 0),
    "LEN": _plain("LEN(文字)", "text", "number", f.length),
    "LEFT": _plain("LEFT(文字, 字数)", "text number", "text", f.left),
    "RIGHT": _plain("RIGHT(文字, 字数)", "text number", "text", f.right),
    "MID": _plain("MID(文字, 第几字起, 字数)", "text number number", "text", f.middle),
    "TEXT": Function("TEXT(值) 或 TEXT(数值, 小数位数)", 1, 2),
    "CONCAT": Function("CONCAT(文字, 文字, …)", 1, MANY),
    "CONTAINS": _plain("CONTAINS(文字或多选, 文字)", "text|list text", "boolean", f.contains),
}

ALIASES: dict[str, str] = {
    "AVERAGE": "AVG", "COUNTIF": "COUNT", "COUNTIFS": "COUNT", "COUNTA": "COUNT", "TEXTJOIN": "JOIN",
    "CONCATENATE": "CONCAT", "且": "AND", "并且": "AND", "或": "OR", "或者": "OR", "非": "NOT",
    "最大值": "MAX", "最小值": "MIN", "平均值": "AVG", "年数": "YEARS", "加月": "EDATE", "合并": "JOIN",
    "四舍五入": "ROUND", "进位": "ROUNDUP", "舍去": "ROUNDDOWN", "绝对值": "ABS", "取整": "INT",
    "余数": "MOD", "平方根": "SQRT", "求和": "SUM", "合计": "SUM", "平均": "AVG", "最大": "MAX",
    "最小": "MIN", "连乘": "PRODUCT", "计数": "COUNT", "种类数": "DISTINCT", "存在": "ANY", "全部": "ALL",
    "如果": "IF", "多条件": "IFS", "为空": "ISBLANK", "空则": "IFBLANK", "介于": "BETWEEN",
    "分档": "BAND", "周年": "YEARS", "月数": "MONTHS", "天数": "DAYS", "年份": "YEAR", "月份": "MONTH",
    "日": "DAY", "日期": "DATE", "今天": "TODAY", "申报年度": "EDITION", "字数": "LEN", "左边": "LEFT",
    "右边": "RIGHT", "中间": "MID", "文本": "TEXT", "连接": "CONCAT", "包含": "CONTAINS",
}  # fmt: skip
"""Other words for the same functions: Excel's, and Chinese ones."""


INSTEAD: dict[str, str] = {
    "SUMIF": "SUM(明细表.列, 条件)", "SUMIFS": "SUM(明细表.列, 条件, 条件)",
    "AVERAGEIF": "AVG(明细表.列, 条件)", "AVERAGEIFS": "AVG(明细表.列, 条件, 条件)",
    "MAXIFS": "MAX(明细表.列, 条件)", "MINIFS": "MIN(明细表.列, 条件)",
    "SUMPRODUCT": "SUM(明细表, 列 * 列)", "UNIQUE": "DISTINCT(明细表.列)",
    "VLOOKUP": 'JOIN("、", 明细表.列, 条件)', "XLOOKUP": 'JOIN("、", 明细表.列, 条件)',
    "DATEDIF": "YEARS、MONTHS 或 DAYS(开始日期, 结束日期)", "YEARFRAC": "YEARS(开始日期, 结束日期)",
    "EOMONTH": "DATE(年, 月 + 1, 1) - 1", "NOW": "TODAY()", "DATEVALUE": 'DATE("2022-05-31")',
    "IFERROR": "IFBLANK(值, 空时的值)", "ISERROR": "ISBLANK(值)", "IFNA": "IFBLANK(值, 空时的值)",
    "SWITCH": "IFS(条件1, 结果1, …)", "CHOOSE": "IFS(条件1, 结果1, …)", "LOOKUP": "BAND 或 IFS",
    "POWER": "底数 ^ 指数", "TRUNC": "ROUNDDOWN(数值)", "EXACT": "文字 = 文字",
    "FIND": "CONTAINS(文字, 文字)", "SEARCH": "CONTAINS(文字, 文字)",
    "COUNTBLANK": "COUNT(明细表, ISBLANK(列))",
}  # fmt: skip
"""Functions of Excel that are left out, and how the same is said here."""


def lookup(word: Word, arguments: int) -> tuple[str, Function]:
    """The function a word means, with its proper name; raises FormulaError, also for too few arguments."""
    written = fold(word.text).upper()
    name = ALIASES.get(written, written)
    function = FUNCTIONS.get(name)
    if function is None and written in INSTEAD:
        fault(f"没有函数 {written}，请写 {INSTEAD[written]}", word, "formula-function-unknown")
    if function is None:
        fault(
            f"没有函数“{word.text}”{suggest(written, [*FUNCTIONS, *ALIASES])}",
            word,
            "formula-function-unknown",
        )
    if not function.low <= arguments <= function.high:
        fault(f"{name} 写了{arguments}个参数，应写作 {function.usage}", word, "formula-arguments")
    return name, function
