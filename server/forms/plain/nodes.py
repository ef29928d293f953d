"""A schema at its place: what its references mean there, and the address by which others refer to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urldefrag, urljoin

from referencing import Registry, Resource
from referencing.exceptions import Unresolvable

from ..findings import pointer_of
from .dialect import children, resource_of

IGNORES_SIBLINGS = ("draft-04", "draft-06", "draft-07")
"""Drafts in which a `$ref` stands alone: nothing beside it counts."""


@dataclass(frozen=True, slots=True)
class Node:
    """A schema, `address` (an absolute reference to it), its resolver and its draft. One that we `made`
    stands in no document and refers by addresses only."""

    schema: Any
    address: str
    resolver: Any
    draft: str
    made: bool = False

    def under(self, *way: str | int) -> Node:
        """A schema inside this one."""
        inner = self.schema
        for part in way:
            inner = inner[part]
        base, fragment = urldefrag(self.address)
        address = f"{base}#{fragment}{quote(pointer_of(way))}"
        return Node(inner, address, _inside(self.resolver, inner, self.draft), self.draft, self.made)

    def children(self) -> Iterator[tuple[tuple[str | int, ...], Node]]:
        """All schemas right inside, each with the way to it."""
        for way, _ in children(self.schema):
            yield way, self.under(*way)

    def target(self, reference: str) -> Node:
        """What a reference in this schema means. Raises Unresolvable."""
        found = self.resolver.lookup(reference)
        address = urljoin(self.base, reference)
        resolver = _inside(found.resolver, found.contents, self.draft)
        return Node(found.contents, address if "#" in address else address + "#", resolver, self.draft)

    @property
    def reference(self) -> str | None:
        """The `$ref` of this schema, None when it has none."""
        found = self.schema.get("$ref") if isinstance(self.schema, dict) else None
        return found if isinstance(found, str) else None

    @property
    def alone(self) -> bool:
        """Whether a `$ref` is all that counts in this schema."""
        return self.reference is not None and any(word in self.draft for word in IGNORES_SIBLINGS)

    @property
    def judge(self) -> Any:
        """A schema that judges by this one, wherever it stands."""
        return self.schema if self.made else {"$ref": self.address}

    @property
    def chain(self) -> frozenset[int]:
        """What tells that a schema is met again on the way down: itself and what it refers to."""
        met: set[int] = set()
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if not node.made:
                met.add(id(node.schema))
            else:
                ways = [
                    (word, place)
                    for word in ("allOf", "anyOf")
                    for place in range(len(node.schema.get(word, [])))
                ]
                waiting += [node.under(*way) for way in ways]
            if node.reference is not None:
                waiting.append(node.target(node.reference))
        return frozenset(met)

    def make(self, schema: Any) -> Node:
        """A schema of ours that stands here."""
        return Node(schema, self.address, self.resolver, self.draft, made=True)

    @property
    def base(self) -> str:
        """The address that references are relative to."""
        return str(self.resolver._base_uri)


def root_of(registry: Registry[Any], address: str, draft: str) -> Node:
    """A whole document. Raises Unresolvable when the registry has none at this address."""
    found = registry.resolver(address).lookup("#")
    resolver = _inside(found.resolver, found.contents, draft)
    return Node(found.contents, f"{address}#", resolver, draft)


def _inside(resolver: Any, schema: Any, draft: str) -> Any:
    resource: Resource[Any] = resource_of(schema, draft)
    return resolver.in_subresource(resource) if isinstance(schema, dict) else resolver


__all__ = ["Node", "Unresolvable", "root_of"]
