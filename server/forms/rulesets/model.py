"""The compiled rule set: a standard bound to one form, immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..formulas import Formula
from ..model import Field
from .scales import Scale


@dataclass(frozen=True, slots=True)
class Input:
    """One number or answer the standard speaks of.

    sources: templates of the answers it rests on. field: the field it simply is, if it is one.
    """

    key: str
    title: str
    unit: str
    formula: Formula
    sources: tuple[str, ...]
    field: Field | None = None


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
class Indicator:
    """A number that earns points, at most `maximum`."""

    id: str
    title: str
    basis: str
    maximum: Decimal
    value: Formula
    scale: Scale


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
    conditions: tuple[Condition, ...]
    scoring: Scoring | None
    levels: tuple[Level, ...]
    otherwise: str
