"""Which draft of JSON Schema a plain schema is written in, and the validator that judges by its rules.

First step of reading a plain schema. What `$schema` says counts; a schema that says nothing is 2020-12,
unless it uses words that only older drafts know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
from jsonschema_specifications import REGISTRY as SPECIFICATIONS  # type: ignore[import-untyped]
from referencing import Registry, Resource
from referencing.jsonschema import specification_with

from ..validator import extended

DRAFTS: Mapping[str, Any] = {
    "http://json-schema.org/draft-04/schema": jsonschema.Draft4Validator,
    "http://json-schema.org/draft-06/schema": jsonschema.Draft6Validator,
    "http://json-schema.org/draft-07/schema": jsonschema.Draft7Validator,
    "https://json-schema.org/draft/2019-09/schema": jsonschema.Draft201909Validator,
    "https://json-schema.org/draft/2020-12/schema": jsonschema.Draft202012Validator,
}
NEWEST = "https://json-schema.org/draft/2020-12/schema"
SEVENTH = "http://json-schema.org/draft-07/schema"
OLD_WORDS = frozenset({"dependencies", "additionalItems"})
NEW_WORDS = frozenset(
    {"$defs", "prefixItems", "dependentRequired", "dependentSchemas", "unevaluatedProperties"}
)

MAPS = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"}
)
"""Words whose value is schemas by name."""
LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems", "items"})
"""Words whose value is, or may be, a list of schemas."""
SINGLE = frozenset(
    {
        "additionalItems", "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames",
        "then", "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip
"""Words whose value is, or may be, one schema."""
_classes: dict[str, Any] = {}


def draft_of(schema: Any) -> str:
    """The address of the meta-schema that a schema follows."""
    declared = schema.get("$schema") if isinstance(schema, Mapping) else None
    named = [draft for draft in DRAFTS if isinstance(declared, str) and _plain(declared) == _plain(draft)]
    if named:
        return named[0]
    words = set(_words(schema))
    return SEVENTH if words & OLD_WORDS and not words & NEW_WORDS else NEWEST


def validator_class(draft: str) -> Any:
    """Our validator of a draft: the library's, exact in its numbers. Built once."""
    if draft not in _classes:
        _classes[draft] = extended(DRAFTS[draft])
    return _classes[draft]


def resource_of(content: Any, draft: str) -> Resource[Any]:
    """A document or schema as others refer to it."""
    return specification_with(draft).create_resource(content)


def document_of(content: Any, draft: str) -> Resource[Any]:
    """A whole document, without its `$schema`: on meeting one, a validator gives way to the stock one."""
    rules = content
    if isinstance(content, Mapping):
        rules = {word: value for word, value in content.items() if word != "$schema"}
    return resource_of(rules, draft)


def registry_of(documents: Mapping[str, Any], draft: str) -> Registry[Any]:
    """Documents by address, with the meta-schemas of all drafts."""
    resources = [(address, document_of(content, draft)) for address, content in documents.items()]
    found: Registry[Any] = Registry().with_resources(resources).combine(SPECIFICATIONS)
    return found.crawl()


def children(schema: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The schemas right inside a schema, each with the way to it."""
    if not isinstance(schema, Mapping):
        return
    for word, value in schema.items():
        if word in MAPS and isinstance(value, Mapping):
            yield from (((word, key), inner) for key, inner in value.items() if not isinstance(inner, list))
        elif word in LISTS and isinstance(value, list):
            yield from (((word, place), inner) for place, inner in enumerate(value))
        elif word in SINGLE:
            yield (word,), value


def _plain(address: str) -> str:
    """An address as people mean it: with or without s and the final #."""
    return address.replace("https://", "http://").rstrip("#")


def _words(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        yield from (str(word) for word in schema)
        if isinstance(schema.get("items"), list):
            yield "additionalItems"
        for _, inner in children(schema):
            yield from _words(inner)
