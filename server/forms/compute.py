"""Computed cells and conditions: what follows from the answers, in the order compiled."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from . import json
from .formulas import Context, Formula
from .kinds import Value, is_blank
from .model import Cells, Field, Form

CHINA = ZoneInfo("Asia/Shanghai")
DIGITS = decimal.Context(prec=json.SIGNIFICANT_DIGITS, rounding=ROUND_HALF_UP)
EXACT = decimal.Context(prec=60, rounding=ROUND_HALF_UP)


def recompute(form: Form, cells: dict[str, Value], changed: Iterable[str] | None = None) -> dict[str, Value]:
    """Bring computed cells up to date in `cells`; returns those that are now different (None = blank).

    `changed` are concrete paths; only what depends on them is computed. None computes everything.
    """
    different: dict[str, Value] = {}
    for template in _affected(form, changed):
        formula, field = form.computed[template], form.fields[template]
        now = context(form, cells, "")  # for all rows: a formula never reads what it computes
        for now.at in form.expand(template, cells):
            path, value = now.at, _answer(formula.evaluate(now), field)
            if value != cells.get(path):
                different[path] = value
                if value is None:
                    cells.pop(path, None)
                else:
                    cells[path] = value
    return different


def hidden_paths(form: Form, cells: Cells) -> frozenset[str]:
    """Fields, rows and sections whose `x-visible` is not true now (unknown counts as no)."""
    return frozenset(meeting(form, form.visible, cells, wanted=False))


def is_hidden(form: Form, now: Context) -> bool:
    """Whether the place a context is at, or one that it stands in, is not shown now."""
    at, parts = now.at, now.at.split("/")
    hidden = False
    for depth in range(1, len(parts) + 1):
        now.at = "/".join(parts[:depth])
        formula = form.visible.get(form.template(now.at))
        hidden = hidden or (formula is not None and formula.evaluate(now) is not True)
    now.at = at
    return hidden


def readonly_paths(form: Form, cells: Cells) -> frozenset[str]:
    """Fields whose `x-readonly` formula is true now."""
    return frozenset(meeting(form, form.readonly, cells, wanted=True))


def context(form: Form, cells: Cells, path: str) -> Context:
    """What a formula of the cell at `path` sees; TODAY() is the day in China."""
    return Context(cells, path, form.edition, datetime.datetime.now(CHINA).date())


def is_readonly(form: Form, cells: Cells, path: str) -> bool:
    """Whether a field can't be changed by people: never, or not while its `x-readonly` is true."""
    template = form.template(path)
    field, formula = form.fields.get(template), form.readonly.get(template)
    if field and field.readonly:
        return True
    return formula is not None and formula.evaluate(context(form, cells, path)) is True


def meeting(form: Form, conditions: Mapping[str, Formula], cells: Cells, wanted: bool) -> Iterator[str]:
    """Concrete paths whose condition is true now, or (not `wanted`) isn't."""
    for template, formula in conditions.items():
        now = context(form, cells, "")
        for now.at in form.expand(template, cells):
            if (formula.evaluate(now) is True) is wanted:
                yield now.at


def _affected(form: Form, changed: Iterable[str] | None) -> Iterable[str]:
    if changed is None:
        return form.computed
    wanted: set[str] = set()
    for path in changed:
        template = form.template(path)
        wanted.update(form.dependents.get(template, ()))
        if template in form.rows:
            wanted.update(name for name in form.computed if name.startswith(template + "/*/"))
    return [template for template in form.computed if template in wanted]


def _answer(value: Any, field: Field) -> Value:
    """A formula's result as a JSON value: half-up to the declared decimals, never beyond 15 digits."""
    if isinstance(value, Decimal):
        if field.decimals is not None and -30 < value.adjusted() < 30:
            value = value.quantize(Decimal(1).scaleb(-field.decimals), context=EXACT)
        if not json.plain_number(value):
            value = DIGITS.plus(value)
        return value if json.plain_number(value) else None
    if isinstance(value, datetime.date):
        return field.kind.parse(value.isoformat(), field)
    return None if is_blank(value) else value
