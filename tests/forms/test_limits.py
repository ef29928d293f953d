"""What is made to hurt is refused quickly; docs/limits.md says the numbers that the code has."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from server.forms import check_cells, compile_form, json, validate_answers
from server.forms.validator import judge
from server.forms.work import MOST_STEPS, TooMuchWork, counted, spend
from tests.forms import hostile
from tests.forms.tables import REAL_FORMS, complete_answers, real_form

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "limits.md").read_text("utf-8")
STATED = re.findall(r"^\| `([\w.]+)\.([A-Z_]+)` \| ([\d,]+) \|", PAGE, re.MULTILINE)
LONGEST_RUN, LONGEST_TRY = 240, 15
"""Seconds: for all together, in which a hang ends; and CPU of each, generous by a factor of five."""

Seen = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def seen() -> Seen:
    """What became of everything that hurts, in a process that may not hang."""
    command = [sys.executable, "-m", "tests.forms.hostile"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=LONGEST_RUN, check=False)
    assert run.returncode == 0, run.stderr.decode()
    return json.loads(run.stdout)


@pytest.mark.parametrize("name", hostile.DEFINITIONS)
def test_a_hostile_definition_is_refused_or_harmless(name: str, seen: Seen) -> None:
    expected = hostile.DEFINITIONS[name][0]
    assert seen[name]["rules"] == ([expected] if expected else []) or expected in seen[name]["rules"]


@pytest.mark.parametrize("name", hostile.LISTS)
def test_a_hostile_list_is_refused(name: str, seen: Seen) -> None:
    assert seen[name]["rules"] == ["list-invalid"]


@pytest.mark.parametrize("name", hostile.ANSWERS)
def test_hostile_answers_give_a_finding(name: str, seen: Seen) -> None:
    assert hostile.ANSWERS[name][0] in seen[name]["rules"]


def test_nothing_that_hurts_takes_long(seen: Seen) -> None:
    assert {name for name, one in seen.items() if Decimal(one["seconds"]) > LONGEST_TRY} == set()


@pytest.mark.parametrize(("module", "name", "number"), STATED)
def test_the_page_of_limits_has_the_numbers_of_the_code(module: str, name: str, number: str) -> None:
    place = module if module.startswith(("web.", "records.")) else f"forms.{module}"
    assert getattr(importlib.import_module(f"server.{place}"), name) == int(number.replace(",", ""))


def test_every_limit_of_definitions_and_answers_is_on_the_page() -> None:
    named = {name for _module, name, _number in STATED}
    for module in (
        "source",
        "json",
        "options",
        "meta",
        "ecma262",
        "patterns",
        "consistency",
        "work",
        "model",
    ):
        code = (ROOT / "server" / "forms" / f"{module}.py").read_text("utf-8")
        limits = set(re.findall(r"\b((?:MOST|LONGEST|LARGEST|DEEPEST)_[A-Z_]+)(?=[^\n]* = [\d\w])", code))
        assert limits - named <= {"LONGEST_VALUE", "MOST_COMPILED"}


@pytest.mark.parametrize("name", REAL_FORMS)
def test_a_real_table_takes_a_hundredth_of_the_steps(name: str) -> None:
    with counted() as left:
        assert not list(real_form(name).validator.iter_errors(complete_answers(name)))
    assert 0 < MOST_STEPS - left[0] < MOST_STEPS / 100


def test_steps_grow_with_the_rows_and_not_with_their_square() -> None:
    validator = compile_form(hostile.rows({"b": hostile.number()}, uniqueItems=True)).validator
    steps = []
    for count in (100, 200, 400):
        with counted() as left:
            list(validator.iter_errors({"a": [{"b": number} for number in range(count)]}))
        steps.append(MOST_STEPS - left[0])
    assert steps[2] - steps[1] == 2 * (steps[1] - steps[0])


def test_work_beyond_the_steps_stops_at_the_next_step() -> None:
    with counted(10) as left, pytest.raises(TooMuchWork):
        for _ in range(100):
            spend(1)
    assert left == [-1]


def test_what_was_found_before_the_steps_ran_out_is_told() -> None:
    form = compile_form(hostile.GRID)
    found = judge(form.validator, {"a": [{"c": "x"}] * 2000}, 500)
    assert {error.validator for error in found} == {"anyOf", "work"}


def test_two_thousand_rows_of_ten_columns_are_judged_whole() -> None:
    fields = {f"c{i}": hostile.number(title=f"甲{i}", minimum=0) for i in range(10)}
    form = compile_form(hostile.rows(fields, maxItems=2000))
    answers = [{key: row for key in fields} for row in range(1999)]
    assert validate_answers(form, {"a": answers}) == []
    last = validate_answers(form, {"a": [*answers, {"c9": -1}]})
    assert [(finding.pointer, finding.rule) for finding in last] == [("/a/1999/c9", "minimum")]


def test_cells_judged_one_by_one_share_their_steps() -> None:
    form = compile_form(hostile.GRID)
    cells: dict[str, Any] = {"a": [f"r{place}" for place in range(1000)]}
    cells |= {f"a/{row}/c": "x" for row in cells["a"]}
    found = check_cells(form, cells, list(cells))
    assert [finding.rule for finding in found["a/r0/c"]] == ["anyOf"]
    assert [finding.rule for finding in found["a/r999/c"]] == ["work"]
