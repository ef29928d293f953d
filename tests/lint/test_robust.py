"""Whatever compiles can be linted and tried on paper: definitions with parts replaced by nonsense."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.forms import DefinitionError, Form, Library, compile_form
from server.forms.lint import lint
from server.printing.worst import worst_cells
from tests.forms.tables import REAL_FORMS, real_form

TOY = compile_form(Library().read(str(Path(__file__).parents[1] / "forms" / "toy.json")))
NONSENSE: list[Any] = [
    *(None, True, False, 0, -1, 5, "", "x", "企业", [], {}, [True], [{}], [None], {"const": 1}),
    *({"type": "string"}, {"properties": {}}, [{"const": "a"}], [{"const": True, "title": "是"}]),
    {"type": ["string", "null"]},
]
WORDS = [
    "title", "type", "enum", "oneOf", "anyOf", "allOf", "items", "minimum", "maximum", "multipleOf",
    "minLength", "maxLength", "pattern", "format", "const", "default", "examples", "properties",
    "required", "if", "then", "not", "minItems", "maxItems", "uniqueItems", "dependentSchemas",
    "$comment", "x-unit", "x-decimals", "x-width", "x-group", "x-visible", "x-required", "x-options",
    "x-messages", "x-layout", "x-was", "x-carry", "x-attachment", "x-print", "x-help",
]  # fmt: skip
ROUNDS = {"toy": 300, **dict.fromkeys(REAL_FORMS, 12)}


def places(node: Any) -> Iterator[Any]:
    """Every object of a definition that may hold keywords, its option lists left out."""
    if isinstance(node, dict):
        yield node
        for key, value in node.items():
            if key != "x-lists":
                yield from places(value)
    elif isinstance(node, list):
        for value in node:
            yield from places(value)


def spoiled(form: Form, seed: int) -> dict[str, Any]:
    """A definition with one to three keywords put in, replaced or taken out."""
    chance = random.Random(seed)
    lists = form.definition.get("x-lists", {})
    definition = copy.deepcopy({key: value for key, value in form.definition.items() if key != "x-lists"})
    for _ in range(chance.randint(1, 3)):
        place = chance.choice(list(places(definition)))
        word = chance.choice([*WORDS, *place])
        if chance.random() < 0.2:
            place.pop(word, None)
        else:
            place[word] = copy.deepcopy(chance.choice(NONSENSE))
    return {**definition, "x-lists": lists}


def judged(form: Form, rounds: int) -> int:
    """How many spoiled definitions compiled; each of them was linted and filled to the brim."""
    sound = 0
    for seed in range(rounds):
        try:
            spoilt = compile_form(spoiled(form, seed))
        except DefinitionError:
            continue
        sound += 1
        assert all(finding.message for finding in lint(spoilt))
        worst_cells(spoilt)
    return sound


@pytest.mark.parametrize("name", ROUNDS)
def test_what_compiles_is_linted_without_a_stumble(name: str) -> None:
    assert judged(TOY if name == "toy" else real_form(name), ROUNDS[name]) >= 2
