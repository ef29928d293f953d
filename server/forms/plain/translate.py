"""A plain schema as a definition of our own language, with the shape that leads back to its documents.

The heart of the folder: walks the views of a schema once and writes sections, groups, tables and fields.
From here on a plain schema travels like any other definition. What no field can show becomes a JSON box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from ...language import gettext_noop
from .. import json
from ..layout import MOST_LEVELS
from . import fields
from .combine import look
from .nodes import Node
from .reading import Documents
from .shape import part_of
from .view import Condition, View
from .words import help_of, safe_key, title_of

GENERAL = "general"
WHOLE = "value"
GENERALLY, OTHERS = gettext_noop("基本信息"), gettext_noop("其他信息")
REST_TITLE = gettext_noop("其他内容")
REST_HELP = gettext_noop('上面没有列出的内容，写成 {"名称": 值}。')
REST = "~rest"
DEEPEST = 8
"""Groups inside groups; deeper ones are asked for as JSON."""
MOST_FIELDS = 1200
"""Fields of one form; what comes after is asked for as JSON."""
MOST_ROWS = 1000
JSON_HELP = gettext_noop("以 JSON 填写。")


@dataclass
class Seat:
    """A member on its way into the form: its key, all that applies to it, and when it is shown."""

    key: str
    node: Node
    view: View
    required: bool
    conditions: list[Condition] = field(default_factory=list)
    demanded: list[Condition] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Where:
    """Where the translator is: the path, the schemas met on the way, and what is around."""

    path: str
    met: frozenset[int]
    depth: int = 0
    rows: int = 0
    counts: bool = True

    def below(self, key: str, node: Node, **changed: Any) -> Where:
        """One step down."""
        told = {"rows": self.rows, "counts": self.counts, **changed}
        return Where(_join(self.path, key), self.met | node.chain, self.depth + (key != "*"), **told)


class Translation:
    """One translating. `definition` is in our language, `part` the shape of the document, standing at `at`;
    `shown` and `demanded` tell by path which schemas an object must satisfy to show or require a member."""

    def __init__(self, documents: Documents, judge: Any) -> None:
        self.judge, self.fields = judge, 0
        self.shown: dict[str, Any] = {}
        self.demanded: dict[str, Any] = {}
        self.boxes: list[tuple[str, bool]] = []
        self.loose: set[str] = set()
        root, view = documents.root, look(documents.root)
        title = view.words.get("title") or documents.file.stem
        self.blank: Any = {"array": [], "object": {}}.get(view.type)
        self.at = ""
        if view.is_object:
            properties, self.part, required = self._members(view, Where("", root.chain), root)
        else:
            seat = Seat(WHOLE, root.make({"$ref": root.address}), view, required=True)
            view.words.setdefault("title", title)
            properties, entries, required = self._seated([seat], Where("", frozenset()))
            self.at, self.part = entries[0]["at"], entries[0]["part"]
        self.definition = {
            "title": str(title),
            "type": "object",
            "properties": properties,
            "required": required,
        }

    def _members(
        self, view: View, where: Where, node: Node
    ) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
        """The properties of an object in our language, its shape, and what is required in it."""
        seats = list(_seats(view, node))
        properties, entries, required = self._seated(seats, where)
        told: dict[str, Any] = {"members": entries}
        if view.rest is not None or view.patterned:
            told["rest"] = self._rest(view, where, properties)
        return properties, told, required

    def _rest(self, view: View, where: Where, properties: dict[str, Any]) -> str:
        """The JSON box for members without a field, and its key; at the root it stands with loose fields."""
        rules: dict[str, Any] = {"type": "object"}
        if view.rest is not None and not view.patterned:
            rules["additionalProperties"] = view.rest.judge
        at = REST
        if not where.path:
            sections = [key for key in properties if key.startswith(GENERAL) and key in self.loose]
            key = sections[-1] if sections else _free(GENERAL, set(properties))
            section = properties.setdefault(key, {"title": OTHERS, "type": "object", "properties": {}})
            properties, at = section["properties"], f"{key}/{REST}"
        properties[REST] = {**fields.box(rules), "title": REST_TITLE, "x-help": REST_HELP}
        self.boxes.append((_join(where.path, at), True))
        return at

    def _seated(
        self, seats: list[Seat], where: Where
    ) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
        """Members in their places; loose fields of the root stand in a section of their own."""
        properties: dict[str, Any] = {}
        entries: list[dict[str, Any]] = []
        required: list[str] = []
        at_root = not where.path
        runs = [
            (loose, list(run))
            for loose, run in groupby(seats, key=lambda seat: at_root and self._loose(seat, where))
        ]
        merged = sum(loose for loose, _ in runs) > 2
        if merged:
            runs = [
                (True, [s for loose, run in runs if loose for s in run]),
                *(run for run in runs if not run[0]),
            ]
        for number, (loose, run) in enumerate(runs):
            if not loose:
                self._place(run, where, "", properties, entries, required)
                continue
            key = _free(GENERAL, {safe_key(seat.key) for seat in seats} | properties.keys())
            section: dict[str, Any] = {"title": GENERALLY if number == 0 else OTHERS, "type": "object"}
            self.loose.add(key)
            inner: dict[str, Any] = {}
            needed: list[str] = []
            self._place(run, where, key, inner, entries, needed)
            properties[key] = {**section, "properties": inner, "required": needed}
        return properties, entries, required

    def _place(
        self,
        seats: Iterable[Seat],
        where: Where,
        section: str,
        properties: dict[str, Any],
        entries: list[dict[str, Any]],
        required: list[str],
    ) -> None:
        for seat in seats:
            key = safe_key(seat.key)
            at = _join(section, key)
            path = _join(where.path, at)
            inside = where.below(at, seat.node, counts=where.counts and seat.required)
            schema, part = self._member(seat, inside, again=bool(seat.node.chain & where.met))
            if seat.required:
                part |= self._blank(seat)
                required += [key] if where.counts else []
            if seat.conditions:
                clause = {"at": where.path, "any": seat.conditions}
                for place in part_of(part).leaves(path) if where.rows else [path]:  # columns hide one by one
                    self.shown.setdefault(place, []).append(clause)
            if seat.demanded and where.counts and not seat.required:
                self.demanded[path] = [{"at": where.path, "any": seat.demanded}]
            properties[key] = schema
            always = seat.required or (bool(seat.conditions) and seat.demanded == seat.conditions)
            entries.append({"key": seat.key, "at": at, "part": part, "required": always})

    def _loose(self, seat: Seat, where: Where) -> bool:
        """Whether a member of the root is one field, and no section or table."""
        view, met = seat.view, where.met | seat.node.chain
        if view.odd or seat.node.chain & where.met:
            return True
        return not (view.is_object or _tuple(view) is not None or _item(view, met) is not None)

    def _member(self, seat: Seat, where: Where, again: bool) -> tuple[dict[str, Any], dict[str, Any]]:
        """A member in our language, with its shape."""
        view, self.fields = seat.view, self.fields + 1
        title = title_of(seat.key, view.words)
        deep = where.depth > DEEPEST or self.fields > MOST_FIELDS
        if not (again or deep or view.odd):
            found = self._structure(seat, where, title) or self._field(seat, where, title)
            if found:
                return found
        told = _said(view, title, JSON_HELP)
        self.boxes.append((where.path, False))
        return {**fields.box(seat.node.judge), **told}, {"box": True}

    def _field(self, seat: Seat, where: Where, title: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
        view = seat.view
        if view.type == "array":
            item = look(view.items) if view.items is not None else None
            listed = fields.array(view, item, seat.key) if item and not view.places else None
            return ({**listed, **_said(view, title)}, {}) if listed else None
        found = fields.scalar(view, seat.key)
        if found is None:
            return None
        schema, codes = found
        readonly = view.words.get("readOnly") is True and not seat.required
        return {**schema, **_said(view, title), **({"x-readonly": True} if readonly else {})}, {
            "codes": codes
        }

    def _structure(
        self, seat: Seat, where: Where, title: str
    ) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """An object, a tuple or a table, where our language has one."""
        view = seat.view
        described = {"title": title, "description": str(view.words.get("description", ""))}
        if view.is_object:
            properties, part, required = self._members(view, where, seat.node)
            if where.depth > 1 and not any("x-kind" in schema for schema in properties.values()):
                for schema in properties.values():  # a group without fields has no heading of its own
                    schema["title"] = f"{title} · {schema['title']}"
            return {**described, "type": "object", "properties": properties, "required": required}, part
        places, item = _tuple(view), _item(view, where.met)
        if places is not None:
            return self._cells(places, described)
        if item is not None and where.rows < MOST_LEVELS:
            return self._table(view, item, where, described)
        return None

    def _cells(self, places: list[View], described: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        properties: dict[str, Any] = {}
        parts: list[dict[str, Any]] = []
        for place, inner in enumerate(places):
            schema, codes = fields.scalar(inner, str(place)) or ({}, False)
            title = inner.words.get("title") or f"第 {place + 1} 项"
            properties[str(place)] = {**schema, **_said(inner, str(title))}
            parts.append({"codes": codes})
        return {**described, "type": "object", "properties": properties}, {"cells": parts}

    def _table(
        self, view: View, item: View, where: Where, described: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        assert view.items is not None
        inside = where.below("*", view.items, rows=where.rows + 1, counts=True)
        properties, part, required = self._members(item, inside, view.items)
        items = {"type": "object", "properties": properties, "required": required}
        limits = {
            "minItems": view.rules.get("minItems", 0),
            "maxItems": view.rules.get("maxItems", MOST_ROWS),
        }
        return {**described, "type": "array", "items": items, **limits}, {"row": part}

    def _blank(self, seat: Seat) -> dict[str, Any]:
        """What the document says when a required member is left empty, where the schema has a word for it."""
        empty: list[Any] = [None] if seat.view.nullable else []
        empty += [{}] if seat.view.type == "object" and not seat.view.is_object else []
        empty += [[]] if seat.view.type == "array" else []
        return next(({"blank": json.dumps(value)} for value in empty if self._valid(value, seat)), {})

    def _valid(self, value: Any, seat: Seat) -> bool:
        return bool(self.judge(value, seat.node.judge))


def _tuple(view: View) -> list[View] | None:
    """The places of a tuple of simple values, None when it is none that cells could show."""
    if not (view.places and view.closed and view.type == "array"):
        return None
    places = [look(node) for node in view.places]
    return places if all(fields.scalar(place, "") for place in places) else None


def _item(view: View, met: frozenset[int]) -> View | None:
    """What a row of a table is, None when an array is no table or comes back to a schema already met."""
    if view.type != "array" or view.items is None or view.places or view.items.chain & met:
        return None
    item = look(view.items)
    return item if item.is_object and not item.nullable else None


def _seats(view: View, node: Node) -> Iterator[Seat]:
    """The members of an object: those always there, then those of its variants, then names only required."""
    variants: dict[str, list[tuple[Condition, Node, bool]]] = {}
    for condition, variant in view.variants:
        for key, nodes in variant.properties.items():
            variants.setdefault(key, []).append((condition, _all_of(nodes), key in variant.required))
    always = {
        key: nodes for key, nodes in view.properties.items() if key not in variants or not _vague(nodes)
    }
    for key, nodes in always.items():
        whole = _all_of(nodes)
        demanded = [when for when, variant in view.variants if when and key in variant.required]
        yield from _seat(Seat(key, whole, look(whole), key in view.required, demanded=demanded))
    for key, told in variants.items():
        if key not in always:
            whole = _any_of([inner for _, inner, _ in told])
            known = all(condition for condition, _, _ in told)
            conditions = [condition for condition, _, _ in told] if known else []
            demanded = [condition for condition, _, needed in told if needed and condition]
            yield from _seat(Seat(key, whole, look(whole), key in view.required, conditions, demanded))
    for key in view.required:
        if key not in always and key not in variants:
            yield Seat(key, node.make({}), View(), required=True)


def _seat(seat: Seat) -> Iterator[Seat]:
    """A member, unless nothing may ever stand there."""
    if not seat.view.never:
        yield seat


def _vague(nodes: list[Node]) -> bool:
    """Whether a member is named without a word about it."""
    return all(inner.schema in ({}, True) for inner in nodes)


def _all_of(nodes: list[Node]) -> Node:
    first, *others = nodes
    return first.make({"allOf": [inner.judge for inner in nodes]}) if others else first


def _any_of(nodes: list[Node]) -> Node:
    different = [
        inner for place, inner in enumerate(nodes) if inner.schema not in [n.schema for n in nodes[:place]]
    ]
    first, *others = different
    return first.make({"anyOf": [inner.judge for inner in different]}) if others else first


def _said(view: View, title: str, more: str = "") -> dict[str, Any]:
    """The words of a field."""
    guidance = help_of(view.words, more)
    return {"title": title, **({"x-help": guidance} if guidance else {})}


def _free(key: str, taken: set[str]) -> str:
    number = 1
    free = key
    while free in taken:
        number += 1
        free = f"{key}_{number}"
    return free


def _join(path: str, key: str) -> str:
    return f"{path}/{key}" if path and key else path or key
