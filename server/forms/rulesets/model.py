"""The compiled rule set: a standard bound to one form, immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..formulas import Formula
from ..model import Claim, Field
from .scales import Scale


@dataclass(frozen=True, slots=True)
class Input:
    """One number or answer the standard speaks of.

    sources: templates of the answers it rests on. field: the field it simply is, if it is one.
    claims: what of these answers the form wants proved.
    """

    key: str
    title: str
    unit: str
    formula: Formula
    sources: tuple[str, ...]
    field: Field | None = None
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Standard:
    """A threshold that depends on the firm: the value of the first case that holds."""

    key: str
    title: str
    unit: str
    cases: tuple[tuple[Formula, Decimal], ...]
    otherwise: Decimal


@dataclass(frozen=True, slots=True)
class Condition:
    """A demand: a formula, or parts of which `all` or `any` must hold, or (neither) a person's judgement.

    `show`: inputs to put before the person who judges.
    """

    id: str
    title: str
    basis: str
    formula: Formula | None = None
    parts: tuple[Condition, ...] = ()
    joined: str = ""
    show: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One way to earn the points of an indicator."""

    value: Formula
    scale: Scale


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something that earns points, at most `maximum`, by the best of its ways.

    claims: what must be proved for it to earn any.
    """

    id: str
    title: str
    basis: str
    maximum: Decimal
    ways: tuple[Way, ...]
    claims: tuple[Claim, ...] = ()

    @property
    def reads(self) -> frozenset[str]:
        """Names that any of its ways reads."""
        return frozenset().union(*(way.value.reads for way in self.ways))


@dataclass(frozen=True, slots=True)
class Category:
    """Indicators that are added up. Without indicators it waits for a plug-in."""

    id: str
    title: str
    maximum: Decimal
    minimum: Decimal
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Scoring:
    """All categories, and how many points are enough."""

    maximum: Decimal
    minimum: Decimal
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One possible verdict and when it holds."""

    title: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A standard for one form of one year. `levels` from the best down; `otherwise` if none holds."""

    title: str
    basis: tuple[str, ...]
    disclaimer: str
    inputs: Mapping[str, Input]
    standards: Mapping[str, Standard]
    conditions: tuple[Condition, ...]
    scoring: Scoring | None
    levels: tuple[Level, ...]
    otherwise: str
