"""Which place of a new edition was which place of the old one: the ground of comparing and carrying.

A place is a section, a group, a rows block, a matrix row or a field (columns of rows as templates). It is the
same place when its path is, unless `x-was` names an older path; what lies inside a renamed place
is found below its old path without saying so again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..compile import names_of
from ..layout import Layout
from ..model import Field, Form, Matrix, MatrixRow
from .meaning import Meanings

SORTS = {
    "form": "表单",
    "section": "栏目",
    "group": "分组",
    "rows": "明细表",
    "row": "年度表的行",
    "field": "字段",
    "column": "列",
    "cell": "单元格",
    "check": "勾稽关系",
}
"""What a place, or a change, is about, and what it is called."""


class Edition:
    """A form with what comparing needs besides: the schema of every place, and what its formulas name."""

    def __init__(self, form: Form) -> None:
        self.form = form
        layout = Layout(form.definition, form.edition)
        self.schemas: Mapping[str, Mapping[str, Any]] = {
            path: schema for path, (schema, _pointer) in layout.schemas.items()
        }
        self.pointers = {path: pointer for path, (_schema, pointer) in layout.schemas.items()}
        self.meanings = Meanings(names_of(form))
        self.matrices = {
            block.path: block
            for section in form.sections
            for block in section.blocks
            if isinstance(block, Matrix)
        }
        self.lines: Mapping[str, MatrixRow] = {
            row.path: row for matrix in self.matrices.values() for row in matrix.rows
        }

    def sort(self, path: str) -> str:
        """What a place is, a key of SORTS."""
        field = self.form.fields.get(path)
        if field:
            return "cell" if field.column else "column" if "/*/" in path else "field"
        if path in self.form.rows:
            return "rows"
        if path in self.lines:
            return "row"
        return "group" if "/" in path else "section" if path else "form"

    def title(self, path: str) -> str:
        """The title of a place, its key where it has none."""
        schema = self.schemas.get(path, self.form.definition)
        return str(schema.get("title") or path.rpartition("/")[2])

    def label(self, path: str) -> str:
        """What people call a place: its section and its title."""
        field = self.form.fields.get(path)
        own = field.full_label if field else self.title(path)
        section = path.partition("/")[0]
        return f"{self.title(section)} · {own}" if section != path else own

    def required(self, path: str) -> bool:
        """Whether the schema around a place always requires it."""
        above = parent(path)
        around = self.schemas[above] if above else self.form.definition
        if above in self.form.rows:
            around = around["items"]
        return path.rpartition("/")[2] in around.get("required", [])

    def children(self, path: str) -> Iterator[str]:
        """The places right inside a place, in reading order."""
        return (inner for inner in self.schemas if parent(inner) == path)


def parent(path: str) -> str:
    """The place around a place: "patents" for "patents/*/name", "" for a section."""
    return path.rpartition("/")[0].removesuffix("/*")


def pair(old: Edition, new: Edition) -> dict[str, str]:
    """New path -> the old path it was, for every place that both editions have; nothing is paired twice.

    Declared names come before equal paths, but what the old edition has declared itself is done. Of
    several declared names the first that the old edition has counts, so one list serves for editions of
    several years back.
    """
    by_depth = sorted(new.schemas, key=lambda path: path.count("/"))
    found = _declared_pairs(old, new, by_depth)
    taken = set(found.values())
    for path in by_depth:
        was = "" if path in found else _inherited(found, path)
        if was and was not in taken and _same_sort(old, new, was, path):
            found[path] = was
            taken.add(was)
    return {path: found[path] for path in new.schemas if path in found and _same_rows(found, path)}


def _declared_pairs(old: Edition, new: Edition, paths: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in paths:
        stated = names_before(old.schemas.get(path, {}))
        for was in names_before(new.schemas[path]):
            free = path not in found and was not in stated and was not in found.values()
            if free and _same_sort(old, new, was, path):
                found[path] = was
    return found


def _inherited(found: Mapping[str, str], path: str) -> str:
    """Where a place stood if it moved with what it stands in; "" when that has no older place."""
    above = parent(path)
    if not above:
        return path
    return f"{found[above]}{path[len(above) :]}" if above in found else ""


def names_before(schema: Mapping[str, Any]) -> list[str]:
    """The older paths that `x-was` names."""
    was = schema.get("x-was", [])
    return [was] if isinstance(was, str) else list(was)


def year_of(edition: Edition, field: Field) -> int | None:
    """The calendar year a cell speaks of; None for one that is in no year column."""
    if field.column is None or field.column.offset is None:
        return None
    return edition.form.edition + field.column.offset


def _same_sort(old: Edition, new: Edition, was: str, path: str) -> bool:
    """Fields become fields, rows become rows, and what holds other places stays so."""
    if was not in old.schemas:
        return False
    fields = (was in old.form.fields) == (path in new.form.fields)
    return fields and (was in old.form.rows) == (path in new.form.rows)


def _same_rows(found: Mapping[str, str], path: str) -> bool:
    """A column of rows is carried row by row, so its table must be the one its older table became."""
    head, star, _ = path.rpartition("/*/")
    was_head, was_star, _ = found[path].rpartition("/*/")
    same = star == was_star and (not star or found.get(head) == was_head)
    return same and (not star or _same_rows(found, head))
