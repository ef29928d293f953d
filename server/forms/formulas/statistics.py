"""Statistics when compiling: SUM, COUNT, ANY and the like, over columns, years, rows or single values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .errors import fault
from .evaluate import Run
from .parts import SCALARS, Part, common_type, expect
from .tables import counted, each_row, folded, holding, mean, product, quantified, total
from .tree import Call, Literal

REDUCERS: dict[str, Callable[[list[Any]], Any]] = {
    "SUM": total,
    "AVG": mean,
    "MAX": max,
    "MIN": min,
    "PRODUCT": product,
}
STRICT = frozenset({"MAX", "MIN", "PRODUCT"})
DATED = frozenset({"MAX", "MIN"})
STATISTICS = frozenset({*REDUCERS, "COUNT", "DISTINCT", "ANY", "ALL"})


def over_values(node: Call, name: str, parts: Sequence[Part]) -> Part:
    """A statistic of columns and single values: SUM(a, b), AVG(revenue[y-3:y-1]), MIN(20, x)."""
    if name in ("ANY", "ALL"):
        fault(f"{name} 的第一个参数应为明细表：{name}(明细表, 条件)", parts[0].node)
    many = [part for part in parts if _is_many(part)]
    rest = [part for part in parts if not _is_many(part)]
    if name in ("COUNT", "DISTINCT"):
        return _number_of(node, name, many, rest)
    wanted = _wanted(name, parts)
    columns = [expect(part._replace(many=False), *wanted) for part in many]
    runs = [expect(part, *wanted) for part in rest]
    return Part(node, folded(REDUCERS[name], columns, runs, name in STRICT), wanted[0])


def over_rows(node: Call, name: str, rows: Run, slot: int, cost: int, body: Sequence[Part]) -> Part:
    """A statistic that walks the rows of a table: SUM(patents, price*count, type="发明专利")."""
    if name == "COUNT" and not body:
        return Part(node, counted([rows], (), distinct=False), "number")
    if not body:
        fault(f"请写明统计哪一列，如 {name}(明细表.列) 或 {name}(明细表, 每行的值)", node)
    if name in ("COUNT", "ANY", "ALL"):
        if len(body) > 1:
            fault(f"{name} 应写作 {name}(明细表, 条件)；几个条件请用 AND 连接", body[1].node)
        verdicts = each_row(rows, slot, cost, expect(body[0], "boolean"))
        if name == "COUNT":
            return Part(node, holding(verdicts), "number")
        return Part(node, quantified(verdicts, decisive=name == "ANY"), "boolean")
    if len(body) > 2:
        fault(f"{name} 应写作 {name}(明细表, 每行的值, 条件)", body[2].node)
    condition = expect(body[1], "boolean") if len(body) > 1 else None
    if name == "DISTINCT":
        values = each_row(rows, slot, cost, expect(body[0], *SCALARS), condition)
        return Part(node, counted([values], (), distinct=True), "number")
    wanted = _wanted(name, body[:1])
    values = each_row(rows, slot, cost, expect(body[0], *wanted), condition)
    return Part(node, folded(REDUCERS[name], [values], (), strict=False), wanted[0])


def _number_of(node: Call, name: str, many: Sequence[Part], rest: Sequence[Part]) -> Part:
    if many and any(isinstance(part.node, Literal) for part in rest):
        fault("按条件计数应写作 COUNT(明细表, 列=值)", node)
    runs = [expect(part, *SCALARS) for part in rest]
    return Part(node, counted([part.run for part in many], runs, name == "DISTINCT"), "number")


def _is_many(part: Part) -> bool:
    return part.many or part.type == "list"


def _wanted(name: str, parts: Sequence[Part]) -> tuple[str, ...]:
    return ("date",) if name in DATED and common_type(parts) == "date" else ("number",)
