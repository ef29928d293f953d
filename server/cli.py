"""The command line: `tianbiao serve | check | validate | compute | print`.

Exit codes: 0 all is well, 1 there are findings, 2 the command was not understood. `--json` gives
machine output. A form is an id such as miit/innovative-sme/2022 or the path of a definition anywhere.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal, NoReturn

import click

from . import __version__
from .forms import (
    DefinitionError,
    Finding,
    Form,
    Library,
    assemble,
    compile_form,
    disassemble,
    hidden_paths,
    recompute,
    validate_answers,
)
from .forms import json as forms_json
from .settings import from_environment

AS_JSON = click.option("--json", "as_json", is_flag=True, help="机器可读的 JSON 输出")
ANSWERS = click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
@click.version_option(__version__, prog_name="tianbiao")
def main() -> None:
    """Tianbiao 填表：一份 JSON Schema 就是一张申报表。"""


@main.command()
@click.option("--host", help="监听地址，默认 127.0.0.1")
@click.option("--port", type=int, help="端口，默认 8000")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="数据目录，默认 ./data")
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
    from .web.serve import CannotServe, run

    try:
        run(from_environment(forms=forms or None, **given))
    except CannotServe as error:
        _refuse(str(error))


@main.command()
@click.argument("paths", nargs=-1, required=True)
@AS_JSON
def check(paths: tuple[str, ...], as_json: bool) -> None:
    """检查表单定义：能不能用，哪里有误。"""
    report = {path: _faults(path) for path in paths}
    if as_json:
        click.echo(
            forms_json.dumps(
                {path: [fault.as_json() for fault in faults] for path, faults in report.items()}, indent=2
            )
        )
    else:
        for path, faults in report.items():
            click.echo(f"{path}：{'没有发现问题' if not faults else f'{len(faults)} 个问题'}")
            _list(faults)
    sys.exit(1 if any(report.values()) else 0)


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
    sys.exit(1 if any(finding.severity == "error" for finding in findings) else 0)


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
        click.echo(
            forms_json.dumps(assemble(compiled, cells, hidden_paths(compiled, cells)).answers, indent=2)
        )
        return
    for template in compiled.computed:
        field = compiled.fields[template]
        for path in compiled.expand(template, cells):
            shown = field.kind.show(cells.get(path), field) + (field.unit if path in cells else "")
            click.echo(f"{path}\t{field.label}\t{shown}")


@main.command("print")
@click.argument("form")
@click.argument("answers", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="输出的 PDF 文件"
)
@click.option("--draft", is_flag=True, help="带“草稿”水印")
@click.option("--blank", is_flag=True, help="空白表")
@click.option("--theme", default="default", help="主题")
def print_(form: str, answers: Path | None, output: Path, draft: bool, blank: bool, theme: str) -> None:
    """打印成 PDF。"""
    if answers is None and not blank:
        raise click.UsageError("请给出填报内容（JSON 文件），或用 --blank 打印空白表")
    compiled = _form(form)
    cells = disassemble(compiled, _answers(answers)) if answers and not blank else {}
    recompute(compiled, cells)
    from .printing import PrintTrouble, print_html
    from .printing.pdf import pdf_bytes

    mode: Literal["blank", "draft", "complete"] = "blank" if blank else "draft" if draft else "complete"
    try:
        output.write_bytes(pdf_bytes(print_html(compiled, cells, theme=theme, mode=mode), theme))
    except PrintTrouble as trouble:
        _refuse(str(trouble))


def _form(form: str) -> Form:
    try:
        return compile_form(Library().read(form))
    except DefinitionError as error:
        click.echo(f"表单定义“{form}”不能使用：", err=True)
        _list(error.findings, err=True)
        sys.exit(2)


def _faults(path: str) -> list[Finding]:
    try:
        compile_form(Library().read(path))
    except DefinitionError as error:
        return error.findings
    return []


def _answers(path: Path) -> Any:
    try:
        return forms_json.loads(path.read_bytes())
    except forms_json.JsonError as error:
        _refuse(f"{path.name}：{error}")


def _list(findings: list[Finding], err: bool = False) -> None:
    for finding in findings:
        click.echo(
            f"  {'警告' if finding.severity == 'warning' else '错误'} [{finding.rule}] {finding}", err=err
        )


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
