"""Between the cells of a form and the document a plain schema describes.

Our sections are not always its objects: keys are made fit for paths, loose fields stand in a section of
their own, a point is two cells, a code stands for a number. A *shape* is the tree that knows all this,
one node for each part of the document: it builds the document from cells, takes it apart again, and
finds the cell of a place in the document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .. import json
from ..cells import covered
from ..kinds import Value, is_blank
from ..kinds.json import text_of, value_of
from ..model import Cells, row_ids

ABSENT = object()
"""No value at all; null is one."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Cells on their way into a document; `rows` notes the row ids of each table by position."""

    cells: Cells
    hidden: Collection[str] = frozenset()
    rows: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """Base of the nodes. `blank` is what stands for it when it is required but nothing is filled in."""

    blank: Any = ABSENT

    def empty(self, required: bool) -> Any:
        """What stands in the document when nothing is filled in."""
        return self.blank if required else ABSENT


@dataclass(frozen=True, slots=True)
class Leaf(Part):
    """One cell. With `codes` the cell holds the JSON text of the value (1, true or "1"), and in a JSON
    `box` the text somebody typed."""

    codes: bool = False
    box: bool = False

    def take(self, filled: Filled, path: str, required: bool) -> tuple[Any, bool]:
        """The value at a path of the cells, and whether somebody filled it in."""
        value = filled.cells.get(path)
        if is_blank(value):
            return self.empty(required), False
        return (value_of(value) if self.codes or self.box else value), True

    def give(self, value: Any, path: str, cells: dict[str, Value]) -> None:
        """Lay a value of the document down in its cells."""
        if self.box:
            cells[path] = text_of(value)
        elif not is_blank(value):
            cells[path] = code_of(value) if self.codes else value

    def locate(self, parts: Sequence[Any], path: str, rows: Mapping[str, list[str]]) -> str:
        """The path of a place in the document."""
        return path

    def outer(self, parts: Sequence[str], path: str, cells: Cells) -> list[str | int]:
        """The place in the document of a path: the way back from `locate`."""
        return []

    def leaves(self, path: str) -> Iterator[str]:
        """Template paths of all cells."""
        yield path


@dataclass(frozen=True, slots=True)
class Entry:
    """A member of an object: its key in the document, where its cells stand, and its own shape."""

    key: str
    at: str
    part: Any
    required: bool = False


@dataclass(frozen=True, slots=True)
class Members(Part):
    """An object. `rest` is the key of the cell that holds members without a field of their own."""

    entries: tuple[Entry, ...] = ()
    rest: str = ""

    def take(self, filled: Filled, path: str, required: bool) -> tuple[Any, bool]:
        """See Leaf."""
        found: dict[str, Any] = {}
        touched = False
        for entry in self.entries:
            at = _join(path, entry.at)
            if not covered(at, filled.hidden):
                value, by_hand = entry.part.take(filled, at, entry.required)
                touched = touched or by_hand
                if value is not ABSENT:
                    found[entry.key] = value
        others = value_of(filled.cells.get(_join(path, self.rest))) if self.rest else None
        if isinstance(others, dict) and others:
            found, touched = {**others, **found}, True
        return (found, touched) if touched or (required and self.blank is ABSENT) else self.nothing(required)

    def nothing(self, required: bool) -> tuple[Any, bool]:
        """An object in which nobody filled in anything."""
        return self.empty(required), False

    def give(self, value: Any, path: str, cells: dict[str, Value]) -> None:
        """See Leaf."""
        if not isinstance(value, dict):
            return
        for entry in self.entries:
            if entry.key in value:
                entry.part.give(value[entry.key], _join(path, entry.at), cells)
        known = {entry.key for entry in self.entries}
        others = {key: inner for key, inner in value.items() if key not in known}
        if self.rest and others:
            cells[_join(path, self.rest)] = text_of(others)

    def locate(self, parts: Sequence[Any], path: str, rows: Mapping[str, list[str]]) -> str:
        """See Leaf."""
        if not parts:
            return path
        for entry in self.entries:
            if entry.key == parts[0]:
                return str(entry.part.locate(parts[1:], _join(path, entry.at), rows))
        return _join(path, self.rest) if self.rest else path

    def outer(self, parts: Sequence[str], path: str, cells: Cells) -> list[str | int]:
        """See Leaf."""
        for entry in self.entries:
            way = entry.at.split("/")
            if list(parts[: len(way)]) == way:
                return [entry.key, *entry.part.outer(parts[len(way) :], _join(path, entry.at), cells)]
        return []

    def leaves(self, path: str) -> Iterator[str]:
        """See Leaf."""
        for entry in self.entries:
            yield from entry.part.leaves(_join(path, entry.at))
        if self.rest:
            yield _join(path, self.rest)


@dataclass(frozen=True, slots=True)
class Cellrow(Part):
    """A tuple: an array with a cell for each of its places, keyed by position."""

    parts: tuple[Any, ...] = ()

    def take(self, filled: Filled, path: str, required: bool) -> tuple[Any, bool]:
        """See Leaf. A gap before the last value is null, so that no value moves to another place."""
        found = [part.take(filled, f"{path}/{place}", False) for place, part in enumerate(self.parts)]
        while found and not found[-1][1]:
            found.pop()
        if not found:
            return self.empty(required), False
        return [None if value is ABSENT else value for value, _ in found], True

    def give(self, value: Any, path: str, cells: dict[str, Value]) -> None:
        """See Leaf."""
        for place, part in enumerate(self.parts[: len(value)] if isinstance(value, list) else ()):
            part.give(value[place], f"{path}/{place}", cells)

    def locate(self, parts: Sequence[Any], path: str, rows: Mapping[str, list[str]]) -> str:
        """See Leaf."""
        inside = parts and isinstance(parts[0], int) and parts[0] < len(self.parts)
        return f"{path}/{parts[0]}" if inside else path

    def outer(self, parts: Sequence[str], path: str, cells: Cells) -> list[str | int]:
        """See Leaf."""
        return [int(parts[0])] if parts and parts[0].isdecimal() else []

    def leaves(self, path: str) -> Iterator[str]:
        """See Leaf."""
        yield from (f"{path}/{place}" for place in range(len(self.parts)))


@dataclass(frozen=True, slots=True)
class Table(Part):
    """An array of objects: a table whose rows the user adds."""

    row: Any = None

    def take(self, filled: Filled, path: str, required: bool) -> tuple[Any, bool]:
        """See Leaf."""
        rows = filled.rows[path] = row_ids(filled.cells, path)
        if not rows:
            return self.empty(required), False
        return [self.row.take(filled, f"{path}/{row}", True)[0] for row in rows], True

    def give(self, value: Any, path: str, cells: dict[str, Value]) -> None:
        """See Leaf. Rows get their position as id."""
        if isinstance(value, list) and value:
            cells[path] = [str(place) for place in range(len(value))]
            for place, row in enumerate(value):
                self.row.give(row, f"{path}/{place}", cells)

    def locate(self, parts: Sequence[Any], path: str, rows: Mapping[str, list[str]]) -> str:
        """See Leaf."""
        if not parts:
            return path
        ids = rows.get(path, [])
        row = ids[parts[0]] if isinstance(parts[0], int) and parts[0] < len(ids) else parts[0]
        return str(self.row.locate(parts[1:], f"{path}/{row}", rows))

    def outer(self, parts: Sequence[str], path: str, cells: Cells) -> list[str | int]:
        """See Leaf."""
        if not parts:
            return []
        ids = row_ids(cells, path)
        place: str | int = ids.index(parts[0]) if parts[0] in ids else parts[0]
        return [place, *self.row.outer(parts[1:], f"{path}/{parts[0]}", cells)]

    def leaves(self, path: str) -> Iterator[str]:
        """See Leaf."""
        yield path
        yield from self.row.leaves(f"{path}/*")


def part_of(told: Mapping[str, Any]) -> Any:
    """The shape that a bundle tells as JSON: the way back from `told`."""
    blank = json.loads(told["blank"]) if "blank" in told else ABSENT
    if "members" in told:
        entries = (
            Entry(entry["key"], entry["at"], part_of(entry["part"]), entry.get("required", False))
            for entry in told["members"]
        )
        return Members(blank, tuple(entries), told.get("rest", ""))
    if "cells" in told:
        return Cellrow(blank, tuple(map(part_of, told["cells"])))
    if "row" in told:
        return Table(blank, part_of(told["row"]))
    return Leaf(blank, told.get("codes", False), told.get("box", False))


def code_of(value: Any) -> str:
    """The JSON text of a value, one for equal numbers."""
    whole = json.is_number(value) and json.plain_number(value) and value == int(value)
    return str(int(value)) if whole else json.dumps(value)


def _join(path: str, key: str) -> str:
    return f"{path}/{key}" if path else key
