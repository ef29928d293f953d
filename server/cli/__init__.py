"""The command line: `tianbiao serve | check | validate | compute | assess | print | diff | migrate`.

Exit codes: 0 all is well, 1 there are findings, 2 the command was not understood. `--json` gives
machine output. A form is an id such as miit/innovative-sme/2022 or the path of a definition anywhere.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal, NoReturn

import click

from .. import __version__, language
from ..forms import (
    Change,
    DefinitionError,
    Finding,
    Form,
    Library,
    Migration,
    assemble,
    assess,
    compile_form,
    compile_ruleset,
    diff,
    disassemble,
    hidden_paths,
    in_language,
    migrate,
    recompute,
    validate_answers,
)
from ..forms import json as forms_json
from ..forms.editions import CLEAN, DANGERS, OUTCOMES, TYPES, unread
from ..forms.rulesets import lines
from ..settings import from_environment
from .check import check
from .health import health
from .jobs import jobs
from .storage import storage

AS_JSON = click.option("--json", "as_json", is_flag=True, help="机器可读的 JSON 输出")
ANSWERS = click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
@click.version_option(__version__, prog_name="tianbiao")
def main() -> None:
    """Tianbiao 填表：一份 JSON Schema 就是一张申报表。"""


for command in (check, storage, jobs, health):
    main.add_command(command)


@main.command()
@click.option("--host", help="监听地址，默认 127.0.0.1")
@click.option("--port", type=int, help="端口，默认 8000")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="数据目录，默认 ./data")
@click.option("--workers", type=int, help="工作进程数（需要 --store 指定数据库）；默认单进程")
@click.option("--store", help="数据库地址 postgresql://…，可供多个进程使用；默认用数据目录")
@click.option(
    "--forms",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="另外的表单目录",
)
@click.option("--theme", help="主题，默认 default")
@click.option("--demo", is_flag=True, default=None, help="首次启动时放入演示账号与填了一半的申报表")
def serve(forms: tuple[Path, ...], **given: Any) -> None:
    """启动服务器。"""
    settings = from_environment(forms=forms or None, **given)
    if settings.workers:  # the library that counts reads this when it is imported
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="tianbiao-metrics-"))
    from ..web.serve import CannotServe, run

    try:
        run(settings)
    except CannotServe as error:
        _refuse(str(error))


@main.command()
@click.argument("form")
@ANSWERS
@click.option("--draft", is_flag=True, help="按草稿检查：只看已填的内容")
@AS_JSON
def validate(form: str, answers: Path, draft: bool, as_json: bool) -> None:
    """按表单检查一份填报内容（JSON）。"""
    findings = validate_answers(_form(form), _answers(answers), complete=not draft)
    if as_json:
        click.echo(forms_json.dumps([finding.as_json() for finding in findings], indent=2))
    else:
        click.echo("没有发现问题" if not findings else f"{len(findings)} 处问题")
        _list(findings)
    sys.exit(1 if any(finding.is_error for finding in findings) else 0)


@main.command()
@click.argument("form")
@ANSWERS
@AS_JSON
def compute(form: str, answers: Path, as_json: bool) -> None:
    """算出表中由公式计算的各项。"""
    compiled = _form(form)
    cells = disassemble(compiled, _answers(answers))
    recompute(compiled, cells)
    if as_json:
        document = assemble(compiled, cells, hidden_paths(compiled, cells))
        click.echo(forms_json.dumps(document.answers, indent=2))
        return
    for template in compiled.computed:
        field = compiled.fields[template]
        for path in compiled.expand(template, cells):
            shown = field.kind.show(cells.get(path), field) + (field.unit if path in cells else "")
            click.echo(f"{path}\t{field.label}\t{shown}")


@main.command("assess")
@click.argument("form")
@ANSWERS
@click.option("--ruleset", help="规则集编号或文件，默认是表单写明的那一套")
@click.option("--plugin", default="", help="地方自定指标的名称，默认是表单写明的那一份")
@AS_JSON
def assess_(form: str, answers: Path, ruleset: str | None, plugin: str, as_json: bool) -> None:
    """按规则集评价：条件、得分和结论。"""
    compiled = _form(form)
    name = ruleset or compiled.meta.get("ruleset")
    if not name:
        raise click.UsageError("这张表没有写明规则集，请用 --ruleset 指定")
    plugin = plugin or ("" if ruleset else compiled.meta.get("plugin", ""))
    try:
        rules = compile_ruleset(Library().ruleset(name), compiled, plugin)
    except DefinitionError as error:
        click.echo(f"规则集“{name}”不能使用：", err=True)
        _list(error.findings, err=True)
        sys.exit(2)
    found = assess(rules, compiled, disassemble(compiled, _answers(answers)))
    click.echo(forms_json.dumps(found.as_json(), indent=2) if as_json else "\n".join(lines(found)))
    sys.exit(1 if found.status in ("unmet", "unknown") else 0)


@main.command("print")
@click.argument("form")
@click.argument("answers", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="输出的 PDF 文件"
)
@click.option("--draft", is_flag=True, help="带“草稿”水印")
@click.option("--blank", is_flag=True, help="空白表")
@click.option("--theme", default="default", help="主题")
@click.option(
    "--language",
    "spoken",
    default=language.SOURCE,
    type=click.Choice(list(language.languages())),
    help="语言",
)
@AS_JSON
def print_(
    form: str,
    answers: Path | None,
    output: Path,
    draft: bool,
    blank: bool,
    theme: str,
    spoken: str,
    as_json: bool,
) -> None:
    """打印成 PDF。"""
    if answers is None and not blank:
        raise click.UsageError("请给出填报内容（JSON 文件），或用 --blank 打印空白表")
    compiled = _form(form)
    cells = disassemble(compiled, _answers(answers)) if answers and not blank else {}
    recompute(compiled, cells)
    from ..printing import PrintTrouble, print_html
    from ..printing.pdf import pdf_bytes

    mode: Literal["blank", "draft", "complete"] = "blank" if blank else "draft" if draft else "complete"
    try:
        with language.speaking(spoken):
            pages = pdf_bytes(print_html(in_language(compiled), cells, theme=theme, mode=mode), theme)
        output.write_bytes(pages)
    except PrintTrouble as trouble:
        _refuse(str(trouble))
    except OSError as error:
        _refuse(f"{output}：无法写入（{error.strerror}）")
    told = {"output": str(output), "mode": mode, "bytes": len(pages)}
    click.echo(forms_json.dumps(told) if as_json else f"已打印：{output}（{len(pages) / 1024:.0f} KB）")


@main.command("diff")
@click.argument("old")
@click.argument("new")
@AS_JSON
def diff_(old: str, new: str, as_json: bool) -> None:
    """比较一张表的两个年度版：改了什么，对已填内容有何影响。"""
    changes = diff(_form(old), _form(new))
    if as_json:
        click.echo(forms_json.dumps([change.as_json() for change in changes], indent=2))
    else:
        _tell_changes(changes)
    sys.exit(1 if changes else 0)


@main.command("migrate")
@click.argument("old")
@click.argument("new")
@ANSWERS
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="新表填报内容写入此文件"
)
@AS_JSON
def migrate_(old: str, new: str, answers: Path, output: Path | None, as_json: bool) -> None:
    """把按旧表填的内容带入新表，逐项说明结果。"""
    before, after = _form(old), _form(new)
    document = _answers(answers)
    if not isinstance(document, dict):
        _refuse(f"{answers.name}：填报内容应是一个 JSON 对象，其中每个栏目一项")
    cells = disassemble(before, document)
    migration = migrate(before, after, {**cells, **unread(before, document, cells)})
    migrated = assemble(after, migration.cells).answers
    if output:
        try:
            output.write_text(forms_json.dumps(migrated, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            _refuse(f"{output}：无法写入（{error.strerror}）")
    if as_json:
        click.echo(forms_json.dumps({"answers": migrated, **migration.as_json()}, indent=2))
    else:
        _tell_migration(migration)
    sys.exit(0 if migration.is_clean else 1)


def _form(form: str) -> Form:
    try:
        return compile_form(Library().read(form))
    except DefinitionError as error:
        click.echo(f"表单定义“{form}”不能使用：", err=True)
        _list(error.findings, err=True)
        sys.exit(2)


def _answers(path: Path) -> Any:
    try:
        return forms_json.loads(path.read_bytes())
    except forms_json.JsonError as error:
        _refuse(f"{path.name}：{error}")


def _list(findings: list[Finding], err: bool = False) -> None:
    for finding in findings:
        what = "错误" if finding.is_error else "警告"
        click.echo(f"  {what} [{finding.rule}] {finding}", err=err)


def _tell_changes(changes: list[Change]) -> None:
    click.echo(f"{len(changes)} 处改动" if changes else "没有改动")
    for danger, words in DANGERS.items():
        these = [change for change in changes if change.danger == danger]
        if these:
            click.echo(f"{words}（{len(these)} 处）")
        for change in these:
            click.echo(f"  {TYPES[change.type]} {change}")


def _tell_migration(migration: Migration) -> None:
    counts = "，".join(f"{words} {len(migration.having(outcome))} 项" for outcome, words in OUTCOMES.items())
    click.echo(f"共 {len(migration.carried)} 项：{counts}")
    for outcome, words in OUTCOMES.items():
        these = migration.having(outcome)
        if outcome == CLEAN or not these:
            continue
        click.echo(words)
        for carried in these:
            click.echo(f"  {carried}")


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
