"""docs/formulas.md is right: every example in it is computed, every function and alias is in it."""

import re
from pathlib import Path

import pytest

from server.forms.formulas import ALIASES, FUNCTIONS
from server.forms.formulas.functions import plain

MANUAL = (Path(__file__).parents[2] / "docs/formulas.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^\| `(.+?)` \| (?:`(.+?)`|拒绝：(.+?)) \|(?: (?:`(.+?)`)? ?\|)?$", re.MULTILINE)
EXAMPLES = EXAMPLE.findall(MANUAL)


@pytest.mark.parametrize(("text", "result", "refused", "at"), EXAMPLES)
def test_the_manual_shows_what_comes_out(text, result, refused, at, value, fault):
    scope = at.split("/")[0]
    if refused:
        assert refused in fault(text, scope).message
    else:
        found = value(text, scope=scope, at=at)
        assert result == ("空" if found is None else plain(found))


def test_every_row_of_the_manual_with_a_formula_is_an_example():
    rows = [line for line in MANUAL.splitlines() if line.startswith("| `")]
    assert len(rows) == len(EXAMPLES) > 100


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_an_example(name):
    assert any(f"{name}(" in example[0] for example in EXAMPLES)


@pytest.mark.parametrize(("alias", "name"), ALIASES.items())
def test_every_other_word_for_a_function_is_listed(alias, name):
    assert f"{alias} {name}" in MANUAL or f"{alias}或" in MANUAL or f"{alias}(" in MANUAL
