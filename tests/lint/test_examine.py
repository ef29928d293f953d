"""What a path stands for, and what a file is held beside: the year before, its rule set, its forms."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from server.forms import Library, json
from server.forms.lint import Examined, examine, files
from server.forms.lint.examine import SORTS, previous
from server.forms.source import BUILTIN

HERE = Path(__file__).parent
RENAMED = HERE / "fixtures" / "edition-renamed"
STANDARD = HERE / "fixtures" / "maximum-sum"


@pytest.fixture
def family(tmp_path: Path) -> Path:
    """A folder with two editions of one table, the later with a key renamed."""
    shutil.copytree(RENAMED, tmp_path, dirs_exist_ok=True)
    return tmp_path


def examined(path: Path, *roots: Path) -> Examined:
    return examine(str(path), Library(*roots))


def rules(path: Path, *roots: Path) -> list[str]:
    return [finding.rule for finding in examined(path, *roots).findings]


def test_a_form_is_held_beside_the_latest_edition_before_it(family: Path) -> None:
    shutil.copy(family / "family" / "2023.json", family / "family" / "2021.json")
    assert previous("family/2024", Library(family)) == "family/2023"
    assert previous("family/2021", Library(family)) is None


def test_a_file_outside_the_library_has_no_year_before(family: Path) -> None:
    assert rules(family / "family" / "2024.json") == []
    assert rules(family / "family" / "2024.json", family) == ["edition-renamed"]


def test_an_earlier_edition_that_is_broken_hides_nothing_and_adds_nothing(family: Path) -> None:
    (family / "family" / "2023.json").write_text("{", "utf-8")
    assert rules(family / "family" / "2024.json", family) == []
    assert rules(family / "family" / "2023.json", family) == ["not-json"]


def test_a_folder_stands_for_the_files_below_it_but_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.json", "a/c.json", ".cache/d.json", "readme.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}", "utf-8")
    assert [Path(name).name for name in files(str(tmp_path))] == ["c.json", "b.json"]
    assert files("miit/little-giant/2022") == ["miit/little-giant/2022"]


def test_what_a_file_is_follows_from_its_folder() -> None:
    sorts = {examined(path, STANDARD).sort for path in STANDARD.rglob("*.json")}
    assert sorts == {"form", "ruleset"} <= SORTS.keys()


@pytest.mark.parametrize("content", ["", "null", "[]", '"x"', "5", '{"forms": 5}', '{"forms": {"form": 5}}'])
@pytest.mark.parametrize("folder", ["rulesets", "lists", "shared", "meta", "forms"])
def test_garbage_gives_findings_never_a_traceback(folder: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / folder / "garbage.json"
    path.parent.mkdir()
    path.write_text(content, "utf-8")
    assert all(finding.message for finding in examined(path, tmp_path).findings)


def test_a_form_that_does_not_exist_is_a_finding() -> None:
    assert [finding.rule for finding in examine("no/such/form", Library()).findings] == ["form-unknown"]


def test_a_form_that_names_no_plug_in_of_its_rule_set_is_told(tmp_path: Path) -> None:
    shipped = BUILTIN / "jiangsu" / "specialized" / "2022.json"
    text = shipped.read_text("utf-8").replace('"plugin": "jiangsu"', '"plugin": "jiangsi"')
    path = tmp_path / "jiangsu" / "specialized" / "2022.json"
    path.parent.mkdir(parents=True)
    path.write_text(text.replace('"../../', f'"{BUILTIN.as_posix()}/'), "utf-8")
    assert "plugin-unknown" in rules(path, tmp_path)


@pytest.mark.parametrize("plugins", [5, [], {"a": 5}, {"a": {"forms": 5}}, {"a": {"forms": {"x": {}}}}])
def test_garbage_for_plug_ins_is_told_and_never_stumbled_over(plugins: Any, tmp_path: Path) -> None:
    document = json.loads((BUILTIN / "rulesets" / "tidu-2022-specialized.json").read_bytes())
    path = tmp_path / "rulesets" / "r.json"
    path.parent.mkdir()
    path.write_text(json.dumps({**document, "plugins": plugins}), "utf-8")
    assert isinstance(rules(path, tmp_path), list)


def test_a_plain_json_schema_need_not_say_who_made_it(tmp_path: Path) -> None:
    path = tmp_path / "plain.json"
    section = {"title": "甲", "type": "object", "properties": {"a": {"title": "乙", "type": "boolean"}}}
    path.write_text(json.dumps({"title": "表", "type": "object", "properties": {"s": section}}), "utf-8")
    assert rules(path) == []
