"""Statistics when compiling: SUM, COUNT, ANY, JOIN and the like, over columns, years, rows or values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .errors import fault
from .evaluate import Run
from .logic import joined
from .parse import COMPARISONS
from .parts import SCALARS, Part, common_type, expect
from .tables import (
    Walk,
    alone,
    counted,
    each_row,
    folded,
    holding,
    mean,
    merged,
    product,
    quantified,
    total,
)
from .tree import Binary, Call, Group, Literal, Member, Node, Unary

REDUCERS: dict[str, Callable[[list[Any]], Any]] = {
    "SUM": total,
    "AVG": mean,
    "MAX": max,
    "MIN": min,
    "PRODUCT": product,
}
STRICT = frozenset({"MAX", "MIN", "PRODUCT"})
DATED = frozenset({"MAX", "MIN"})
JUDGING = frozenset({"ANY", "ALL"})
COUNTING = JUDGING | {"COUNT"}
"""What follows the table is all conditions, no value is taken."""
STATISTICS = frozenset({*REDUCERS, *JUDGING, "COUNT", "DISTINCT", "JOIN"})
VERDICTS = frozenset({"AND", "OR", "NOT", "ISBLANK", "BETWEEN", "CONTAINS", *JUDGING})


def leading(name: str) -> int:
    """How many arguments stand before the values: JOIN begins with what it puts between them."""
    return 1 if name == "JOIN" else 0


def is_condition(node: Node, called: Callable[[Call], str]) -> bool:
    """Whether a node is written as a condition, so that `SUM(patents.amount, type="发明")` filters rows."""
    match node:
        case Group():
            return is_condition(node.inner, called)
        case Binary():
            return node.sign in COMPARISONS or node.sign in ("and", "or")
        case Unary():
            return node.sign == "not"
        case Call():
            return called(node) in VERDICTS
        case Literal():
            return isinstance(node.value, bool)
    return isinstance(node, Member)


def over_values(node: Call, name: str, parts: Sequence[Part]) -> Part:
    """A statistic of columns and single values: SUM(a, b), AVG(revenue[y-3:y-1]), MIN(20, x)."""
    if name in JUDGING:
        fault(f"{name} 的第一个参数应为明细表：{name}(明细表, 条件)", parts[0].node, "formula-arguments")
    before, parts = parts[: leading(name)], parts[leading(name) :]
    many = [part for part in parts if _is_many(part)]
    rest = [part for part in parts if not _is_many(part)]
    if name in ("COUNT", "DISTINCT"):
        return _number_of(node, name, many, rest)
    if name == "JOIN":
        return _joined_texts(node, separator(before), parts)
    wanted = _wanted(name, parts)
    columns = [expect(part._replace(many=False), *wanted) for part in many]
    runs = [expect(part, *wanted) for part in rest]
    return Part(node, folded(REDUCERS[name], columns, runs, name in STRICT), wanted[0])


def over_rows(
    node: Call, name: str, walk: Walk, before: Sequence[Part], value: Part | None, conditions: Sequence[Part]
) -> Part:
    """A statistic that walks the rows of a table: SUM(patents, price*count, type="发明专利").

    before: what stands before the table (`leading`). value: what is taken of each row, None for the row
    itself. conditions: must all hold for a row to take part.
    """
    condition = together(conditions)
    if name in JUDGING and condition:
        return Part(node, quantified(each_row(walk, condition), decisive=name == "ANY"), "boolean")
    if name == "COUNT" and value is None:
        run = holding(each_row(walk, condition)) if condition else counted([walk.rows], (), distinct=False)
        return Part(node, run, "number")
    if value is None:
        fault(
            f"请写明统计哪一列，如 {name}(明细表.列) 或 {name}(明细表, 每行的值)", node, "formula-arguments"
        )
    wanted = SCALARS if name in ("COUNT", "DISTINCT", "JOIN") else _wanted(name, [value])
    values = each_row(walk, expect(value, *wanted), condition)
    if name == "JOIN":
        return Part(node, merged(separator(before), [values]), "text")
    if name in ("COUNT", "DISTINCT"):
        return Part(node, counted([values], (), name == "DISTINCT"), "number")
    return Part(node, folded(REDUCERS[name], [values], (), strict=False), wanted[0])


def separator(before: Sequence[Part]) -> Run:
    """What JOIN puts between; raises FormulaError when the column was written first."""
    if _is_many(before[0]) or before[0].type == "rows":
        fault('JOIN 先写分隔的文字，如 JOIN("、", 明细表.列)', before[0].node, "formula-arguments")
    return expect(before[0], "text")


def together(conditions: Sequence[Part]) -> Run | None:
    """Several conditions as one; None when there are none."""
    runs = [expect(part, "boolean") for part in conditions]
    return joined(runs, decisive=False) if len(runs) > 1 else runs[0] if runs else None


def _joined_texts(node: Call, between: Run, parts: Sequence[Part]) -> Part:
    for part in parts:
        if isinstance(part.node, Literal) and part.type == "boolean":
            fault("JOIN 总是跳过空白，不写“是否忽略空白”", part.node, "formula-arguments")
    runs = [part.run if _is_many(part) else alone(expect(part, *SCALARS)) for part in parts]
    return Part(node, merged(between, runs), "text")


def _number_of(node: Call, name: str, many: Sequence[Part], rest: Sequence[Part]) -> Part:
    if many and any(isinstance(part.node, Literal) for part in rest):
        fault("按条件计数应写作 COUNT(明细表, 列=值)", node, "formula-arguments")
    runs = [expect(part, *SCALARS) for part in rest]
    return Part(node, counted([part.run for part in many], runs, name == "DISTINCT"), "number")


def _is_many(part: Part) -> bool:
    return part.many or part.type == "list"


def _wanted(name: str, parts: Sequence[Part]) -> tuple[str, ...]:
    return ("date",) if name in DATED and common_type(parts) == "date" else ("number",)
