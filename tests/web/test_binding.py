"""Plain posts: what a browser without JavaScript sends becomes changes by cell path."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from bs4 import BeautifulSoup
from werkzeug.datastructures import FileStorage, MultiDict

from server.forms import Form, apply
from server.web.binding import form_class, read_captions, read_files, read_post, section_of
from tests.web.tables import FIELDS, every_kind, page, rows, section, table

KEPT: dict[str, Any] = {
    "text": "示例公司",
    "long_text": "一行\n二行",
    "integer": 12,
    "amount": 1234,
    "date": "2021-03-05",
    "boolean": False,
    "choice": "blue",
    "choices": ["red", "blue"],
    "region": "320115",
    "industry": "320116",
    "email": "a@example.com",
    "declaration": True,
}


def sent(soup: BeautifulSoup, key: str) -> MultiDict[str, str]:
    """What a browser sends of a section as it stands."""
    post: MultiDict[str, str] = MultiDict()
    for control in soup.find(id=f"s-{key}").select("input[name], select, textarea"):
        if control.find_parent("template") or control.get("type") == "file":
            continue
        if control.get("type") in ("radio", "checkbox") and not control.has_attr("checked"):
            continue
        post.add(control["name"], typed(control))
    return post


def typed(control: Any) -> str:
    if control.name == "select":
        chosen = control.find("option", selected=True)
        return str(chosen["value"]) if chosen else ""
    return control.get_text().removeprefix("\n") if control.name == "textarea" else str(control["value"])


def resent(form: Form, cells: dict[str, Any], key: str) -> dict[str, Any]:
    """The cells after sending the page back untouched."""
    changes = read_post(form, key, sent(page(form, cells), key), cells)
    return apply(form, cells, changes).cells


def test_a_page_sent_back_untouched_changes_nothing() -> None:
    cells = {f"all/{key}": value for key, value in KEPT.items()}
    assert resent(every_kind(), cells, "all") == cells


def test_rows_sent_back_untouched_stay_as_they_are() -> None:
    cells = {"list": ["r2", "r1"], **{f"list/r2/{key}": value for key, value in KEPT.items()}}
    assert resent(every_kind(), cells, "list") == cells


def test_an_unticked_box_of_a_posted_section_is_blank() -> None:
    form = every_kind()
    post = sent(page(form), "all")
    changes = read_post(form, "all", post, {})
    assert (changes["all/choices"], changes["all/declaration"], changes["all/boolean"]) == ([], "", "")


def test_cells_that_were_not_on_the_page_are_left_alone() -> None:
    changes = read_post(every_kind(), "all", MultiDict({"all/text": "新"}), {})
    assert changes == {"all/text": "新"}


def test_a_row_that_is_not_known_yet_is_added() -> None:
    form = table(list=rows({"name": FIELDS["text"]}))
    changes = read_post(form, "list", MultiDict({"list/new1/name": "甲"}), {"list": ["r1"]})
    assert changes == {"list": {"add": ["new1"]}, "list/new1/name": "甲"}


def test_the_template_of_rows_is_never_read() -> None:
    form = table(list=rows({"name": FIELDS["text"]}))
    assert read_post(form, "list", MultiDict({"list/__row__/name": "甲"}), {}) == {}


def test_names_the_form_does_not_know_are_ignored() -> None:
    post = MultiDict({"all/unknown": "1", "csrf_token": "t", "list/a b/text": "x"})
    assert read_post(every_kind(), "all", post, {}) == {}
    assert read_post(every_kind(), "list", post, {}) == {}
    assert read_post(every_kind(), "nowhere", post, {}) == {}


def test_computed_cells_are_not_read() -> None:
    assert read_post(every_kind(), "years", MultiDict({"years/ratio/y-1": "99"}), {}) == {}


def test_fields_may_be_called_like_parts_of_wtforms() -> None:
    names = {key: FIELDS["text"] for key in ("data", "errors", "validate", "process")}
    form = table(**names)
    changes = read_post(form, "_", MultiDict({key: "值" for key in names}), {})
    assert changes == dict.fromkeys(names, "值")


def test_files_come_with_the_path_of_their_slot() -> None:
    file = FileStorage(BytesIO(b"x"), filename="执照.pdf")
    empty = FileStorage(BytesIO(), filename="")
    files = MultiDict([("all/attachment", file), ("all/attachment", empty)])
    assert read_files(every_kind(), "all", files) == [("all/attachment", file)]


def test_files_of_rows_come_with_their_row() -> None:
    file = FileStorage(BytesIO(b"x"), filename="证书.pdf")
    files = MultiDict({"list/r1/attachment": file})
    assert read_files(every_kind(), "list", files) == [("list/r1/attachment", file)]


def test_captions_come_by_file_id() -> None:
    assert read_captions(MultiDict({"caption:f1": "首页", "all/text": "x"})) == {"f1": "首页"}


def test_the_inputs_of_a_form_are_built_once() -> None:
    form, again = (table(all=section({"text": FIELDS["text"]})) for _ in range(2))
    classes = {form_class(one, one.sections[0]) for one in (form, again)}
    assert len(classes) == 1


def test_a_section_is_found_by_its_key() -> None:
    form = every_kind()
    assert section_of(form, "years") is form.sections[2]
    assert section_of(form, "nowhere") is None
