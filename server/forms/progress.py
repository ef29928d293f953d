"""How far a table is filled in, section by section."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .cells import covered
from .evidence import required_paths
from .kinds import is_blank
from .model import Cells, Form, Rows, Section, row_ids


@dataclass(frozen=True, slots=True)
class Progress:
    """Numbers of one section: cells filled in by people, and cells that must be but are not."""

    section: str
    filled: int
    missing: int
    hidden: bool = False

    @property
    def state(self) -> str:
        """empty, optional (may stay empty), started or complete. Problems are counted from findings."""
        if not self.filled:
            return "empty" if self.missing else "optional"
        return "started" if self.missing else "complete"


def progress(form: Form, cells: Cells, hidden: Collection[str]) -> list[Progress]:
    """The state of every section, in the order of the table."""
    wanted = required_paths(form, cells)
    return [_section(form, section, cells, hidden, wanted) for section in form.sections]


def _section(
    form: Form, section: Section, cells: Cells, hidden: Collection[str], wanted: Collection[str]
) -> Progress:
    if covered(section.path, hidden):
        return Progress(section.path, 0, 0, hidden=True)
    filled = missing = 0
    for field in section.fields():
        for path in form.expand(field.path, cells):
            if not is_blank(cells.get(path)):
                filled += not field.readonly
            elif (field.required or path in wanted) and not field.computed:
                missing += not covered(path, hidden)
    return Progress(section.path, filled, missing + _rows_missing(form, section, cells, hidden))


def _rows_missing(form: Form, section: Section, cells: Cells, hidden: Collection[str]) -> int:
    """How many rows must still be added, to the tables inside rows too."""
    tables = [rows for block in section.blocks if isinstance(block, Rows) for rows in block.walk()]
    return sum(
        max(0, rows.minimum - len(row_ids(cells, path)))
        for rows in tables
        if rows.minimum
        for path in form.expand(rows.path, cells)
        if not covered(path, hidden)
    )
