"""The evaluations of digital level (2022, 2024) on their boundaries, worked out by hand.

The level rule of 2024 comes from one source (未核实); questions and points of 2022 are reconstructed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.forms.rulesets import assessed, points
from tests.forms.tables import complete_answers

SCENES = list(complete_answers("digital-2024")["scenes"])
GUIDING = {"process_design", "after_sales", "scheduling", "personnel", "office", "decision"}
BINDING = [scene for scene in SCENES if scene not in GUIDING]
FULL: dict[str, Any] = {
    "foundation/network": ["workshop", "application", "five_g", "full"],  # 8
    "foundation/device_digital": "over_60",  # 6
    "foundation/device_online": "over_60",  # 6
    "foundation/collection": [
        "product_design", "process_design", "marketing", "service", "scheduling", "production", "quality",
        "equipment", "safety", "energy", "purchasing", "warehouse", "finance", "personnel",
    ],  # 13 x 0.7 + 0.9
    "foundation/systems": "all",  # 10
    "foundation/network_security": ["rules", "products", "assessment", "border"],  # 5
    "foundation/data_security": ["rules", "products", "assessment", "ledger"],  # 5
    "management/planning": "shared",
    "management/mechanism": ["process", "systems", "data", "incentive"],
    "management/talent": ["staff", "posts", "training", "pay", "growth"],
    "management/funding": "over_60",  # 7.5 each
    "effect/energy": "less",
    "effect/pass_rate": "more",  # 7 each
    "effect/revenue_per_head": "more",
    "effect/cost_rate": "less",  # 3 each
}  # fmt: skip


def at(level: str, binding: int, guiding: int) -> dict[str, str]:
    """So many scenes at a level, the others below the first."""
    chosen = [*BINDING[:binding], *sorted(GUIDING)[:guiding]]
    return {f"scenes/{scene}": level if scene in chosen else "none" for scene in SCENES}


def minus(*lost: str) -> dict[str, Any]:
    """Full points without these answers."""
    none = {path: ["none"] if isinstance(FULL[path], list) else "none" for path in lost}
    return {**FULL, **none}


def test_sixteen_scenes_of_which_ten_bind() -> None:
    assert (len(SCENES), len(BINDING)) == (16, 10)


def test_all_answers_at_their_best_are_100_points() -> None:
    told = points(assessed("digital-2024", FULL))
    assert [told[key] for key in ("foundation", "management", "effect", "total")] == [50, 30, 20, 100]


LOW = {"effect/energy": "more", "effect/pass_rate": "less"}  # 14 less
LEVELS = [
    (FULL, at("four", 6, 4), "四级（协同级）"),
    (FULL, at("four", 6, 3), "三级（集成级）"),  # 9 scenes at four are 9 at three as well
    (FULL, at("four", 5, 5), "三级（集成级）"),  # 10 scenes, but 5 that bind
    (minus("foundation/systems", "foundation/network"), at("four", 6, 4), "四级（协同级）"),  # 82
    (minus("foundation/systems", "foundation/network") | LOW, at("four", 6, 4), "三级（集成级）"),  # 68
    (FULL, at("three", 5, 3), "三级（集成级）"),
    (FULL, at("three", 5, 2), "二级（规范级）"),  # 7 scenes
    (FULL, at("three", 4, 4), "二级（规范级）"),
    (FULL, at("two", 3, 3), "二级（规范级）"),
    (FULL, at("two", 2, 4), "未达到一级"),
    (FULL, at("one", 3, 3), "一级（初始级）"),
    (FULL, at("one", 3, 2), "未达到一级"),
]


@pytest.mark.parametrize(("answers", "scenes", "level"), LEVELS)
def test_points_and_scenes_decide_the_level(answers: Any, scenes: Any, level: str) -> None:
    assert assessed("digital-2024", answers | scenes).verdict == level


ZERO = {path: ["none"] if isinstance(value, list) else "none" for path, value in FULL.items()}
ZERO |= {
    "foundation/device_digital": "to_10",
    "foundation/device_online": "to_10",
    "management/funding": "to_10",
}
ZERO |= {"effect/energy": "more", "effect/pass_rate": "less", "effect/revenue_per_head": "less"}
ZERO |= {"effect/cost_rate": "more"}
EARNED = [
    ("foundation/network", ["workshop"], "2"),
    ("foundation/device_digital", "to_20", "1.5"),
    ("foundation/device_online", "to_60", "4.5"),
    ("foundation/collection", ["personnel"], "0.9"),
    ("foundation/collection", ["finance", "quality"], "1.4"),
    ("foundation/systems", "one", "2.5"),
    ("foundation/network_security", ["rules", "border"], "2.5"),
    ("foundation/data_security", ["ledger"], "1.25"),
    ("management/planning", "aware", "1.5"),
    ("management/mechanism", ["process"], "1.875"),
    ("management/talent", ["staff", "pay"], "3"),
    ("management/funding", "to_40", "3.75"),
    ("effect/energy", "same", "3.5"),
    ("effect/revenue_per_head", "same", "1.5"),
]


@pytest.mark.parametrize(("path", "answer", "earned"), EARNED)
def test_one_answer_earns_its_points(path: str, answer: Any, earned: str) -> None:
    assert points(assessed("digital-2024", ZERO | {path: answer}))["total"] == Decimal(earned)


OPERATION = ("design", "production", "purchasing", "marketing", "service", "synergy")
FOUNDATION = ("devices", "data", "systems", "security")
MANAGEMENT = ("planning", "mechanism", "talent", "funding")
EFFECT = ("green", "quality", "market")


def evaluated(foundation: str, operation: str, management: str, effect: str) -> tuple[Any, str]:
    """Total and level of 2022 with one answer for each dimension."""
    changes = {f"foundation/{key}": foundation for key in FOUNDATION}
    changes |= {f"operation/{key}": operation for key in OPERATION}
    changes |= {f"management/{key}": management for key in MANAGEMENT}
    changes |= {f"effect/{key}": effect for key in EFFECT}
    found = assessed("digital-manufacturing", changes)
    return points(found)["total"], found.verdict


@pytest.mark.parametrize(
    ("answers", "total", "level"),
    [
        (("smart", "smart", "smart", "better"), 100, "四级"),
        (("smart", "smart", "smart", "worse"), 80, "四级"),  # on the line: the higher level
        (("whole", "smart", "smart", "worse"), 74, "三级"),
        (("smart", "smart", "none", "worse"), 60, "三级"),
        (("none", "smart", "none", "worse"), 36, "一级"),
        (("none", "none", "smart", "better"), 40, "二级"),
        (("none", "none", "smart", "worse"), 20, "一级"),
        (("none", "none", "whole", "worse"), 15, "未达到一级"),
    ],
)
def test_the_points_of_2022_make_four_levels(answers: Any, total: int, level: str) -> None:
    # 32号文: 20, 40, 60, 80
    assert evaluated(*answers) == (total, level)
