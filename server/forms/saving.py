"""Applying a patch: a few changed cells become kept values, recomputed cells and findings.

Steps 3 and 4 of one answer's journey. First `merge`: `touched` remembers for every cell the revision
that last changed it, who did and when; a change made without having seen that revision clashes unless
both agree, everything else merges. Then `apply`: it refuses nothing a person typed; a value that can't
be read is kept as typed. Refused are only changes that no page would send (unknown or computed cells).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeGuard

from ..language import gettext as _
from .compute import hidden_paths, is_readonly, readonly_paths, recompute
from .evidence import required_paths
from .findings import Finding, pointer_of
from .kinds import Value, is_blank
from .model import MOST_ROWS, Cells, Form, row_ids
from .validate import check_cells

ROW_ID = re.compile(r"[A-Za-z0-9_-]{1,24}")

Touched = Mapping[str, list[Any]]
"""Cell path -> [revision, account name, ISO time]."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A change that was not saved: mine as typed, theirs as kept, by whom and when.

    `removed_row` is the path of the outermost row around it that is gone, "" when all are there.
    """

    path: str
    mine: Any
    theirs: Any
    by: str
    at: str
    removed_row: str = ""


@dataclass
class Saved:
    """What one patch did. `changes` is what to keep (None removes); `cells` is everything afterwards.

    `hidden`, `required` and `readonly` are all paths hidden, conditionally required and conditionally
    read-only now; None when nothing that a condition reads has changed.
    """

    cells: dict[str, Value]
    changes: dict[str, Value] = field(default_factory=dict)
    computed: dict[str, Value] = field(default_factory=dict)
    hidden: frozenset[str] | None = None
    required: frozenset[str] | None = None
    readonly: frozenset[str] | None = None
    findings: dict[str, list[Finding]] = field(default_factory=dict)
    refused: list[Finding] = field(default_factory=list)


def merge(
    form: Form, cells: Cells, touched: Touched, base: int, changes: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Clash]]:
    """The changes that can be applied, and those that clash with what happened since `base`."""
    accepted: dict[str, Any] = {}
    clashes: list[Clash] = []
    standing = cache(lambda rows: frozenset(_rows_then(cells, changes, rows)))
    for path, raw in changes.items():
        revision, by, at = touched.get(path, (0, "", ""))
        gone = next(((rows, row) for rows, row in form.rows_around(path) if row not in standing(rows)), None)
        if gone:
            _, by, at = touched.get(gone[0], (0, "", ""))
            clashes.append(Clash(path, raw, None, by, at, removed_row="/".join(gone)))
        elif (
            revision > base and not _is_step(form, path, raw) and cells.get(path) != _parsed(form, path, raw)
        ):
            clashes.append(Clash(path, raw, cells.get(path), by, at))
        else:
            accepted[path] = raw
    return accepted, clashes


def apply(form: Form, cells: Cells, changes: Mapping[str, Any], trusted: bool = False) -> Saved:
    """Apply changes (concrete path -> what was typed, or row operations) to cells.

    `trusted` lets the server itself fill read-only cells and attachments. Rows take a list of row
    ids, or {"add": [...], "remove": [...]}, which merges with what others add meanwhile.
    """
    saved = Saved(dict(cells))
    for path, raw in changes.items():
        if form.template(path) in form.rows:
            _change_rows(saved, path, raw)
        elif isinstance(raw, Mapping) and not _takes_parts(form, path):
            saved.refused.append(_refusal(path, "type", _("内容的形式不对，请刷新页面后重试")))
        elif not _refuses(form, saved, path, trusted):
            found = form.field_at(path)
            _keep(saved, path, found.kind.parse(raw, found) if found else raw)
    templates = {form.template(path) for path in saved.changes}
    if templates & form.computing_reads:
        saved.computed = recompute(form, saved.cells, list(saved.changes))
        saved.changes.update(saved.computed)
        templates.update(form.template(path) for path in saved.computed)
    if templates & form.condition_reads:
        saved.hidden, saved.required = hidden_paths(form, saved.cells), required_paths(form, saved.cells)
        saved.readonly = readonly_paths(form, saved.cells)
    saved.findings = check_cells(form, saved.cells, saved.changes)
    return saved


def _is_step(form: Form, path: str, raw: Any) -> bool:
    """Whether a change adds or removes rows, which merges."""
    return form.template(path) in form.rows and isinstance(raw, Mapping)


def _takes_parts(form: Form, path: str) -> bool:
    found = form.field_at(path)
    return found is not None and bool(found.kind.parts)


def new_rows(current: list[str], operation: Any) -> list[str] | None:
    """The row ids after a row operation; None when the operation makes no sense."""
    wanted = _moved(current, operation) if isinstance(operation, Mapping) else operation
    return wanted if _are_rows(wanted) and len(set(wanted)) == len(wanted) else None


def _moved(current: list[str], operation: Mapping[str, Any]) -> list[str] | None:
    gone, added = operation.get("remove", []), operation.get("add", [])
    if not _are_rows(gone) or not _are_rows(added):
        return None
    known, going = set(current), set(gone)
    return [row for row in current if row not in going] + [row for row in added if row not in known]


def _are_rows(rows: Any) -> TypeGuard[list[str]]:
    few = isinstance(rows, list) and len(rows) <= MOST_ROWS  # looked at first: a patch may name a million
    return few and all(isinstance(row, str) and ROW_ID.fullmatch(row) for row in rows)


def _change_rows(saved: Saved, path: str, operation: Any) -> None:
    before = row_ids(saved.cells, path)
    after = new_rows(before, [] if operation is None else operation)
    if after is None:
        saved.refused.append(_refusal(path, "rows-invalid", _("行的增删内容有误，请刷新页面后重试")))
        return
    _keep(saved, path, after)
    gone, inside = set(before) - set(after), f"{path}/"
    for cell in [cell for cell in saved.cells if gone and cell.startswith(inside)]:
        if cell.removeprefix(inside).partition("/")[0] in gone:
            _keep(saved, cell, None)


def _refuses(form: Form, saved: Saved, path: str, trusted: bool) -> bool:
    found = form.field_at(path)
    if found is None:
        saved.refused.append(_refusal(path, "unknown", _("本表没有这一项")))
    elif found.computed:
        saved.refused.append(_refusal(path, "computed", _("此项由系统计算，不能填写"), found.label))
    elif not trusted and (found.kind.uploaded or is_readonly(form, saved.cells, path)):
        what = _("附件请使用上传功能") if found.kind.uploaded else _("此项不能修改")
        saved.refused.append(_refusal(path, "readonly", what, found.label))
    else:
        return False
    return True


def _keep(saved: Saved, path: str, value: Value) -> None:
    saved.changes[path] = None if is_blank(value) else value
    if is_blank(value):
        saved.cells.pop(path, None)
    else:
        saved.cells[path] = value


def _refusal(path: str, rule: str, message: str, label: str = "") -> Finding:
    return Finding(path, pointer_of(path.split("/")), rule, message, label)


def _rows_then(cells: Cells, changes: Mapping[str, Any], rows: str) -> list[str]:
    """The row ids after this patch; a patch may add a row and fill it."""
    current = row_ids(cells, rows)
    after = new_rows(current, changes[rows]) if rows in changes else None
    return current if after is None else after


def _parsed(form: Form, path: str, raw: Any) -> Any:
    field = form.field_at(path)
    if form.template(path) in form.rows:
        return raw or None
    return field.kind.parse(raw, field) if field else raw
