"""The catalogue: every rule a definition can break, in words for those who write definitions.

Two sorts stand here together: faults that reading and compiling raise (`fault`), and rules of lint proper,
each a function over a compiled form (`rule`). docs/lint.md is printed from this catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .. import json
from ..findings import Finding

if TYPE_CHECKING:
    from .subject import Subject

Spotted = Iterator[tuple[str, str]]
"""What a rule finds: the JSON Pointer in the bundle, and a Chinese sentence that says what to do."""

Find = Callable[["Subject"], Spotted]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, how bad breaking it is, what it is called, why it is one, and how to mend.

    `topic` is the module it stands in. `find` is None for faults that are raised before a form exists.
    """

    name: str
    severity: str
    title: str
    why: str
    mend: str
    topic: str = ""
    find: Find | None = None


TOPIC_TITLES = {
    "words": "标题和说明",
    "numbers": "数字和单位",
    "texts": "文字",
    "choices": "选项",
    "conditions": "条件",
    "computing": "计算",
    "bands": "公式里的分档",
    "checks": "勾稽关系",
    "blocks": "栏目和版式",
    "years": "年度",
    "about": "整张表",
    "editions": "与上一年度版相比",
    "paper": "试印",
    "reading": "不能用的定义",
    "formulas": "不能用的公式",
    "standards": "规则集",
    "lists": "选项清单",
}
"""Topics in the order in which they are listed."""

EXAMPLES = Path(__file__).with_name("examples.json")
"""Examples cut out of the failing fixtures of the tests by script/lint, so that they surely fail."""

RULES: dict[str, Rule] = {}
"""All rules by name."""


def rule(name: str, severity: str, title: str, why: str, mend: str) -> Callable[[Find], Find]:
    """Put a rule of lint into the catalogue; the decorated function finds where it is broken."""

    def add(find: Find) -> Find:
        RULES[name] = Rule(name, severity, title, why, mend, _topic(find.__module__), find)
        return find

    return add


def told(topic: str, severity: str, rules: Mapping[str, tuple[str, str, str]]) -> None:
    """Put rules into the catalogue that others judge: name -> title, why, how to mend."""
    for name, (title, why, mend) in rules.items():
        RULES[name] = Rule(name, severity, title, why, mend, _topic(topic))


@cache
def _examples() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = json.loads(EXAMPLES.read_bytes())
    return found


def example(name: str) -> tuple[str, str]:
    """What breaks a rule, and the same mended, as a definition would have it; "" where none is kept."""
    kept = _examples().get(name, {})
    return kept.get("wrong", ""), kept.get("right", "")


def finding(name: str, pointer: str, message: str) -> Finding:
    """A finding of a rule of the catalogue, as bad as the catalogue says."""
    return Finding("", pointer, name, message, severity=RULES[name].severity)


def mend(name: str) -> str:
    """What to do about a broken rule; "" for one that is not in the catalogue: an `id` of x-checks."""
    return RULES[name].mend if name in RULES else ""


def _topic(module: str) -> str:
    return module.rpartition(".")[2]
