"""Plain schemas of many shapes: each judges as the stock validator does and gives back its documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.forms import (
    Form,
    apply,
    assemble,
    disassemble,
    hidden_paths,
    validate_answers,
    validate_cells,
)
from tests.forms.plain.cases import NAMES, case, form_of, pairs, stock

VALID, INVALID = pairs("valid"), pairs("invalid")


@pytest.fixture
def plain(tmp_path: Path) -> Any:
    """The form of a case."""
    return lambda name: form_of(case(name)["schema"], tmp_path)


def ids(pair: Any) -> str:
    return pair if isinstance(pair, str) else ""


def typed(form: Form, document: Any) -> dict[str, Any]:
    """The cells after somebody typed a document, field by field."""
    given = disassemble(form, document)
    cells: dict[str, Any] = {}
    for path in sorted(given, key=lambda path: path.count("/")):
        field = form.field_at(path)
        raw = field.kind.edit(given[path], field) if field and not field.kind.many else given[path]
        saved = apply(form, cells, {path: raw}, trusted=True)
        assert saved.refused == []
        cells = saved.cells
    return cells


def test_there_are_many_shapes() -> None:
    assert len(NAMES) >= 25


@pytest.mark.parametrize("name", NAMES)
def test_every_leaf_is_a_field(name: str, plain: Any) -> None:
    form = plain(name)
    assert set(form.plain.part.leaves(form.plain.at)) == {*form.fields, *form.rows}


@pytest.mark.parametrize("name, document", VALID, ids=ids)
def test_what_fits_has_no_finding(name: str, document: Any, plain: Any) -> None:
    assert stock(case(name)["schema"]).is_valid(document)
    assert [str(finding) for finding in validate_answers(plain(name), document)] == []


@pytest.mark.parametrize("name, document", INVALID, ids=ids)
def test_what_does_not_fit_has_a_finding_with_a_place(name: str, document: Any, plain: Any) -> None:
    assert not stock(case(name)["schema"]).is_valid(document)
    findings = validate_answers(plain(name), document)
    assert any(finding.is_error for finding in findings)
    assert all(finding.message and finding.rule != "None" for finding in findings)


@pytest.mark.parametrize("name, document", VALID, ids=ids)
def test_typing_it_field_by_field_gives_the_same_document(name: str, document: Any, plain: Any) -> None:
    form = plain(name)
    cells = typed(form, document)
    made = assemble(form, cells, hidden_paths(form, cells)).answers
    assert made == document


@pytest.mark.parametrize("name, document", VALID, ids=ids)
def test_what_was_typed_has_no_finding(name: str, document: Any, plain: Any) -> None:
    form = plain(name)
    found = validate_cells(form, typed(form, document), complete=True)
    assert [str(finding) for finding in found] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_draft_has_nothing_wrong(name: str, plain: Any) -> None:
    assert validate_cells(plain(name), {}, complete=False) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_pinned_bundle_is_the_same_form(name: str, plain: Any) -> None:
    form = plain(name)
    again = type(form.plain)(form.definition["x-plain"])
    assert again.schema == case(name)["schema"]
