"""Reading plain schemas: which files are ones, what they may refer to, and what is refused with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.forms import DefinitionError, Form, Library, compile_form, json, validate_answers
from server.forms.meta import KNOWN
from server.forms.plain import is_plain
from server.forms.plain.dialect import draft_of
from server.forms.plain.words import safe_key, title_of
from tests.forms.plain.cases import form_of


def fault(schema: Any, folder: Path) -> Any:
    """The first fault of a schema."""
    with pytest.raises(DefinitionError) as caught:
        form_of(schema, folder)
    return caught.value.findings[0]


def test_a_word_of_ours_makes_a_definition_of_ours() -> None:
    assert is_plain({"properties": {"a": {"x-icon": "star"}}}, KNOWN)
    assert not is_plain({"properties": {"a": {"x-unit": "元"}}}, KNOWN)


def test_nobody_writes_the_bundle_by_hand(tmp_path: Path) -> None:
    found = fault({"x-form": {}, "x-plain": "{}", "type": "object", "properties": {}}, tmp_path)
    assert found.rule == "keyword-unknown"


@pytest.mark.parametrize(
    ("schema", "draft"),
    [
        ({}, "2020-12"),
        (True, "2020-12"),
        ({"items": [{}]}, "draft-07"),
        ({"properties": {"a": {"dependencies": {"b": ["c"]}}}}, "draft-07"),
        ({"dependencies": {}, "$defs": {}}, "2020-12"),
        ({"$schema": "http://json-schema.org/draft-04/schema#"}, "draft-04"),
        ({"$schema": "https://json-schema.org/draft-07/schema"}, "draft-07"),
        ({"$schema": "https://example.com/own"}, "2020-12"),
    ],
    ids=range(8),
)
def test_the_draft_is_told_or_guessed(schema: Any, draft: str) -> None:
    assert draft in draft_of(schema)


@pytest.mark.parametrize(
    ("schema", "rule", "pointer"),
    [
        ({"type": "strin"}, "schema", "/type"),
        ({"properties": {"a": {"pattern": "("}}}, "pattern-invalid", "/properties/a/pattern"),
        ({"properties": {"a": {"$ref": "#/$defs/none"}}}, "reference-unknown", "/properties/a/$ref"),
        (
            {"properties": {"a": {"$ref": "https://example.com/x.json"}}},
            "reference-unknown",
            "/properties/a/$ref",
        ),
        ({"properties": {"a": {"$ref": "../../secret.json"}}}, "reference-unknown", "/properties/a/$ref"),
        ({"enum": list(range(60_000))}, "definition-too-large", ""),
        ({"allOf": [{"$ref": "#"}]}, "reference-cycle", ""),
        (
            {"$defs": {"a": {"not": {"$ref": "#/$defs/a"}}}, "$ref": "#/$defs/a"},
            "reference-cycle",
            "/$defs/a",
        ),
    ],
    ids=range(8),
)
def test_what_no_validator_could_work_with_is_refused(
    schema: Any, rule: str, pointer: str, tmp_path: Path
) -> None:
    found = fault(schema, tmp_path)
    assert (found.rule, found.pointer.partition("/not")[0]) == (rule, pointer)


def with_parts(folder: Path, reference: str) -> Form:
    """A form that refers to a file in a folder beside it."""
    (folder / "shared").mkdir()
    party = {"$defs": {"party": {"type": "object", "properties": {"name": {"type": "string"}}}}}
    (folder / "shared" / "parts.json").write_text(json.dumps(party), "utf-8")
    return form_of({"properties": {"buyer": {"$ref": reference}}}, folder)


def test_other_files_of_the_folder_are_part_of_the_schema(tmp_path: Path) -> None:
    form = with_parts(tmp_path, "shared/parts.json#/$defs/party")
    (tmp_path / "shared" / "parts.json").unlink()
    again = compile_form(form.definition)
    assert list(again.fields) == ["buyer/name"]
    assert [finding.pointer for finding in validate_answers(again, {"buyer": {"name": 1}})] == ["/buyer/name"]


def test_an_id_does_not_hide_the_files_beside(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text('{"type": "integer"}', "utf-8")
    form = form_of({"$id": "https://example.com/s/a.json", "properties": {"n": {"$ref": "b.json"}}}, tmp_path)
    assert form.fields["general/n"].kind.name == "integer"


def test_a_form_is_called_by_its_file_when_it_has_no_title(tmp_path: Path) -> None:
    (tmp_path / "survey-2.json").write_text("{}", "utf-8")
    form = compile_form(Library(tmp_path).read("survey-2"))
    assert (form.id, form.title) == ("survey-2", "survey-2")


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("firstName", "First name"),
        ("first_name", "First name"),
        ("postal-code", "Postal code"),
        ("HTTPServer", "HTTP server"),
        ("taxID", "Tax ID"),
        ("数量", "数量"),
        ("", "“”"),
    ],
)
def test_a_key_is_put_into_words(key: str, title: str) -> None:
    assert title_of(key, {}) == title


def test_different_keys_have_different_paths() -> None:
    keys = [
        "a",
        "a/b",
        "a b",
        "a~b",
        "~",
        "",
        "*",
        "_",
        ".",
        "..",
        "-",
        "a~2fb",
        "ａ",
        "数量",
        "a\nb",
        "$ref",
    ]
    safe = [safe_key(key) for key in keys]
    assert len(set(safe)) == len(keys)
    assert not any(set(key) & set("/* \n\"'<>&") for key in safe)
