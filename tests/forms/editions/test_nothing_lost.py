"""However a table changes and whatever was filled in: no answer disappears, and what is clean is right.

TIANBIAO_FUZZ sets how many random editions are tried for each table, e.g. 2000 overnight.
"""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

import pytest

from server.forms import (
    Cells,
    DefinitionError,
    Form,
    Migration,
    compile_form,
    diff,
    disassemble,
    is_blank,
    json,
    migrate,
)
from server.forms.editions import OUTCOMES, unread
from server.forms.validate import ONLY_COMPLETE
from tests.forms.editions.workshop import OLD, answers, edition
from tests.forms.tables import REAL_FORMS, complete_answers, real_form
from tests.forms.test_validate_fuzz import mutated

EDITIONS = int(os.environ.get("TIANBIAO_FUZZ", "6"))
TABLES = [*REAL_FORMS, "workshop"]


def known(name: str) -> tuple[Form, Any]:
    """A table and complete answers to it."""
    return (edition(OLD), answers()) if name == "workshop" else (real_form(name), complete_answers(name))


def holders(node: Any, path: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """Every `properties` of a definition, with the path before its keys."""
    for key, schema in node.get("properties", {}).items():
        yield from holders(schema, f"{path}{key}/")
        yield from holders(schema.get("items", {}), f"{path}{key}/*/")
    if node.get("properties"):
        yield node["properties"], path


def changed(form: Form, chance: random.Random) -> Form | None:
    """The table with one to six random changes; None when it can't be used any more."""
    definition = copy.deepcopy(dict(form.definition))
    for _ in range(chance.randint(1, 6)):
        properties, path = chance.choice(list(holders(definition)))
        if properties:
            key = chance.choice(list(properties))
            chance.choice(WAYS)(properties, path, key, chance)
    definition["x-form"] = {
        **definition["x-form"],
        "edition": form.edition + chance.choice([0, 0, 1, 1, 2, -1]),
    }
    try:
        return compile_form(definition)
    except DefinitionError:
        return None


def _remove(properties: Any, path: str, key: str, chance: random.Random) -> None:
    del properties[key]


def _rename(properties: Any, path: str, key: str, chance: random.Random) -> None:
    properties["renamed"] = {**properties.pop(key), "x-was": path + key}


def _replace(properties: Any, path: str, key: str, chance: random.Random) -> None:
    properties[key] = {
        "title": "另一样",
        "x-was": properties[key].get("x-was", path + key),
        **chance.choice(OTHERS),
    }


def _tighten(properties: Any, path: str, key: str, chance: random.Random) -> None:
    properties[key] = {**properties[key], **chance.choice(LIMITS)}


def _choose(properties: Any, path: str, key: str, chance: random.Random) -> None:
    if options := properties[key].get("oneOf"):
        properties[key]["oneOf"] = chance.sample(options, max(1, len(options) - 1))
        properties[key]["oneOf"][0] = {**properties[key]["oneOf"][0], "title": "新名"}


def _swap(properties: Any, path: str, key: str, chance: random.Random) -> None:
    other = chance.choice(list(properties))
    first, second = properties[key], properties[other]
    properties[key], properties[other] = {**second, "x-was": path + other}, {**first, "x-was": path + key}


def _carry(properties: Any, path: str, key: str, chance: random.Random) -> None:
    properties[key]["x-carry"] = chance.choice(["copy", "copy-and-confirm", "roll-years", "never"])


WAYS = [_remove, _rename, _replace, _tighten, _choose, _swap, _carry]
OTHERS: list[dict[str, Any]] = [
    {"type": "string", "maxLength": 5},
    {"type": "integer", "minimum": 3},
    {"type": "string", "format": "date"},
    {"type": "boolean"},
    {"type": "string", "enum": ["是", "否"]},
    {"type": "array", "items": {"type": "string", "enum": ["甲", "乙"]}},
    {"type": "array", "x-kind": "attachment", "items": {"type": "object"}},
    {"type": "array", "maxItems": 1, "items": {"type": "object", "properties": {"a": {"type": "string"}}}},
]
LIMITS: list[dict[str, Any]] = [
    {"maxLength": 2},
    {"minimum": 1000},
    {"x-decimals": 0},
    {"maxItems": 1},
    {"pattern": "^[0-9]+$"},
    {"x-unit": "亿元"},
    {"x-visible": "1 = 2"},
]


Journey = tuple[Form, Form, Cells, Migration]


@cache
def editions(name: str) -> list[Form]:
    """Random editions of a table that can be used."""
    chance, form = random.Random(name), known(name)[0]
    tries = (changed(form, chance) for _ in range(100 * EDITIONS))
    return list(islice(filter(None, tries), EDITIONS * (1 if name in REAL_FORMS else 5)))


@cache
def journeys(name: str, spoilt: bool) -> list[Journey]:
    """Answers, complete or with garbage in them, carried to each of the random editions."""
    chance = random.Random(name)
    form, complete = known(name)
    found = []
    for new in editions(name):
        document = mutated(complete, chance) if spoilt else complete
        cells = disassemble(form, document)
        cells |= unread(form, document, cells)
        found.append((form, new, cells, migrate(form, new, cells)))
    return found


@pytest.mark.parametrize("spoilt", [False, True], ids=["complete", "spoilt"])
@pytest.mark.parametrize("name", TABLES)
def test_every_old_answer_is_told_exactly_once(name: str, spoilt: bool) -> None:
    for _old, _new, cells, migration in journeys(name, spoilt):
        told = [one.was for outcome in OUTCOMES for one in migration.having(outcome)]
        assert sorted(told) == sorted(path for path, value in cells.items() if not is_blank(value))
        assert all(one.old == cells[one.was] for one in migration.carried)


@pytest.mark.parametrize("spoilt", [False, True], ids=["complete", "spoilt"])
@pytest.mark.parametrize("name", TABLES)
def test_what_is_carried_stands_in_the_new_table_once(name: str, spoilt: bool) -> None:
    for _old, new, _cells, migration in journeys(name, spoilt):
        arrived = [one for one in migration.carried if one.outcome != "orphaned"]
        assert len({one.path for one in arrived}) == len(arrived)
        for one in arrived:
            field = new.field_at(one.path)
            assert field or new.template(one.path) in new.rows
            assert one.new == migration.cells.get(one.path)
            assert not is_blank(one.new) or (field and field.computed)


@pytest.mark.parametrize("spoilt", [False, True], ids=["complete", "spoilt"])
@pytest.mark.parametrize("name", TABLES)
def test_what_is_clean_keeps_the_rules_of_its_new_field(name: str, spoilt: bool) -> None:
    for _old, new, _cells, migration in journeys(name, spoilt):
        for one in migration.having("clean"):
            field, value = new.field_at(one.path), migration.cells.get(one.path)
            if field is None:
                assert len(migration.cells[one.path]) <= new.rows[new.template(one.path)].maximum
            elif value is not None:
                errors = new.validators[field.path].iter_errors(value)
                assert not [error for error in errors if error.validator not in ONLY_COMPLETE]
                assert not field.options or all(code in field.options for code in field.kind.picks(value))


@pytest.mark.parametrize("spoilt", [False, True], ids=["complete", "spoilt"])
@pytest.mark.parametrize("name", TABLES)
def test_what_needs_no_computing_is_never_silently_another_answer(name: str, spoilt: bool) -> None:
    """A clean answer is the same one, unless its option has only another code."""
    for old, new, _cells, migration in journeys(name, spoilt):
        for one in migration.having("clean"):
            was, now = old.field_at(one.was), new.field_at(one.path)
            if was and now and not now.computed and not now.options:
                assert one.new == one.old


@pytest.mark.parametrize("name", TABLES)
def test_whatever_endangers_an_answer_was_announced(name: str) -> None:
    """An answer is not clean only where `diff` says so of its place, or of something around it."""
    for old, new, _cells, migration in journeys(name, spoilt=False):
        if old.edition != new.edition:
            continue
        changes = [change for change in diff(old, new) if change.danger != "safe"]
        dangerous = {path for change in changes for path in (change.path, change.was)}
        for one in migration.carried:
            template = old.template(one.was)
            announced = any(template == path or template.startswith(f"{path}/") for path in dangerous if path)
            known_place = template in old.fields or template in old.rows
            assert one.outcome == "clean" or announced or not known_place or _depends(old, new, template), one


def _depends(old: Form, new: Form, template: str) -> bool:
    """Results, and fields that a check or condition judges by other fields, follow what those became."""
    judged = {check.at for check in new.checks} | {*new.visible, *old.computed}
    return any(template == path or template.startswith(f"{path}/") for path in judged)


@pytest.mark.parametrize("name", TABLES)
def test_changes_of_any_two_editions_are_told_as_json(name: str) -> None:
    for old, new, _cells, migration in journeys(name, spoilt=True):
        assert diff(new, new) == [] and json.dumps([change.as_json() for change in diff(old, new)])
        assert json.dumps(migration.as_json())
