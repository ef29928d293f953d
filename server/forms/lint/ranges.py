"""What a condition can come to, judged from its text and the limits of the fields it reads.

Not a proof: whatever isn't a plain comparison with a number or a code counts as open, so a condition is
called impossible or certain only where no answer could make it otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ..formulas.catalogue import lookup
from ..formulas.parse import COMPARISONS
from ..formulas.parts import constant_number
from ..formulas.tree import Binary, Call, Group, Literal, Member, Node, Reference, Unary

MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}
INFINITE = Decimal("Infinity")


class Outcome(NamedTuple):
    """Whether a condition can be true, and whether it can be false."""

    true: bool = True
    false: bool = True


OPEN = Outcome()


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `low` to `high`; an open end doesn't belong to it."""

    low: Decimal = -INFINITE
    high: Decimal = INFINITE
    low_open: bool = False
    high_open: bool = False

    def both(self, other: Range) -> Range:
        """What belongs to both."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, not_open = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Range(low, high, low_open, not not_open)

    @property
    def is_empty(self) -> bool:
        """Whether no number belongs to it."""
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))


class Comparison(NamedTuple):
    """A name compared with something fixed: sign, and a number or a text."""

    name: Reference
    sign: str
    fixed: Decimal | str | bool


Limits = Callable[[Reference], Range]
Codes = Callable[[Reference], frozenset[str] | None]


def plain(node: Node) -> Node:
    """A node without the brackets around it."""
    while isinstance(node, Group):
        node = node.inner
    return node


def comparison(node: Node) -> Comparison | None:
    """A node as a comparison of a name with something fixed, turned so that the name comes first."""
    node = plain(node)
    if not isinstance(node, Binary) or node.sign not in COMPARISONS:
        return None
    left, right = plain(node.left), plain(node.right)
    if isinstance(left, Reference) and (fixed := _fixed(right)) is not None:
        return Comparison(left, node.sign, fixed)
    if isinstance(right, Reference) and (fixed := _fixed(left)) is not None:
        return Comparison(right, MIRRORED[node.sign], fixed)
    return None


def _fixed(node: Node) -> Decimal | str | bool | None:
    number = constant_number(node)
    if number is not None:
        return number
    return node.value if isinstance(node, Literal) and isinstance(node.value, str | bool) else None


def meant(sign: str, number: Decimal) -> Range | None:
    """The numbers a comparison lets through; None for <>."""
    return {
        "=": Range(number, number),
        "<": Range(high=number, high_open=True),
        "<=": Range(high=number),
        ">": Range(low=number, low_open=True),
        ">=": Range(low=number),
    }.get(sign)


class Judge:
    """Judges conditions, given what each name may hold: a range of numbers, or codes."""

    def __init__(self, limits: Limits, codes: Codes, same: Callable[[Reference], str]) -> None:
        self.limits, self.codes, self.same = limits, codes, same

    def outcome(self, node: Node) -> Outcome:
        """What a condition can come to."""
        node = plain(node)
        if isinstance(node, Literal) and isinstance(node.value, bool):
            return Outcome(node.value, not node.value)
        if isinstance(node, Unary) and node.sign == "not":
            return _turned(self.outcome(node.operand))
        joined = joiner(node)
        if joined:
            return self._joined(*joined)
        if isinstance(node, Call) and _name(node) == "NOT":
            return _turned(self.outcome(node.arguments[0]))
        if isinstance(node, Binary) and node.sign in COMPARISONS:
            return self._compared(node)
        return self._among(node) if isinstance(node, Member) else OPEN

    def _compared(self, node: Binary) -> Outcome:
        found = comparison(node)
        if found is None:
            return _constants(node)
        if isinstance(found.fixed, Decimal):
            return self._numbers(found.name, found.sign, found.fixed)
        codes = self.codes(found.name)
        if codes is None or not isinstance(found.fixed, str) or found.fixed in codes:
            return OPEN
        return Outcome(found.sign == "<>", found.sign == "=")

    def _numbers(self, name: Reference, sign: str, number: Decimal) -> Outcome:
        allowed, wanted = self.limits(name), meant(sign, number)
        if wanted is None:
            inside = not allowed.both(Range(number, number)).is_empty
            return Outcome(True, inside)
        opposite = {"=": None, "<": ">=", "<=": ">", ">": "<=", ">=": "<"}[sign]
        refused = meant(opposite, number) if opposite else None
        can_fail = refused is None or not allowed.both(refused).is_empty
        return Outcome(not allowed.both(wanted).is_empty, can_fail)

    def _among(self, node: Member) -> Outcome:
        name = plain(node.value)
        codes = self.codes(name) if isinstance(name, Reference) else None
        listed = [_fixed(plain(other)) for other in node.among]
        if codes is None or not all(isinstance(code, str) for code in listed):
            return OPEN
        return Outcome(any(code in codes for code in listed), not codes <= set(listed))

    def _joined(self, sign: str, parts: tuple[Node, ...]) -> Outcome:
        found = [self.outcome(part) for part in parts]
        if sign == "or":
            return Outcome(any(one.true for one in found), all(one.false for one in found))
        possible = all(one.true for one in found) and not self._contradict(parts)
        return Outcome(possible, any(one.false for one in found))

    def _contradict(self, parts: tuple[Node, ...]) -> bool:
        """Whether what AND joins can't hold together: x > 5 and x < 3, or one field with two codes."""
        ranges: dict[str, Range] = {}
        codes: dict[str, set[str]] = {}
        for part in conjuncts(parts):
            found = comparison(part)
            if found is None:
                continue
            key = self.same(found.name)
            if isinstance(found.fixed, Decimal):
                wanted = meant(found.sign, found.fixed) or Range()
                ranges[key] = ranges.get(key, self.limits(found.name)).both(wanted)
            elif found.sign == "=":
                codes.setdefault(key, set()).add(str(found.fixed))
        return any(one.is_empty for one in ranges.values()) or any(len(one) > 1 for one in codes.values())


def joiner(node: Node) -> tuple[str, tuple[Node, ...]] | None:
    """`and` or `or` with what they join, as sign or as function."""
    if isinstance(node, Binary) and node.sign in ("and", "or"):
        return node.sign, (node.left, node.right)
    if isinstance(node, Call) and _name(node) in ("AND", "OR"):
        return _name(node).lower(), node.arguments
    return None


def conjuncts(parts: tuple[Node, ...]) -> Iterator[Node]:
    """What AND joins, through brackets and further ANDs."""
    for part in parts:
        inner = joiner(plain(part))
        if inner and inner[0] == "and":
            yield from conjuncts(inner[1])
        else:
            yield plain(part)


def called(node: Node) -> str:
    """The function a node calls, "" when it is no call."""
    return _name(node) if isinstance(node, Call) else ""


def _name(node: Call) -> str:
    return lookup(node.name, len(node.arguments))[0]


def _turned(outcome: Outcome) -> Outcome:
    return Outcome(outcome.false, outcome.true)


def _constants(node: Binary) -> Outcome:
    """Numbers compared with numbers: 1 = 1."""
    left, right = constant_number(node.left), constant_number(node.right)
    wanted = meant(node.sign, right) if left is not None and right is not None else None
    if wanted is None or left is None:
        return OPEN
    holds = not wanted.both(Range(left, left)).is_empty
    return Outcome(holds, not holds)
