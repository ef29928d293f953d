"""Every rule has a file that breaks it: just this rule, at just this place, in words that say what to do."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from server.forms import Finding, Library, json
from server.forms.lint import RULES, examine
from server.printing.worst import will_it_print

HERE = Path(__file__).parent
FIXTURES, MENDED = HERE / "fixtures", HERE / "mended"
EXPECTED: dict[str, dict[str, Any]] = json.loads((HERE / "expected.json").read_bytes())
"""By fixture: the pointer (`at`) and some words of the message (`says`); a folder names its `file`."""


def rule_of(name: str) -> str:
    """`condition-never--codes` is another fixture of `condition-never`."""
    return name.partition("--")[0]


def file_of(name: str, folder: Path = FIXTURES) -> Path:
    return folder / EXPECTED[name].get("file", f"{name}.json")


@cache
def found_in(name: str, folder: Path = FIXTURES) -> list[Finding]:
    """All that is found in a fixture, on paper too where the fixture is about paper."""
    path = file_of(name, folder)
    inside = folder / name
    examined = examine(str(path), Library(inside if inside.is_dir() else folder))
    printed = will_it_print(examined.form) if EXPECTED[name].get("prints") and examined.form else []
    return [*examined.findings, *printed]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_fixture_breaks_just_its_rule_at_its_place(name: str) -> None:
    rule = rule_of(name)
    assert [(one.rule, one.pointer) for one in found_in(name)] == [(rule, EXPECTED[name]["at"])]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_message_says_in_chinese_what_is_wrong(name: str) -> None:
    (found,) = found_in(name)
    assert EXPECTED[name]["says"] in found.message
    assert re.search("[一-鿿]", found.message)
    assert found.severity == RULES[found.rule].severity


@pytest.mark.parametrize("name", [name for name in EXPECTED if file_of(name, MENDED).is_file()])
def test_the_mended_definition_is_clean(name: str) -> None:
    assert found_in(name, MENDED) == []


def test_every_rule_has_a_fixture_and_every_fixture_a_rule() -> None:
    """But for a slip on the command line (`assess --plugin`), which no file can make."""
    assert {rule_of(name) for name in EXPECTED} == RULES.keys() - {"plugin-unknown"}


def test_every_file_of_the_fixtures_is_expected() -> None:
    names = {path.name.removesuffix(".json") for path in FIXTURES.iterdir()}
    assert names == EXPECTED.keys()


def test_a_third_of_the_rules_show_how_they_are_mended() -> None:
    mended = {rule_of(path.name.removesuffix(".json")) for path in MENDED.iterdir()}
    assert len(mended) * 3 >= len(RULES)
