"""Random plain schemas and random answers to them. TIANBIAO_FUZZ multiplies the rounds."""

from __future__ import annotations

import os
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

ROUNDS = max(1, int(os.environ.get("TIANBIAO_FUZZ", "100")) // 100)
KEYS = st.sampled_from(["a", "b", "kind", "first name", "a/b", "~", "*", "", "数量", "general", "_", "0"])
TEXTS = st.sampled_from(["", "x", "一", "a\nb", " pad ", "12", "null", "{", "[1", "2024-02-29", "a@b.cn"])
NUMBERS = st.one_of(
    st.integers(-3, 12), st.sampled_from([Decimal("0.5"), Decimal("1.25"), Decimal("2.0"), Decimal("0.01")])
)
SCALARS = st.one_of(st.none(), st.booleans(), TEXTS, NUMBERS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
TYPES = st.sampled_from(["object", "array", "string", "number", "integer", "boolean", "null"])
FEW_KEYS = st.lists(KEYS, unique=True, max_size=2)
WORDS: dict[str, Any] = {
    "minLength": st.integers(0, 3),
    "maxLength": st.integers(0, 300),
    "pattern": st.sampled_from(["^a", "[0-9]", "^$", "."]),
    "format": st.sampled_from(["date", "email", "uri", "password", "no-such"]),
    "minimum": NUMBERS,
    "exclusiveMaximum": NUMBERS,
    "multipleOf": st.sampled_from([Decimal("0.01"), 2, Decimal("0.5")]),
    "minItems": st.integers(0, 2),
    "maxItems": st.integers(0, 3),
    "uniqueItems": st.booleans(),
    "minProperties": st.integers(0, 2),
    "required": FEW_KEYS,
    "dependentRequired": st.dictionaries(KEYS, st.lists(KEYS, unique=True, max_size=1), max_size=1),
    "const": VALUES,
    "enum": st.lists(VALUES, min_size=1, max_size=3),
    "title": TEXTS,
    "default": VALUES,
    "readOnly": st.booleans(),
    "$ref": st.sampled_from(["#/$defs/one", "#/$defs/two"]),
}
OF_TYPE = {
    "string": ["minLength", "maxLength", "pattern", "format", "title"],
    "number": ["minimum", "exclusiveMaximum", "multipleOf", "default"],
    "integer": ["minimum", "exclusiveMaximum", "multipleOf", "readOnly"],
    "boolean": ["title", "default"],
}


def words(chosen: list[str]) -> Any:
    """Some simple words with their values."""
    return st.fixed_dictionaries({word: WORDS[word] for word in chosen})


def of_type(name: str) -> Any:
    """A schema of one scalar type with words that go with it."""
    some = st.lists(st.sampled_from(OF_TYPE[name]), max_size=1, unique=True).flatmap(words)
    return some.map(lambda found: {"type": name, **found})


FIELDS = st.one_of(
    *map(of_type, OF_TYPE),
    st.lists(SCALARS, min_size=1, max_size=3).map(lambda values: {"enum": values}),
    of_type("string").map(lambda found: {**found, "type": ["string", "null"]}),
    of_type("string").map(lambda item: {"type": "array", "items": item}),
    of_type("number").map(lambda item: {"type": "array", "items": item, "uniqueItems": True}),
)
ODD = st.one_of(
    st.booleans(),
    st.builds(
        lambda name: {"type": name}, st.one_of(TYPES, st.lists(TYPES, min_size=1, max_size=2, unique=True))
    ),
    st.lists(st.sampled_from(sorted(WORDS)), max_size=2, unique=True).flatmap(words),
)
LEAVES = st.one_of(FIELDS, FIELDS, ODD)


def around(inner: Any) -> Any:
    """Schemas made of schemas."""
    members = st.dictionaries(KEYS, inner, min_size=1, max_size=4)
    several = st.lists(inner, min_size=1, max_size=3)
    objects = st.builds(
        lambda found, needed: {"type": "object", "properties": found, "required": needed}, members, FEW_KEYS
    )
    shapes = [
        objects,
        objects.map(lambda item: {"type": "array", "items": item}),
        conditional(inner),
        st.builds(lambda found, rest: {"properties": found, "additionalProperties": rest}, members, inner),
        members.map(lambda found: {"properties": found, "unevaluatedProperties": False}),
        st.builds(lambda one, two: {**one, "allOf": [two]}, objects, objects),
        st.builds(
            lambda first, rest: {"type": "array", "prefixItems": first, "items": rest},
            several,
            st.one_of(st.just(False), inner),
        ),
        inner.map(lambda refused: {"not": refused}),
        *(several.map(lambda found, word=word: {word: found}) for word in ("allOf", "anyOf", "oneOf")),
    ]
    return st.one_of(*shapes)


def conditional(inner: Any) -> Any:
    """Objects with members that come and go."""
    members = st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    objects = members.map(lambda found: {"type": "object", "properties": found})
    return st.one_of(
        st.lists(members, min_size=2, max_size=3).map(_variants),
        st.builds(lambda one, key, two: {**one, "dependentSchemas": {key: two}}, objects, KEYS, objects),
        st.builds(
            lambda one, key, then, other: {**one, "if": {"required": [key]}, "then": then, "else": other},
            objects,
            KEYS,
            objects,
            inner,
        ),
        st.builds(lambda one, asked, then: {**one, "if": asked, "then": then}, objects, inner, objects),
    )


def _variants(sorts: list[dict[str, Any]]) -> dict[str, Any]:
    """Objects that a member tells apart."""
    named = [
        {"type": "object", "properties": {**found, "kind": {"const": f"k{place}"}}, "required": ["kind"]}
        for place, found in enumerate(sorts)
    ]
    return {"oneOf": named}


SCHEMAS = st.recursive(LEAVES, around, max_leaves=8)
OBJECTS = st.dictionaries(KEYS, SCHEMAS, min_size=1, max_size=4).map(
    lambda found: {"type": "object", "properties": found}
)
ROOTS = st.builds(
    lambda root, one, two: {**root, "$defs": {"one": one, "two": two}} if isinstance(root, dict) else root,
    st.one_of(SCHEMAS, OBJECTS, conditional(LEAVES), around(FIELDS)),
    SCHEMAS,
    LEAVES,
)
"""Whole schemas; references may lead in a circle, sometimes one that no validator could follow."""

FITTING = {
    "string": TEXTS,
    "number": NUMBERS,
    "integer": st.integers(-3, 12),
    "boolean": st.booleans(),
    "null": st.none(),
}


@st.composite
def answers_to(draw: Any, schema: Any) -> Any:
    """Answers that may well fit a schema: of its types, with its members and options."""
    if not isinstance(schema, dict) or draw(st.integers(0, 9)) == 0:
        return draw(VALUES)
    if "enum" in schema or "const" in schema:
        return draw(st.sampled_from(schema.get("enum", [schema.get("const")])))
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema and "properties" not in schema:
            return draw(answers_to(draw(st.sampled_from(schema[word]))))
    if "properties" in schema:
        members = {**schema["properties"], **schema.get("then", {}).get("properties", {})}
        chosen = [key for key in members if key in schema.get("required", ()) or draw(st.booleans())]
        return {key: draw(answers_to(members[key])) for key in chosen}
    if "prefixItems" in schema:
        return [draw(answers_to(place)) for place in schema["prefixItems"]]
    if isinstance(schema.get("items"), dict):
        return [draw(answers_to(schema["items"])) for _ in range(draw(st.integers(0, 3)))]
    types = schema.get("type")
    return draw(FITTING.get(types[0] if isinstance(types, list) else types, VALUES))


@st.composite
def pairs(draw: Any) -> tuple[Any, Any]:
    """A schema and answers to it."""
    schema = draw(ROOTS)
    return schema, draw(answers_to(schema))
