"""`diff`: how a table changed from one edition to the next, in words for an officer.

First the table as a whole, then every place of the new edition in reading order, then what is gone,
then the rules between fields. What happens to all cells of a matrix row is told once, of the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..model import Form, Matrix
from .change import ATTENTION, LOSES, SAFE, Change, named, shown
from .comparing import Comparing
from .pairing import SORTS, Edition, pair, parent


def diff(old: Form, new: Form) -> list[Change]:
    """All changes from one edition, or revision, of a table to another; empty when nothing changed."""
    before, after = Edition(old), Edition(new)
    pairs = pair(before, after)
    comparing = Comparing(before, after, pairs)
    changes = [*_about(comparing), *_matrices(comparing)]
    changes += _once_per_row(after, _places(comparing))
    return [*changes, *_removed(comparing), *_checks(comparing)]


def _about(comparing: Comparing) -> Iterator[Change]:
    old, new = comparing.old.form, comparing.new.form
    yield from comparing.place("")
    if old.edition != new.edition:
        words = (
            f"年度版由 {old.edition} 改为 {new.edition}；数字带入后要确认，附件、声明和系统填写的各项不带入"
        )
        yield comparing.change("", "edition", ATTENTION, words, old=old.edition, new=new.edition)
    for key in sorted({*old.meta, *new.meta} - {"id", "edition"}):
        before, after = old.meta.get(key), new.meta.get(key)
        if before != after:
            words = f"表单说明（{key}）有变"
            yield comparing.change("", "other", SAFE, words, old=before, new=after, keyword="x-form")
    yield from _order(comparing, "")


def _places(comparing: Comparing) -> Iterator[Change]:
    new, pairs = comparing.new, comparing.pairs
    for path in new.schemas:
        if path in pairs:
            yield from comparing.place(path)
            yield from _order(comparing, path)
        elif (not parent(path) or parent(path) in pairs) and not _new_column(comparing, path):
            words = f"新增{SORTS[new.sort(path)]}“{new.title(path)}”"
            words += "，必填" if new.required(path) else ""
            yield comparing.change(path, "added", SAFE, words, new=new.title(path))


def _order(comparing: Comparing, path: str) -> Iterator[Change]:
    """Whether what both editions have inside a place stands in another order."""
    inside = [comparing.pairs[child] for child in comparing.new.children(path) if child in comparing.pairs]
    before = [was for was in comparing.old.children(comparing.pairs.get(path, path)) if was in inside]
    now = [was for was in inside if was in before]
    if now != before:
        yield comparing.change(path, "reordered", SAFE, "里面各项的顺序有变", old=before, new=now)


def _removed(comparing: Comparing) -> Iterator[Change]:
    old, kept = comparing.old, set(comparing.pairs.values())
    for path in old.schemas:
        above = parent(path)
        if path in kept or (above and above not in kept) or _old_column(comparing, path):
            continue
        lost = [at for at in _fields_in(old, path) if at not in kept and not old.form.fields[at].computed]
        words = f"删去{SORTS[old.sort(path)]}“{old.title(path)}”"
        if path not in old.form.fields:
            words += (
                f"，其中{named(old.title(at) for at in lost)}不再填报" if lost else "，其中各项已移到别处"
            )
        yield Change(
            "removed", old.sort(path), path, old.label(path), LOSES if lost else SAFE, words, old=lost
        )


def _fields_in(edition: Edition, path: str) -> Iterable[str]:
    return [at for at in edition.form.fields if at == path or at.startswith(path + "/")]


def _new_column(comparing: Comparing, path: str) -> bool:
    """Whether a cell is new because its whole column is, which is told of the matrix."""
    return _column_missing(comparing.new, path, comparing.old, comparing.pairs.get(parent(parent(path)), ""))


def _old_column(comparing: Comparing, path: str) -> bool:
    return _column_missing(
        comparing.old, path, comparing.new, comparing.renamed.get(parent(parent(path)), "")
    )


def _column_missing(here: Edition, path: str, there: Edition, matrix: str) -> bool:
    field, other = here.form.fields.get(path), there.matrices.get(matrix)
    if field is None or field.column is None or other is None:
        return False
    return field.column.key not in {column.key for column in other.columns}


def _matrices(comparing: Comparing) -> Iterator[Change]:
    for path, matrix in comparing.new.matrices.items():
        earlier = comparing.old.matrices.get(comparing.pairs.get(path, ""))
        if earlier:
            yield from _years(comparing, earlier, matrix)
            yield from _columns(comparing, earlier, matrix)


def _years(comparing: Comparing, old: Matrix, new: Matrix) -> Iterator[Change]:
    """Columns are offsets: in another edition the same key is another year."""
    before, after = _calendar(comparing.old, old), _calendar(comparing.new, new)
    shared = [key for key in after if key in before]
    if comparing.old.form.edition == comparing.new.form.edition or not (before or after):
        return
    gone = [year for year in before.values() if year not in after.values()]
    fresh = [year for year in after.values() if year not in before.values()]
    words = f"年度列由{_list(before.values())}改为{_list(after.values())}"
    if shared:
        key = shared[-1]
        words += f"；列“{key}”在旧表指{before[key]}年，在新表指{after[key]}年"
    words += f"；{_list(gone)}不再填报" if gone else ""
    words += f"；{_list(fresh)}要新填" if fresh else ""
    danger = LOSES if gone else ATTENTION
    yield comparing.change(new.path, "years-rolled", danger, words, old=before, new=after)


def _calendar(edition: Edition, matrix: Matrix) -> dict[str, int]:
    return {
        column.key: edition.form.edition + column.offset
        for column in matrix.columns
        if column.offset is not None
    }


def _list(years: Iterable[int]) -> str:
    return "、".join(f"{year}年" for year in years) or "无"


def _columns(comparing: Comparing, old: Matrix, new: Matrix) -> Iterator[Change]:
    before = {column.key: column.title for column in old.columns}
    after = {column.key: column.title for column in new.columns}
    for key in [key for key in after if key not in before]:
        words = f"新增列“{after[key]}”"
        yield replace(comparing.change(new.path, "added", SAFE, words, new=after[key]), what="column")
    for key in [key for key in before if key not in after]:
        danger = _column_danger(comparing, old, new, key)
        words = f"删去列“{before[key]}”"
        yield replace(comparing.change(new.path, "removed", danger, words, old=before[key]), what="column")


def _column_danger(comparing: Comparing, old: Matrix, new: Matrix, key: str) -> str:
    """A year whose column changed its offset with the edition is not lost."""
    year = _calendar(comparing.old, old).get(key)
    return SAFE if year is not None and year in _calendar(comparing.new, new).values() else LOSES


def _once_per_row(edition: Edition, changes: Iterable[Change]) -> list[Change]:
    """Changes, where those that all cells of a matrix row share are told of the row."""
    listed = list(changes)
    alike: dict[Any, list[Change]] = {}
    for change in listed:
        alike.setdefault(_likeness(change), []).append(change)
    told: dict[Any, Change] = {}
    for change in listed:
        row = edition.lines.get(parent(change.path)) if change.what == "cell" else None
        if row and len(alike[_likeness(change)]) == len(row.cells):
            change = replace(change, what="row", path=row.path, label=edition.label(row.path), was="")
        told.setdefault((change.path, *_likeness(change)[1:]), change)
    return list(told.values())


def _likeness(change: Change) -> tuple[Any, ...]:
    return parent(change.path), change.type, change.keyword, repr(change.old), repr(change.new)


def _checks(comparing: Comparing) -> Iterator[Change]:
    before, after = _rules(comparing.old), _rules(comparing.new)
    for rule, check in after.items():
        if rule not in before:
            yield _check(
                "added", check, ATTENTION, f"新增：{check['formula']}。{check['message']}", None, check
            )
            continue
        old = before[rule]
        if not _same_rule(comparing, old, check):
            words = f"由{shown(old['formula'])}改为{shown(check['formula'])}"
            yield _check("rule", check, ATTENTION, words, old, check)
        elif old["message"] != check["message"]:
            yield _check("retitled", check, SAFE, f"提示改为“{check['message']}”", old, check)
    for rule, check in before.items():
        if rule not in after:
            yield _check("removed", check, SAFE, f"不再检查：{check['message']}", check, None)


def _rules(edition: Edition) -> Mapping[str, Any]:
    return {check["id"]: check for check in edition.form.definition.get("x-checks", [])}


def _same_rule(comparing: Comparing, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    at = [comparing.renamed.get(path, path) for path in old["at"]]
    severe = old.get("severity") == new.get("severity")
    if at != new["at"] or not severe:
        return False
    places = _judged(comparing.old, old["at"][0]), _judged(comparing.new, new["at"][0])
    return comparing.same_formula(old["formula"], places[0], new["formula"], places[1])


def _judged(edition: Edition, at: str) -> str:
    """A rule at a matrix row is judged in each of its year cells; one stands for all."""
    cells = edition.lines[at].cells.values() if at in edition.lines else ()
    return next((cell.path for cell in cells if cell.column and cell.column.offset is not None), at)


def _check(type: str, check: Mapping[str, Any], danger: str, words: str, old: Any, new: Any) -> Change:
    label = f"勾稽关系 {check['id']}"
    return Change(type, "check", check["at"][0], label, danger, words, old, new, keyword="x-checks")
