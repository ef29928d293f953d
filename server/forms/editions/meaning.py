"""What a formula means apart from how it is written, so that a new title is no new formula.

Names become paths, aliases the functions they stand for, full-width signs and brackets vanish.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .. import formulas
from ..formulas.catalogue import lookup
from ..formulas.parse import parse
from ..formulas.tree import Binary, Call, Group, Literal, Member, Node, Reference, Unary, Word


class Meanings(formulas.Names):
    """The names of one edition, noting which path each word of a formula was found to mean."""

    def __init__(self, names: formulas.Names) -> None:
        super().__init__(names._names)
        self._seen: dict[tuple[int, int], str] = {}

    def resolve(
        self, words: Sequence[Word], scopes: Sequence[str], bound: Collection[str]
    ) -> list[formulas.Name]:
        """As Names does."""
        found = super().resolve(words, scopes, bound)
        self._seen[words[-1].start, words[-1].end] = found[-1].path
        return found

    def of(self, text: str, scope: str, column: str | None, renamed: Mapping[str, str]) -> Any:
        """A value that is equal for formulas that mean the same; `renamed` leads to the paths of today."""
        self._seen.clear()
        formulas.compile(text, self, scope, column)
        paths = {at: renamed.get(path, path) for at, path in self._seen.items()}
        return _plain(parse(text), paths)


def _plain(node: Node, paths: Mapping[tuple[int, int], str]) -> Any:
    match node:
        case Literal():
            return type(node.value).__name__, node.value
        case Reference():
            chosen = node.selector
            column = (chosen.kind, chosen.first, chosen.last, chosen.by) if chosen else None
            return "name", paths[node.words[-1].start, node.words[-1].end], column
        case Group():
            return _plain(node.inner, paths)
        case Unary() | Binary():
            head: tuple[Any, ...] = (node.sign,)
        case Member():
            head = ("in",)
        case Call():
            head = ("call", lookup(node.name, len(node.arguments))[0])
        case _:
            raise TypeError(node)
    return (*head, *(_plain(child, paths) for child in node.children))
