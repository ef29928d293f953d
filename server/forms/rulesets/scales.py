"""Scales: how the value of an indicator becomes points, and what would earn more.

A value that stands exactly on a threshold belongs to the better band (“以上”“以下”含本数).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from ..formulas import Value

SORTS = ("at_least", "at_most", "options", "points", "best")
Fault = tuple[tuple[str | int, ...], str, str]
"""What is wrong with an indicator's scale: place below the indicator, rule, message."""


class Step(NamedTuple):
    """The next better band: its threshold, its points, and how far the value is from it."""

    threshold: Decimal
    points: Decimal
    gap: Decimal


@dataclass(frozen=True, slots=True)
class Bands:
    """Thresholds from the best band down; below (or, falling, above) the last there are no points."""

    bands: tuple[tuple[Decimal, Decimal], ...]
    rising: bool

    def points(self, value: Value) -> Decimal | None:
        """The points of the first band the value reaches."""
        if not isinstance(value, Decimal):
            return None
        return next((points for limit, points in self.bands if self._reaches(value, limit)), Decimal(0))

    def better(self, value: Value) -> Step | None:
        """The next band up; None in the best one, and for a blank."""
        if not isinstance(value, Decimal):
            return None
        missed = [band for band in self.bands if not self._reaches(value, band[0])]
        return Step(*missed[-1], gap=abs(missed[-1][0] - value)) if missed else None

    def _reaches(self, value: Decimal, limit: Decimal) -> bool:
        return value >= limit if self.rising else value <= limit


@dataclass(frozen=True, slots=True)
class Options:
    """Points of each option; several chosen ones are added up."""

    options: Mapping[str, Decimal]

    def points(self, value: Value) -> Decimal | None:
        """The sum for what is chosen; None for a blank or a code that has no points."""
        chosen = value if isinstance(value, list) else [value]
        found = [self.options.get(code) if isinstance(code, str) else None for code in chosen]
        return None if None in found else sum((one for one in found if one is not None), Decimal(0))

    def better(self, value: Value) -> Step | None:
        """An option has no distance to another."""
        return None


@dataclass(frozen=True, slots=True)
class Direct:
    """The formula gives the points itself."""

    def points(self, value: Value) -> Decimal | None:
        """The value, if it is a number."""
        return value if isinstance(value, Decimal) else None

    def better(self, value: Value) -> Step | None:
        """Unknown for a formula."""
        return None


Scale = Bands | Options | Direct


def scale_of(indicator: Mapping[str, Any]) -> Scale:
    """The scale an indicator declares."""
    for word in ("at_least", "at_most"):
        if word in indicator:
            bands = tuple((Decimal(limit), Decimal(points)) for limit, points in indicator[word])
            return Bands(bands, rising=word == "at_least")
    if "options" in indicator:
        return Options({code: Decimal(points) for code, points in indicator["options"].items()})
    return Direct()


def ways_of(indicator: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], tuple[str | int, ...]]]:
    """The ways an indicator scores, each with its place below the indicator."""
    if "best" in indicator:
        return [(way, ("best", place)) for place, way in enumerate(indicator["best"])]
    return [(indicator, ())]


def scale_faults(indicator: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of an indicator's scales."""
    given = [word for word in SORTS if word in indicator]
    if len(given) != 1:
        yield (), "scale", "指标应写明 at_least、at_most、options、points、best 中的一种，只写一种"
    elif given != ["best"]:
        yield from _scale_faults(indicator, given[0])
    elif "value" in indicator:
        yield ("value",), "scale", "取高的几种办法各写各的 value，这里不写"
    else:
        for way, at in ways_of(indicator):
            for below, rule, message in scale_faults({**way, "maximum": indicator["maximum"]}):
                yield (below if below == ("maximum",) else (*at, *below)), rule, message


def _scale_faults(indicator: Mapping[str, Any], word: str) -> Iterator[Fault]:
    if (word == "points") == ("value" in indicator):
        yield (), "scale", "按分档或选项计分的指标要写 value；由 points 公式得分的不写 value"
        return
    maximum, scale = Decimal(indicator["maximum"]), scale_of(indicator)
    if isinstance(scale, Bands):
        yield from _band_faults(scale, word, maximum)
    elif isinstance(scale, Options):
        for code, points in scale.options.items():
            if points > maximum:
                yield (word, code), "points-above-maximum", f"选项“{code}”{points} 分，超过满分 {maximum}"


def _band_faults(scale: Bands, word: str, maximum: Decimal) -> Iterator[Fault]:
    for place, (before, after) in enumerate(pairwise(scale.bands), 1):
        if before[0] == after[0]:
            yield (word, place, 0), "bands-overlap", f"两档的界限都是 {after[0]}，后一档永远用不上"
        elif (after[0] > before[0]) is scale.rising:
            wanted = "从大到小" if scale.rising else "从小到大"
            message = f"{word} 的界限应{wanted}（由好到差），{after[0]} 不应在 {before[0]} 之后"
            yield (word, place, 0), "bands-order", message
        if after[1] >= before[1]:
            message = f"较差的一档得 {after[1]} 分，不应不低于较好一档的 {before[1]} 分"
            yield (word, place, 1), "bands-points", message
    best = max(points for _limit, points in scale.bands)
    for place, (_limit, points) in enumerate(scale.bands):
        if points > maximum:
            yield (word, place, 1), "points-above-maximum", f"{points} 分超过本项满分 {maximum}"
    if best < maximum:
        yield ("maximum",), "maximum-unreachable", f"最好一档只得 {best} 分，达不到满分 {maximum}"
