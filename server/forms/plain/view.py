"""What a schema says of one value when everything that applies to it is laid together.

`$ref`, `allOf`, `anyOf`, `oneOf`, `if` and `dependentSchemas` all speak of the same value; a page has to
know what it may ask for. A view gathers that. It decides nothing about right and wrong: the validator
does, by the schema as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .nodes import Node
from .shape import code_of

Condition = tuple[Any, ...]
"""Schemas that an object must all satisfy for something to be shown."""

WORDS = (
    "title", "description", "default", "examples", "example", "format", "contentMediaType",
    "contentEncoding", "readOnly", "writeOnly", "deprecated", "discriminator",
)  # fmt: skip
RULES = (
    "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
)  # fmt: skip
OF_OBJECTS = ("properties", "required", "additionalProperties", "patternProperties", "propertyNames")
EVERY = frozenset({"object", "array", "string", "number", "integer", "boolean", "null"})
BEYOND = frozenset({"$dynamicRef", "$recursiveRef"})
"""Words whose meaning depends on the way that led here."""


@dataclass
class View:
    """All that applies to one value. `types` None means any; `choices` are values with their names;
    `variants` are views that apply under a condition; `odd` that no field can show it."""

    types: frozenset[str] | None = None
    words: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)
    more: list[Any] = field(default_factory=list)
    choices: list[tuple[Any, str]] | None = None
    properties: dict[str, list[Node]] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)
    rest: Node | None = None
    patterned: bool = False
    items: Node | None = None
    places: list[Node] = field(default_factory=list)
    closed: bool = False
    variants: list[tuple[Condition, View]] = field(default_factory=list)
    nullable: bool = False
    never: bool = False
    odd: bool = False

    @property
    def type(self) -> str:
        """The one type, "" when there are several; null beside it makes no difference."""
        types = (self.types or EVERY) - {"null"}
        if types == {"integer", "number"}:
            return "number"
        return next(iter(types)) if len(types) == 1 else ""

    @property
    def is_object(self) -> bool:
        """Whether it is an object with members of its own."""
        asked = bool(self.properties or any(inner.properties for _, inner in self.variants))
        return asked and (self.types is None or self.type == "object") and not self.odd and not self.choices

    def narrow(self, types: Iterable[str]) -> None:
        """Allow these types only."""
        wanted = frozenset(types)
        wide = wanted | {"integer"} if "number" in wanted else wanted
        mine = self.types
        if mine is not None:
            mine = mine | {"integer"} if "number" in mine else mine
            both = mine & wide
            wanted = both - {"integer"} if "number" in both else both
        self.types, self.nullable = wanted, "null" in wanted

    def take(self, other: View) -> None:
        """Lay another view of the same value beside this one: both hold."""
        if other.types is not None:
            self.narrow(other.types)
        for word, value in other.words.items():
            self.words.setdefault(word, value)
        for word, value in other.rules.items():
            if self.rules.setdefault(word, value) != value:
                self.more.append({word: value})
        self.more += other.more
        if other.choices is not None:
            mine = self.choices
            known = {code_of(value) for value, _ in other.choices}
            self.choices = (
                other.choices if mine is None else [one for one in mine if code_of(one[0]) in known]
            )
        for key, nodes in other.properties.items():
            self.properties.setdefault(key, []).extend(nodes)
        self.required += [key for key in other.required if key not in self.required]
        self.rest, self.items = self.rest or other.rest, self.items or other.items
        self.places, self.closed = self.places or other.places, self.closed or other.closed
        self.patterned, self.never = self.patterned or other.patterned, self.never or other.never
        self.variants += other.variants
        self.odd = self.odd or other.odd


def types_of(schema: Mapping[str, Any]) -> list[str] | None:
    """What `type` says; an object or array that doesn't say so is told by its other words."""
    declared = schema.get("type")
    if isinstance(declared, str):
        return [declared]
    if isinstance(declared, list):
        return [str(name) for name in declared]
    if "properties" in schema:
        return ["object"]
    return ["array"] if "items" in schema or "prefixItems" in schema else None


def own(node: Node) -> View:
    """What the words of one schema say, without what it refers to or combines."""
    schema, view = node.schema, View()
    if isinstance(schema, bool):
        view.never = not schema
        return view
    if (types := types_of(schema)) is not None:
        view.narrow(types)
    view.words = {word: schema[word] for word in WORDS if word in schema}
    view.rules = {word: schema[word] for word in RULES if word in schema}
    view.odd = bool(BEYOND & schema.keys())
    _choices(view, schema)
    _members(view, node)
    _places(view, node)
    return view


def _choices(view: View, schema: Mapping[str, Any]) -> None:
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(values, list):
        name = str(schema.get("title", "")) if "const" in schema and len(values) == 1 else ""
        view.nullable = view.nullable or None in values
        view.choices = [(value, name) for value in values if value is not None]
        view.odd = any(isinstance(value, dict | list) for value in values)


def _members(view: View, node: Node) -> None:
    schema = node.schema
    properties = schema.get("properties")
    keys = properties if isinstance(properties, dict) else {}
    view.properties = {key: [node.under("properties", key)] for key in keys}
    required = schema.get("required")
    view.required = [key for key in required if isinstance(key, str)] if isinstance(required, list) else []
    if isinstance(schema.get("additionalProperties"), dict):
        view.rest = node.under("additionalProperties")
    view.patterned = bool(schema.get("patternProperties"))


def _places(view: View, node: Node) -> None:
    schema = node.schema
    old = isinstance(schema.get("items"), list)
    word = "items" if old else "prefixItems"
    after = schema.get("additionalItems" if old else "items")
    if isinstance(schema.get(word), list):
        view.places = [node.under(word, place) for place in range(len(schema[word]))]
        length = len(view.places)
        view.closed = after is False or schema.get("maxItems", length + 1) <= length
    elif isinstance(schema.get("items"), dict):
        view.items = node.under("items")
