"""docs/keywords.md is right: each keyword has an entry that explains all its words, and examples that run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest

from server import demo
from server.forms import json
from server.forms.meta import KEYWORDS, KNOWN
from server.settings import Settings
from server.web.app import create_app
from server.web.services import open_services
from tests.reference import PAGE, Example, entries, examples, outcome, rewritten
from tests.web.conftest import Client

EXAMPLES = examples()
ENTRIES = entries()
ONLY_TOLD = {
    "x-form": {"application", "review", "update", "change", "other", "template"},
    "x-checks": {"$ref"},
}
"""A table has one purpose and seldom one blank form for all attachments; a shared rule takes another file."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The page that a browser gets for each example, by its place."""
    folder = tmp_path_factory.mktemp("forms")
    for number, example in enumerate(EXAMPLES):
        shown = dict(example.forms[0].definition)
        lists = shown.pop("x-lists", None)
        (folder / f"example-{number}.json").write_text(json.dumps(shown), encoding="utf-8")
        assert lists is None or set(lists) <= {"regions"}
    settings = Settings(data=tmp_path_factory.mktemp("data"), forms=(folder,), demo=True)
    services = open_services(settings)
    demo.seed(services.store, services.forms, services.accounts, services.submissions)
    app = create_app(settings, services)
    app.test_client_class = Client
    client = app.test_client()
    client.sign_in("qiye3")
    addresses = [f"/forms/example-{number}/start" for number in range(len(EXAMPLES))]
    yield [client.post(address, follow_redirects=True).text for address in addresses]
    services.close()


@pytest.fixture(scope="module", autouse=True)
def _written(pages: list[str]) -> None:
    """With TIANBIAO_WRITE_DOCS=1 the page is given what comes out now."""
    if os.environ.get("TIANBIAO_WRITE_DOCS"):
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(rewritten(text, map(outcome, EXAMPLES, pages)), encoding="utf-8")


@pytest.mark.parametrize(
    ("number", "example"), list(enumerate(EXAMPLES)), ids=lambda one: getattr(one, "keyword", "")
)
def test_an_example_does_what_the_page_says(number: int, example: Example, pages: list[str]) -> None:
    assert outcome(example, pages[number]) == example.told


def words(schema: Any) -> Iterator[str]:
    """The keys a keyword's value may have and the words it may be, at any depth."""
    if isinstance(schema, list):
        for value in schema:
            yield from words(value)
    if isinstance(schema, dict):
        target = schema.get("$ref", "").rpartition("/")[2]
        if target:
            yield from words(KEYWORDS["$defs"][target])
        yield from schema.get("properties", {})
        yield from schema.get("enum", [])
        for key in ("properties", "$defs"):
            yield from words(list(schema.get(key, {}).values()))
        for key in ("items", "anyOf"):
            yield from words(schema.get(key))


def test_every_keyword_has_an_entry_and_nothing_else_has() -> None:
    assert sorted(ENTRIES) == sorted(KNOWN)


@pytest.mark.parametrize("keyword", KNOWN)
def test_a_keyword_stands_in_the_example_of_its_entry(keyword: str) -> None:
    assert any(keyword == one.keyword and f'"{keyword}":' in json.dumps(one.tables) for one in EXAMPLES)


@pytest.mark.parametrize("keyword", KNOWN)
def test_every_word_of_a_keyword_is_explained_in_its_entry(keyword: str) -> None:
    explained = set(re.findall(r"`([^`\n]+)`", ENTRIES[keyword]))
    assert set(words(KNOWN[keyword])) <= explained


@pytest.mark.parametrize("keyword", KNOWN)
def test_every_word_of_a_keyword_is_shown_in_its_examples(keyword: str) -> None:
    shown = json.dumps([one.tables for one in EXAMPLES if one.keyword == keyword])
    missing = {word for word in words(KNOWN[keyword]) if f'"{word}"' not in shown}
    assert missing == ONLY_TOLD.get(keyword, set())
