"""What an assessment says for sure it says for good: filling in what is blank overturns nothing.

Attachments are left alone (without its evidence an indicator earns nothing, and says so), and so are rows
and lists of options, where nothing may be an answer, and the day of the declaration (today until then).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from server.forms import Assessment, assess, disassemble, json
from tests.forms.rulesets import OF_FORM, real_rules
from tests.forms.tables import DEMO, complete_answers, real_form

DRAWS = 25


def statuses(assessment: Assessment) -> dict[str, str]:
    """Status by id, of conditions at any depth and of categories."""
    told, waiting = {}, list(assessment.conditions)
    while waiting:
        one = waiting.pop()
        told[one.id] = one.status
        waiting += one.parts
    scoring = assessment.scoring
    return told | {one.id: one.status for one in (scoring.categories if scoring else ())}


def partly(name: str, cells: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same answers with some of them not filled in yet."""
    chance, form = random.Random(name), real_form(name)
    fields = {path: form.field_at(path) for path in cells if not path.endswith("/declared_on")}
    single = [path for path, field in fields.items() if field and not field.kind.many]
    for _ in range(DRAWS):
        gone = set(chance.sample(single, chance.randint(1, len(single))))
        yield {path: value for path, value in cells.items() if path not in gone}


@pytest.mark.parametrize("sample", ["complete", "half"])
@pytest.mark.parametrize("name", OF_FORM)
def test_filling_in_blanks_never_overturns_what_was_sure(name: str, sample: str) -> None:
    form, rules = real_form(name), real_rules(name)
    document = json.loads((DEMO / f"{name}.{sample}.json").read_bytes())
    cells = disassemble(form, document)
    whole = statuses(assess(rules, form, cells))
    for partial in partly(name, cells):
        told = statuses(assess(rules, form, partial))
        sure = {one: status for one, status in told.items() if status in ("met", "unmet")}
        assert {one: whole[one] for one in sure} == sure


@pytest.mark.parametrize("name", OF_FORM)
def test_an_empty_table_is_waited_for_and_never_decided(name: str) -> None:
    empty = assess(real_rules(name), real_form(name), {})
    assert (empty.status, bool(empty.missing)) == ("unknown", True)
    assert {one.status for one in empty.conditions} <= {"unknown", "judgement"}


@pytest.mark.parametrize("name", OF_FORM)
def test_every_condition_and_indicator_names_its_article(name: str) -> None:
    firm = assess(real_rules(name), real_form(name), disassemble(real_form(name), complete_answers(name)))
    waiting: list[Any] = list(firm.conditions)
    while waiting:
        one = waiting.pop()
        assert one.basis
        waiting += one.parts
    categories = firm.scoring.categories if firm.scoring else ()
    assert all(earned.basis for category in categories for earned in category.indicators)
    assert all(re.search("号|通知|手册", paper) for paper in firm.basis)


@pytest.mark.parametrize("name", OF_FORM)
def test_a_table_names_the_standard_it_is_held_against(name: str) -> None:
    assert real_form(name).meta["ruleset"] == OF_FORM[name]
