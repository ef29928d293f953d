"""`x-readonly` as a formula: the page locks the cell and says why, the reply tells when that changes."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from server.forms import Form, apply, compile_form
from tests.forms.tables import table as one_section
from tests.web.tables import FIELDS, PLACES, page

LOCK = {"x-readonly": "done = true"}
DONE = {"title": "是否审定", "type": "boolean"}
KINDS = [
    "text",
    "long_text",
    "amount",
    "date",
    "date_range",
    "boolean",
    "choice",
    "choices",
    "region",
    "attachment",
]


def locking(**fields: Any) -> Form:
    """A table whose fields are locked once 是否审定 says so."""
    locked = {key: {**schema, **LOCK} for key, schema in fields.items()}
    return compile_form(one_section(done=DONE, lists={"places": PLACES}, **locked))


def cell_of(form: Form, done: bool | None, path: str = "s/f") -> BeautifulSoup:
    cells = {} if done is None else {"s/done": done}
    return page(form, cells).select_one(f'[data-cell="{path}"]')


@pytest.mark.parametrize("kind", KINDS)
def test_a_locked_cell_takes_nothing_and_says_so(kind: str) -> None:
    cell = cell_of(locking(f=FIELDS[kind]), True)
    assert cell.select("input[readonly], textarea[readonly], :disabled")
    assert not cell.select("input[type=text]:not([readonly])")
    assert "现在不能修改" in cell.select_one(".locked:not([hidden])").get_text()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("done", [False, None])
def test_otherwise_it_is_open(kind: str, done: bool | None) -> None:
    cell = cell_of(locking(f=FIELDS[kind]), done)
    assert not cell.select("[readonly], :disabled, .locked:not([hidden])")


def test_the_words_about_it_describe_the_input_and_name_the_condition() -> None:
    cell = cell_of(locking(f=FIELDS["text"]), True)
    assert "r-s/f" in cell.input["aria-describedby"].split()
    assert cell.select_one(".locked").get_text() == "现在不能修改（条件：是否审定 = 是）"


def test_the_reply_tells_what_is_locked_now() -> None:
    form = locking(f=FIELDS["text"])
    locked = apply(form, {"s/f": "旧"}, {"s/done": "是", "s/f": "新"})
    assert locked.readonly == {"s/f"}
    assert apply(form, locked.cells, {"s/done": "否"}).readonly == frozenset()
    assert apply(form, {}, {"s/f": "新"}).readonly is None


def test_a_row_is_locked_by_its_own_answers() -> None:
    fields = {"done": DONE, "f": {**FIELDS["text"], **LOCK}}
    rows = {"title": "清单", "type": "array", "items": {"type": "object", "properties": fields}}
    form = compile_form({**one_section(), "properties": {"list": rows}})
    soup = page(form, {"list": ["a", "b"], "list/a/done": True})
    assert soup.select('[name="list/a/f"][readonly]')
    assert soup.select('[name="list/b/f"]:not([readonly])')
