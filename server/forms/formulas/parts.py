"""What the compiler hands from hand to hand: a piece of formula with its run and its type.

Types are known from the form, so a formula that adds texts or compares an amount with a word is refused
when the form is compiled, not silently blank on the day it is filled.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, NoReturn

from .errors import fault
from .evaluate import Run, constant
from .logic import guard
from .tree import Group, Literal, Node, Unary
from .values import TITLES, TYPES, as_date

SCALARS = ("number", "text", "boolean", "date")


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
    _mismatch(part, " 或 ".join(TITLES[name] for name in wanted))


def single(part: Part) -> None:
    """Refuse a column where one value is needed."""
    if part.many:
        fault(part.advice, part.node)
    if part.type == "rows":
        fault("这是明细表，请写 COUNT(明细表) 或 SUM(明细表.列)", part.node)


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
    odd = next((part for part in typed if part.type != typed[0].type), None)
    if odd:
        _mismatch(odd, f"{TITLES[typed[0].type]}，才能比较")
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
        fault('日期应写作 "2022-05-31"', node)
    return day


def _mismatch(part: Part, wanted: str) -> NoReturn:
    hint = ""
    if isinstance(part.node, Literal) and part.type == "number":
        hint = "；代码等文字请加引号"
    fault(f"这里应为{wanted}，却是{TITLES[part.type]}{hint}", part.node)
