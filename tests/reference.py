"""The examples of docs/keywords.md: the entry of each keyword, its tables, and what comes of answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.forms import (
    Form,
    Library,
    compile_form,
    disassemble,
    in_language,
    json,
    migrate,
    validate_answers,
)
from server.forms.compute import hidden_paths, readonly_paths, recompute
from server.language import speaking
from server.printing.layout import print_html
from tests.forms.tables import table
from tests.serving import ROOT

PAGE = ROOT / "docs" / "keywords.md"
ENTRY = re.compile(r"^### `(x-[a-z0-9]+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"((?:^```json\n.*?^```\n\n)+)^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)
SIGNS = {"clean": "+", "attention": "~", "orphaned": "×"}


@dataclass
class Example:
    """Some tables below each other (more than one: editions) and what the page tells of them."""

    keyword: str
    tables: list[dict[str, Any]]
    told: str

    @property
    def forms(self) -> list[Form]:
        """The tables compiled, the first as of 2022 where it doesn't say."""
        return [compile_form(resolved(one, 2022 + years)) for years, one in enumerate(self.tables)]


def resolved(shown: dict[str, Any], edition: int) -> dict[str, Any]:
    """The bundle of what is shown: a whole table, or the fields of one section."""
    bundle = dict(shown) if "x-form" in shown else table(**shown)
    bundle["x-form"] = {"id": f"test/{edition}", "edition": edition, **shown.get("x-form", {})}
    if '"list"' in json.dumps(shown):
        bundle["x-lists"] = {"regions": Library().option_list("regions")}
    return bundle


def entries() -> dict[str, str]:
    """The text of every keyword's entry."""
    return dict(ENTRY.findall(PAGE.read_text(encoding="utf-8")))


def examples() -> list[Example]:
    """All examples of the page in order."""
    return [
        Example(keyword, [json.loads(block) for block in BLOCK.findall(blocks)], told)
        for keyword, text in entries().items()
        for blocks, told in EXAMPLE.findall(text)
    ]


def outcome(example: Example, page: str) -> str:
    """What the page should tell: its own questions, each with what comes of it; `page` is the browser's."""
    forms = example.forms
    cells: dict[str, Any] = {}
    lines = []
    for line in example.told.splitlines():
        if line.startswith("> "):
            answers = json.loads(line[2:])
            cells = disassemble(forms[0], answers)
            recompute(forms[0], cells)
            told = _carried(forms, cells) if len(forms) > 1 else _judged(forms[0], cells, answers)
            lines += [line, *told]
        elif (where := line.partition("｜")[0]) in ("page", "no page", "paper", "no paper"):
            text = page if "page" in where else print_html(forms[0], cells)
            lines += [line] * ((line.partition("｜")[2] in text) is not where.startswith("no "))
        elif where == "English paper":
            with speaking("en"):
                lines += [line] * (line.partition("｜")[2] in print_html(in_language(forms[0]), cells))
    return "\n".join(lines) + "\n"


def _judged(form: Form, cells: dict[str, Any], answers: Any) -> Iterator[str]:
    for template in form.computed:
        for path in form.expand(template, cells):
            field = form.fields[template]
            shown = field.kind.show(cells.get(path), field) + (field.unit if path in cells else "")
            yield f"= {field.label}：{shown}"
    for sign, paths in (("-", hidden_paths(form, cells)), ("#", readonly_paths(form, cells))):
        yield from (f"{sign} {form.fields[path].label}" for path in sorted(paths) if path in form.fields)
    for finding in validate_answers(form, answers):
        yield f"{'!' if finding.is_error else '?'} {finding.label.rpartition(' · ')[2]}：{finding.message}"


def _carried(forms: list[Form], cells: dict[str, Any]) -> Iterator[str]:
    old, new = forms
    for one in migrate(old, new, cells).carried:
        told = "；".join(one.reasons) or f"带入“{new.fields[one.path].label}”"
        yield f"{SIGNS[one.outcome]} {one.label}：{told}"


def rewritten(text: str, outcomes: Iterator[str]) -> str:
    """The page with what really comes of its examples; the questions stay."""
    return EXAMPLE.sub(lambda shown: f"{shown[1]}```text\n{next(outcomes)}```", text)
