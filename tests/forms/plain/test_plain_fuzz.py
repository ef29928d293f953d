"""Random plain schemas and random answers: never an exception, and the verdict of the stock validator."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from server.forms import (
    DefinitionError,
    Form,
    apply,
    assemble,
    compile_form,
    disassemble,
    hidden_paths,
    validate_answers,
    validate_cells,
)
from server.forms.plain import bundle_of
from tests.forms.plain.cases import stock
from tests.forms.plain.strategies import ROOTS, ROUNDS, VALUES, pairs

RANDOM = settings(
    max_examples=60 * ROUNDS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
HERE = Path("/nowhere")


def form_of(schema: Any) -> Form:
    """The form of a schema; one that refers to itself in place is none and is passed over."""
    try:
        return compile_form(bundle_of(schema, HERE / "form.json", HERE, "form", lambda path: None))
    except DefinitionError as error:
        assert {finding.rule for finding in error.findings} <= {"reference-cycle"}
        assume(False)
        raise


@RANDOM
@given(pairs())
def test_the_verdict_is_that_of_the_stock_validator(pair: Any) -> None:
    schema, answers = pair
    found = validate_answers(form_of(schema), answers)
    assert any(finding.is_error for finding in found) is not stock(schema).is_valid(answers)


@RANDOM
@given(pairs())
def test_what_the_cells_say_is_judged_as_the_stock_validator_does(pair: Any) -> None:
    schema, answers = pair
    form = form_of(schema)
    cells = disassemble(form, answers)
    document = assemble(form, cells, hidden_paths(form, cells)).answers
    found = validate_cells(form, cells, complete=True)
    assert any(finding.is_error for finding in found) is not stock(schema).is_valid(document)


@RANDOM
@given(pairs())
def test_a_document_made_of_cells_gives_the_same_cells(pair: Any) -> None:
    schema, answers = pair
    form = form_of(schema)
    cells = disassemble(form, answers)
    document = assemble(form, cells).answers
    assert assemble(form, disassemble(form, document)).answers == document


@RANDOM
@given(ROOTS, VALUES)
def test_whatever_is_typed_anywhere_is_kept_and_judged(schema: Any, typed: Any) -> None:
    form, cells = form_of(schema), {}
    for path in [*form.rows, *form.fields]:
        at = path.replace("*", "r1")
        saved = apply(form, cells, {at: {"add": ["r1"]} if path in form.rows else typed}, trusted=True)
        cells = saved.cells
    for complete in (False, True):
        assert all(finding.message for finding in validate_cells(form, cells, complete))


def test_the_random_schemas_are_worth_trying() -> None:
    met: Counter[str] = Counter()

    @settings(RANDOM, derandomize=True)
    @given(pairs())
    def look(pair: Any) -> None:
        schema, answers = pair
        form = form_of(schema)
        met["valid" if stock(schema).is_valid(answers) else "invalid"] += 1
        met["shown or hidden"] += bool(form.visible)
        met["several fields"] += len(form.fields) > 2
        met.update({field.kind.name for field in form.fields.values()})

    look()
    assert min(met["valid"], met["invalid"], met["several fields"], met["shown or hidden"]) >= 5
    assert {"json", "list", "choice", "text", "amount", "integer", "boolean"} <= met.keys()


@pytest.mark.parametrize("answers", [None, 1, "x", [], {}, [[]], {"": {"": None}}])
def test_a_schema_of_anything_takes_anything(answers: Any) -> None:
    assert validate_answers(form_of(True), answers) == []
