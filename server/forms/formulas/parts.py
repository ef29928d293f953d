"""What the compiler hands from hand to hand: a piece of formula with its run and its type.

Types are known from the form, so a formula that adds texts or compares an amount with a word is refused
when the form is compiled, not silently blank on the day it is filled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, NoReturn

from .errors import fault
from .evaluate import Run, constant
from .logic import guard
from .tree import Group, Literal, Node, Unary
from .values import TITLES, TYPES, as_date

SCALARS = ("number", "text", "boolean", "date")
NUMERIC = re.compile(r"[-+]?[\d,，]+(\.\d+)?%?")
WAYS_OUT = {
    ("text", "number"): "连接文字请用 &，取字数请用 LEN",
    ("boolean", "number"): "请写 IF(条件, 1, 0)",
    ("date", "number"): "相隔几天请写 日期 - 日期，取年份请用 YEAR",
    ("list", "number"): "选了几项请用 COUNT",
    ("number", "boolean"): "请写成比较，如 … > 0",
    ("text", "boolean"): '请写成比较，如 … = "…"',
    ("date", "boolean"): '请写成比较，如 … <= "2022-05-31"',
    ("list", "boolean"): "请用 CONTAINS(多选, 选项)",
    ("number", "date"): "日期请写 DATE(年, 月, 日)",
    ("text", "date"): "请用 DATE 把文字变成日期",
    ("number", "text"): "数值变文字请用 TEXT",
    ("date", "text"): "日期变文字请用 TEXT",
    ("list", "text"): '请用 CONTAINS(多选, 选项) 或 JOIN("、", 多选)',
}
"""For a type found and the type wanted: how to get from one to the other."""
COMPARED = {
    ("text", "boolean"): "是非请写 是、否，不加引号",
    ("text", "date"): WAYS_OUT["text", "date"],
    ("number", "text"): WAYS_OUT["number", "text"],
    ("date", "number"): "取年份请用 YEAR",
    ("number", "date"): "年份请与 YEAR(日期) 比较",
}
"""The same beside something it is compared with."""


class Part(NamedTuple):
    """A compiled node. type: a static type, "blank" for 空, "rows", or "unknown" (an IF with two types).

    many: the run gives a list of such values, a column; `advice` then says how to make one value of it.
    """

    node: Node
    run: Run
    type: str
    many: bool = False
    advice: str = "这是一列数，不是一个值，请用 SUM、AVG、MAX、MIN 或 COUNT 统计"


def expect(part: Part, *wanted: str) -> Run:
    """The run of a part that must be one value of one of these types; raises FormulaError."""
    single(part)
    if part.type in wanted or part.type == "blank":
        return part.run
    if part.type == "unknown":
        return guard(part.run, tuple(TYPES[name] for name in wanted))
    if part.type == "text" and "date" in wanted and isinstance(part.node, Literal):
        return constant(_date(part.node))
    _mismatch(part, wanted)


def single(part: Part) -> None:
    """Refuse a column where one value is needed."""
    if part.many:
        fault(part.advice, part.node, "formula-rows")
    if part.type == "rows":
        fault("这是明细表，请写 COUNT(明细表) 或 SUM(明细表.列)", part.node, "formula-rows")


def common_type(parts: Sequence[Part]) -> str:
    """The type all parts share; "unknown" when they differ, or when nothing is known."""
    types = {part.type for part in parts if part.type != "blank"}
    return types.pop() if len(types) == 1 else "unknown"


def comparable(parts: Sequence[Part], wanted: tuple[str, ...]) -> list[Run]:
    """Runs of parts that are to be compared with one another: all of one of the wanted types.

    A text written beside a date is read as a date.
    """
    if _are_dates(parts):
        return [expect(part, "date") for part in parts]
    typed = [part for part in parts if part.type not in ("blank", "unknown")]
    strange = next((part for part in typed if part.type not in wanted), None)
    if strange:
        _mismatch(strange, tuple({part.type for part in typed if part.type in wanted}) or wanted)
    odd = next((part for part in typed if part.type != typed[0].type), None)
    if odd:
        _mismatch(odd, (typed[0].type,), "，才能比较")
    if typed and typed[0].type in wanted:
        wanted = (typed[0].type,)
    return [expect(part, *wanted) for part in parts]


def constant_number(node: Node) -> Decimal | None:
    """The number a node always is, e.g. `-5%`; None when it depends on answers."""
    if isinstance(node, Group):
        return constant_number(node.inner)
    if isinstance(node, Unary) and node.sign != "not":
        number = constant_number(node.operand)
        return None if number is None else -number if node.sign == "-" else number / 100
    return node.value if isinstance(node, Literal) and isinstance(node.value, Decimal) else None


def _are_dates(parts: Sequence[Part]) -> bool:
    types = {part.type for part in parts}
    return "date" in types and types <= {"date", "text", "blank", "unknown"}


def _date(node: Literal) -> date:
    day = as_date(node.value)
    if day is None:
        fault('日期应写作 "2022-05-31"', node, "formula-type")
    return day


def _mismatch(part: Part, wanted: tuple[str, ...], purpose: str = "") -> NoReturn:
    told = " 或 ".join(TITLES[name] for name in wanted)
    hint = _way_out(part, wanted, COMPARED if purpose else WAYS_OUT)
    fault(
        f"这里应为{told}{purpose}，却是{TITLES[part.type]}{hint}",
        part.node,
        "formula-type",
    )


def _way_out(part: Part, wanted: tuple[str, ...], ways: Mapping[tuple[str, str], str]) -> str:
    """What the author probably meant, told by what stands there and what should."""
    if isinstance(part.node, Literal):
        if part.type == "number" and "text" in wanted:
            return "；代码等文字请加引号"
        if part.type == "text" and "number" in wanted and NUMERIC.fullmatch(str(part.node.value)):
            return "；数值不加引号"
    hint = ways.get((part.type, wanted[0]), "") if len(wanted) == 1 else ""
    return f"；{hint}" if hint else ""
