"""Turning names into readings of cells: which path, which row, which year column.

One `References` accompanies the compilation of one formula. It remembers everything the formula reads,
which is how a form knows what to recompute when a cell changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .columns import Selector, column_called, column_title, shifted, year_offset
from .errors import FormulaError, fault
from .evaluate import Context, Run, constant, read_cell, read_number, read_row_cell
from .names import Name, Names, enclosing_rows
from .parts import Part
from .tables import Walk, columns, each_row, in_each_row, row_ids, same_column
from .tree import Reference
from .values import CONVERTERS

MAX_WALKS = 2
"""Rows within rows that one statistic may walk through."""


class References:
    """The names of one formula, resolved from the place it belongs to.

    reads: template paths read so far. spellings: (start, end, title) for showing the formula with titles.
    relative: where names start that mean the same year column. touched: slots of the rows read from.
    columned: whether evaluation must know in which year column the formula stands.
    """

    def __init__(self, names: Names, scope: str, column: str | None) -> None:
        self._names = names
        self._scopes = [scope]
        self._column = column
        own = [*enclosing_rows(scope), *([scope] if scope in names.rows_paths else [])]
        self._bound = {rows: slot for slot, rows in enumerate(own)}
        self.places = tuple(len(rows.split("/")) for rows in own)
        self.slots = len(own)
        self.reads: set[str] = set()
        self.spellings: set[tuple[int, int, str]] = set()
        self.relative: set[int] = set()
        self.touched: set[int] = set()
        self.columned = False

    def part(self, node: Reference) -> Part:
        """What a name reads; raises FormulaError."""
        found = self._resolve(node)
        name = found[-1]
        if name.type == "rows":
            return Part(node, self.row_ids(node), "rows")
        if not name.is_value:
            fault(f"“{name.title}”是栏目，请写明字段：{name.key}.字段名", node, "formula-block")
        walked = self._walked(found)
        if walked and any(rows.type == "rows" for rows in found[:-1]):
            run = self._through(walked, lambda: self._read(name.path, name), each_row)
            return Part(node, run, name.value_type, many=True)
        if walked:
            fault(f"“{name.title}”在明细表里，请用 SUM(明细表, 每行的值) 之类逐行统计", node, "formula-rows")
        return self._cell_part(node, name)

    def rows_at(self, node: Reference) -> Name | None:
        """The rows block a name means, if it means one."""
        name = self._resolve(node)[-1]
        return name if name.type == "rows" and node.selector is None else None

    def column_at(self, node: Reference) -> tuple[Name, Name] | None:
        """The rows block and the column that `table.column` means, if it means one."""
        found = self._resolve(node) if len(node.words) > 1 and node.selector is None else []
        if not found or found[-2].type != "rows" or found[-1].type in ("rows", "matrix-row"):
            return None
        return found[-2], found[-1]

    def of_row(self, node: Reference, name: Name) -> Part:
        """What a column holds in the row that is walked through; raises FormulaError."""
        return self._cell_part(node, name)

    def is_boolean(self, node: Reference, rows: Name) -> bool:
        """Whether a name, read in a row of a table, is a question with yes or no."""
        try:
            found = self._names.resolve(
                node.words, [rows.path, *self._scopes], {*self._bound, *enclosing_rows(rows.path), rows.path}
            )
        except FormulaError:
            return False
        return found[-1].type == "boolean"

    def table_of(self, path: str) -> Run:
        """Where a rows block is in the answers: its path with the row ids at hand."""
        parts, slots = path.split("*"), [self._bound[outer] for outer in enclosing_rows(path)]

        def locate(context: Context) -> str:
            ids = [*(context.rows[slot] for slot in slots), ""]
            return "".join(part + row for part, row in zip(parts, ids, strict=True))

        return locate

    def row_ids(self, node: Reference) -> Run:
        """The ids of the rows of the rows block a name means: `products.certificates` has those of all."""
        found = self._resolve(node)
        return self._through(self._walked(found), lambda: self.ids_in(found[-1].path), in_each_row)

    def enter(self, rows: Name, node: Reference) -> int:
        """Walk into a rows block, whose columns may then be written bare; gives the slot of its row id."""
        if len(self._scopes) > MAX_WALKS:
            fault("明细表统计最多嵌套两层", node, "formula-rows")
        if self._walked(self._resolve(node)):
            fault(f"“{rows.title}”在另一张明细表里，请先逐行统计外面的表", node, "formula-rows")
        self._scopes.insert(0, rows.path)
        return self._bind(rows.path)

    def leave(self, rows: Name, before: int | None) -> None:
        """Walk out again; `before` is the slot that was in force outside, if any."""
        self._scopes.pop(0)
        self._release(rows.path, before)

    def slot_of(self, path: str) -> int | None:
        """The slot in force for a rows block."""
        return self._bound.get(path)

    def _resolve(self, node: Reference) -> list[Name]:
        found = self._names.resolve(node.words, self._scopes, self._bound)
        titles = self._names.respell(found, self._scopes, self._bound)
        for word, title in zip(node.words, titles, strict=True):
            self.spellings.add((word.start, word.end, title))
        return found

    def _cell_part(self, node: Reference, name: Name) -> Part:
        if name.type == "matrix-row":
            return self._matrix_part(node, name)
        if node.selector:
            fault(f"“{name.title}”不是年度表的一行，不能选年度", node.selector, "formula-year")
        return Part(node, self._read(name.path, name), name.value_type)

    def _walked(self, found: Sequence[Name]) -> list[str]:
        """The rows blocks a name leads through: those it names, and those of which no row is at hand."""
        named = {name.path for name in found[:-1]}
        around = enclosing_rows(found[-1].path)
        first = next((rows for rows in around if rows in named or rows not in self._bound), None)
        return list(around[around.index(first) :]) if first else []

    def _through(
        self, walked: Sequence[str], body: Callable[[], Run], innermost: Callable[[Walk, Run], Run]
    ) -> Run:
        """What stands in every row of some rows blocks, outermost first."""
        if not walked:
            return body()
        rows, *others = walked
        ids = self.ids_in(rows)
        before = self._bound.get(rows)
        slot = self._bind(rows)
        inner = self._through(others, body, innermost)
        self._release(rows, before)
        return (in_each_row if others else innermost)(Walk(ids, slot, 1), inner)

    def ids_in(self, path: str) -> Run:
        """The ids of the rows of a table that stands once, or in the row at hand."""
        self.reads.add(path)
        return self._at(path, row_ids)

    def _matrix_part(self, node: Reference, name: Name) -> Part:
        chosen = node.selector
        if chosen is None and name.scope == self._scopes[-1]:
            self.relative.add(node.start)
            return self._shifted_part(node, name, 0)
        if chosen is None:
            years = [column for column in name.columns if year_offset(column) is not None]
            each = "每年一个值，请写明年度" if years else "每列一个值，请写明哪一列"
            years = years or [column for column in name.columns if column not in name.derived]
            example = years[-1] if years else "y-1"
            advice = f"“{name.title}”{each}，如 {name.key}[{example}]，或用 SUM、AVG 统计"
            return Part(node, self._cells(name, years), name.cell, many=True, advice=advice)
        if chosen.kind == "shift":
            if self._scopes[-1] not in self._names.matrix_paths:
                fault("[-1] 这样的相对年度只能用在年度表里，这里请写 [y-1]", chosen, "formula-year")
            return self._shifted_part(node, name, chosen.by)
        if chosen.kind == "range":
            return Part(node, self._cells(name, _between(chosen, name)), name.cell, many=True)
        column = column_called(chosen.first, name.columns, name.titles)
        if column not in name.columns:
            known = "、".join(name.columns)
            fault(f"“{name.title}”没有 {chosen.first} 这一列，只有 {known}", chosen, "formula-year")
        if title := column_title(column, name.columns, name.titles):
            self.spellings.add((chosen.start, chosen.end, f"[{title}]"))
        return Part(node, self._read(f"{name.path}/{column}", name), name.cell)

    def _shifted_part(self, node: Reference, name: Name, by: int) -> Part:
        if self._column is not None:
            column = shifted(self._column, by)
            run = self._read(f"{name.path}/{column}", name) if column in name.columns else constant(None)
            return Part(node, run, name.cell)
        self.columned = True
        cells = {shifted(column, -by): self._read(f"{name.path}/{column}", name) for column in name.columns}
        return Part(node, same_column({column: cell for column, cell in cells.items() if column}), name.cell)

    def _cells(self, name: Name, chosen: list[str]) -> Run:
        return columns([self._read(f"{name.path}/{column}", name) for column in chosen])

    def _read(self, path: str, name: Name) -> Run:
        self.reads.add(path)
        if name.convert is None and name.value_type == "number" and not enclosing_rows(path):
            return read_number(path)
        return self._at(path, name.convert or CONVERTERS[name.value_type])

    def _at(self, path: str, convert: Callable[[object], Any]) -> Run:
        rows = enclosing_rows(path)
        if not rows:
            return read_cell(path, convert)
        slots = [self._bound[outer] for outer in rows]
        self.touched.update(slots)
        return read_row_cell(path.split("*"), slots, convert)

    def _bind(self, path: str) -> int:
        self._bound[path] = self.slots
        self.slots += 1
        return self._bound[path]

    def _release(self, path: str, before: int | None) -> None:
        if before is None:
            del self._bound[path]
        else:
            self._bound[path] = before


def _between(chosen: Selector, name: Name) -> list[str]:
    first, last = year_offset(chosen.first) or 0, year_offset(chosen.last) or 0
    years = {offset: column for column in name.columns if (offset := year_offset(column)) is not None}
    found = [years[offset] for offset in sorted(years) if first <= offset <= last]
    if not found:
        fault(f"“{name.title}”在这个范围里没有年度，只有 {'、'.join(name.columns)}", chosen, "formula-year")
    return found
