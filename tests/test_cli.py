"""The command line, run as its own process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from tests.serving import DEMO_ANSWERS, ROOT, free_port

TOY = ROOT / "tests" / "forms" / "toy.json"
TOY_ANSWERS = ROOT / "tests" / "forms" / "toy.answers.json"


def tianbiao(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A definition with a misspelt name in a formula."""
    definition = json.loads(TOY.read_text(encoding="utf-8"))
    definition["x-checks"] = [{"id": "x", "at": ["no/where"], "formula": "1 = 1", "message": "。"}]
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(definition, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_sound_definition_has_nothing_to_report_and_exits_with_0():
    run = tianbiao("check", "miit/innovative-sme/2022", TOY)
    assert run.returncode == 0 and "没有发现问题" in run.stdout


def test_a_broken_definition_is_named_in_chinese_with_a_pointer_and_a_suggestion(broken):
    run = tianbiao("check", broken)
    assert run.returncode == 1 and "/x-checks/0/at/0" in run.stdout and "不是本表的字段" in run.stdout
    assert "建议：改正 at" in run.stdout and "--explain check-at-unknown" in run.stdout


def test_warnings_alone_end_with_0_unless_strict():
    warned = ROOT / "tests" / "lint" / "fixtures" / "title-colon.json"
    run = tianbiao("check", warned, "--no-print")
    assert run.returncode == 0 and "1 个警告" in run.stdout and "删去冒号" in run.stdout
    assert tianbiao("check", warned, "--no-print", "--strict").returncode == 1


def test_a_folder_is_checked_with_its_rule_sets_and_lists():
    run = tianbiao("check", ROOT / "schemas" / "rulesets", ROOT / "schemas" / "lists", "--strict")
    assert run.returncode == 0 and "tidu-2022-innovative.json：没有发现问题" in run.stdout


def test_a_form_is_printed_for_trial_and_that_is_said_beside_the_report():
    run = tianbiao("check", ROOT / "tests" / "lint" / "fixtures" / "print-overflow.json", "--json")
    (found,) = next(iter(json.loads(run.stdout).values()))
    assert run.returncode == 1 and found["rule"] == "print-overflow" and found["suggestion"]
    assert "试印" in run.stderr


def test_a_rule_is_explained_with_an_example():
    run = tianbiao("check", "--explain", "limits-crossed")
    assert run.returncode == 0 and "为什么" in run.stdout and '"maximum": 10' in run.stdout
    run = tianbiao("check", "--explain", "limit-crossed")
    assert run.returncode == 2 and "是否为“limits-crossed”" in run.stderr


def test_all_rules_are_listed():
    run = tianbiao("check", "--rules")
    assert run.returncode == 0 and len(run.stdout.splitlines()) > 150


def test_a_definition_that_is_not_json_is_a_finding_too(tmp_path):
    path = tmp_path / "half.json"
    path.write_text('{"title": ', encoding="utf-8")
    run = tianbiao("check", path, "--json")
    assert run.returncode == 1 and json.loads(run.stdout)[str(path)][0]["rule"] == "not-json"


def test_complete_answers_are_fine_and_half_ones_have_findings():
    assert (
        tianbiao("validate", "miit/little-giant/2022", DEMO_ANSWERS / "little-giant.complete.json").returncode
        == 0
    )
    run = tianbiao("validate", "miit/little-giant/2022", DEMO_ANSWERS / "little-giant.half.json", "--json")
    findings = json.loads(run.stdout)
    assert run.returncode == 1 and {"pointer", "message", "label", "rule"} <= findings[0].keys()


@pytest.mark.parametrize(
    "garbage",
    [
        "null",
        "[]",
        '"x"',
        '{"basics": []}',
        '{"basics": {"name": {}}}',
        '{"a":' * 3000,
        '{"basics": {"name": 1e999}}',
        "{",
    ],
)
def test_garbage_gives_findings_never_a_traceback(tmp_path, garbage):
    path = tmp_path / "garbage.json"
    path.write_text(garbage, encoding="utf-8")
    run = tianbiao("validate", "miit/innovative-sme/2022", path)
    assert run.returncode in (1, 2) and "Traceback" not in run.stderr and run.stdout + run.stderr


def test_huge_answers_are_judged_within_a_minute(tmp_path):
    rows = [{"name": "x" * 1000, "kind": 7, "no such": None}] * 10_000
    path = tmp_path / "huge.json"
    path.write_text(
        json.dumps({"innovation": {"ip_list": rows}, "basics": {"address": "字" * 1_000_000}}),
        encoding="utf-8",
    )
    run = tianbiao("validate", "miit/innovative-sme/2022", path)
    assert run.returncode == 1 and "请删去" in run.stdout and len(run.stdout) < 1_000_000


def test_computed_cells_are_shown_with_labels_or_as_a_document(tmp_path):
    operating = {"revenue": {"y-4": 11, "y-3": 12, "y-2": 13, "y-1": 14}}
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"application": {"operating": operating}}), encoding="utf-8")
    assert "8.37" in tianbiao("compute", "jiangsu/product/2021", path).stdout
    document = json.loads(tianbiao("compute", "jiangsu/product/2021", path, "--json").stdout)
    assert document["application"]["operating"]["revenue"]["rate"] == 8.37


def test_a_table_is_printed_complete_as_a_draft_and_blank(tmp_path):
    for name, options in {"complete": [], "draft": ["--draft"], "blank": ["--blank"]}.items():
        output = tmp_path / f"{name}.pdf"
        run = tianbiao("print", TOY, TOY_ANSWERS, "-o", output, "--json", *options)
        assert run.returncode == 0 and json.loads(run.stdout)["mode"] == name, run.stderr
        assert output.read_bytes().startswith(b"%PDF-")


def test_a_table_is_printed_in_another_language(tmp_path):
    output = tmp_path / "blank.pdf"
    run = tianbiao("print", "miit/innovative-sme/2022", "--blank", "--language", "en", "-o", output)
    assert run.returncode == 0, run.stderr
    assert "the Chinese form governs" in pypdf.PdfReader(output).pages[0].extract_text()
    assert tianbiao("print", TOY, "--blank", "--language", "tlh", "-o", output).returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [[], ["nonsense"], ["check"], ["validate"], ["validate", "no/such/form", TOY_ANSWERS], ["print", TOY]],
)
def test_what_is_not_understood_exits_with_2(arguments):
    assert tianbiao(*arguments).returncode == 2


def test_a_second_server_on_the_same_data_says_who_has_it(own_server):
    run = tianbiao("serve", "--data", own_server.data, "--port", "1")
    assert run.returncode == 2 and "正由另一个填表进程使用" in run.stderr


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path):
    run = tianbiao("print", TOY, TOY_ANSWERS, "-o", tmp_path / "no" / "such" / "folder.pdf")
    assert run.returncode == 2 and "无法写入" in run.stderr and "Traceback" not in run.stderr


def test_a_port_in_use_is_said_in_words(own_server, tmp_path):
    run = tianbiao("serve", "--data", tmp_path / "other", "--port", own_server.port)
    assert run.returncode == 2 and "无法" in run.stderr and "Traceback" not in run.stderr


def test_an_unknown_theme_names_those_there_are(tmp_path):
    run = tianbiao("serve", "--data", tmp_path / "data", "--port", "1", "--theme", "nothing")
    assert run.returncode == 2 and "default" in run.stderr


def test_answers_are_assessed_against_the_rule_set_of_their_form():
    run = tianbiao("assess", "miit/innovative-sme/2022", DEMO_ANSWERS / "innovative-sme.complete.json")
    assert run.returncode == 0 and "结论：符合公告条件" in run.stdout and "评分：95/100" in run.stdout
    run = tianbiao("assess", "miit/little-giant/2022", DEMO_ANSWERS / "little-giant.half.json", "--json")
    assert run.returncode == 1 and json.loads(run.stdout)["status"] == "unknown"


def test_a_form_brings_the_indicators_of_its_province():
    answers = DEMO_ANSWERS / "jiangsu-specialized.complete.json"
    run = tianbiao("assess", "jiangsu/specialized/2022", answers)
    assert run.returncode == 0 and "特色化：12/15" in run.stdout
    run = tianbiao("assess", "jiangsu/specialized/2022", answers, "--ruleset", "tidu-2022-specialized")
    assert "特色化：12/15" not in run.stdout


def test_a_broken_or_unnamed_rule_set_is_refused_in_chinese(tmp_path):
    run = tianbiao("assess", TOY, TOY_ANSWERS)
    assert run.returncode == 2 and "--ruleset" in run.stderr
    path = tmp_path / "rules.json"
    path.write_text('{"title": "x"}', encoding="utf-8")
    run = tianbiao("assess", TOY, TOY_ANSWERS, "--ruleset", path)
    assert run.returncode == 2 and "缺少“basis”" in run.stderr and "Traceback" not in run.stderr


def test_health_tells_whether_a_server_is_ready(demo_server):
    ready = tianbiao("health", demo_server.url, "--wait", "10")
    assert (ready.returncode, ready.stdout) == (0, "ready\n")


def test_health_of_a_server_that_is_away_is_a_finding():
    away = tianbiao("health", f"http://127.0.0.1:{free_port()}")
    assert (away.returncode, away.stdout) == (1, "unreachable\n")


def test_health_wants_an_address():
    assert tianbiao("health", "nowhere").returncode == 2
