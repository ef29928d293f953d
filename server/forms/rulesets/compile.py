"""Compiling a rule set against a form: every formula bound, every fault told with its pointer.

Two layers of names. The bindings in `forms` read the form's fields and give the inputs; all else reads
inputs, points and verdicts only, so that a standard survives a change of layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, cast

from .. import formulas
from ..compile import names_of
from ..findings import DefinitionError, Finding, pointer_of
from ..formulas.errors import suggest
from ..model import Claim, Form
from . import words
from .model import Category, Condition, Indicator, Input, Level, RuleSet, Scoring, Standard, Way
from .revision import Item, Revision, items_of, listed
from .scales import Options, Scale, scale_faults, scale_of, ways_of

At = tuple[str | int, ...]
SORTS = ("formula", "judgement", "all", "any")
RESERVED = {"total": ("总分", "number"), "scored": ("评分达标", "boolean")}
"""Names that scoring gives: the points altogether, and whether all minimum scores are reached."""


def compile_ruleset(document: Any, form: Form, plugin: str = "") -> RuleSet:
    """The rule set for a form of its edition, with the named plug-in put in.

    Raises DefinitionError with every fault, those of other years' overrides included.
    """
    _raise(words.faults(document))
    years = dict.fromkeys([form.edition, *map(int, document.get("overrides", {}))])
    builders = [_Builder(document, form, plugin, year) for year in years]
    built = [builder.build() for builder in builders]
    _raise(dict.fromkeys(fault for builder in builders for fault in builder.found()))
    assert built[0] is not None  # there would be faults
    return built[0]


def _raise(faults: Iterable[Finding]) -> None:
    if found := list(faults):
        raise DefinitionError(found)


class _Builder:
    """One year's rule set. Faults are collected; what is built is of use only if there are none."""

    def __init__(self, document: Mapping[str, Any], form: Form, plugin: str, year: int) -> None:
        self.form, self.year = form, year
        self.revision = Revision(document, year, plugin, form.id)
        self.document = self.revision.document
        self.faults: list[Finding] = []
        self.names: list[formulas.Name] = []
        self.inputs: dict[str, Input] = {}
        self.read: set[str] = set()

    def found(self) -> list[Finding]:
        """All faults, each where its author wrote it."""
        moved = [
            Finding("", self.revision.written(fault.pointer), fault.rule, fault.message)
            for fault in self.faults
        ]
        return [*self.revision.faults, *moved]

    def build(self) -> RuleSet | None:
        """Inputs first, then points, then conditions, then the verdict: each may read what comes before."""
        dropped = self.revision.dropped
        self.faults += [fault for fault in words.faults(self.document) if fault.pointer not in dropped]
        if self.faults or self.revision.faults:
            return None
        self._twice()
        self._inputs()
        standards = {standard.key: standard for standard in self._standards()}
        scoring = self._scoring()
        conditions = tuple(self._conditions(self.document.get("conditions", []), ("conditions",)))
        for item in items_of(self.document):
            if item.at[0] == "conditions":
                self.names.append(formulas.Name(item.id, item.id, str(item.data["title"]), "boolean"))
        verdict, at = self.document["verdict"], ("verdict", "levels")
        levels = tuple(
            Level(level["title"], formula)
            for place, level in enumerate(verdict["levels"])
            if (formula := self._formula(level["formula"], (*at, place, "formula"), "boolean"))
        )
        self._unused()
        return RuleSet(
            title=self.document["title"],
            basis=tuple(self.document["basis"]),
            disclaimer=self.document.get("disclaimer", ""),
            inputs=self.inputs,
            standards=standards,
            conditions=conditions,
            scoring=scoring,
            levels=levels,
            otherwise=verdict["otherwise"],
        )

    def _inputs(self) -> None:
        bindings, at = self._bindings()
        known = names_of(self.form)
        for key in set(bindings) - set(self.document["inputs"]):
            near = suggest(key, self.document["inputs"])
            self._fault((*at, key), "input-unknown", f"inputs 里没有“{key}”{near}")
        for key, told in self.document["inputs"].items():
            sort = told.get("type", "number")
            self.names.append(formulas.Name(key, key, told["title"], sort))
            if key not in bindings:
                if at:
                    self._fault(at, "input-unbound", f"没有写明“{told['title']}”（{key}）取自表的哪里")
                continue
            formula = self._compile(bindings[key], (*at, key), known)
            if formula and formula.type not in (sort, "unknown"):
                message = f"“{told['title']}”应为 {sort}，公式得出的却是 {formula.type}"
                self._fault((*at, key), "input-type", message)
            if formula:
                reached = _reached(self.form, formula)
                sources = tuple(sorted(path for path in reached if path in self.form.fields))
                field = self.form.fields.get(sources[0]) if _is_name(bindings[key]) and sources else None
                claims = tuple(claim for claim in self.form.claims if _rests_on(reached, claim.path))
                unit = told.get("unit", "")
                self.inputs[key] = Input(key, told["title"], unit, formula, sources, field, claims)

    def _bindings(self) -> tuple[Mapping[str, str], At]:
        """The bindings for this form: by its id, else by its family (the id without the edition)."""
        for key in (self.form.id, self.form.id.rpartition("/")[0]):
            if key in self.document["forms"]:
                return self.document["forms"][key], ("forms", key)
        message = (
            f"没有写明各项数据在表单“{self.form.id}”里取自哪里{suggest(self.form.id, self.document['forms'])}"
        )
        self._fault(("forms",), "form-unbound", message)
        return {}, ()

    def _standards(self) -> Iterator[Standard]:
        """Read inputs only; what comes after reads them like numbers of the firm."""
        told = self.document.get("standards", {})
        for key, one in told.items():
            cases = []
            for place, case in enumerate(one["cases"]):
                when = self._formula(case["when"], ("standards", key, "cases", place, "when"), "boolean")
                cases += [(when, Decimal(case["value"]))] if when else []
            yield Standard(key, one["title"], one.get("unit", ""), tuple(cases), Decimal(one["otherwise"]))
        self.names += [formulas.Name(key, key, one["title"], "number") for key, one in told.items()]

    def _scoring(self) -> Scoring | None:
        told = self.document.get("scoring")
        if told is None:
            return None
        at: At = ("scoring",)
        categories = tuple(self._categories(listed(told["categories"], (*at, "categories"))))
        total = sum((category.maximum for category in categories), Decimal(0))
        self._sum(total, told, at, "各类满分")
        self._minimum(told, at)
        for name, (title, sort) in RESERVED.items():
            self.names.append(formulas.Name(name, name, title, cast(formulas.NameType, sort)))
        return Scoring(Decimal(told["maximum"]), Decimal(told["minimum"]), categories)

    def _categories(self, items: Iterator[Item]) -> Iterator[Category]:
        for item in items:
            told = item.data
            own = tuple(self._indicators(listed(told.get("indicators", []), (*item.at, "indicators"))))
            if not told.get("indicators") and not told.get("plugin"):
                message = "这一类没有指标；由地方补入的要写 plugin: true"
                self._fault(item.at, "category-empty", message)
            elif told.get("indicators") and not any(fault.rule == "scale" for fault in self.faults):
                self._sum(sum((one.maximum for one in own), Decimal(0)), told, item.at, "各项指标满分")
            self._minimum(told, item.at)
            minimum = Decimal(told.get("minimum", 0))
            yield Category(item.id, told["title"], Decimal(told["maximum"]), minimum, own)
            self.names.append(formulas.Name(item.id, item.id, told["title"], "number"))

    def _indicators(self, items: Iterator[Item]) -> Iterator[Indicator]:
        for item in items:
            wrong = list(scale_faults(item.data))
            for below, rule, message in wrong:
                self._fault((*item.at, *below), rule, message)
            if any(rule == "scale" for _below, rule, _message in wrong):
                continue
            told = item.data
            ways = tuple(self._ways(item))
            claims = self._claims(item, ways) if told.get("evidence") else ()
            basis, maximum = told.get("basis", ""), Decimal(told["maximum"])
            yield Indicator(item.id, told["title"], basis, maximum, ways, claims)
            self.names.append(formulas.Name(item.id, item.id, told["title"], "number"))

    def _ways(self, item: Item) -> Iterator[Way]:
        for told, below in ways_of(item.data):
            scale, word = scale_of(told), "value" if "value" in told else "points"
            wanted = ("text", "list") if isinstance(scale, Options) else ("number",)
            formula = self._formula(told[word], (*item.at, *below, word), *wanted)
            if formula:
                self._options(scale, formula, item)
                yield Way(formula, scale)

    def _claims(self, item: Item, ways: Iterable[Way]) -> tuple[Claim, ...]:
        """What the form wants proved of the answers that an indicator rests on."""
        read = [name for way in ways for name in sorted(way.value.reads) if name in self.inputs]
        claims = tuple(dict.fromkeys(claim for name in read for claim in self.inputs[name].claims))
        if not claims and read:
            message = f"表里没有要求“{item.data['title']}”的佐证：先在表的字段上写 x-evidence"
            self._fault((*item.at, "evidence"), "evidence-missing", message)
        return claims

    def _options(self, scale: Scale, formula: formulas.Formula, item: Item) -> None:
        """Where an input is a choice of the form, every option has points and every code exists."""
        fields = [self.inputs[name].field for name in formula.reads if name in self.inputs]
        options = fields[0].options if len(fields) == 1 and fields[0] else None
        if options is None or not isinstance(scale, Options):
            return
        for code in scale.options:
            if code not in options:
                message = f"表里没有选项“{code}”{suggest(code, options.position)}"
                self._fault((*item.at, "options", code), "option-unknown", message)
        for code in options.position:
            if code not in scale.options:
                message = f"选项“{options.name_of(code)}”（{code}）没有写明得几分"
                self._fault((*item.at, "options"), "option-missing", message)

    def _conditions(self, holder: list[Any], at: At) -> Iterator[Condition]:
        for item in listed(holder, at):
            told = item.data
            given = [word for word in SORTS if word in told]
            if len(given) != 1:
                message = "条件应写明 formula、judgement、all、any 中的一种，只写一种"
                self._fault(item.at, "condition-sort", message)
                continue
            word = given[0]
            formula, parts = None, tuple[Condition, ...]()
            if word == "formula":
                formula = self._formula(told[word], (*item.at, word), "boolean")
            elif word in ("all", "any"):
                parts = tuple(self._conditions(told[word], (*item.at, word)))
                if not any(told[word]):
                    self._fault(item.at, "condition-empty", "下面的条件都去掉了，请连同这一条一起去掉")
            for place, name in enumerate(told.get("show", [])):
                if name not in self.document["inputs"]:
                    near = suggest(name, self.document["inputs"])
                    self._fault((*item.at, "show", place), "input-unknown", f"inputs 里没有“{name}”{near}")
            self.read.update(told.get("show", []))
            joined = word if parts else ""
            shown = tuple(told.get("show", []))
            yield Condition(item.id, told["title"], told.get("basis", ""), formula, parts, joined, shown)

    def _formula(self, text: str, at: At, *wanted: str) -> formulas.Formula | None:
        """A formula over inputs and points, of one of these types."""
        formula = self._compile(text, at, formulas.Names(self.names))
        if formula:
            self.read |= formula.reads
            if formula.type not in (*wanted, "unknown"):
                needed = " 或 ".join(wanted)
                self._fault(at, "formula-type", f"公式“{text[:80]}”应得出 {needed}，却是 {formula.type}")
        return formula

    def _compile(self, text: str, at: At, names: formulas.Names) -> formulas.Formula | None:
        try:
            return formulas.compile(text, names)
        except formulas.FormulaError as error:
            self._fault(at, error.rule, f"公式“{text[:80]}”：{error}")
            return None

    def _sum(self, parts: Decimal, told: Mapping[str, Any], at: At, what: str) -> None:
        if parts != Decimal(told["maximum"]):
            self._fault((*at, "maximum"), "maximum-sum", f"{what}合计 {parts}，与满分 {told['maximum']} 不符")

    def _minimum(self, told: Mapping[str, Any], at: At) -> None:
        if told.get("minimum", 0) > told["maximum"]:
            message = f"最低分 {told['minimum']} 超过满分 {told['maximum']}"
            self._fault((*at, "minimum"), "minimum-above-maximum", message)

    def _twice(self) -> None:
        taken = {*self.document["inputs"], *(RESERVED if "scoring" in self.document else ())}
        for item in items_of(self.document):
            if item.id in taken:
                at = (*item.at, "id") if "id" in item.data else item.at
                self._fault(at, "name-twice", f"名称“{item.id}”不止一处，请换一个")
            taken.add(item.id)

    def _unused(self) -> None:
        if self.faults or self.document.get("overrides", {}).get(str(self.year)):
            return
        for part in ("inputs", "standards"):
            for key, told in self.document.get(part, {}).items():
                if key not in self.read:
                    message = f"没有条件或指标用到“{told['title']}”（{key}）"
                    self._fault((part, key), "input-unused", message)

    def _fault(self, at: At, rule: str, message: str) -> None:
        self.faults.append(Finding("", pointer_of(at), rule, message))


def _reached(form: Form, formula: formulas.Formula) -> set[str]:
    """Templates of the answers and rows a binding rests on, through what the form itself computes."""
    found: set[str] = set()
    waiting = list(formula.reads)
    while waiting:
        template = waiting.pop()
        if template not in found:
            found.add(template)
            waiting += form.computed[template].reads if template in form.computed else ()
    return {template for template in found if template not in form.computed}


def _rests_on(reached: set[str], claim: str) -> bool:
    """Whether an answer claimed at a template, or in the rows there, is among those reached."""
    return any(path == claim or path.startswith(f"{claim}/") for path in reached)


def _is_name(text: str) -> bool:
    """Whether a binding is no more than the name of a field."""
    return text.replace(".", "_").isidentifier()
