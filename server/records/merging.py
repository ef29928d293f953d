"""Two people on one table: which changes of a patch merge, and which meet somebody else's.

Step 3 of one answer's journey. `touched` remembers for every cell the revision that last changed it,
who did and when. A change made without having seen that revision is a conflict unless both agree;
every other change merges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..forms import Cells, Form
from ..forms.saving import new_rows

Touched = Mapping[str, list[Any]]
"""Cell path -> [revision, account name, ISO time]."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A change that was not saved: mine as typed, theirs as kept, by whom and when."""

    path: str
    mine: Any
    theirs: Any
    by: str
    at: str
    removed_row: bool = False


def merge(
    form: Form, cells: Cells, touched: Touched, base: int, changes: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Clash]]:
    """The changes that can be applied, and those that clash with what happened since `base`."""
    accepted: dict[str, Any] = {}
    clashes: list[Clash] = []
    for path, raw in changes.items():
        revision, by, at = touched.get(path, (0, "", ""))
        rows, row = _row_of(form, path)
        if rows and row not in _rows_then(cells, changes, rows):
            _, by, at = touched.get(rows, (0, "", ""))
            clashes.append(Clash(path, raw, None, by, at, removed_row=True))
        elif revision > base and not isinstance(raw, dict) and cells.get(path) != _parsed(form, path, raw):
            clashes.append(Clash(path, raw, cells.get(path), by, at))
        else:
            accepted[path] = raw
    return accepted, clashes


def _row_of(form: Form, path: str) -> tuple[str, str]:
    """The rows block a cell lies in and its row id; blanks for cells outside rows."""
    template = form.template(path)
    head, star, _ = template.partition("/*/")
    return (head, path[len(head) + 1 :].split("/")[0]) if star else ("", "")


def _rows_then(cells: Cells, changes: Mapping[str, Any], rows: str) -> list[str]:
    now = cells.get(rows)
    current = list(now) if isinstance(now, list) else []
    return (new_rows(current, changes[rows]) or current) if rows in changes else current


def _parsed(form: Form, path: str, raw: Any) -> Any:
    field = form.field_at(path)
    if path in form.rows:
        return raw or None
    return field.kind.parse(raw, field) if field else raw
