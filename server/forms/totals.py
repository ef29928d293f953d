"""Totals of a matrix: 合计 columns and rows become formulas, so that everything else follows by itself.

Part of the layout, before the cells of a matrix are fields. A total adds what is of its own unit: years,
forecasts too, and categories that are not themselves derived from others, such as a share. A formula that a
cell has of its own stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from .findings import pointer_of
from .formulas.errors import suggest
from .kinds import kind_of
from .model import Column

Cell = Mapping[str, Any]
Fault = Callable[[str, str, str], None]
"""Takes pointer, rule and message."""


EMPTY = "合计没有可加的数：只加单位相同的数值，请核对单位，或列出要加的各项"


class Place(Protocol):
    """A matrix, or a row of it, on the layout's walk."""

    @property
    def key(self) -> str: ...
    @property
    def schema(self) -> Mapping[str, Any]: ...
    @property
    def pointer(self) -> str: ...
    @property
    def layout(self) -> Mapping[str, Any]: ...


def implied(
    matrix: Place, rows: Sequence[Place], columns: Sequence[Column], fault: Fault
) -> Iterator[dict[str, Cell]]:
    """The cells of each row by column key, with `x-compute` in those that are totals of others."""
    adding = _Adding(matrix, rows, columns, fault)
    for row in rows:
        cells = dict(row.schema.get("properties", {}))
        for key, cell in cells.items():
            if key in adding.totals or row.schema.get("x-total"):
                cells[key] = adding.computed(row, key, cell)
        yield cells


class _Adding:
    """What is added up where, in one matrix. `totals`: column key -> what its `total` says."""

    def __init__(self, matrix: Place, rows: Sequence[Place], columns: Sequence[Column], fault: Fault) -> None:
        self.rows, self.columns, self.fault = rows, columns, fault
        self.totals: dict[str, Any] = {}
        for place, column in enumerate(matrix.layout["columns"]):
            if isinstance(column, Mapping) and column.get("total"):
                self.totals[column["key"]] = column["total"]
                at = matrix.pointer + pointer_of(("x-layout", "columns", place, "total"))
                self._known(column["total"], [column.key for column in columns], at)
        for row in rows:
            self._known(row.schema.get("x-total"), [row.key for row in rows], row.pointer + "/x-total")

    def computed(self, row: Place, key: str, cell: Cell) -> Cell:
        """A total cell with its formula: along its row where it can be, else down its column."""
        if "x-compute" in cell:
            return cell
        along = self._along(row, key, cell) if key in self.totals else []
        down = self._down(row, key, cell) if row.schema.get("x-total") else []
        if not along and not down:
            at = row.pointer + pointer_of(("properties", key))
            self.fault(at, "total-empty", EMPTY)
            return cell
        return {**cell, "x-compute": f"SUM({', '.join(along or down)})"}

    def _along(self, row: Place, key: str, cell: Cell) -> list[str]:
        cells, chosen = row.schema["properties"], self.totals[key]
        if chosen is not True:
            return [f"{row.key}[{other}]" for other in chosen if _alike(cells.get(other), cell)]
        others = [
            column for column in self.columns if not column.total and _alike(cells.get(column.key), cell)
        ]
        given = [other for other in others if other.offset is not None or "x-compute" not in cells[other.key]]
        return [f"{row.key}[{other.key}]" for other in given or others]

    def _down(self, row: Place, key: str, cell: Cell) -> list[str]:
        chosen = row.schema["x-total"]
        apart = ("x-total", "x-indent")  # other totals, and 其中
        plain = [other for other in self.rows if not any(other.schema.get(word) for word in apart)]
        wanted = plain if chosen is True else [other for other in self.rows if other.key in chosen]
        cells = ((other, other.schema.get("properties", {}).get(key)) for other in wanted)
        return [other.key for other, theirs in cells if other is not row and _alike(theirs, cell)]

    def _known(self, chosen: Any, known: Sequence[str], pointer: str) -> None:
        for place, key in enumerate(chosen if isinstance(chosen, list) else ()):
            if key not in known:
                message = f"合计所列的“{key}”不在本表中{suggest(key, known)}"
                self.fault(f"{pointer}/{place}", "total-unknown", message)


def _alike(other: Any, cell: Cell) -> bool:
    """Whether a cell holds numbers of the same unit as the total it may belong to."""
    kind = kind_of(other) if isinstance(other, Mapping) else None
    return kind is not None and kind.formula_type == "number" and other.get("x-unit") == cell.get("x-unit")
