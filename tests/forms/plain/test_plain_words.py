"""What people are told and shown: findings of alternatives, guidance, fields that come and go."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from server.forms import apply, hidden_paths, required_paths, validate_answers, validate_cells
from tests.forms.plain.cases import case, form_of


@pytest.fixture
def findings(tmp_path: Path) -> Any:
    """Pointer, rule and message of what is wrong with a document of a case."""

    def found(name: str, document: Any) -> list[tuple[str, str, str]]:
        judged = validate_answers(form_of(case(name)["schema"], tmp_path), document)
        return [(finding.pointer, finding.rule, finding.message) for finding in judged]

    return found


def test_the_variant_that_was_meant_says_what_is_missing(findings: Any) -> None:
    assert findings("payment", {"amount": 1, "method": "card"}) == [("/number", "required", "必填，请填写")]


def test_in_rows_too(findings: Any) -> None:
    steps = [{"kind": "run", "command": "make"}, {"kind": "wait", "seconds": 0}]
    assert findings("variants", {"name": "构建", "steps": steps}) == [
        ("/steps/1/seconds", "minimum", "不能小于 1")
    ]


def test_without_a_choice_the_variants_are_named(findings: Any) -> None:
    (found,) = findings("payment", {"amount": 1, "method": "gold"})
    assert "银行卡、转账、现金" in found[2]


def test_names_of_which_one_is_needed_are_listed(findings: Any) -> None:
    (found,) = findings("openapi", {"openapi": "3.1.0", "info": {"title": "a", "version": "1"}})
    assert found[1:] == ("required", "paths、components、webhooks 中至少要填写一组")


def test_what_depends_on_another_answer_is_missing_at_its_own_place(findings: Any) -> None:
    assert findings("dependent", {"name": "甲", "card": "1"})[0][:2] == ("/billing", "dependentRequired")
    assert findings("point7", {"at": [3, True]})[-1][0] == "/unit"


def test_an_unknown_member_is_named(findings: Any) -> None:
    assert findings("resume", {"hobbies": []}) == [("/hobbies", "unknown", "本表没有“hobbies”这一项，请删去")]


def test_numbers_nobody_could_keep_are_refused_inside_a_box_too(findings: Any) -> None:
    assert findings("anything", {"a": [12345678901234567890]})[0][:2] == ("/a/0", "digits")


def test_fields_come_and_go_with_their_condition(tmp_path: Path) -> None:
    form = form_of(case("address")["schema"], tmp_path)
    china = apply(form, {}, {"general/country": "中国"})
    assert china.hidden == {"general/zip"}
    assert china.required == {"general/postcode"}
    assert hidden_paths(form, {}) == {"general/zip", "general/postcode", "general/province"}


def test_rows_have_conditions_of_their_own(tmp_path: Path) -> None:
    form = form_of(case("variants")["schema"], tmp_path)
    cells = {"steps": ["r1", "r2"], "steps/r1/kind": "run", "steps/r2/kind": "wait"}
    assert "steps/r1/command" not in hidden_paths(form, cells)
    assert {"steps/r1/seconds", "steps/r2/command"} <= hidden_paths(form, cells)
    assert required_paths(form, cells) == {"steps/r1/command", "steps/r2/seconds"}


def test_a_hidden_answer_is_left_out_of_the_document(tmp_path: Path) -> None:
    form = form_of(case("variants")["schema"], tmp_path)
    cells = {
        "general/name": "构建",
        "steps": ["r1"],
        "steps/r1/kind": "wait",
        "steps/r1/seconds": 5,
        "steps/r1/command": "make",
    }
    assert validate_cells(form, cells, complete=True) == []


def test_defaults_and_examples_are_told_not_filled_in(tmp_path: Path) -> None:
    form = form_of(case("settings")["schema"], tmp_path)
    assert form.fields["general/fontSize"].help == "通常为 12"
    assert validate_answers(form, {}) == []


def test_read_only_members_are_read_only_unless_they_are_required(tmp_path: Path) -> None:
    fields = form_of(case("patient")["schema"], tmp_path).fields
    assert fields["general/created"].readonly
    assert not fields["general/id"].readonly


@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [
        ("formats", "general/day", "date"),
        ("formats", "general/password", "secret"),
        ("formats", "general/token", "secret"),
        ("formats", "general/bio", "text"),
        ("formats", "general/essay", "long_text"),
        ("formats", "general/mobile", "mobile"),
        ("resume", "basics/summary", "long_text"),
        ("choices", "general/size", "choice"),
        ("choices", "general/days", "choices"),
        ("choices", "general/nums", "list"),
        ("choices", "general/flag", "boolean"),
        ("choices", "general/nullable", "integer"),
        ("choices", "general/either", "json"),
        ("package", "general/private", "choice"),
        ("package", "general/dependencies", "json"),
        ("tree", "general/children", "json"),
        ("merged", "contact/since", "json"),
        ("geojson", "geometry/coordinates", "json"),
        ("variants", "steps/*/kind", "choice"),
        ("deep", "site/hall/line/robots/*/axes/*/max", "amount"),
        ("point", "at/2", "choice"),
    ],
)
def test_a_fitting_kind_is_chosen(name: str, path: str, kind: str, tmp_path: Path) -> None:
    assert form_of(case(name)["schema"], tmp_path).fields[path].kind.name == kind


def test_a_slip_in_a_box_that_takes_anything_is_warned_of(tmp_path: Path) -> None:
    saved = apply(form_of(True, tmp_path), {}, {"general/value": "{a: 1}"})
    found = saved.findings["general/value"]
    assert [(finding.rule, finding.severity) for finding in found] == [("json-text", "warning")]


def test_an_option_of_endless_digits_takes_no_time(tmp_path: Path) -> None:
    form = form_of({"enum": [Decimal("1e999999999"), 1]}, tmp_path)
    assert validate_answers(form, Decimal("1e999999999"))[0].rule == "digits"


def test_a_box_of_the_rest_takes_members_only(tmp_path: Path) -> None:
    form = form_of(case("settings")["schema"], tmp_path)
    found = validate_cells(form, {"general/~rest": "zen"}, complete=False)
    assert [finding.rule for finding in found] == ["type"]
