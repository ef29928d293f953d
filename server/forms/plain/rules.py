"""A plain schema at work: what its form needs beside sections and fields.

Kept in the bundle as one JSON text (`x-plain`), so that a submission pins the schema exactly as it was,
numbers of any length included. It gives the form its validator, its conditions, and the way between
cells and documents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...language import gettext as _
from ...language import gettext_noop
from .. import json
from ..cells import Document
from ..findings import ERROR, WARNING, pointer_of
from ..formulas import Context
from ..kinds import Value, is_blank
from ..kinds.json import value_of
from ..model import Cells, Check
from ..validator import format_checker, judge
from .dialect import registry_of, validator_class
from .explain import Cause, causes
from .shape import ABSENT, Filled, Members, Table, part_of

NOT_MEMBERS = gettext_noop('应写成 {"名称": 值} 的形式')
LOOKS_LIKE_JSON = gettext_noop("像是 JSON，但读不出来，将作为一段文字保存；请检查引号、逗号和括号")
MOST_ERRORS = 500
"""Of one document; nobody reads more."""


@dataclass(frozen=True, slots=True)
class Condition:
    """When a member is shown: while each of its objects (`at`) satisfies all schemas of one list (`any`).
    Stands where a formula of our own definitions stands."""

    rules: Plain
    clauses: tuple[Mapping[str, Any], ...]
    reads: frozenset[str]

    def evaluate(self, context: Context) -> bool:
        """Whether it holds for the answers; `context.at` says for which row."""
        return all(self._holds(context, clause["at"], clause["any"]) for clause in self.clauses)

    def _holds(self, context: Context, template: str, any_of: list[list[Any]]) -> bool:
        rows = context.at.split("/")
        parts = template.split("/") if template else []
        at = "/".join(row if part == "*" else part for part, row in zip(parts, rows, strict=False))
        value, _rows = self.rules.objects[template].take(Filled(context.cells), at, True)
        known = {} if value is ABSENT or value is None else value
        return any(all(self.rules.holds(known, schema) for schema in schemas) for schemas in any_of)


class Plain:
    """See the module. `told` is the JSON text that `text_of` wrote."""

    def __init__(self, told: str) -> None:
        self.told: dict[str, Any] = json.loads(told)
        draft = self.told["draft"]
        documents = {address: json.loads(text) for address, text in self.told["documents"].items()}
        self.schema = documents[self.told["address"]]
        registry = registry_of(documents, draft)
        self.validator = validator_class(draft)(
            {"$ref": self.told["address"]}, registry=registry, format_checker=format_checker()
        )
        self.at, self.part = self.told["at"], part_of(self.told["part"])
        self.objects = dict(_objects(self.part, self.at))
        self.shown = self._conditions("shown")
        self.demanded = self._conditions("demanded")
        self._judges: dict[str, Any] = {}

    def holds(self, value: Any, schema: Any) -> bool:
        """Whether a value satisfies a schema that refers by addresses."""
        key = json.dumps(schema)
        if key not in self._judges:
            self._judges[key] = self.validator.evolve(schema=schema)
        return not judge(self._judges[key], value, 1)

    def errors(self, answers: Any) -> Iterator[Cause]:
        """Why a document is refused; nothing when it is not."""
        if answers is None and not self.validator.is_valid(None):
            yield Cause((), "required", _("必填，请填写"))
            return
        for error in judge(self.validator, answers, MOST_ERRORS):
            yield from causes(error)
        for parts in _long_numbers(answers, ()):
            message = _("数字最多 %(limit)s 位有效数字，请检查是否填错", limit=json.SIGNIFICANT_DIGITS)
            yield Cause(parts, "digits", message)

    def assemble(self, cells: Cells, hidden: Collection[str]) -> Document:
        """Cells -> the document the schema describes."""
        filled = Filled(cells, hidden)
        value, _rows = self.part.take(filled, self.at, True)
        return Document(self.told["blank"] if value is ABSENT else value, filled.rows)

    def disassemble(self, answers: Any) -> dict[str, Value]:
        """Document -> cells."""
        cells: dict[str, Value] = {}
        self.part.give(answers, self.at, cells)
        return cells

    def path(self, parts: tuple[Any, ...], rows: Mapping[str, list[str]]) -> str:
        """The cell, group or table at a place in the document."""
        return str(self.part.locate(parts, self.at, rows))

    def pointer(self, path: str, cells: Cells) -> str:
        """JSON Pointer of a path in the document."""
        below = path.removeprefix(self.at).strip("/") if self.at else path
        return pointer_of(self.part.outer(below.split("/") if below else [], self.at, cells))

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """What to say of a JSON box that holds something else."""
        return tuple(_check(path, rest, self) for path, rest in self.told["boxes"])

    def _reads(self, clauses: list[Mapping[str, Any]]) -> Iterator[str]:
        for clause in clauses:
            yield from self.objects[clause["at"]].leaves(clause["at"])

    def _conditions(self, which: str) -> dict[str, Any]:
        return {
            path: Condition(self, tuple(clauses), frozenset(self._reads(clauses)))
            for path, clauses in self.told[which].items()
        }


def _objects(part: Any, path: str) -> Iterator[tuple[str, Members]]:
    """All objects of a shape by their template path."""
    if isinstance(part, Members):
        yield path, part
        for entry in part.entries:
            yield from _objects(entry.part, f"{path}/{entry.at}" if path else entry.at)
    elif isinstance(part, Table):
        yield from _objects(part.row, f"{path}/*")


def _check(path: str, rest: bool, plain: Plain) -> Check:
    def is_members(context: Context) -> bool:
        value = context.cells.get(context.at)
        return is_blank(value) or isinstance(value_of(value), dict)

    def is_no_slip(context: Context) -> bool:
        value = value_of(context.cells.get(context.at))
        return not (isinstance(value, str) and value.lstrip()[:1] in ("{", "["))

    if rest:
        return Check("type", path, NOT_MEMBERS, ERROR, frozenset({path}), is_members)
    return Check("json-text", path, LOOKS_LIKE_JSON, WARNING, frozenset({path}), is_no_slip)


def _long_numbers(node: Any, at: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, dict | list):
        for part, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _long_numbers(value, (*at, part))
    elif json.is_number(node) and not json.plain_number(node):
        yield at
