"""Where each field's answers go in another edition, and how: the plan of a migration.

`x-carry` of the new edition says how; the nearest one counts, so a section can speak for all it holds.
Within the same edition everything is copied: a revised definition is still this year's table. From another
edition the default is careful: years roll, numbers are confirmed, uploads and declarations start anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..model import Field
from .pairing import Edition, pair, parent, year_of

COPY, CONFIRM, ROLL, NEVER = "copy", "copy-and-confirm", "roll-years", "never"

DECLARED = "新表规定此项不沿用以前的内容"
UPLOADED = "附件属于原来的申报，请按新表要求重新上传"
PROMISED = "声明须在新表中重新作出"
SERVED = "此项由系统填写，不沿用以前的内容"
OTHER_YEAR = "按同一列照抄，但这一列在新表是另一个年份"


@dataclass(frozen=True, slots=True)
class Route:
    """Template of the new edition an old one leads to, how it is carried, and why so."""

    target: str
    mode: str = COPY
    reason: str = ""


def routes(old: Edition, new: Edition) -> dict[str, Route]:
    """Old template -> its route, fields and rows; an old place without one is gone in the new edition."""
    pairs = pair(old, new)
    found: dict[str, Route] = {}
    for path in [*new.form.rows, *new.form.fields]:
        route = _route(new, path, other=old.form.edition != new.form.edition)
        was = _same_year(old, new, pairs, path) if route.mode == ROLL else pairs.get(path)
        if was and was not in found:
            found[was] = route
    return found


def _route(new: Edition, path: str, other: bool) -> Route:
    field = new.form.fields.get(path)
    in_year = field is not None and year_of(new, field) is not None
    if not other:
        return Route(path)
    if field and field.computed:
        return Route(path, ROLL if in_year else COPY)
    mode, reason = _wanted(new, path, field, in_year)
    if in_year and mode in (COPY, CONFIRM):
        return Route(path, CONFIRM, OTHER_YEAR)
    return Route(path, mode, reason)


def _wanted(new: Edition, path: str, field: Field | None, in_year: bool) -> tuple[str, str]:
    """What the new edition declares, else what is usual; rolling means nothing outside a year column."""
    declared = _declared(new, path)
    if declared and (in_year or declared != ROLL):
        return declared, DECLARED if declared == NEVER else ""
    return _usual(new, field) if field else (COPY, "")


def _declared(new: Edition, path: str) -> str:
    """The nearest `x-carry`: of the place itself, or of what it stands in."""
    while path:
        if carry := new.schemas[path].get("x-carry"):
            return str(carry)
        path = parent(path)
    return ""


def _usual(new: Edition, field: Field) -> tuple[str, str]:
    """How a field that says nothing is carried from another edition, and why not."""
    if year_of(new, field) is not None:
        return ROLL, ""
    if field.kind.uploaded:
        return NEVER, UPLOADED
    if "const" in field.schema:
        return NEVER, PROMISED
    if field.readonly and "x-prefill" not in field.schema:
        return NEVER, SERVED
    return (CONFIRM if field.kind.numeric else COPY), ""


def _same_year(old: Edition, new: Edition, pairs: Mapping[str, str], path: str) -> str | None:
    """The old cell of the calendar year that a new cell speaks of: last year's y-1 for y-2."""
    line = old.lines.get(pairs.get(parent(path), ""))
    if line is None:
        return pairs.get(path)
    wanted = year_of(new, new.form.fields[path])
    return next((field.path for field in line.cells.values() if year_of(old, field) == wanted), None)
