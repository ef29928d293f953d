"""Whatever arrives as answers of the real tables, the judge answers with findings and never stops.

TIANBIAO_FUZZ sets how many random documents are tried for each table, e.g. 20000 overnight.
"""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from server.forms import Form, apply, assemble, disassemble, json, validate_answers
from tests.forms.tables import REAL_FORMS, complete_answers, real_form

DOCUMENTS = int(os.environ.get("TIANBIAO_FUZZ", "100"))
GARBAGE: list[Any] = [
    None, True, False, 0, -1, 10**400, Decimal("1e400"), Decimal("1e-400"), Decimal("1e1000000000"),
    Decimal("12345678901234567.89"), Decimal("-0.0"), 3.5, "", " ", "x", "\x00", "９９", "x" * 1_000_000,
    "2022-02-30", "=1/0", "../..", [], {}, [None], [[]], [{}], {"a": 1}, ["a", "a"], ["a"] * 10_000,
    [1, "1", None], {"": {"/": "~"}}, {"y-1": {"y-1": 1}}, [[[[[[[[[[]]]]]]]]]],
]  # fmt: skip


def places(node: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a document something stands."""
    yield at
    if isinstance(node, dict | list):
        for part, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from places(value, (*at, part))


def mutated(answers: Any, chance: random.Random) -> Any:
    """The document with one to four places replaced, removed or doubled."""
    document = {"root": copy.deepcopy(answers)}
    for _ in range(chance.randint(1, 4)):
        *above, last = chance.choice(list(places(document["root"], ("root",))))
        node: Any = document
        for part in above:
            node = node[part]
        if isinstance(node, dict) and chance.random() < 0.3:
            last = chance.choice(["y-1", "zz", "", "a/b", "__proto__"])
        node[last] = copy.deepcopy(chance.choice(GARBAGE))
    return document["root"]


@pytest.mark.parametrize("name", REAL_FORMS)
def test_random_documents_give_findings_never_an_exception(name: str) -> None:
    form, answers, chance = real_form(name), complete_answers(name), random.Random(name)
    for _ in range(DOCUMENTS):
        document = mutated(answers, chance)
        for finding in validate_answers(form, document, complete=chance.random() < 0.5):
            assert finding.message
            assert finding.pointer == "" or finding.pointer.startswith("/")


@pytest.mark.parametrize("name", REAL_FORMS)
def test_random_patches_are_kept_or_refused_never_an_exception(name: str) -> None:
    form, chance = real_form(name), random.Random(name)
    cells = disassemble(form, complete_answers(name))
    for _ in range(DOCUMENTS):
        paths = chance.choices([*cells, *form.rows, "", "/", "a//b", "__proto__", "x/y/z/*"], k=3)
        saved = apply(form, cells, {path: chance.choice(GARBAGE) for path in paths})
        assert_sound(form, saved.cells)


def assert_sound(form: Form, cells: dict[str, Any]) -> None:
    """Whatever was kept is JSON, and the document can be made of it."""
    json.dumps(assemble(form, cells).answers)


def test_the_mutations_do_reach_the_judge() -> None:
    form, chance = real_form("little-giant"), random.Random(1)
    answers = complete_answers("little-giant")
    judged = {finding.rule for _ in range(30) for finding in validate_answers(form, mutated(answers, chance))}
    assert {"type", "required", "unknown"} <= judged
