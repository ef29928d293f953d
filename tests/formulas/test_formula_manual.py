"""docs/formulas.md is right: every example in it is computed, every function and alias has one."""

import re
from pathlib import Path

import pytest

from server.forms.formulas import ALIASES, FUNCTIONS
from server.forms.formulas import evaluate as limits
from server.forms.formulas.functions import MAX_EXPONENT, plain
from server.forms.formulas.parse import MAX_NESTING
from server.forms.formulas.tokens import MAX_LENGTH

MANUAL = (Path(__file__).parents[2] / "docs/formulas.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^\| `(.+?)` \| (?:`(.+?)`|拒绝：(.+?)) \|(?: (.*?) ?\|)?$", re.MULTILINE)
EXAMPLES = EXAMPLE.findall(MANUAL)
FAULTS = re.findall(r"^```\n(.+\n +\^ .+)\n```$", MANUAL, re.MULTILINE)
MISTAKES = MANUAL.partition("## 常见错误")[2].partition("## 限度")[0]


@pytest.mark.parametrize(("text", "result", "refused", "note"), EXAMPLES)
def test_the_manual_shows_what_comes_out(text, result, refused, note, value, fault):
    at = note.strip("`") if note.startswith("`") else ""
    scope = at.split("/")[0]
    if refused:
        assert refused in fault(text, scope).message
    else:
        found = value(text, scope=scope, at=at)
        assert result == ("空" if found is None else plain(found))


def test_every_row_of_the_manual_with_a_formula_is_an_example():
    rows = [line for line in MANUAL.splitlines() if line.startswith("| `")]
    assert len(rows) == len(EXAMPLES) > 200


@pytest.mark.parametrize("name", [*FUNCTIONS, *ALIASES])
def test_every_function_and_every_other_word_for_it_has_an_example(name):
    assert any(re.search(rf"(?<!\w){name}\(", text) for text, result, *_ in EXAMPLES if result)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_chinese_name(name):
    assert any(not alias.isascii() for alias, meant in ALIASES.items() if meant == name)


@pytest.mark.parametrize("shown", FAULTS)
def test_a_fault_looks_as_the_manual_draws_it(shown, fault):
    assert fault(shown.splitlines()[0]).pretty() == shown


@pytest.mark.parametrize(("text", "refused"), [(row[0], row[2]) for row in EXAMPLE.findall(MISTAKES)])
def test_a_common_mistake_is_shown_with_its_whole_message(text, refused, fault):
    assert fault(text).message == refused


def test_the_limits_told_are_the_limits_kept():
    told = [MAX_LENGTH, MAX_NESTING, limits.MAX_TEXT, MAX_EXPONENT, limits.MAX_STEPS // 10_000]
    assert [f"{limit} " in MANUAL or f"| {limit} |" in MANUAL for limit in told] == [True] * len(told)
