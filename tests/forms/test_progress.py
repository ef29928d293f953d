"""How far a table is filled in: what people typed counts, what is computed or hidden does not."""

from __future__ import annotations

from typing import Any

import pytest

from server.forms import Form, compile_form, disassemble, hidden_paths, progress
from tests.forms.tables import complete_answers, real_form


def of(form: Form, cells: dict[str, Any]) -> dict[str, tuple[int, int, str]]:
    found = progress(form, cells, hidden_paths(form, cells))
    return {part.section: (part.filled, part.missing, part.state) for part in found}


def test_an_empty_table_misses_all_that_is_required_and_the_least_rows(form: Form) -> None:
    assert of(form, {}) == {"class": (0, 5, "empty"), "people": (0, 1, "empty")}


def test_what_is_filled_in_is_counted(form: Form) -> None:
    cells = {"class/fee": 5, "class/needs_room": False, "class/total": 0}
    assert of(form, cells)["class"] == (2, 3, "started")


def test_a_condition_makes_one_more_missing(form: Form) -> None:
    assert of(form, {"class/needs_room": True})["class"] == (1, 5, "started")


def test_every_row_misses_its_own(form: Form) -> None:
    cells = {"people": ["a", "b"], "people/a/name": "学员甲"}
    assert of(form, cells)["people"] == (1, 3, "started")


def test_a_section_without_anything_missing_is_complete(form: Form) -> None:
    cells = {"people": ["a"], "people/a/name": "学员甲", "people/a/mobile": "13800000003"}
    assert of(form, cells)["people"] == (2, 0, "complete")


def test_a_section_that_requires_nothing_is_optional(toy: dict[str, Any]) -> None:
    toy["properties"]["note"] = {
        "title": "备注",
        "type": "object",
        "properties": {"note": {"type": "string"}},
    }
    assert of(compile_form(toy), {})["note"] == (0, 0, "optional")


def test_a_hidden_section_asks_for_nothing(toy: dict[str, Any]) -> None:
    toy["properties"]["people"]["x-visible"] = 'level = "advanced"'
    form = compile_form(toy)
    (people,) = [part for part in progress(form, {}, hidden_paths(form, {})) if part.section == "people"]
    assert (people.hidden, people.missing) == (True, 0)


@pytest.mark.parametrize("name", ["innovative-sme", "little-giant", "jiangsu-product"])
def test_nothing_is_missing_in_a_complete_sample(name: str) -> None:
    form = real_form(name)
    assert sum(missing for _, missing, _ in of(form, disassemble(form, complete_answers(name))).values()) == 0
