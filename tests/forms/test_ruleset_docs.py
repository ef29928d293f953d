"""docs/rulesets.md keeps up: its example gives the output it shows, every word and fault is explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
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
SHAPES = (
    result.Check,
    result.Verdict,
    result.Earned,
    result.Better,
    result.Unproved,
    result.Subtotal,
    result.Assessment,
)


EXAMPLES = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


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


def test_the_second_example_says_what_the_page_shows() -> None:
    whole, part = EXAMPLES[0], dict(EXAMPLES[1])
    categories = [{"id": "all", "title": "全部", "maximum": 30, "indicators": part.pop("indicators")}]
    inputs = {key: whole["inputs"][key] for key in ("revenue", "margin", "grade")}
    rules = {**whole, **part, "inputs": inputs, "overrides": {}}
    rules["scoring"] = {"maximum": 30, "minimum": 20, "categories": categories}
    rules["verdict"] = {"levels": [{"title": "符合", "formula": "AND(size, scored)"}], "otherwise": "不符合"}
    rules["forms"] = {"test": {key: whole["forms"]["example/loan"][key] for key in inputs}}
    options = [{"const": code, "title": code.upper()} for code in "ab"]
    grade = {"type": "string", "oneOf": options, "x-evidence": {"attachment": "report"}}
    report = {"title": "信用报告", "type": "array", "x-kind": "attachment", "items": {"type": "object"}}
    number = {"type": "number"}
    form = compile_form(table(revenue=number, profit=number, grade=grade, report=report))
    answers = {"s": {"revenue": 700, "profit": Decimal("52.5"), "grade": "a"}}
    found = assess(compile_ruleset(rules, form), form, disassemble(form, answers))
    shown = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[1]
    assert not set(shown.splitlines()) - set(lines(found))


def test_the_third_example_says_what_the_page_shows() -> None:
    titles = {key: EXAMPLES[0][key] for key in ("title", "basis", "provenance", "disclaimer")}
    number = {"type": "number"}
    form = compile_form(table(debt=number, years=number, brands=number))
    rules = compile_ruleset({**titles, **EXAMPLES[2]}, form, "brands")
    answers = json.loads(re.findall(r"and with `(.*?)` it says", PAGE)[0])
    found = assess(rules, form, disassemble(form, answers))
    shown = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[2]
    assert "\n".join(lines(found)) == shown.rstrip("\n")


@pytest.mark.parametrize("word", sorted({*words(META)} - {"$schema"}))
def test_every_word_is_explained_and_shown_in_an_example(word: str) -> None:
    assert word in WORDS
    assert f'"{word}":' in json.dumps(EXAMPLES)


@pytest.mark.parametrize("part", sorted({field.name for shape in SHAPES for field in fields(shape)}))
def test_every_part_of_the_json_is_named(part: str) -> None:
    assert part in WORDS


def test_every_fault_is_listed() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
    faults = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text)) | {row[2] for row in BROKEN}
    assert faults - WORDS == set()
