"""Between cells and document: nothing is lost on the way, blanks and hidden answers stay out."""

from __future__ import annotations

from typing import Any

import pytest

from server.forms import Form, assemble, covered, disassemble, is_blank
from server.forms.cells import prune
from tests.forms.tables import REAL_FORMS, complete_answers, real_form


@pytest.mark.parametrize("name", REAL_FORMS)
def test_no_answer_is_lost_between_document_and_cells(name: str) -> None:
    form = real_form(name)
    cells = disassemble(form, complete_answers(name))
    assert len(cells) > 15
    assert disassemble(form, assemble(form, cells).answers) == cells


def test_rows_follow_the_order_of_their_ids(form: Form) -> None:
    cells = {"people": ["b", "a"], "people/a/name": "甲", "people/b/name": "乙"}
    document = assemble(form, cells)
    assert document.answers["people"] == [{"name": "乙"}, {"name": "甲"}]
    assert document.rows == {"people": ["b", "a"]}


def test_a_row_nobody_filled_in_is_an_empty_object(form: Form) -> None:
    assert assemble(form, {"people": ["a"]}).answers["people"] == [{}]


def test_hidden_answers_stay_out_of_the_document(form: Form) -> None:
    cells = {"class/room_note": "两间", "class/fee": 5}
    assert assemble(form, cells, {"class/room_note"}).answers["class"] == {"fee": 5}


def test_a_hidden_section_is_not_in_the_document_at_all(form: Form) -> None:
    assert "people" not in assemble(form, {"people": ["a"]}, {"people"}).answers


def test_what_the_form_does_not_know_is_left_out(form: Form) -> None:
    assert disassemble(form, {"class": {"fee": 5, "colour": "red"}, "other": 1}) == {"class/fee": 5}


@pytest.mark.parametrize(
    "garbage", [None, 5, "x", [], [1], {"class": 5, "people": {}}, {"people": [None, 5]}], ids=repr
)
def test_a_document_of_the_wrong_shape_gives_no_answers(form: Form, garbage: Any) -> None:
    assert not [path for path in disassemble(form, garbage) if path != "people"]


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_nothing_is_blank(value: Any) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", [False, 0, " ", [None]])
def test_false_and_zero_are_answers(value: Any) -> None:
    assert not is_blank(value)


@pytest.mark.parametrize("path", ["a", "a/b", "a/b/c"])
def test_a_path_is_covered_by_what_it_lies_in(path: str) -> None:
    assert covered(path, {"a"})


def test_a_path_is_not_covered_by_a_neighbour_of_similar_name() -> None:
    assert not covered("ab/c", {"a"})


def test_pruning_removes_blanks_at_every_depth() -> None:
    assert prune({"a": "", "b": {"c": None, "d": 0}, "e": [{"f": ""}]}) == {"b": {"d": 0}, "e": [{}]}
