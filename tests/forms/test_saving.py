"""A patch: what was typed is kept, what follows is recomputed, and only what no page sends is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from server.forms import Form, Saved, apply, compile_form
from tests.forms.tables import real_form

FILES = [{"id": "a1", "name": "证书.pdf", "size": 5, "sha256": "0" * 64, "type": "application/pdf"}]


@pytest.fixture
def cells() -> dict[str, Any]:
    return {
        "class/fee": Decimal("680.5"),
        "people": ["a"],
        "people/a/name": "学员甲",
        "class/total": Decimal("680.50"),
    }


def refusals(saved: Saved) -> list[tuple[str, str]]:
    return [(finding.path, finding.rule) for finding in saved.refused]


def test_what_was_typed_becomes_a_value(form: Form) -> None:
    saved = apply(form, {}, {"class/fee": "1,200.5 元", "class/starts_on": "2024/5/13"})
    assert saved.cells["class/fee"] == Decimal("1200.5")
    assert saved.cells["class/starts_on"] == "2024-05-13"


def test_invalid_text_is_kept_with_its_finding(form: Form) -> None:
    saved = apply(form, {}, {"class/fee": "大约五百"})
    assert saved.cells == {"class/fee": "大约五百"}
    assert [finding.rule for finding in saved.findings["class/fee"]] == ["type"]


def test_a_mended_cell_has_an_empty_list_of_findings(form: Form) -> None:
    assert apply(form, {"class/fee": "大约五百"}, {"class/fee": "500"}).findings["class/fee"] == []


def test_an_emptied_cell_is_removed(form: Form, cells: dict[str, Any]) -> None:
    saved = apply(form, cells, {"people/a/name": " "})
    assert saved.changes == {"people/a/name": None}
    assert "people/a/name" not in saved.cells


def test_the_cells_that_came_in_are_left_alone(form: Form, cells: dict[str, Any]) -> None:
    before = dict(cells)
    apply(form, cells, {"class/fee": "1", "people": {"remove": ["a"]}})
    assert cells == before


def test_what_depends_on_a_change_is_computed_and_nothing_else() -> None:
    form = real_form("jiangsu-product")
    saved = apply(form, {}, {"application/basics/employees": "188", "application/basics/rd_staff": "150"})
    assert saved.computed == {"application/basics/rd_staff_ratio": Decimal("79.79")}


def test_a_change_shows_and_hides(form: Form) -> None:
    assert "class/room_note" in apply(form, {}, {"class/needs_room": "否"}).hidden
    assert "class/room_note" not in apply(form, {}, {"class/needs_room": "是"}).hidden


def test_a_hidden_answer_is_kept_in_case_it_comes_back(form: Form) -> None:
    cells = {"class/needs_room": True, "class/room_note": "两间"}
    assert apply(form, cells, {"class/needs_room": "否"}).cells["class/room_note"] == "两间"


@pytest.mark.parametrize(
    ("path", "typed", "rule"),
    [
        ("class/total", "5", "computed"),
        ("class/colour", "red", "unknown"),
        ("class", "x", "unknown"),
        ("", "x", "unknown"),
        ("people/a", "x", "unknown"),
        ("people/a/name/x", "x", "unknown"),
        ("class/company_name", {"a": 1}, "type"),
        ("people", {"add": "b"}, "rows-invalid"),
        ("people", {"add": ["b", "b"]}, "rows-invalid"),
        ("people", {"add": ["../b"]}, "rows-invalid"),
        ("people", {"add": [5]}, "rows-invalid"),
        ("people", "b", "rows-invalid"),
        ("people", [f"r{n}" for n in range(2001)], "rows-invalid"),
    ],
)
def test_what_no_page_would_send_is_refused(form: Form, cells: Any, path: str, typed: Any, rule: str) -> None:
    saved = apply(form, cells, {path: typed})
    assert refusals(saved) == [(path, rule)]
    assert saved.cells == cells


def test_one_refusal_does_not_keep_the_rest_from_being_saved(form: Form) -> None:
    saved = apply(form, {}, {"class/total": "5", "class/company_name": "示例公司"})
    assert saved.changes == {"class/company_name": "示例公司"}


def test_attachments_come_by_upload_only() -> None:
    form = real_form("jiangsu-product")
    path = next(path for path, field in form.fields.items() if field.kind.uploaded and "*" not in path)
    assert refusals(apply(form, {}, {path: FILES})) == [(path, "readonly")]
    assert apply(form, {}, {path: FILES}, trusted=True).cells[path] == FILES


def test_a_read_only_cell_is_filled_by_the_server_alone(toy: dict[str, Any]) -> None:
    toy["properties"]["class"]["properties"]["company_name"]["x-readonly"] = True
    form = compile_form(toy)
    assert refusals(apply(form, {}, {"class/company_name": "甲"})) == [("class/company_name", "readonly")]
    assert apply(form, {}, {"class/company_name": "甲"}, trusted=True).cells == {"class/company_name": "甲"}


def test_a_cell_may_be_read_only_under_a_condition(toy: dict[str, Any]) -> None:
    toy["properties"]["class"]["properties"]["fee"]["x-readonly"] = 'level = "basic"'
    form = compile_form(toy)
    assert refusals(apply(form, {"class/level": "basic"}, {"class/fee": "5"})) == [("class/fee", "readonly")]
    assert refusals(apply(form, {"class/level": "advanced"}, {"class/fee": "5"})) == []


def test_rows_are_added_after_those_of_others(form: Form, cells: dict[str, Any]) -> None:
    saved = apply(form, cells, {"people": {"add": ["b"]}, "people/b/name": "学员乙"})
    assert saved.cells["people"] == ["a", "b"]
    assert saved.cells["class/total"] == 1361


def test_adding_a_row_twice_adds_it_once(form: Form, cells: dict[str, Any]) -> None:
    assert apply(form, cells, {"people": {"add": ["a"]}}).cells["people"] == ["a"]


def test_a_removed_row_takes_its_cells_along(form: Form, cells: dict[str, Any]) -> None:
    saved = apply(form, cells, {"people": {"remove": ["a"]}})
    assert saved.changes == {"people": None, "people/a/name": None, "class/total": Decimal("0.00")}
    assert [path for path in saved.cells if path.startswith("people")] == []


def test_rows_may_be_put_in_order(form: Form) -> None:
    assert apply(form, {"people": ["a", "b"]}, {"people": ["b", "a"]}).cells["people"] == ["b", "a"]
