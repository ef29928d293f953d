"""The compiled form: what every room works with, immutable and without a trace of JSON parsing.

Paths: `basics/company_name` is a grid field, `finance/revenue/y-1` a matrix cell, and
`patents/*/name` the template of a column of rows, whose cells are `patents/<row id>/name`. Rows may hold
rows: `products/*/certificates/*/number`; and groups of columns: `people/*/address/street`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..language import gettext as _
from ..language import gettext_noop
from .findings import ERROR, parts_of
from .formulas import Context, Formula
from .kinds import Kind, Value
from .options import Options

if TYPE_CHECKING:
    from .plain import Plain

Cells = Mapping[str, Value]
"""Answers while they are being filled: concrete path -> JSON value; a rows block's cell holds its row ids."""


MOST_ROWS = 2000
"""Of one rows block, whatever the definition allows."""

SIGNER = gettext_noop("法定代表人（签字）")
"""Who signs where the definition names nobody."""

TWELFTHS = 12
"""Widths of fields are in twelfths of a line, on the screen and on paper."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a matrix: a year (`offset` from the edition) or something else (`offset` None).

    A `total` column sums the others of its row.
    """

    key: str
    title: str
    offset: int | None = None
    forecast: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A cell, or the template of a column's cells. `schema` judges its value alone."""

    path: str
    key: str
    title: str
    label: str
    kind: Kind
    schema: Mapping[str, Any]
    pointer: str
    section: str
    scope: str
    unit: str = ""
    decimals: int | None = None
    required: bool = False
    computed: bool = False
    readonly: bool = False
    help: str = ""
    width: int = TWELFTHS // 2
    group: str = ""
    options: Options | None = None
    column: Column | None = None

    @property
    def signers(self) -> tuple[str, ...]:
        """Who signs a declaration on paper (`x-print.lines`)."""
        lines = (self.schema.get("x-print") or {}).get("lines")
        return (_(SIGNER),) if lines is None else tuple(map(str, lines))

    @property
    def sealed(self) -> bool:
        """Whether a declaration is sealed on paper (`x-print.seal`)."""
        return (self.schema.get("x-print") or {}).get("seal") is not False

    @property
    def full_label(self) -> str:
        """What people call it where its group's heading is not in sight."""
        if self.label.startswith(self.group):
            return self.label
        return _("%(group)s%(label)s", group=self.group, label=self.label)


@dataclass(frozen=True, slots=True)
class Grid:
    """Label/value cells, `columns` pairs to a line on a wide screen and on paper.

    `places` are the fields and, between them, the notes that have no answer.
    """

    path: str
    title: str
    fields: tuple[Field, ...]
    columns: int = 2
    places: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One line of a matrix: a cell for each column key it has."""

    path: str
    title: str
    unit: str
    indent: int
    cells: Mapping[str, Field]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """Fixed rows by columns, mostly years."""

    path: str
    title: str
    label: str
    columns: tuple[Column, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table whose rows the user adds; `fields` are the templates of its columns.

    `inner` are the tables that every one of its rows holds.
    """

    path: str
    title: str
    fields: tuple[Field, ...]
    minimum: int = 0
    maximum: int = 100
    add: str = ""
    help: str = ""
    inner: tuple[Rows, ...] = ()

    def walk(self) -> Iterator[Rows]:
        """This table and those inside its rows, outermost first."""
        yield self
        for rows in self.inner:
            yield from rows.walk()

    def within(self, path: str) -> str:
        """What of a column's or an inner table's template comes after the row id."""
        return path[len(self.path) + len("/*/") :]


Block = Grid | Matrix | Rows


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the table: blocks in order."""

    path: str
    title: str
    help: str
    blocks: tuple[Block, ...]

    def fields(self) -> Iterator[Field]:
        """All fields of the section, templates for rows, in reading order."""
        for block in self.blocks:
            if isinstance(block, Matrix):
                for row in block.rows:
                    yield from row.cells.values()
            elif isinstance(block, Rows):
                for rows in block.walk():
                    yield from rows.fields
            else:
                yield from block.fields


@dataclass(frozen=True, slots=True)
class Check:
    """A rule between fields. It fails only where `holds` is definitely False."""

    rule: str
    at: str
    message: str
    severity: str
    reads: frozenset[str]
    holds: Callable[[Context], Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer that wants an attachment: a field, or rows, at `path`; the upload `slot` that proves it.

    when: the formula that makes it a claim; None: it says that there is something (`Kind.claims`).
    """

    path: str
    slot: str
    label: str
    severity: str
    message: str = ""
    when: Formula | None = None

    @property
    def binding(self) -> bool:
        """Whether the table can't be handed in without the proof; else one is only reminded."""
        return self.severity == ERROR


@dataclass(frozen=True)
class Form:
    """One table of one edition, compiled. `hash` is the fingerprint of its bundle."""

    id: str
    title: str
    edition: int
    meta: Mapping[str, Any]
    definition: Mapping[str, Any]
    hash: str
    sections: tuple[Section, ...]
    fields: Mapping[str, Field]
    rows: Mapping[str, Rows]
    computed: Mapping[str, Formula]
    dependents: Mapping[str, tuple[str, ...]]
    visible: Mapping[str, Formula]
    required: Mapping[str, Formula]
    readonly: Mapping[str, Formula]
    checks: tuple[Check, ...]
    validator: Any
    claims: tuple[Claim, ...] = ()
    print: Mapping[str, Any] = field(default_factory=dict)
    plain: Plain | None = None
    translation: Mapping[str, Any] = field(default_factory=dict)
    """The definition in another language, for a translation of the form; empty in the form itself."""

    @property
    def source_title(self) -> str:
        """The title as it was published, in whatever language the form is seen."""
        return str(self.definition.get("title", self.id))

    @property
    def lists(self) -> Mapping[str, Any]:
        """The option lists by name, in the language of the form."""
        lists: Mapping[str, Any] = (self.translation or self.definition).get("x-lists", {})
        return lists

    def template(self, path: str) -> str:
        """The template of a concrete path: row ids become `*`. Unknown paths come back as they are."""
        if path in self.fields or path in self.rows:
            return path
        parts = path.split("/")
        for place in range(1, len(parts)):
            if "/".join(parts[:place]) in self.rows:
                parts[place] = "*"
        return "/".join(parts)

    def field_at(self, path: str) -> Field | None:
        """The field of a concrete path, None when the form has no such field."""
        return self.fields.get(self.template(path))

    def rows_at(self, path: str) -> Rows | None:
        """The table of a concrete path, None when that is no table."""
        return self.rows.get(self.template(path))

    def rows_around(self, path: str) -> list[tuple[str, str]]:
        """The tables a concrete path lies in, each with the id of the row; outermost first."""
        stars, parts = self.template(path).split("/"), path.split("/")
        return [("/".join(parts[:place]), parts[place]) for place, part in enumerate(stars) if part == "*"]

    def tables(self, cells: Cells) -> Iterator[tuple[str, Rows]]:
        """Every table these answers have, by concrete path: one of each outer row for tables in rows."""
        for template, rows in self.rows.items():
            for path in self.expand(template, cells):
                yield path, rows

    def expand(self, template: str, cells: Cells) -> Iterator[str]:
        """The concrete paths a template stands for in these answers."""
        head, star, tail = template.partition("/*/")
        if not star:
            yield template
            return
        for row in row_ids(cells, head):
            yield from self.expand(f"{head}/{row}/{tail}", cells)

    def declared(self, pointer: str) -> Mapping[str, Any]:
        """The part of the definition at a pointer, its words for people included; empty if there is none."""
        node: Any = self.translation or self.definition
        for key in parts_of(pointer):
            node = node.get(key) if isinstance(node, Mapping) else None
        return node if isinstance(node, Mapping) else {}

    @property
    def schema(self) -> Any:
        """The JSON Schema of answers for everybody else: the definition, or the plain schema behind it."""
        return self.plain.schema if self.plain else self.definition

    @cached_property
    def boxed(self) -> tuple[Field, ...]:
        """Fields whose cells hold another shape of the value than the document."""
        return tuple(field for field in self.fields.values() if field.kind.boxed)

    @cached_property
    def checks_at(self) -> Mapping[str, tuple[Check, ...]]:
        """Checks by the template of the field they speak of."""
        return {
            at: tuple(check for check in self.checks if check.at == at)
            for at in {check.at for check in self.checks}
        }

    @cached_property
    def computing_reads(self) -> frozenset[str]:
        """Templates that a computed cell depends on, and rows."""
        return frozenset().union(self.rows, self.dependents)

    @cached_property
    def condition_reads(self) -> frozenset[str]:
        """Templates whose change may show, hide, require or lock something; and rows."""
        conditions = [*self.visible.values(), *self.required.values(), *self.readonly.values()]
        conditions += [claim.when for claim in self.claims if claim.when]
        claimed = (claim.path for claim in self.claims)
        return frozenset().union(self.rows, claimed, *(formula.reads for formula in conditions))

    @cached_property
    def proving(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by the attachment slot that proves them."""
        slots = dict.fromkeys(claim.slot for claim in self.claims)
        return {slot: tuple(claim for claim in self.claims if claim.slot == slot) for slot in slots}

    @cached_property
    def validators(self) -> Mapping[str, Any]:
        """A validator for each field's own schema, sharing everything with the form's."""
        return {path: self.validator.evolve(schema=field.schema) for path, field in self.fields.items()}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Reading order of fields, rows and sections, for sorting findings."""
        paths = [
            path
            for section in self.sections
            for path in (section.path, *(field.path for field in section.fields()))
        ]
        return {path: place for place, path in enumerate(dict.fromkeys(paths))}


def row_ids(cells: Cells, path: str) -> list[str]:
    """The row ids a rows cell holds, in order; garbage counts as no rows."""
    value = cells.get(path)
    return [row for row in value if isinstance(row, str)] if isinstance(value, list) else []
