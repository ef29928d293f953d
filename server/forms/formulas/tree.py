"""The tree a formula is read into; `parse` builds it and `compile` turns it into a calculation."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .columns import Selector


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula and the characters it covers."""

    start: int
    end: int

    @property
    def children(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value written in the formula; None is 空, and so is an empty text."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class Word(Node):
    """One part of a name: in `basics.assets` there are two."""

    text: str


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """The name of a field, with the column chosen when it is a row of a year matrix."""

    words: tuple[Word, ...]
    selector: Selector | None = None


@dataclass(frozen=True, slots=True)
class Group(Node):
    """Something in brackets; kept, since brackets decide what is ambiguous."""

    inner: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.inner,)


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """`-x`, `not x` or `x%`."""

    sign: str
    operand: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Two operands and the sign between them."""

    sign: str
    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Member(Node):
    """`x in (a, b)`: one value and the values it is looked for among."""

    value: Node
    among: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.value, *self.among)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function as written, with its arguments; `name` covers only the word before the bracket."""

    name: Word
    arguments: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.arguments


def height(root: Node) -> int:
    """Levels of the tree, counted without recursion since the tree may be too high to recurse into."""
    levels, level = 0, [root]
    while level:
        levels, level = levels + 1, [child for node in level for child in node.children]
    return levels


def size(root: Node) -> int:
    """Number of nodes: what evaluating the tree once costs at most."""
    return 1 + sum(size(child) for child in root.children)
