"""Reading: which file an id means, what a bundle holds, and how a reference is overridden beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from server.forms import DefinitionError, Library, compile_form, json, meta
from server.forms.source import overlay
from tests.forms.tables import REAL_FORMS, table


def write(path: Path, value: Any) -> Path:
    """A JSON file, its folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_the_library_lists_the_forms_and_nothing_else() -> None:
    assert Library().ids() == sorted(REAL_FORMS.values())


def test_a_folder_of_ones_own_adds_forms(tmp_path: Path) -> None:
    write(tmp_path / "city" / "survey" / "2026.json", table(f={"type": "string"}))
    write(tmp_path / "lists" / "a.json", {"items": []})
    assert set(Library(tmp_path).ids()) == {*REAL_FORMS.values(), "city/survey/2026"}


def test_a_folder_of_ones_own_comes_before_the_product(tmp_path: Path) -> None:
    form_id = next(iter(REAL_FORMS.values()))
    path = write(tmp_path / f"{form_id}.json", table(f={"type": "string"}))
    assert Library(tmp_path).find(form_id) == path


@pytest.mark.parametrize(
    "strange", ["../secret", "/etc/hostname", "shared/amounts", "lists/regions", "", "nothing"]
)
def test_an_id_never_leads_outside_the_forms(strange: str, tmp_path: Path) -> None:
    write(tmp_path / "secret.json", {})
    assert Library(tmp_path / "forms").by_id(strange) is None


def test_an_unknown_form_is_said_so() -> None:
    with pytest.raises(DefinitionError, match="找不到表单“miit/nothing/2022”"):
        Library().find("miit/nothing/2022")


def test_a_file_anywhere_is_a_form(tmp_path: Path) -> None:
    path = write(tmp_path / "survey.json", table(f={"type": "string"}) | {"x-form": {"edition": 2026}})
    assert compile_form(Library().read(str(path))).id == "survey"


def test_a_bundle_needs_no_other_file() -> None:
    bundle = Library().read(REAL_FORMS["jiangsu-product"])
    assert '"$ref"' not in json.dumps(bundle)
    assert {"regions", "gbt4754", "jiangsu/chains"} <= bundle["x-lists"].keys()


@pytest.mark.parametrize("form_id", REAL_FORMS.values())
def test_a_bundle_is_plain_json_schema(form_id: str) -> None:
    Draft202012Validator.check_schema(Library().read(form_id))


def test_a_list_beside_the_definition_comes_first(tmp_path: Path) -> None:
    own = {"title": "自用", "items": [{"code": "a", "name": "甲", "parent": ""}]}
    write(tmp_path / "lists" / "regions.json", own)
    path = write(tmp_path / "f.json", table(f={"type": "string", "x-options": {"list": "regions"}}))
    assert Library().read(str(path))["x-lists"]["regions"] == own


def test_a_list_without_items_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "lists" / "odd.json", {"title": "空"})
    path = write(tmp_path / "f.json", table(f={"type": "string", "x-options": {"list": "odd"}}))
    with pytest.raises(DefinitionError, match="选项清单“odd”应有 items"):
        Library().read(str(path))


def test_a_reference_into_a_neighbouring_file_follows_its_own_references(tmp_path: Path) -> None:
    amounts = {"plain": {"type": "number"}, "amount": {"$ref": "#/$defs/plain", "x-unit": "万元"}}
    write(tmp_path / "shared" / "amounts.json", {"$defs": amounts})
    path = write(tmp_path / "city" / "f.json", table(f={"$ref": "../shared/amounts.json#/$defs/amount"}))
    fields = Library(tmp_path).read(str(path))["properties"]["s"]["properties"]
    assert fields["f"] == {"type": "number", "x-unit": "万元"}


def test_a_key_with_a_slash_is_found_by_its_escaped_pointer(tmp_path: Path) -> None:
    definition = table(f={"$ref": "#/$defs/a~1b"}) | {"$defs": {"a/b": {"type": "string"}}}
    path = write(tmp_path / "f.json", definition)
    assert Library().read(str(path))["properties"]["s"]["properties"]["f"] == {"type": "string"}


@pytest.mark.parametrize(
    ("base", "beside", "merged"),
    [
        ({"title": "甲", "x-unit": "元"}, {"title": "乙"}, {"title": "乙", "x-unit": "元"}),
        ({"required": ["a"]}, {"required": ["b", "a"]}, {"required": ["a", "b"]}),
        ({"properties": {"a": {"title": "甲"}}}, {"properties": {"a": {"x-width": 4}, "b": {}}},
         {"properties": {"a": {"title": "甲", "x-width": 4}, "b": {}}}),
        ({"maximum": 9}, {"maximum": 5}, {"maximum": 5, "allOf": [{"maximum": 9}]}),
    ],
)  # fmt: skip
def test_what_stands_beside_a_reference(base: Any, beside: Any, merged: Any) -> None:
    assert overlay(base, beside) == merged


@pytest.mark.parametrize(
    "beside", [{"properties": 5}, {"required": 7}, {"properties": {"a": 5}}, {"required": [{}]}]
)
def test_nonsense_beside_a_reference_is_kept_to_be_judged(beside: Any) -> None:
    merged = overlay({"properties": {"a": {"type": "string"}}, "required": ["a"]}, beside)
    assert next(meta.faults({"type": "object", "properties": {"s": merged}})).rule == "schema-type"


def test_beside_a_reference_both_rules_hold_as_the_standard_says() -> None:
    schema = overlay({"minimum": 5}, {"minimum": 3})
    assert not Draft202012Validator(schema).is_valid(4)
