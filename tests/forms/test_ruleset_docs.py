"""docs/rulesets.md keeps up: its example gives the output it shows, every word and fault is explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from server.forms import assess, compile_form, compile_ruleset, disassemble, json
from server.forms.rulesets import lines, result
from server.forms.rulesets.words import META
from tests.forms.tables import table
from tests.forms.test_ruleset_faults import BROKEN

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rulesets.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"`([^`\n]+)`", PAGE)) | set(re.findall(r'"([\w-]+)":', PAGE))
ROOM = ROOT / "server" / "forms" / "rulesets"
SHAPES = (result.Check, result.Verdict, result.Earned, result.Better, result.Subtotal, result.Assessment)


def told(language: str) -> str:
    """The first block of code of a language on the page."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[0]


def words(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from schema["properties"]
        for value in schema.values():
            yield from words(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from words(value)


def test_the_example_says_what_the_page_shows() -> None:
    number, options = {"type": "number"}, [{"const": code, "title": code.upper()} for code in "ab"]
    grade = {"type": "string", "oneOf": options}
    bundle = table(revenue=number, profit=number, grade=grade, award={"type": "boolean"})
    bundle["x-form"] |= {"id": "example/loan", "edition": 2026}
    form = compile_form(bundle)
    answers = json.loads(re.findall(r"With `(.*?)` it says", PAGE)[0])
    found = assess(compile_ruleset(json.loads(told("json")), form), form, disassemble(form, answers))
    assert "\n".join(lines(found)) == told("text").rstrip("\n")


@pytest.mark.parametrize("word", sorted({*words(META)} - {"$schema"}))
def test_every_word_is_explained(word: str) -> None:
    assert word in WORDS


@pytest.mark.parametrize("part", sorted({field.name for shape in SHAPES for field in fields(shape)}))
def test_every_part_of_the_json_is_named(part: str) -> None:
    assert part in WORDS


def test_every_fault_is_listed() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
    faults = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text)) | {row[2] for row in BROKEN}
    assert faults - WORDS == set()
