"""Random tables and answers: nothing raises, and any other validator of JSON Schema says the same.

TIANBIAO_FUZZ sets how many pairs are tried, e.g. 20000 overnight; the run prints how many there were.
"""

from __future__ import annotations

import json as json_of_python
import os
from collections.abc import Callable
from typing import Any

from jsonschema import Draft202012Validator

from server.forms import DefinitionError, Form, compile_form, json, validate_answers
from server.forms.validator import format_checker
from tests.forms.schemas import Maker

PAIRS = int(os.environ.get("TIANBIAO_FUZZ", "1000"))
ANSWERS_EACH = 10


def compiled(definition: dict[str, Any]) -> Form | None:
    """The form, or None if the definition is refused."""
    try:
        return compile_form(definition)
    except DefinitionError as error:
        assert all(finding.message and finding.rule for finding in error.findings)
        return None


def plain(value: Any) -> Any:
    """The value as others read it: with floats, for they know no Decimal."""
    return json_of_python.loads(json.dumps(value))


def test_random_tables_and_answers_are_judged_as_by_any_other_validator(
    record_property: Callable[[str, object], None],
) -> None:
    seed = pairs = valid = refused = 0
    while pairs < PAIRS:
        seed += 1
        maker = Maker(seed)
        definition = maker.table()
        form = compiled(definition)
        if form is None:
            refused += 1
            continue
        stock = Draft202012Validator(plain(definition), format_checker=format_checker())
        for _ in range(ANSWERS_EACH):
            answers, pairs = maker.answers(definition), pairs + 1
            found = stock.is_valid(plain(answers))
            valid += found
            assert form.validator.is_valid(answers) is found, (seed, json.dumps(answers))
            validate_answers(form, answers, complete=maker.likely(0.5))
    record_property("schema/answer pairs", f"{pairs}, {valid} of them valid, {refused} definitions refused")
    assert pairs / 20 < valid < pairs * 0.9  # both verdicts are tried
    assert refused < seed / 2
