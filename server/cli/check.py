"""`tianbiao check`: everything wrong with definitions, rule sets and lists, and what to do about it.

Exit codes: 0 no errors, 1 errors (with --strict warnings too), 2 the command was not understood.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click

from ..forms import Finding, Library
from ..forms import json as forms_json
from ..forms.formulas.errors import suggest
from ..forms.lint import RULES, Examined, Rule, examine, files, mend
from ..forms.lint.catalogue import TOPIC_TITLES, example

SEVERITIES = {"error": "错误", "warning": "警告"}


@click.command()
@click.argument("paths", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="机器可读的 JSON 输出")
@click.option("--strict", is_flag=True, help="有警告也以 1 退出")
@click.option("--no-print", "no_print", is_flag=True, help="不试印（试印按允许的最长内容排版）")
@click.option("--explain", metavar="RULE", help="说明一条规则：为什么、错的例子、怎么改")
@click.option("--rules", "list_rules", is_flag=True, help="列出所有规则")
def check(
    paths: tuple[str, ...], as_json: bool, strict: bool, no_print: bool, explain: str | None, list_rules: bool
) -> None:
    """检查表单定义、规则集和选项清单：PATHS 是表单编号、文件或文件夹。"""
    if explain or list_rules:
        click.echo("\n".join(_explained(explain) if explain else _listed()))
        return
    if not paths:
        raise click.UsageError("请给出要检查的表单编号、文件或文件夹，例如 tianbiao check schemas")
    library = Library()
    names = [name for path in paths for name in files(path)]
    report = [_printed(found, no_print) for found in (examine(name, library) for name in names)]
    if as_json:
        click.echo(
            forms_json.dumps({one.name: [_as_json(f) for f in one.findings] for one in report}, indent=2)
        )
    else:
        click.echo("\n".join(_told(report)))
    everything = [finding for one in report for finding in one.findings]
    sys.exit(1 if any(strict or finding.is_error for finding in everything) else 0)


def _printed(examined: Examined, no_print: bool) -> Examined:
    """With what a trial print shows; where nothing can be printed, that is said and the check goes on."""
    if no_print or examined.form is None:
        return examined
    from ..printing import PrintTrouble
    from ..printing.worst import will_it_print

    click.echo(f"试印 {examined.name} ……", err=True)
    try:
        return examined.with_more(will_it_print(examined.form))
    except PrintTrouble as trouble:
        click.echo(f"没有试印：{trouble}", err=True)
        return examined


def _as_json(finding: Finding) -> dict[str, Any]:
    return {**finding.as_json(), "suggestion": mend(finding.rule)}


def _told(report: list[Examined]) -> Iterator[str]:
    for one in report:
        yield f"{one.name}：{_counts(one.findings) or '没有发现问题'}"
        for finding in one.findings:
            yield f"  {SEVERITIES[finding.severity]} [{finding.rule}] {finding}"
            if mend(finding.rule):
                yield f"      建议：{mend(finding.rule)}"
    everything = [finding for one in report for finding in one.findings]
    if len(report) > 1:
        yield f"共检查 {len(report)} 个文件：{_counts(everything) or '没有发现问题'}"
    if everything:
        yield f"为什么：tianbiao check --explain {everything[0].rule}"


def _counts(findings: Iterable[Finding]) -> str:
    severities = [finding.severity for finding in findings]
    counted = {word: severities.count(severity) for severity, word in SEVERITIES.items()}
    return "，".join(f"{count} 个{word}" for word, count in counted.items() if count)


def _explained(name: str) -> Iterator[str]:
    rule = RULES.get(name)
    if rule is None:
        near = suggest(name, RULES)
        click.echo(f"没有规则“{name}”{near or '；全部规则见 tianbiao check --rules'}", err=True)
        sys.exit(2)
    yield f"{_headline(rule)}"
    yield f"为什么：{rule.why}"
    wrong, right = example(name)
    if wrong:
        yield f"错的例子：\n{_indented(wrong)}"
    yield f"怎么改：{rule.mend}"
    if right:
        yield f"改好的例子：\n{_indented(right)}"


def _headline(rule: Rule) -> str:
    return f"{rule.name}（{SEVERITIES[rule.severity]}）{rule.title}"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _listed() -> Iterator[str]:
    for topic, title in TOPIC_TITLES.items():
        yield title
        yield from (f"  {_headline(rule)}" for rule in RULES.values() if rule.topic == topic)
