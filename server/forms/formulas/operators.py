"""Operators when compiling: types checked, and the run chosen that does no more than needed."""

from __future__ import annotations

import operator
from decimal import Decimal

from .errors import fault
from .evaluate import Run, arithmetic, constant
from .functions import days_after, days_before, days_since, power
from .logic import blank, compare, concatenation, joined, member, negation
from .parse import COMPARISONS
from .parts import SCALARS, Part, comparable, expect, single
from .tree import Binary, Literal, Member, Node, Unary

ARITHMETIC = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": power,
}
EQUALITY = {"=": operator.eq, "<>": operator.ne}
ORDERING = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def unary(node: Unary, operand: Part) -> Part:
    """`-x`, `x%`, `not x`."""
    if node.sign == "not":
        return Part(node, negation(expect(operand, "boolean")), "boolean")
    factor = Decimal(-1) if node.sign == "-" else Decimal("0.01")
    return Part(node, arithmetic(operator.mul, expect(operand, "number"), constant(factor)), "number")


def binary(node: Binary, left: Part, right: Part) -> Part:
    """Everything with an operand on each side."""
    if node.sign in ("and", "or"):
        runs = [expect(left, "boolean"), expect(right, "boolean")]
        return Part(node, joined(runs, decisive=node.sign == "or"), "boolean")
    if node.sign == "&":
        return Part(node, concatenation([expect(left, *SCALARS), expect(right, *SCALARS)]), "text")
    if node.sign in COMPARISONS:
        return _comparison(node, left, right)
    return _calculation(node, left, right)


def membership(node: Member, value: Part, among: list[Part]) -> Part:
    """`x in (a, b)`, `x in list`."""
    runs = []
    for other in among:
        if other.many or other.type == "list":
            runs.append(other.run)
        else:
            runs.append(comparable([value, other], SCALARS)[1])
    return Part(node, member(expect(value, *SCALARS), runs), "boolean")


def sides(left: Part, right: Part, sign: str) -> list[Run]:
    """Both sides of a comparison as they are compared; raises FormulaError when they can't be."""
    if sign in EQUALITY:
        return comparable([left, right], SCALARS)
    return comparable([left, right], ("number", "text", "date"))


def _comparison(node: Binary, left: Part, right: Part) -> Part:
    if _is_blank(node.left) or _is_blank(node.right):
        if node.sign not in EQUALITY:
            fault("“空”只能用 = 或 <> 比较", node, "formula-type")
        other = left if _is_blank(node.right) else right
        return Part(node, blank(other.run, node.sign == "="), "boolean")
    first, second = sides(left, right, node.sign)
    return Part(node, compare((EQUALITY | ORDERING)[node.sign], first, second), "boolean")


def _calculation(node: Binary, left: Part, right: Part) -> Part:
    dates = {left.type, right.type}
    if node.sign == "-" and "date" in dates and dates <= {"date", "text"}:
        return Part(node, arithmetic(days_since, expect(left, "date"), expect(right, "date")), "number")
    if node.sign == "+" and right.type == "date" and left.type != "date":
        left, right = right, left
    single(left)
    if left.type == "date" and node.sign in "+-":
        operation = days_after if node.sign == "+" else days_before
        return Part(node, arithmetic(operation, left.run, expect(right, "number")), "date")
    first, second = expect(left, "number"), expect(right, "number")
    return Part(node, arithmetic(ARITHMETIC[node.sign], first, second), "number")


def _is_blank(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is None
