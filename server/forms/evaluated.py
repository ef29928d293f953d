"""What `unevaluatedProperties` and `unevaluatedItems` leave out: keys and positions somebody has judged.

Part of the validator. Sets instead of lists, and our own patterns: ten thousand unknown keys cost ten
thousand steps, not their square.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .work import matches

Places = Iterator[tuple[Any, Mapping[str, Any]]]


def keys(validator: Any, instance: Mapping[str, Any], schema: Any) -> set[str]:
    """The keys of an object that a schema, or one in force at the same place, has judged."""
    if not isinstance(schema, Mapping):
        return set()
    found: set[str] = set(instance.keys() & schema.get("properties", {}).keys())
    for source in schema.get("patternProperties", ()):
        found.update(key for key in instance if matches(source, key))
    for word in ("additionalProperties", "unevaluatedProperties"):
        if word in schema:
            rest = (key for key in instance if key not in found)
            found |= {key for key in rest if _fits(validator, instance[key], schema[word])}
    for inner, subschema in _in_force(validator, instance, schema):
        found |= keys(inner, instance, subschema)
    return found


def positions(validator: Any, instance: list[Any], schema: Any) -> set[int]:
    """The positions of an array that a schema, or one in force at the same place, has judged."""
    if not isinstance(schema, Mapping):
        return set()
    if "items" in schema:
        return set(range(len(instance)))
    found = set(range(min(len(schema.get("prefixItems", ())), len(instance))))
    for word in ("contains", "unevaluatedItems"):
        if word in schema:
            found |= {place for place, item in enumerate(instance) if _fits(validator, item, schema[word])}
    for inner, subschema in _in_force(validator, instance, schema):
        found |= positions(inner, instance, subschema)
    return found


def _in_force(validator: Any, instance: Any, schema: Mapping[str, Any]) -> Places:
    """The subschemas that judge the same place and hold there, each with what resolves its references."""
    for word in ("$ref", "$dynamicRef"):
        if word in schema:
            target = validator._resolver.lookup(schema[word])
            yield validator.evolve(schema=target.contents, _resolver=target.resolver), target.contents
    for word in ("allOf", "anyOf", "oneOf"):
        for subschema in schema.get(word, ()):
            if _fits(validator, instance, subschema):
                yield validator, subschema
    if "if" in schema:
        holds = _fits(validator, instance, schema["if"])
        chosen = [schema["if"], schema.get("then", True)] if holds else [schema.get("else", True)]
        yield from ((validator, subschema) for subschema in chosen)
    if isinstance(instance, Mapping):
        for key, subschema in schema.get("dependentSchemas", {}).items():
            if key in instance:
                yield validator, subschema


def _fits(validator: Any, instance: Any, schema: Any) -> bool:
    return next(validator.descend(instance, schema), None) is None
