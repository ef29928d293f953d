"""The definitions we ship: plain JSON Schema, in the words of the language, each with answers that fit."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from server.forms import Library
from tests.forms.tables import REAL_FORMS

HERE = Path(__file__).parent
SCHEMAS = HERE.parents[1] / "schemas"
DEMO = HERE.parents[1] / "server" / "demo" / "answers"
AUTHORITIES = ("miit", "jiangsu", "guangdong")
DEFINITIONS = [
    *(path for authority in AUTHORITIES for path in sorted((SCHEMAS / authority).rglob("*.json"))),
    HERE / "toy.json",
]
SHARED = sorted((SCHEMAS / "shared").glob("*.json"))
LISTS = sorted((SCHEMAS / "lists").rglob("*.json"))
SAMPLES = {name: SCHEMAS / f"{form}.json" for name, form in REAL_FORMS.items()}


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def retrieve(uri: str) -> Resource[Any]:
    return Resource.from_contents(load(Path(uri.removeprefix("file://"))))


META = {name: load(SCHEMAS / f"meta/{name}.json") for name in ("form", "keywords", "list")}
REGISTRY: Registry[Any] = Registry(retrieve=retrieve).with_resources(  # type: ignore[call-arg]
    (schema["$id"], Resource.from_contents(schema)) for schema in META.values()
)


def validator(path: Path) -> Draft202012Validator:
    """A validator that knows JSON Schema and nothing of ours."""
    return Draft202012Validator({"$ref": path.as_uri()}, registry=REGISTRY)


def meta(name: str) -> Draft202012Validator:
    return Draft202012Validator(META[name], registry=REGISTRY)


def schemas_in(node: Any, at: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield at, node
        for key, value in node.items():
            yield from schemas_in(value, f"{at}/{key}")
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from schemas_in(value, f"{at}/{place}")


def name_of(path: Path) -> str:
    return "/".join(path.with_suffix("").parts[-3:])


every_definition = pytest.mark.parametrize("path", DEFINITIONS, ids=name_of)
every_list = pytest.mark.parametrize("path", LISTS, ids=name_of)


@pytest.mark.parametrize("path", [*DEFINITIONS, *SHARED], ids=name_of)
def test_the_official_meta_schema_accepts_it(path: Path) -> None:
    Draft202012Validator.check_schema(load(path))


@every_definition
def test_a_definition_uses_only_keywords_of_the_language(path: Path) -> None:
    assert not list(meta("form").iter_errors(load(path)))


@pytest.mark.parametrize("path", SHARED, ids=name_of)
def test_a_shared_block_uses_only_keywords_of_the_language(path: Path) -> None:
    assert not list(meta("keywords").iter_errors(load(path)))


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("x-colour", "red"),
        ("x-compute", 5),
        ("x-width", 13),
        ("x-source", "somebody said so"),
        ("x-options", {"levels": ["县"]}),
    ],
)
def test_the_meta_schema_refuses_a_wrong_keyword_deep_in_a_definition(keyword: str, value: Any) -> None:
    definition = copy.deepcopy(load(HERE / "toy.json"))
    definition["properties"]["people"]["items"]["properties"]["age"][keyword] = value
    assert not meta("form").is_valid(definition)


@pytest.mark.parametrize("missing", ["title", "x-form", "unevaluatedProperties"])
def test_the_meta_schema_refuses_a_definition_without(missing: str) -> None:
    definition = load(HERE / "toy.json")
    del definition[missing]
    assert not meta("form").is_valid(definition)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_plain_validator_accepts_the_complete_sample(sample: str) -> None:
    assert not list(validator(SAMPLES[sample]).iter_errors(load(DEMO / f"{sample}.complete.json")))


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_plain_validator_sees_that_the_half_filled_sample_is_not_finished(sample: str) -> None:
    assert not validator(SAMPLES[sample]).is_valid(load(DEMO / f"{sample}.half.json"))


def test_a_plain_validator_accepts_the_toy_answers() -> None:
    assert not list(validator(HERE / "toy.json").iter_errors(load(HERE / "toy.answers.json")))


@every_definition
def test_what_is_required_is_declared(path: Path) -> None:
    undeclared = {
        at: sorted(set(schema["required"]) - schema["properties"].keys())
        for at, schema in schemas_in(load(path))
        if isinstance(schema.get("required"), list) and isinstance(schema.get("properties"), dict)
    }
    assert not {at: keys for at, keys in undeclared.items() if keys}


@every_definition
def test_option_lists_exist_and_have_the_levels_named(path: Path) -> None:
    for at, schema in schemas_in(load(path)):
        if isinstance(options := schema.get("x-options"), dict) and "list" in options:
            levels = load(SCHEMAS / "lists" / f"{options['list']}.json").get("levels", [])
            assert set(options.get("levels", [])) <= set(levels), at


@every_definition
def test_keys_are_lower_case_words(path: Path) -> None:
    keys = [
        key
        for _, schema in schemas_in(load(path))
        if isinstance(properties := schema.get("properties"), dict)
        for key in properties
    ]
    assert not [key for key in keys if not re.fullmatch(r"[a-z][a-z0-9_]*|y[+-]\d", key)]


@pytest.mark.parametrize("path", SAMPLES.values(), ids=name_of)
def test_every_section_says_where_it_comes_from(path: Path) -> None:
    sections = Library().read(str(path))["properties"]
    assert not [key for key, section in sections.items() if "x-source" not in section]


@every_list
def test_a_list_keeps_to_the_meta_schema_of_lists(path: Path) -> None:
    assert not list(meta("list").iter_errors(load(path)))


@every_list
def test_the_codes_of_a_list_are_unique(path: Path) -> None:
    codes = [item["code"] for item in load(path)["items"]]
    assert len(codes) == len(set(codes))


@every_list
def test_the_parents_in_a_list_exist(path: Path) -> None:
    grouped_by = {"chains": "clusters"}.get(path.stem, path.stem)
    codes = {item["code"] for item in load(path.with_stem(grouped_by))["items"]}
    assert {item["parent"] for item in load(path)["items"]} <= codes | {""}
