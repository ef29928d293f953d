"""Compiling: faults of one stage are told together, and the same bundle is always the same form.

What is told about each way of breaking a definition is in tests/lint/fixtures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.forms import DefinitionError, Finding, compile_form
from tests.forms.tables import REAL_FORMS, real_form, table

Faults = Callable[[Any], list[Finding]]

FEE = "/properties/class/properties/fee"
LEVEL = "/properties/class/properties/level"


def test_all_faults_of_a_stage_are_named_together(toy: dict[str, Any], faults: Faults) -> None:
    fields = toy["properties"]["class"]["properties"]
    fields["fee"]["x-unti"], fields["level"]["x-hlep"] = "元", "说明"
    assert {fault.pointer for fault in faults(toy)} == {f"{FEE}/x-unti", f"{LEVEL}/x-hlep"}


def test_the_toy_definition_has_no_fault(toy: dict[str, Any], faults: Faults) -> None:
    assert faults(toy) == []


@pytest.mark.parametrize("name", REAL_FORMS)
def test_compiling_twice_gives_the_same_fingerprint(name: str) -> None:
    assert compile_form(real_form(name).definition).hash == real_form(name).hash


def test_any_change_of_a_list_changes_the_fingerprint() -> None:
    options = {"f": {"type": "string", "x-options": {"list": "a"}}}
    one, two = ({"a": {"items": [{"code": "1", "name": name, "parent": ""}]}} for name in ("甲", "乙"))
    assert compile_form(table(**options, lists=one)).hash != compile_form(table(**options, lists=two)).hash


def test_a_definition_error_reads_as_a_sentence() -> None:
    with pytest.raises(DefinitionError, match="/properties/s/properties/f：看不出字段"):
        compile_form(table(f={}))
