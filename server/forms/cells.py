"""Between the two shapes of answers: flat cells while filling, one JSON document for everybody else.

Cells are a flat mapping of path to value; a patch, a merge and a formula all work on it directly.
The document is what the definition's schema describes, what is hashed, exported and archived.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .kinds import Value, is_blank
from .model import Cells, Form, Grid, Matrix, Rows, row_ids


@dataclass(frozen=True, slots=True)
class Document:
    """An answers document, and for each rows block the ids of its rows by position."""

    answers: Any
    rows: Mapping[str, list[str]]


def covered(path: str, hidden: Collection[str]) -> bool:
    """Whether a path, or a section, block or row it lies in, is among the hidden ones."""
    if not hidden:
        return False
    while path:
        if path in hidden:
            return True
        path = path.rpartition("/")[0]
    return False


def assemble(form: Form, cells: Cells, hidden: Collection[str] = frozenset()) -> Document:
    """Cells -> document, in the order of the form; blank and hidden cells are left out."""
    if form.plain:
        return form.plain.assemble(cells, hidden)
    cells = {**cells, **_boxed(form, cells, inward=False)} if form.boxed else cells
    answers: dict[str, Any] = {}
    rows: dict[str, list[str]] = {}
    for section in form.sections:
        for block in section.blocks:
            if covered(block.path, hidden):
                continue
            if isinstance(block, Rows):
                _put(answers, block.path, _row_list(block, block.path, cells, hidden, rows))
            elif isinstance(block, Matrix):
                for line in block.rows:
                    if not covered(line.path, hidden):
                        _put(answers, line.path, _filled(line.cells, line.path, cells, hidden))
            else:
                _put_grid(answers, block, cells, hidden)
    return Document(answers, rows)


def disassemble(form: Form, answers: Any) -> dict[str, Value]:
    """Document -> cells. Rows get their position as id; what the form doesn't know is left out."""
    if form.plain:
        return form.plain.disassemble(answers)
    cells: dict[str, Value] = {}
    for section in form.sections:
        for block in section.blocks:
            node = _get(answers, block.path)
            if isinstance(block, Rows):
                _take_rows(block, block.path, node, cells)
            elif isinstance(block, Matrix):
                for line in block.rows:
                    _take(_get(node, line.path[len(block.path) + 1 :]), line.path, line.cells, cells)
            else:
                _take(node, block.path, {field.key: field for field in block.fields}, cells)
    return {**cells, **_boxed(form, cells, inward=True)} if form.boxed else cells


def prune(value: Any) -> Any:
    """A document without its blanks: an empty answer is a missing answer."""
    if isinstance(value, dict):
        pruned = {key: prune(item) for key, item in value.items()}
        return {key: item for key, item in pruned.items() if item is not None and item != ""}
    return [prune(item) for item in value] if isinstance(value, list) else value


def _boxed(form: Form, cells: Cells, inward: bool) -> dict[str, Value]:
    """The cells whose kind keeps another shape than the document has: as the document has them, or back."""
    paths = [(path, field.kind) for field in form.boxed for path in form.expand(field.path, cells)]
    known = [(path, kind) for path, kind in paths if path in cells]
    return {path: kind.kept(cells[path]) if inward else kind.judged(cells[path]) for path, kind in known}


def _put_grid(answers: dict[str, Any], block: Grid, cells: Cells, hidden: Collection[str]) -> None:
    filled = _filled({field.key: field for field in block.fields}, block.path, cells, hidden)
    if not block.path:
        answers.update(filled)
        return
    _put(answers, block.path, {**(_get(answers, block.path) or {}), **filled})


def _filled(keys: Mapping[str, Any], path: str, cells: Cells, hidden: Collection[str]) -> dict[str, Value]:
    paths = {key: f"{path}/{key}" if path else key for key in keys}
    return {
        key: cells[at] for key, at in paths.items() if not is_blank(cells.get(at)) and not covered(at, hidden)
    }


def _row_list(
    block: Rows, path: str, cells: Cells, hidden: Collection[str], rows: dict[str, list[str]]
) -> list[dict[str, Any]]:
    """The rows of the table at a concrete path; notes in `rows` the ids by position, of inner tables too."""
    ids = rows[path] = row_ids(cells, path)
    columns = [block.within(field.path) for field in block.fields]
    inner = [(block.within(table.path), table) for table in block.inner]
    listed = []
    for row in ids:
        answers = _row(columns, f"{path}/{row}", cells, hidden)
        for tail, table in inner:
            at = f"{path}/{row}/{tail}"
            if not covered(at, hidden):
                _put(answers, tail, _row_list(table, at, cells, hidden, rows))
        listed.append(answers)
    return listed


def _row(columns: list[str], place: str, cells: Cells, hidden: Collection[str]) -> dict[str, Any]:
    """One row; a group of its columns is an object, there even while nothing of it is filled in."""
    answers: dict[str, Any] = {}
    for column in columns:
        at = f"{place}/{column}"
        group, _, key = column.rpartition("/")
        if group and covered(f"{place}/{group}", hidden):
            continue
        into = _object(answers, group)
        if not is_blank(cells.get(at)) and not covered(at, hidden):
            into[key] = cells[at]
    return answers


def _object(answers: dict[str, Any], path: str) -> dict[str, Any]:
    """The object at a path, made where there is none."""
    for part in path.split("/") if path else ():
        answers = answers.setdefault(part, {})
    return answers


def _put(answers: dict[str, Any], path: str, value: Any) -> None:
    above, _, key = path.rpartition("/")
    _object(answers, above)[key] = value


def _get(node: Any, path: str) -> Any:
    for part in path.split("/") if path else ():
        node = node.get(part) if isinstance(node, dict) else None
    return node


def _take(node: Any, path: str, keys: Mapping[str, Any], cells: dict[str, Value]) -> None:
    if isinstance(node, dict):
        cells.update(
            {f"{path}/{key}" if path else key: node[key] for key in keys if not is_blank(node.get(key))}
        )


def _take_rows(block: Rows, path: str, node: Any, cells: dict[str, Value]) -> None:
    if not isinstance(node, list) or not node:
        return
    cells[path] = [str(place) for place in range(len(node))]
    columns = [block.within(field.path) for field in block.fields]
    for place, row in enumerate(node):
        found = ((column, _get(row, column)) for column in columns)
        cells.update({f"{path}/{place}/{column}": value for column, value in found if not is_blank(value)})
        for table in block.inner:
            tail = block.within(table.path)
            _take_rows(table, f"{path}/{place}/{tail}", _get(row, tail), cells)
