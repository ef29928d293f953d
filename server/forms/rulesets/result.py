"""What an assessment says: every condition and indicator with its evidence, ready for JSON.

docs/rulesets.md describes the shape; it is the same as the attributes here.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

Status = Literal["met", "unmet", "unknown", "judgement"]
"""满足, 不满足, 待填 (something is not filled in), 待人工判断 (a person must decide)."""

TITLES: dict[Status, str] = {"met": "满足", "unmet": "不满足", "unknown": "待填", "judgement": "待人工判断"}


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: what is demanded, what the firm has, how far it is off (numbers not met only)."""

    text: str
    status: Status
    value: Any = None
    shown: str = ""
    standard: Any = None
    gap: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One condition: its comparisons or its parts, and the labels of what is not filled in."""

    id: str
    title: str
    basis: str
    status: Status
    joined: str = ""
    checks: tuple[Check, ...] = ()
    parts: tuple[Verdict, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Better:
    """What would earn more: the next threshold, its points, and the distance to it."""

    threshold: Decimal
    points: Decimal
    gap: Decimal


@dataclass(frozen=True, slots=True)
class Unproved:
    """Why an indicator earns nothing: labels of the empty `slots`, and the `points` there would be."""

    slots: tuple[str, ...]
    points: Decimal


@dataclass(frozen=True, slots=True)
class Earned:
    """One indicator; `points` is None while they can't be told (`status` says why)."""

    id: str
    title: str
    basis: str
    status: Status
    points: Decimal | None
    maximum: Decimal
    value: Any
    shown: str
    unit: str = ""
    better: Better | None = None
    unproved: Unproved | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A category, or all: `points` so far and the most `possible` with what is still open.

    `status` is about the minimum, and known as soon as nothing open can change it.
    """

    id: str
    title: str
    status: Status
    points: Decimal
    possible: Decimal
    minimum: Decimal
    maximum: Decimal
    indicators: tuple[Earned, ...] = ()
    categories: tuple[Subtotal, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """A filled-in table held against a standard. `verdict` is the sentence, `status` its sort."""

    title: str
    basis: tuple[str, ...]
    disclaimer: str
    form: str
    edition: int
    status: Status
    verdict: str
    missing: tuple[str, ...]
    conditions: tuple[Verdict, ...]
    scoring: Subtotal | None

    def as_json(self) -> dict[str, Any]:
        """The assessment as the API and `--json` give it."""
        return asdict(self)
