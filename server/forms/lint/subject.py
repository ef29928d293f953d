"""What lint looks at: a compiled form with the places of its definition and its formulas as trees."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .. import formulas
from ..compile import FORMULAS, names_of, place_of
from ..editions.limits import limits
from ..findings import pointer_of
from ..formulas.parse import parse
from ..formulas.tree import Call, Node, Reference, Word
from ..layout import Layout
from ..model import Field, Form, Grid, Matrix, Rows
from .ranges import called

COMPUTE, CHECKS = "x-compute", "x-checks"


class Noting(formulas.Names):
    """The names of a form, noting which name each word of a formula was found to mean."""

    def __init__(self, names: formulas.Names) -> None:
        super().__init__(names._names)
        self.seen: dict[tuple[int, int], formulas.Name] = {}

    def resolve(
        self, words: Sequence[Word], scopes: Sequence[str], bound: Collection[str]
    ) -> list[formulas.Name]:
        """As Names does."""
        found = super().resolve(words, scopes, bound)
        self.seen[words[-1].start, words[-1].end] = found[-1]
        return found


@dataclass(frozen=True, slots=True)
class Written:
    """A formula as it stands in the definition: keyword, path of the place it belongs to, tree and names."""

    keyword: str
    path: str
    pointer: str
    text: str
    formula: formulas.Formula
    tree: Node
    named: Mapping[tuple[int, int], formulas.Name]

    @property
    def is_condition(self) -> bool:
        """Whether it decides if a field is shown, required or read-only."""
        return self.keyword not in (COMPUTE, CHECKS)

    def nodes(self) -> Iterator[Node]:
        """Every node of the tree, from the root down."""
        waiting = [self.tree]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)

    def calls(self, name: str) -> Iterator[Call]:
        """Every call of a function."""
        return (node for node in self.nodes() if isinstance(node, Call) and called(node) == name)


@dataclass(frozen=True, slots=True)
class Place:
    """One schema of the definition: the path it got, and where it stands."""

    path: str
    schema: Mapping[str, Any]
    pointer: str


class Subject:
    """A form under examination. `places` are all schemas, `fields` those without a column of years."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.bundle = form.definition
        layout = Layout(form.definition, form.edition)
        self.places = [Place(path, *met) for path, met in layout.schemas.items()]
        self.place = {place.path: place for place in self.places}
        self._layout = layout
        self._names = Noting(names_of(form))

    @property
    def is_official(self) -> bool:
        """Whether it says anything of itself; a plain JSON Schema does not, and need not."""
        return bool(self.form.meta.keys() - {"id"})

    @property
    def fields(self) -> Iterator[Field]:
        """All fields, the cells of matrices too."""
        return iter(self.form.fields.values())

    @cached_property
    def loose(self) -> list[Field]:
        """Fields with a title of their own: all but the cells of matrices."""
        return [field for field in self.fields if field.column is None]

    @cached_property
    def matrices(self) -> list[Matrix]:
        """All blocks of years."""
        return [block for block in self._blocks() if isinstance(block, Matrix)]

    @cached_property
    def grids(self) -> list[Grid]:
        """All runs of label/value cells."""
        return [block for block in self._blocks() if isinstance(block, Grid)]

    @cached_property
    def rows(self) -> list[Rows]:
        """All tables whose rows the user adds."""
        return list(self.form.rows.values())

    @cached_property
    def written(self) -> list[Written]:
        """All formulas of the definition, those of `x-checks` last."""
        own = [
            self._written(keyword, place.path, place.pointer + pointer_of((keyword,)), place.schema[keyword])
            for place in self.places
            for keyword in FORMULAS
            if isinstance(place.schema.get(keyword), str)
        ]
        return [*own, *self._checked()]

    @cached_property
    def checks(self) -> list[tuple[Mapping[str, Any], Written]]:
        """The rules of `x-checks` with their formulas."""
        return list(zip(self.bundle.get(CHECKS, []), self._checked(), strict=True))

    def pointer(self, path: str, *parts: str | int) -> str:
        """JSON Pointer of a place, or of something inside it."""
        return (self.place[path].pointer if path else "") + pointer_of(parts)

    def limits(self, field: Field) -> dict[str, Any]:
        """The limits in force for a field, those of `allOf` included."""
        return limits(field.schema)

    def field_of(self, node: Node, written: Written) -> Field | None:
        """The field a name means, a cell of the right column for a row of years; None for all else."""
        if not isinstance(node, Reference):
            return None
        name = written.named.get((node.words[-1].start, node.words[-1].end))
        if name is None:
            return None
        column = node.selector.first if node.selector else ""
        cells = [f"{name.path}/{key}" for key in (column, *name.columns)]
        return next(
            (self.form.fields[path] for path in (name.path, *cells) if path in self.form.fields), None
        )

    def _blocks(self) -> Iterator[Grid | Matrix | Rows]:
        return (block for section in self.form.sections for block in section.blocks)

    def _checked(self) -> list[Written]:
        targets = {check.rule: check.at for check in reversed(self.form.checks)}
        return [
            self._written(CHECKS, targets[rule["id"]], pointer_of((CHECKS, at, "formula")), rule["formula"])
            for at, rule in enumerate(self.bundle.get(CHECKS, []))
        ]

    def _written(self, keyword: str, path: str, pointer: str, text: str) -> Written:
        self._names.seen = {}
        formula = formulas.compile(text, self._names, *place_of(self._layout, path))
        return Written(keyword, path, pointer, text, formula, parse(text), self._names.seen)
