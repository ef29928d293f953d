"""docs/editions.md and the command line say what the code does."""

from __future__ import annotations

import json as plain
import re
import subprocess
import sys

import pytest

from server.forms import compile_form, json
from server.forms.editions import DANGERS, OUTCOMES, TYPES
from tests.forms.editions.workshop import ANSWERS, NEW, OLD
from tests.forms.tables import table
from tests.serving import ROOT

PAGE = (ROOT / "docs" / "editions.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


def tianbiao(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("word", [*TYPES, *DANGERS])
def test_every_type_of_change_and_danger_is_explained(word):
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("type", TYPES)
def test_every_type_of_change_has_its_chinese_name_on_the_page(type):
    assert TYPES[type] in PAGE


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_explained(outcome):
    assert f"**{outcome}**" in PAGE


def test_the_example_compiles():
    for example in EXAMPLES:
        assert compile_form({**table(), "properties": example}).sections


def test_changes_are_told_in_words_and_exit_with_1():
    run = tianbiao("diff", OLD, NEW)
    assert run.returncode == 1 and "已填内容不能带入新表" in run.stdout and "2018年不再填报" in run.stdout


def test_no_changes_exit_with_0():
    run = tianbiao("diff", OLD, OLD, "--json")
    assert run.returncode == 0 and plain.loads(run.stdout) == []


def test_answers_are_carried_into_a_file_with_an_account_on_the_screen(tmp_path):
    run = tianbiao("migrate", OLD, NEW, ANSWERS, "-o", tmp_path / "new.json")
    assert run.returncode == 1 and "需要核对" in run.stdout and "/remarks：旧表没有这一项" in run.stdout
    document = plain.loads((tmp_path / "new.json").read_text(encoding="utf-8"))
    assert document["basics"]["company_name"] == "示例精密制造有限公司"


def test_the_account_is_json_too():
    told = plain.loads(tianbiao("migrate", OLD, NEW, ANSWERS, "--json").stdout)
    assert told.keys() == {"answers", *OUTCOMES} and told["orphaned"][0]["reasons"]


def test_clean_answers_exit_with_0(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text('{"basics": {"name": "示例公司"}}', encoding="utf-8")
    assert tianbiao("migrate", OLD, NEW, path).returncode == 0


@pytest.mark.parametrize("text", ["[]", "{", "null"])
def test_what_is_no_answers_document_exits_with_2(tmp_path, text):
    path = tmp_path / "answers.json"
    path.write_text(text, encoding="utf-8")
    run = tianbiao("migrate", OLD, NEW, path)
    assert run.returncode == 2 and "Traceback" not in run.stderr
