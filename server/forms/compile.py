"""Compiling: a bundle becomes a `Form`, once; everything else runs on the form.

Layout first, then formulas against the names the layout gives, then the rules between fields and
the one validator. All faults of the definition are collected and raised together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, cast

from .. import language
from . import claims, consistency, formulas, implied, json, meta
from .findings import ERROR, DefinitionError, Finding, pointer_of
from .formulas.errors import suggest
from .layout import Layout
from .model import Check, Field, Form, Matrix, MatrixRow, Section
from .options import Options
from .plain import KEY, Plain
from .validator import format_checker, rule_book

MOST_FAULTS = 500
"""Nobody mends more at a time."""

UNKNOWN_OPTION = language.gettext_noop("填写的内容不在选项清单中，请重新选择")
FORMULAS = ("x-visible", "x-required", "x-readonly", "x-compute")
FOREIGN_OPTION = language.gettext_noop("所选的项不属于上面选定的类别，请重新选择")


@language.speaking(language.SOURCE)
def compile_form(bundle: Mapping[str, Any]) -> Form:
    """The form of a bundle (see source.Library.read).

    Raises DefinitionError with every fault of the first stage that has any: words, layout, formulas.
    What a later stage would say of a broken earlier one is mostly noise.
    """
    about = bundle.get("x-form") or {}
    _raise(meta.faults(bundle))
    layout = Layout(bundle, int(about.get("edition", 0)))
    plain = Plain(bundle[KEY]) if KEY in bundle else None
    _raise((*layout.faults, *(() if plain else consistency.faults(layout))))
    binding = _Binding(layout)
    checks = (*binding.checks(bundle.get("x-checks", [])), *binding.option_checks())
    checks += plain.checks if plain else tuple(implied.checks(layout))
    claimed = tuple(claims.claims_of(layout, binding.compile, binding.faults, about.get("evidence", "")))
    _raise(binding.faults)
    return Form(
        id=str(about.get("id", "")),
        title=str(bundle.get("title", about.get("id", ""))),
        edition=layout.edition,
        meta=about,
        definition=bundle,
        hash=json.fingerprint(bundle),
        sections=layout.sections,
        fields=layout.fields,
        rows=layout.rows,
        computed=binding.computed,
        dependents=formulas.dependents(binding.computed),
        visible=plain.shown if plain else binding.conditions("x-visible"),
        required=plain.demanded if plain else binding.conditions("x-required"),
        readonly=binding.conditions("x-readonly"),
        checks=checks,
        validator=plain.validator if plain else validator_of(bundle),
        plain=plain,
        claims=claimed,
        print=bundle.get("x-print") or {},
    )


def validator_of(bundle: Mapping[str, Any]) -> Any:
    """The rule book of a bundle."""
    rules = {key: value for key, value in bundle.items() if key not in ("x-lists", "x-form", "x-print")}
    return rule_book(rules, formats=format_checker())


def retitled(form: Form, layout: Layout) -> dict[str, formulas.Formula]:
    """The formulas of the computed cells, shown with the titles of the same form in another language."""
    pairs = zip(_names(Layout(form.definition, form.edition)), _names(layout), strict=True)
    names = formulas.Names(replace(name, shown=other.title) for name, other in pairs)
    spelled = {
        path: formulas.compile(formula.text, names, *place_of(layout, path))
        for path, formula in form.computed.items()
    }
    return {
        path: replace(form.computed[path], titled=formula.titled, spellings=formula.spellings)
        for path, formula in spelled.items()
    }


def names_of(form: Form) -> formulas.Names:
    """What formulas call a form's fields, for those that are compiled after it: rule sets."""
    return formulas.Names(_names(Layout(form.definition, form.edition)))


def _raise(faults: Iterable[Finding]) -> None:
    if found := list(islice(faults, MOST_FAULTS)):
        raise DefinitionError(found)


class _Binding:
    """Compiles every formula of a definition against the names of its layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.faults: list[Finding] = []
        self.names = formulas.Names(_names(layout))
        self.implied = dict.fromkeys(("x-visible", "x-required"), implied.conditions(layout))
        self.compiled = {keyword: self._all(keyword) for keyword in FORMULAS}
        self.computed = self._ordered(self.compiled["x-compute"])

    def conditions(self, keyword: str) -> Mapping[str, formulas.Formula]:
        """Formulas of `x-visible`, `x-required` or `x-readonly` by template path."""
        return self.compiled[keyword]

    def checks(self, declared: list[Mapping[str, Any]]) -> Iterator[Check]:
        """The rules of `x-checks`."""
        seen: set[str] = set()
        for place, rule in enumerate(declared):
            pointer = pointer_of(("x-checks", place))
            if rule["id"] in seen:
                self._fault(pointer + "/id", "check-twice", f"x-checks 中“{rule['id']}”不止一条，请换一个 id")
            seen.add(rule["id"])
            for at in self._targets(rule["at"][0], pointer):
                formula = self.compile(rule["formula"], at, pointer + "/formula")
                if formula:
                    severity = rule.get("severity", ERROR)
                    reads, holds = formula.reads, formula.evaluate
                    yield Check(rule["id"], at, rule["message"], severity, reads, holds)

    def option_checks(self) -> Iterator[Check]:
        """Rules for choices from a code list: the code is known, and fits the field it depends on."""
        for field in self.layout.fields.values():
            if field.options and field.options.source:
                known, reads = _known(field, field.options), frozenset({field.path})
                levels = "、".join(level for level in field.schema["x-options"].get("levels", []))
                message = UNKNOWN_OPTION + (f"（可选的层级：{levels}）" if levels else "")
                yield Check("options", field.path, message, ERROR, reads, known)
            if field.options and field.options.parent:
                fits, reads = _fitting(field, field.options), frozenset({field.path, field.options.parent})
                yield Check("options-parent", field.path, FOREIGN_OPTION, ERROR, reads, fits)

    def _targets(self, at: str, pointer: str) -> list[str]:
        """A check on a matrix row is a check on each of its year columns, or else of its categories."""
        if at in self.layout.fields or at in self.layout.rows:
            return [at]
        cells = [field for path, field in self.layout.fields.items() if path.startswith(at + "/")]
        years = [cell.path for cell in cells if cell.column and cell.column.offset is not None]
        years = years or [cell.path for cell in cells if cell.column]
        if not years:
            near = suggest(at, [*self.layout.fields, *self.layout.rows])
            self._fault(pointer + "/at/0", "check-at-unknown", f"x-checks 的 at“{at}”不是本表的字段{near}")
        return years

    def _all(self, keyword: str) -> dict[str, formulas.Formula]:
        found = {}
        for path, (schema, pointer) in self.layout.schemas.items():
            text = schema.get(keyword, self.implied.get(keyword, {}).get(path))
            if isinstance(text, str):
                formula = self.compile(text, path, pointer + pointer_of((keyword,)))
                if formula:
                    found[path] = formula
        return found

    def compile(self, text: str, path: str, pointer: str) -> formulas.Formula | None:
        """The formula at a path; None, with the fault noted, where it is wrong."""
        try:
            return formulas.compile(text, self.names, *place_of(self.layout, path))
        except formulas.FormulaError as error:
            self._fault(pointer, error.rule, f"公式“{text[:80]}”：{error}")
            return None

    def _ordered(self, computed: dict[str, formulas.Formula]) -> dict[str, formulas.Formula]:
        try:
            return {path: computed[path] for path in formulas.order(computed)}
        except formulas.CycleError as error:
            pointer = self.layout.schemas[error.path[0]][1] + "/x-compute"
            self._fault(pointer, "formula-cycle", f"计算公式循环引用：{' → '.join(error.path)}")
            return computed

    def _fault(self, pointer: str, rule: str, message: str) -> None:
        self.faults.append(Finding(path="", pointer=pointer, rule=rule, message=message))


def _known(field: Field, options: Options) -> Callable[[formulas.Context], bool | None]:
    def known_option(context: formulas.Context) -> bool | None:
        chosen = field.kind.picks(context.cells.get(context.at))
        if any(not shape(code) for shape, _message in field.kind.formats.values() for code in chosen):
            return None  # the format says so already
        return all(code in options for code in chosen)

    return known_option


def _fitting(field: Field, options: Options) -> Callable[[formulas.Context], bool | None]:
    parent_key = options.parent.rpartition("/")[2]

    def fitting_option(context: formulas.Context) -> bool | None:
        parent = context.cells.get(f"{context.at.rpartition('/')[0]}/{parent_key}".lstrip("/"))
        if not isinstance(parent, str):
            return None
        chosen = field.kind.picks(context.cells.get(context.at))
        return chosen <= {option.code for option in options.under(parent)}

    return fitting_option


def _names(layout: Layout) -> Iterator[formulas.Name]:
    for field in layout.fields.values():
        if field.column is None:
            yield from _field_names(field)
    for path in layout.rows:
        yield _block_name(layout, path, "rows")
    for path in layout.schemas:
        if "/*/" in path and path not in layout.fields and path not in layout.rows:
            yield _block_name(layout, path, "section")
    for section in layout.sections:
        yield from _section_names(layout, section)


def _field_names(field: Field) -> Iterator[formulas.Name]:
    """A field, and the parts of one that has several inputs: period, period_from, period_to."""
    convert = field.kind.typed if field.kind.parts else None
    yield formulas.Name(field.path, field.key, field.title, _type(field), field.scope, convert=convert)
    for part, word in field.kind.parts.items():
        key, title, typed = (
            f"{field.key}_{part}",
            f"{field.title}{word}",
            partial(field.kind.typed_part, part=part),
        )
        yield formulas.Name(field.path, key, title, "date", field.scope, convert=typed)


def _section_names(layout: Layout, section: Section) -> Iterator[formulas.Name]:
    matrices = {block.path: block for block in section.blocks if isinstance(block, Matrix)}
    if section.path and section.path not in layout.rows:
        yield _block_name(layout, section.path, "matrix" if section.path in matrices else "section")
    for matrix in matrices.values():
        yield from _matrix_names(layout, matrix, section.path)


def _matrix_names(layout: Layout, matrix: Matrix, section: str) -> Iterator[formulas.Name]:
    if matrix.path != section:
        yield _block_name(layout, matrix.path, "matrix")
    for row in matrix.rows:
        for cell in list(row.cells.values())[:1]:
            key = row.path.rpartition("/")[2]
            columns = tuple(row.cells)
            titles = {column.title: column.key for column in matrix.columns if column.key in row.cells}
            kind, derived = _type(cell), _derived(row)
            yield formulas.Name(
                row.path, key, row.title, "matrix-row", matrix.path, columns, kind, titles, derived
            )


def _derived(row: MatrixRow) -> frozenset[str]:
    """Columns of a row that follow from its others: totals, and categories with a formula such as a share."""
    totals = {key for key, cell in row.cells.items() if cell.column and cell.column.total}
    given = {key for key, cell in row.cells.items() if key not in totals and not cell.computed}
    years = {key for key, cell in row.cells.items() if cell.column and cell.column.offset is not None}
    return frozenset(row.cells.keys() - given - years if given or years else totals)


def _block_name(layout: Layout, path: str, sort: formulas.NameType) -> formulas.Name:
    above, _, key = path.rpartition("/")
    title = str(layout.schemas[path][0].get("title", key))
    return formulas.Name(path, key, title, sort, above.removesuffix("/*"))


def _type(field: Field) -> formulas.NameType:
    return cast(formulas.NameType, field.kind.formula_type)


def place_of(layout: Layout, path: str) -> tuple[str, str | None]:
    """Where a formula stands: the scope of its names, and in a matrix its column."""
    field = layout.fields.get(path)
    if field is None:
        return path, None
    return field.scope, field.column.key if field.column else None
