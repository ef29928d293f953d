"""Applying a patch: a few changed cells become kept values, recomputed cells and findings.

Step 4 of one answer's journey. Nothing here refuses what a person typed: a value that can't be read
is kept as typed. Refused are only changes that no page would send (unknown or computed cells).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .cells import is_blank
from .compute import hidden_paths, recompute
from .findings import Finding, pointer_of
from .kinds import Value
from .model import Cells, Form, row_ids
from .validate import check_cells

ROW_ID = re.compile(r"[A-Za-z0-9_-]{1,24}")
MOST_ROWS = 2000


@dataclass
class Saved:
    """What one patch did. `changes` is what to keep (None removes); `cells` is everything afterwards."""

    cells: dict[str, Value]
    changes: dict[str, Value] = field(default_factory=dict)
    computed: dict[str, Value] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    findings: dict[str, list[Finding]] = field(default_factory=dict)
    refused: list[Finding] = field(default_factory=list)


def apply(form: Form, cells: Cells, changes: Mapping[str, Any], trusted: bool = False) -> Saved:
    """Apply changes (concrete path -> what was typed, or row operations) to cells.

    `trusted` lets the server itself fill read-only cells and attachments. Rows take a list of row
    ids, or {"add": [...], "remove": [...]}, which merges with what others add meanwhile.
    """
    saved = Saved(dict(cells))
    for path, raw in changes.items():
        if path in form.rows:
            _change_rows(form, saved, path, raw)
        elif not _refuses(form, saved, path, trusted):
            found = form.field_at(path)
            _keep(saved, path, found.kind.parse(raw, found) if found else raw)
    saved.computed = recompute(form, saved.cells, list(saved.changes))
    saved.changes.update(saved.computed)
    saved.hidden = hidden_paths(form, saved.cells)
    saved.findings = check_cells(form, saved.cells, [path for path in saved.changes if path not in form.rows])
    return saved


def new_rows(current: list[str], operation: Any) -> list[str] | None:
    """The row ids after a row operation; None when the operation makes no sense."""
    if isinstance(operation, list):
        wanted = operation
    elif isinstance(operation, Mapping):
        gone, added = operation.get("remove", []), operation.get("add", [])
        if not isinstance(gone, list) or not isinstance(added, list):
            return None
        wanted = [row for row in current if row not in gone] + [row for row in added if row not in current]
    else:
        return None
    sensible = all(isinstance(row, str) and ROW_ID.fullmatch(row) for row in wanted)
    return wanted if sensible and len(set(wanted)) == len(wanted) <= MOST_ROWS else None


def _change_rows(form: Form, saved: Saved, path: str, operation: Any) -> None:
    before = row_ids(saved.cells, path)
    after = new_rows(before, [] if operation is None else operation)
    if after is None:
        saved.refused.append(_refusal(path, "rows-invalid", "行的增删内容有误，请刷新页面后重试"))
        return
    _keep(saved, path, after)
    for row in set(before) - set(after):
        inside = f"{path}/{row}/"
        for cell in [cell for cell in saved.cells if cell.startswith(inside)]:
            _keep(saved, cell, None)


def _refuses(form: Form, saved: Saved, path: str, trusted: bool) -> bool:
    found = form.field_at(path)
    if found is None:
        saved.refused.append(_refusal(path, "unknown", "本表没有这一项"))
    elif found.computed:
        saved.refused.append(_refusal(path, "computed", "此项由系统计算，不能填写", found.label))
    elif not trusted and (found.readonly or found.kind.uploaded):
        what = "附件请使用上传功能" if found.kind.uploaded else "此项不能修改"
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
