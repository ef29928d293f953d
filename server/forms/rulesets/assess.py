"""Assessing: the answers of one firm held against a compiled rule set.

Three-valued throughout: what is not filled in makes a condition 待填, never failed; what only a person can
tell, or what can't be computed from complete answers (a denominator of zero), makes it 待人工判断.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any

from ..cells import covered
from ..compute import context, hidden_paths, recompute
from ..evidence import unproved
from ..formulas import Context, Evidence, Formula, Value
from ..kinds import is_blank
from ..model import Cells, Form
from .compile import RESERVED
from .model import Category, Condition, Indicator, Input, RuleSet, Scoring, Standard, Way
from .result import Assessment, Better, Check, Earned, Status, Subtotal, Unproved, Verdict
from .scales import Direct

SIGNS = (("<>", "≠"), (">=", "≥"), ("<=", "≤"), ("[", ""), ("]", ""))
"""How a comparison is shown: brackets around a title are for the compiler only."""


def assess(ruleset: RuleSet, form: Form, cells: Cells) -> Assessment:
    """Conditions, points and verdict for one firm's answers.

    Computed cells are computed anew and hidden ones left out, so that only what people answered and
    the table asks for counts.
    """
    facts = _Facts(ruleset, form, cells)
    scoring = _scoring(ruleset.scoring, facts) if ruleset.scoring else None
    conditions = tuple(_condition(condition, facts) for condition in ruleset.conditions)
    facts.note_verdicts(conditions)
    status, sentence, missing = _verdict(ruleset, facts)
    return Assessment(
        title=ruleset.title,
        basis=ruleset.basis,
        disclaimer=ruleset.disclaimer,
        form=form.id,
        edition=form.edition,
        status=status,
        verdict=sentence,
        missing=missing,
        conditions=conditions,
        scoring=scoring,
    )


class _Facts:
    """What is known by name: inputs, then points, then verdicts; and for each what is missing."""

    def __init__(self, ruleset: RuleSet, form: Form, cells: Cells) -> None:
        self.form, self.inputs, self.standards = form, ruleset.inputs, ruleset.standards
        now = dict(cells)
        recompute(form, now)
        hidden = hidden_paths(form, now)
        shown = {path: value for path, value in now.items() if not covered(path, hidden)}
        self.shown = shown
        self.known: dict[str, Any] = {}
        self.missing: dict[str, tuple[str, ...]] = {}
        self.judged: list[str] = []
        self.total: Subtotal | None = None
        for key, one in ruleset.inputs.items():
            value = one.formula.evaluate(context(form, shown, ""))
            self.known[key] = value.isoformat() if isinstance(value, datetime.date) else value
            blank = _blank_labels(form, shown, hidden, one) if is_blank(value) else ()
            self.missing[key] = tuple(dict.fromkeys(blank))
        self.context = Context(self.known, "", form.edition, context(form, shown, "").today)
        for key, standard in ruleset.standards.items():
            self.known[key] = self._standard(standard)
            asked = frozenset().union(*(when.reads for when, _value in standard.cases))
            self.missing[key] = self.lacks(asked) if self.known[key] is None else ()

    def _standard(self, standard: Standard) -> Decimal | None:
        """None while the first case that might hold can't be told."""
        for when, value in standard.cases:
            holds = self.evaluate(when)
            if holds is not False:
                return value if holds else None
        return standard.otherwise

    def evaluate(self, formula: Formula) -> Value:
        """A formula of the rule set."""
        return formula.evaluate(self.context)

    def explain(self, formula: Formula) -> list[Evidence]:
        """The comparisons a formula is made of."""
        return formula.explain(self.context)

    def status(self, verdict: Value, reads: Iterable[str]) -> Status:
        """True and False speak for themselves; a blank is 待填 if anything it reads is missing."""
        if verdict is None:
            return "unknown" if self.lacks(reads) else "judgement"
        return "met" if verdict is True else "unmet"

    def lacks(self, reads: Iterable[str]) -> tuple[str, ...]:
        """Labels of the answers that are missing for these names."""
        return tuple(dict.fromkeys(label for name in sorted(reads) for label in self.missing.get(name, ())))

    def source(self, reads: Collection[str]) -> Input | None:
        """The one input that a value is; standards it is compared with don't count."""
        own = [name for name in reads if name not in self.standards]
        return self.inputs.get(own[0]) if len(own) == 1 else None

    def say(self, value: Any, reads: Collection[str]) -> str:
        """A value in words, with the unit or option of the one input it is."""
        source = self.source(reads)
        if source and source.field and not isinstance(value, Decimal | bool):
            return source.field.kind.show(value, source.field)
        if isinstance(value, Decimal) and source:
            return f"{plain(value)}{source.unit}"
        return plain(value)

    def note_verdicts(self, conditions: Iterable[Verdict]) -> None:
        """Make conditions known by id, for the verdict."""
        for one in conditions:
            self.known[one.id] = {"met": True, "unmet": False}.get(one.status)
            self.missing[one.id] = _labels(one) if one.status == "unknown" else ()
            if one.status == "judgement":
                self.judged.append(one.id)
            self.note_verdicts(one.parts)


def plain(value: Any) -> str:
    """A value as people read it: no zeros at the end, 是 and 否, 空 for a blank."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, list):
        return "、".join(plain(item) for item in value)
    return "空" if value is None else str(value)


def _blank_labels(form: Form, cells: Cells, hidden: Collection[str], one: Input) -> Iterator[str]:
    for template in one.sources:
        for path in form.expand(template, cells):
            if is_blank(cells.get(path)) and not covered(path, hidden):
                yield form.fields[template].label


def _condition(condition: Condition, facts: _Facts) -> Verdict:
    status: Status = "judgement"
    checks: list[Check] = []
    missing: tuple[str, ...] = ()
    parts = tuple(_condition(part, facts) for part in condition.parts)
    if condition.formula:
        status = facts.status(facts.evaluate(condition.formula), condition.formula.reads)
        checks = [_check(leaf, facts) for leaf in facts.explain(condition.formula)]
        missing = facts.lacks(condition.formula.reads) if status == "unknown" else ()
    elif parts:
        status = _joined([part.status for part in parts], condition.joined)
    for name in condition.show:
        value = facts.known[name]
        title = facts.inputs[name].title
        checks.append(
            Check(title, "judgement", value, facts.say(value, [name]), unit=facts.inputs[name].unit)
        )
    return Verdict(
        condition.id,
        condition.title,
        condition.basis,
        status,
        condition.joined,
        tuple(checks),
        parts,
        missing,
    )


def _joined(statuses: list[Status], word: str) -> Status:
    """`all`: decided by one 不满足; `any`: by one 满足. Else what is missing comes before judging."""
    decisive, otherwise = ("unmet", "met") if word == "all" else ("met", "unmet")
    order: tuple[Status, ...] = (decisive, "unknown", "judgement", otherwise)  # type: ignore[assignment]
    return next(status for status in order if status in statuses)


def _check(leaf: Evidence, facts: _Facts) -> Check:
    if leaf.title == RESERVED["scored"][0] and facts.total:
        return _reached(facts.total)
    text = leaf.title
    for sign, nicer in SIGNS:
        text = text.replace(sign, nicer)
    status = facts.status(leaf.verdict, leaf.reads)
    far = status == "unmet" and isinstance(leaf.left, Decimal) and isinstance(leaf.right, Decimal)
    gap = abs(leaf.right - leaf.left) if far else None  # type: ignore[operator]
    unit = _unit(leaf.reads, facts)
    standard = leaf.right if not isinstance(leaf.right, datetime.date) else leaf.right.isoformat()
    value = leaf.left if not isinstance(leaf.left, datetime.date) else leaf.left.isoformat()
    return Check(text, status, value, facts.say(value, leaf.reads), standard, gap, unit)


def _reached(total: Subtotal) -> Check:
    """Whether the points are enough, as a comparison of points."""
    text = f"总分 ≥ {plain(total.minimum)}"
    if any(category.minimum for category in total.categories):
        text += "，各类达到最低分"
    status = _joined([total.status, *(one.status for one in total.categories)], "all")
    short = total.minimum - total.points
    gap = short if status == "unmet" and short > 0 else None
    return Check(text, status, total.points, f"{plain(total.points)}分", total.minimum, gap, "分")


def _unit(reads: Collection[str], facts: _Facts) -> str:
    source = facts.source(reads)
    return source.unit if source else ""


def _scoring(scoring: Scoring, facts: _Facts) -> Subtotal:
    categories = tuple(_category(category, facts) for category in scoring.categories)
    points = sum((one.points for one in categories), Decimal(0))
    possible = sum((one.possible for one in categories), Decimal(0))
    names = [category.id for category in scoring.categories]
    status = _enough(points, possible, scoring.minimum, facts, names)
    facts.known["total"] = points if points == possible else None
    facts.known["scored"] = _scored([status, *(one.status for one in categories)])
    facts.missing["total"] = facts.missing["scored"] = facts.lacks(names)
    facts.total = Subtotal(
        "total", "总分", status, points, possible, scoring.minimum, scoring.maximum, categories=categories
    )
    return facts.total


def _category(category: Category, facts: _Facts) -> Subtotal:
    earned = tuple(_earned(indicator, facts) for indicator in category.indicators)
    points = sum((one.points for one in earned if one.points is not None), Decimal(0))
    possible = points + sum((one.maximum for one in earned if one.points is None), Decimal(0))
    if not earned:
        possible = category.maximum  # a plug-in's points are for people to tell
    names = [one.id for one in earned]
    facts.known[category.id] = points if points == possible else None
    facts.missing[category.id] = facts.lacks(names)
    status = _enough(points, possible, category.minimum, facts, names)
    return Subtotal(
        category.id, category.title, status, points, possible, category.minimum, category.maximum, earned
    )


def _earned(indicator: Indicator, facts: _Facts) -> Earned:
    way, value, points = _best(indicator, facts)
    if points is not None:
        points = max(Decimal(0), min(points, indicator.maximum))
    lacking = _unproved(indicator, facts, points) if points else None
    if lacking:
        points = Decimal(0)
    reads = indicator.reads if points is None else way.value.reads
    step = None if lacking else way.scale.better(value)
    facts.known[indicator.id] = points
    facts.missing[indicator.id] = facts.lacks(reads) if points is None else ()
    status = facts.status(None, reads) if points is None else "met" if points else "unmet"
    return Earned(
        indicator.id,
        indicator.title,
        indicator.basis,
        status,
        points,
        indicator.maximum,
        value,
        "" if isinstance(way.scale, Direct) else facts.say(value, reads),
        _unit(reads, facts),
        Better(*step) if step else None,
        lacking,
        facts.missing[indicator.id],
    )


def _best(indicator: Indicator, facts: _Facts) -> tuple[Way, Value, Decimal | None]:
    """The way that earns most, its value and points; None while another way might earn more."""
    tried = [(way, facts.evaluate(way.value)) for way in indicator.ways]
    earned = [(way, value, way.scale.points(value)) for way, value in tried]
    way, value, points = max(earned, key=lambda one: Decimal(-1) if one[2] is None else one[2])
    settled = points is not None and points >= indicator.maximum
    open_ways = not settled and any(one[2] is None for one in earned)
    return way, value, None if open_ways else points


def _unproved(indicator: Indicator, facts: _Facts, points: Decimal) -> Unproved | None:
    slots = unproved(facts.form, facts.shown, indicator.claims)
    labels = tuple(dict.fromkeys(facts.form.fields[facts.form.template(slot)].label for slot in slots))
    return Unproved(labels, points) if labels else None


def _enough(
    points: Decimal, possible: Decimal, minimum: Decimal, facts: _Facts, names: Iterable[str]
) -> Status:
    if points >= minimum:
        return "met"
    return "unmet" if possible < minimum else facts.status(None, names)


def _scored(statuses: list[Status]) -> bool | None:
    return {"met": True, "unmet": False}.get(_joined(statuses, "all"))


def _verdict(ruleset: RuleSet, facts: _Facts) -> tuple[Status, str, tuple[str, ...]]:
    """The first level that holds or might; a level that only people's judgement keeps open is theirs."""
    for level in ruleset.levels:
        found = facts.evaluate(level.formula)
        if found is True:
            return "met", level.title, ()
        if found is None:
            return _open(level.formula, level.title, facts)
    return "unmet", ruleset.otherwise, ()


def _open(formula: Formula, title: str, facts: _Facts) -> tuple[Status, str, tuple[str, ...]]:
    passed = Context(
        {**facts.known, **dict.fromkeys(facts.judged, True)}, "", facts.context.edition, facts.context.today
    )
    missing = facts.lacks(formula.reads)
    if formula.evaluate(passed) is True or not missing:
        return "judgement", f"待人工判断：其余均满足，判断通过即“{title}”", ()
    return "unknown", f"待填：填齐后才能判断是否“{title}”", missing


def _labels(verdict: Verdict) -> tuple[str, ...]:
    inner = [label for part in verdict.parts if part.status == "unknown" for label in _labels(part)]
    return tuple(dict.fromkeys([*verdict.missing, *inner]))
