"""Each kind by its example form: what is typed is kept, shown or found wrong as the example says."""

from __future__ import annotations

from typing import Any

import pytest

from server.forms import apply
from server.forms.kinds import KINDS
from tests.forms.examples import KINDS as EXAMPLES
from tests.forms.examples import ROW, VALUE, cases, form_of

ROWS = {"list": {"add": ["r1"]}}
TABLED = [(kind, case) for kind, case in cases("right") if "list" in form_of(kind).rows]


def test_every_kind_has_one_example_form() -> None:
    assert sorted(KINDS) == EXAMPLES


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_example_form_is_of_its_kind(kind: str) -> None:
    places = form_of(kind).sections[0].blocks[0].places  # type: ignore[union-attr]
    assert places[0].kind is KINDS[kind]


@pytest.mark.parametrize(("kind", "case"), cases("right"))
def test_what_is_typed_is_kept_as_one_value(kind: str, case: dict[str, Any]) -> None:
    saved = apply(form_of(kind), {}, {VALUE: case["typed"]})
    assert saved.cells == {VALUE: case["kept"]}
    assert not any(saved.findings.values())


@pytest.mark.parametrize(("kind", "case"), TABLED)
def test_it_is_kept_in_a_row_too(kind: str, case: dict[str, Any]) -> None:
    saved = apply(form_of(kind), {}, {**ROWS, ROW: case["typed"]})
    assert saved.cells[ROW] == case["kept"]


@pytest.mark.parametrize(("kind", "case"), cases("right"))
def test_a_kept_value_is_shown_in_words(kind: str, case: dict[str, Any]) -> None:
    field = form_of(kind).fields[VALUE]
    assert field.kind.show(case["kept"], field) == case["shown"]


@pytest.mark.parametrize("kind", EXAMPLES)
@pytest.mark.parametrize("nothing", ["", None, []], ids=repr)
def test_nothing_typed_stays_blank(kind: str, nothing: Any) -> None:
    assert apply(form_of(kind), {}, {VALUE: nothing}).cells == {}


@pytest.mark.parametrize(("kind", "case"), cases("wrong"))
def test_what_is_wrong_is_found_by_its_rule(kind: str, case: dict[str, Any]) -> None:
    saved = apply(form_of(kind), {}, {VALUE: case["typed"]})
    found = [finding for findings in saved.findings.values() for finding in findings] + saved.refused
    assert [finding.rule for finding in found] == [case["rule"]]
    assert found[0].message
