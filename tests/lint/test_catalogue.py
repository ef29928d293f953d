"""The catalogue is complete, speaks Chinese, and what is printed from it is up to date."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from script.lint import PAGE, examples, page
from server.forms import json
from server.forms.lint import RULES, TOPICS
from server.forms.lint.catalogue import EXAMPLES, TOPIC_TITLES

FORMS = Path(__file__).parents[2] / "server" / "forms"
RAISING = ["source", "meta", "layout", "consistency", "compile", "implied", "rulesets/*", "formulas/*"]
MODULES = sorted(path for name in RAISING for path in FORMS.glob(f"{name}.py"))
CALLED = re.compile(r"_?(?:refusal|fault|unknown|rule)|Finding|FormulaError")
NAME = re.compile(r"[a-z]+(?:-[a-z]+)+")


def raised(path: Path) -> Iterator[str]:
    """Names of rules that a module hands to whoever makes a finding or raises."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(node, "func", None)
        word = getattr(name, "id", getattr(name, "attr", ""))
        if isinstance(node, ast.Call) and CALLED.fullmatch(str(word)):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            texts = [part.value for part in given if isinstance(part, ast.Constant)]
            yield from (text for text in texts if isinstance(text, str) and NAME.fullmatch(text))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_whatever_compiling_raises_is_in_the_catalogue(path: Path) -> None:
    assert {name for name in raised(path) if not name.startswith("x-")} <= RULES.keys()


def test_there_are_many_rules() -> None:
    assert len(RULES) >= 150
    assert sum(rule.find is not None for rule in RULES.values()) >= 90


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_says_in_chinese_what_why_and_how_to_mend(rule) -> None:
    assert all(re.search("[一-鿿]", text) for text in (rule.title, rule.why, rule.mend))
    assert rule.why.endswith("。") and rule.mend.endswith("。") and not rule.title.endswith("。")
    assert NAME.fullmatch(rule.name) or rule.name in ("digits", "scale", "override", "unreadable")


def test_every_rule_has_a_topic_that_is_listed() -> None:
    assert {rule.topic for rule in RULES.values()} == TOPIC_TITLES.keys()
    assert {module.__name__.rpartition(".")[2] for module in TOPICS} <= TOPIC_TITLES.keys()


def test_the_page_of_rules_is_what_the_catalogue_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_examples_are_cut_out_of_the_fixtures() -> None:
    assert json.loads(EXAMPLES.read_bytes()) == examples()
