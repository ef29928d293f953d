"""`migrate`: an enterprise's answers carried to another edition or revision, with an account of each.

Nothing is dropped: every answer of the old table is clean, needs attention or is orphaned, and is told
once. What needs attention is in the new table already; an orphan is only in the account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..cells import assemble, covered, prune
from ..compute import hidden_paths, recompute
from ..findings import pointer_of
from ..kinds import Value, is_blank
from ..model import Cells, Field, Form, row_ids
from ..validate import MOST_FINDINGS, ONLY_COMPLETE, check_cells, label_of
from ..validator import judge
from .convert import convert
from .pairing import Edition, year_of
from .routes import CONFIRM, NEVER, Route, routes

CLEAN, ATTENTION, ORPHANED = "clean", "attention", "orphaned"
OUTCOMES = {CLEAN: "可以直接沿用", ATTENTION: "需要核对", ORPHANED: "不能带入"}

CONFIRMED = "沿用以前的内容，请确认是否仍然如此"
COMPUTED = "由新表重新计算"
HIDDEN = "按现有内容，此项在新表中不显示，提交时不会带上"


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one old answer: `was` and `old` there, `path` and `new` here ("" and None if orphaned).

    `reasons` are Chinese sentences; a clean answer may have one that only informs.
    """

    outcome: str
    was: str
    label: str
    old: Value
    path: str = ""
    new: Value = None
    reasons: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The account as `--json` gives it."""
        return asdict(self)

    def __str__(self) -> str:
        pointer = pointer_of(self.was.split("/"))
        where = f"{self.label}（{pointer}）" if self.label else pointer
        return f"{where}：{'；'.join(self.reasons) or OUTCOMES[self.outcome]}"


@dataclass(frozen=True, slots=True)
class Migration:
    """The new table's cells, and the account of every old answer in the order they were given."""

    cells: dict[str, Value]
    carried: tuple[Carried, ...]

    def having(self, outcome: str) -> list[Carried]:
        """The answers with one outcome."""
        return [carried for carried in self.carried if carried.outcome == outcome]

    @property
    def is_clean(self) -> bool:
        """Whether nobody has to look at anything."""
        return all(carried.outcome == CLEAN for carried in self.carried)

    def as_json(self) -> dict[str, Any]:
        """Outcome -> accounts."""
        return {outcome: [one.as_json() for one in self.having(outcome)] for outcome in OUTCOMES}


def migrate(old: Form, new: Form, cells: Cells) -> Migration:
    """Carry the cells of one edition to another, filling what can be filled and computing the rest."""
    journey = _Journey(Edition(old), Edition(new), cells)
    started = [journey.start(path) for path, value in cells.items() if not is_blank(value)]
    recompute(new, journey.kept)
    return Migration(journey.kept, tuple(journey.arrivals(started)))


def unread(form: Form, answers: Any, cells: Cells) -> dict[str, Value]:
    """What of a document the form has no cells for, by path: old answers too, to be accounted for."""
    known = assemble(form, cells).answers
    return dict(_beyond(prune(answers), known, ""))


def _beyond(answers: Any, known: Any, path: str) -> Iterator[tuple[str, Value]]:
    if isinstance(answers, dict) and isinstance(known, dict):
        parts: list[tuple[Any, Any, Any]] = [(key, value, known.get(key)) for key, value in answers.items()]
    elif isinstance(answers, list) and isinstance(known, list) and answers != known:
        beside = [*known, *[None] * len(answers)]
        parts = [(place, value, beside[place]) for place, value in enumerate(answers)]
    else:
        if answers != known and not is_blank(answers):
            yield path or "/", answers
        return
    for part, value, same in parts:
        yield from _beyond(value, same, f"{path}/{part}" if path else str(part))


@dataclass
class _Started:
    """An answer under way: as in the old table, and where it should arrive."""

    was: str
    route: Route | None
    path: str = ""
    reasons: tuple[str, ...] = ()


class _Journey:
    """One migration under way. `kept` are the cells of the new table so far."""

    def __init__(self, old: Edition, new: Edition, cells: Cells) -> None:
        self.old, self.new, self.cells = old, new, cells
        self.kept: dict[str, Value] = {}
        self.routes = routes(old, new)

    def start(self, was: str) -> _Started:
        """Put one answer into the new table, as far as it goes there."""
        template = self.old.form.template(was)
        route = self.routes.get(template)
        if obstacle := self._obstacle(was, template, route):
            return _Started(was, None, reasons=(obstacle,))
        assert route is not None
        path = _concrete(route.target, was, template)
        source, target = self.old.form.fields.get(template), self.new.form.fields.get(route.target)
        if source is None or target is None:
            ids = row_ids(self.cells, was)
            self.kept[path] = ids
            odd = ("里面有读不出的行编号，请核对",) if ids != self.cells[was] else ()
            return _Started(was, route, path, odd)
        if target.computed:
            return _Started(was, route, path, self._typed_before(was, source))
        done = convert(self.cells[was], source, target, lambda value: self._fits(target, value))
        self.kept[path] = done.value
        if source.computed:
            done.reasons.append("原来由系统计算，现在要自己填写，请核对")
        if route.mode == CONFIRM:
            done.reasons.append(route.reason or CONFIRMED)
        return _Started(was, route, path, tuple(done.reasons))

    def arrivals(self, started: list[_Started]) -> Iterator[Carried]:
        """The account of each answer, once the new table is filled and computed."""
        old, new = self.old.form, self.new.form
        findings = check_cells(new, self.kept, [one.path for one in started if one.route])
        hidden, hidden_before = hidden_paths(new, self.kept), hidden_paths(old, self.cells)
        for one in started:
            label, value = label_of(old, one.was, self.cells), self.cells[one.was]
            if one.route is None:
                yield Carried(ORPHANED, one.was, label, value, reasons=one.reasons)
                continue
            reasons = [*one.reasons, *(finding.message for finding in findings.get(one.path, ()))]
            reasons += self._crowded(one)
            if covered(one.path, hidden) and not covered(one.was, hidden_before):
                reasons.append(HIDDEN)
            now = self.kept.get(one.path)
            outcome = ATTENTION if reasons else CLEAN
            if self._computed_anew(one):
                reasons.append(COMPUTED)
                same_year = self.old.form.edition == self.new.form.edition
                outcome = ATTENTION if outcome == ATTENTION or (same_year and now != value) else CLEAN
            yield Carried(outcome, one.was, label, value, one.path, now, tuple(dict.fromkeys(reasons)))

    def _obstacle(self, was: str, template: str, route: Route | None) -> str:
        """Why an answer can't go anywhere; "" when it can."""
        form = self.old.form
        field = form.fields.get(template)
        if field is None and template not in form.rows:
            return "旧表没有这一项"
        if self._strayed(was, template):
            return "它所在的行已不在旧表中"
        if route is None:
            return _gone(self.old, self.new, field)
        if route.mode == NEVER:
            return route.reason
        target = self.new.form.fields.get(route.target)
        if field and target and field.kind.uploaded != target.kind.uploaded:
            return f"原来是{field.kind.title}，不能转为{target.kind.title}，请重新填写"
        if field is None and not row_ids(self.cells, was):
            return "内容不是行的清单"
        return ""

    def _strayed(self, was: str, template: str) -> bool:
        """Whether an answer lies in a row that no longer exists."""
        parts, stars = was.split("/"), template.split("/")
        places = [place for place, part in enumerate(stars) if part == "*"]
        return any(parts[place] not in row_ids(self.cells, "/".join(parts[:place])) for place in places)

    def _fits(self, target: Field, value: Value) -> bool:
        errors = judge(self.new.form.validators[target.path], value, MOST_FINDINGS)
        if any(error.validator not in ONLY_COMPLETE for error in errors):
            return False
        return target.options is None or all(code in target.options for code in target.kind.picks(value))

    def _typed_before(self, was: str, source: Field) -> tuple[str, ...]:
        if source.computed:
            return ()
        return (f"原来填写“{source.kind.show(self.cells[was], source)}”，现在由系统计算，请核对",)

    def _computed_anew(self, one: _Started) -> bool:
        field = self.new.form.field_at(one.path)
        return bool(field and field.computed)

    def _crowded(self, one: _Started) -> Iterator[str]:
        rows = self.new.form.rows.get(self.new.form.template(one.path))
        count = len(row_ids(self.kept, one.path)) if rows else 0
        if rows and count > rows.maximum:
            yield f"最多 {rows.maximum} 行，现有 {count} 行，请删去 {count - rows.maximum} 行"


def _concrete(target: str, was: str, template: str) -> str:
    """A template's path with the row ids of the old path."""
    ids = iter(part for part, star in zip(was.split("/"), template.split("/"), strict=True) if star == "*")
    return "/".join(next(ids) if part == "*" else part for part in target.split("/"))


def _gone(old: Edition, new: Edition, field: Field | None) -> str:
    year = year_of(old, field) if field else None
    if year is not None and old.form.edition != new.form.edition:
        return f"新表没有 {year} 年的这一项"
    return "新表没有这一项" if field else "新表没有这张明细表"
