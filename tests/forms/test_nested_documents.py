"""Whatever form of rows, groups and rows in rows is filled in: no cell is lost on the way to a document."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from server.forms import Form, apply, assemble, compile_form, disassemble, migrate
from server.forms.validate import pointer_to
from tests.forms.tables import table

KEYS = some.sampled_from(["name", "amount", "city", "note"])
TEXT = {"type": "string"}
IDS = some.lists(some.sampled_from(["r1", "k", "0", "zz"]), unique=True, max_size=3)


def columns(inner: some.SearchStrategy[Any]) -> some.SearchStrategy[dict[str, Any]]:
    """The properties of a row: fields, groups of fields, and what may stand inside."""
    fields = some.dictionaries(KEYS, some.just(TEXT), min_size=1, max_size=3)
    groups = some.builds(lambda properties: {"type": "object", "properties": properties}, fields)
    return some.builds(
        lambda plain, grouped, below: {**plain, **grouped, **below},
        fields,
        some.dictionaries(some.sampled_from(["address", "maker"]), groups, max_size=2),
        some.dictionaries(some.sampled_from(["parts", "proofs"]), inner, max_size=2),
    )


def rows(inner: some.SearchStrategy[Any]) -> some.SearchStrategy[dict[str, Any]]:
    return columns(inner).map(
        lambda properties: {"type": "array", "items": {"type": "object", "properties": properties}}
    )


FORMS = some.dictionaries(
    some.sampled_from(["products", "people"]), rows(rows(some.nothing())), min_size=1
).map(lambda sections: compile_form(table(**sections)))


def fill(form: Form, draw: Any) -> dict[str, Any]:
    """Rows in every table, and a text in every other cell."""
    cells: dict[str, Any] = {}
    for template in form.rows:
        for path in form.expand(template, cells):
            cells |= {path: ids} if (ids := draw(IDS)) else {}
    for template in form.fields:
        for path in form.expand(template, cells):
            cells |= {path: path} if draw(some.booleans()) else {}
    return cells


@settings(max_examples=150, deadline=None)
@given(FORMS, some.data())
def test_every_cell_survives_the_way_to_a_document_and_back(form: Form, data: Any) -> None:
    cells = fill(form, data.draw)
    document = assemble(form, cells).answers
    back = disassemble(form, document)
    assert assemble(form, back).answers == document
    assert {pointer_to(form, path, cells): value for path, value in cells.items() if value == path} == {
        pointer_to(form, path, back): value for path, value in back.items() if isinstance(value, str)
    }


@settings(max_examples=60, deadline=None)
@given(FORMS, FORMS, some.data())
def test_every_cell_is_told_of_when_it_is_carried_to_another_form(old: Form, new: Form, data: Any) -> None:
    cells = fill(old, data.draw)
    moved = migrate(old, new, cells)
    assert {one.was for one in moved.carried} == cells.keys()
    assert {one.path for one in moved.carried if one.path} == moved.cells.keys()


@settings(max_examples=60, deadline=None)
@given(FORMS, some.data())
def test_removing_the_outermost_rows_leaves_nothing_behind(form: Form, data: Any) -> None:
    cells = fill(form, data.draw)
    outermost = [path for path in form.rows if "*" not in path]
    assert apply(form, cells, {path: [] for path in outermost}).cells == {}
