"""docs/form-language.md keeps up with the language: nothing is missing in it, and its examples compile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from script.kinds import PAGE as KINDS_PAGE
from script.kinds import page as kinds_page
from server.forms import Finding, json
from server.forms.kinds import KINDS, kind_of
from server.forms.messages import SENTENCES
from server.forms.meta import KEYWORDS, KNOWN
from server.forms.validate import ONLY_COMPLETE
from tests.forms.tables import table

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "form-language.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
WORDS = set(re.findall(r"`([^`\n]+)`", PAGE)) | set(re.findall(r'"([\w-]+)":', PAGE))


def parts(schema: Any) -> Iterator[str]:
    """The keys a keyword's value may have, at any depth."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from schema["properties"]
        for value in schema.values():
            yield from parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from parts(value)


@pytest.mark.parametrize("keyword", KNOWN)
def test_every_keyword_is_explained_and_shown_in_an_example(keyword: str) -> None:
    assert keyword in WORDS
    assert f'"{keyword}"' in json.dumps(EXAMPLES)


@pytest.mark.parametrize("part", sorted({*parts(KNOWN), *parts(KEYWORDS["$defs"])}))
def test_every_part_of_a_keyword_is_explained(part: str) -> None:
    assert part in WORDS


def test_the_meta_schema_admits_exactly_the_keywords_it_describes() -> None:
    admitted = KEYWORDS["propertyNames"]["anyOf"][1]["enum"]
    assert sorted(admitted) == sorted(KNOWN)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_every_kind_stands_in_the_table_with_its_title(kind: Any) -> None:
    assert f"| `{kind.name}` | {kind.title} |" in PAGE


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_shown_in_an_example(kind: str) -> None:
    [gallery] = [example for example in EXAMPLES if "long_text" in example]
    assert kind_of(gallery[kind]) is KINDS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_an_example_form(kind: str) -> None:
    assert (HERE / "kinds" / f"{kind}.json").is_file()
    assert (HERE / "examples" / f"{kind}.json").is_file()


def test_the_page_of_kinds_is_what_the_examples_make() -> None:
    assert KINDS_PAGE.read_text(encoding="utf-8") == kinds_page()


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"note"}))
def test_every_kind_shows_what_is_taken_and_what_is_refused(kind: str) -> None:
    _, _, entry = KINDS_PAGE.read_text(encoding="utf-8").partition(f"\n### `{kind}`")
    _, *rows = re.findall(r"^\| .*", entry.partition("\n### ")[0], re.MULTILINE)
    assert {"✗" in row for row in rows} == {True, False}


@pytest.mark.parametrize("rule", sorted({*SENTENCES, *ONLY_COMPLETE}))
def test_every_rule_with_a_sentence_is_listed(rule: str) -> None:
    assert rule in WORDS


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: next(iter(example)))
def test_every_example_compiles(example: Any, faults: Callable[[Any], list[Finding]]) -> None:
    definition = example if "x-form" in example else {**table(**example), "x-lists": None}
    definition.pop("x-lists", None)
    assert faults(definition) == []
