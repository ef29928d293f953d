"""Judging answers: the whole document at two strengths, or a few cells while they are typed.

A draft is judged on what is filled in; a complete document also on what is missing. The rules are
those of the form's one validator, the form's checks, and `x-required`; hidden answers are not judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from jsonschema.exceptions import ValidationError

from ..language import gettext as _
from . import json
from .cells import Document, assemble, covered, disassemble, prune
from .compute import context, hidden_paths, meeting, recompute
from .evidence import sentence_of, unproved
from .findings import ERROR, WARNING, Finding, pointer_of
from .kinds import is_blank
from .messages import sentence
from .model import MOST_ROWS, Cells, Form, row_ids
from .validator import judge
from .work import counted

ONLY_COMPLETE = frozenset({"required", "minItems", "minProperties", "contains", "const", "dependentRequired"})
"""Rules about what is missing: they count at submission only."""

MOST_FINDINGS = 500
"""Of each sort; nobody reads more, and a list of ten thousand bad rows is answered quickly."""


MOST_UNKNOWN, LONGEST_WORD = 20, 40
"""Unknown keys named in one place, and characters shown of each."""


def validate_cells(form: Form, cells: Cells, complete: bool) -> list[Finding]:
    """All findings of a submission's cells, in the order of the table."""
    hidden = hidden_paths(form, cells)
    return _all(form, cells, assemble(form, cells, hidden), hidden, complete)


def validate_answers(form: Form, answers: Any, complete: bool = True) -> list[Finding]:
    """All findings of an answers document from anywhere, however strange. Computed cells that
    differ from what the formula gives are findings too."""
    try:
        json.check(answers)
    except json.JsonError as error:
        return [Finding("", "", "not-json", str(error))]
    if form.plain:
        cells = disassemble(form, answers)
        rows = assemble(form, cells).rows
        return _all(form, cells, Document(answers, rows), hidden_paths(form, cells), complete)
    if not isinstance(answers, dict):
        return [Finding("", "", "type", _("填报内容应是一个 JSON 对象，其中每个栏目一项"))]
    cells = disassemble(form, prune(answers))
    if found := list(_too_long(form, cells)):
        return found
    given = dict(cells)
    differing = recompute(form, cells)
    rows = {path: row_ids(cells, path) for path, _ in form.tables(cells)}
    hidden = hidden_paths(form, cells)
    whole = _completed(assemble(form, cells, hidden).answers, prune(answers))
    found = _all(form, cells, Document(whole, rows), hidden, complete)
    judged = {finding.path for finding in found}
    wrong = (path for path in differing if path in given and path not in judged and not covered(path, hidden))
    return found + [_differs(form, cells, path) for path in islice(wrong, MOST_FINDINGS)]


def check_cells(form: Form, cells: Cells, paths: Iterable[str]) -> dict[str, list[Finding]]:
    """Findings of some cells and of the cells whose checks read them; an empty list where all is well.

    Rows themselves (how many there are) are judged with the whole table only.
    """
    paths = [path for path in paths if form.template(path) not in form.rows]
    changed = {form.template(path) for path in paths}
    checks = [check for check in form.checks if check.reads & changed]
    reached = [path for check in checks for path in form.expand(check.at, cells)]
    with counted():
        return {path: list(_cell(form, cells, path)) for path in dict.fromkeys([*paths, *reached])}


def label_of(form: Form, path: str, cells: Cells) -> str:
    """What people call a cell, with its section and rows: 产品 · 第2行 · 证书 · 第1行 · 编号."""
    section = next((section for section in form.sections if section.path == path.split("/")[0]), None)
    parts = [section.title] if section else []
    for table, row in form.rows_around(path):
        ids, rows = cells.get(table), form.rows_at(table)
        if isinstance(ids, list) and row in ids:
            parts += [rows.title if rows else "", _("第%(number)s行", number=ids.index(row) + 1)]
    field, rows = form.field_at(path), form.rows_at(path)
    parts += [field.full_label] if field else [rows.title] if rows else []
    return " · ".join(filter(None, parts))


def _too_long(form: Form, cells: Cells) -> Iterator[Finding]:
    """Rows beyond what can be kept are counted, and not looked at."""
    for path, rows in form.tables(cells):
        count, most = len(row_ids(cells, path)), min(MOST_ROWS, rows.maximum)
        if count > MOST_ROWS:
            message = _(
                "最多 %(limit)s 项，现有 %(size)s 项，请删去 %(excess)s 项",
                limit=most,
                size=count,
                excess=count - most,
            )
            yield _finding(form, cells, path, "maxItems", message)


def _completed(skeleton: Any, answers: Any) -> Any:
    """Answers with the sections and rows they leave out: what is absent is missing, not exempt."""
    if isinstance(skeleton, list) and isinstance(answers, list):
        return [_completed(*pair) for pair in zip(skeleton, answers, strict=False)] + answers[len(skeleton) :]
    if not isinstance(skeleton, dict) or not isinstance(answers, dict):
        return answers
    absent = {key: value for key, value in skeleton.items() if isinstance(value, dict | list)}
    return {**absent, **{key: _completed(skeleton.get(key), value) for key, value in answers.items()}}


def _all(
    form: Form, cells: Cells, document: Document, hidden: Collection[str], complete: bool
) -> list[Finding]:
    found: dict[tuple[str, str], Finding] = {}
    missing = _missing(form, cells, hidden) if complete and not form.plain else iter(())
    unproven = _unproven(form, cells) if complete else iter(())
    judged = (_errors(form, cells, document), _failures(form, cells), _exhausted(form, cells))
    sources = (unproven, *judged, missing)
    for finding in chain.from_iterable(islice(source, MOST_FINDINGS) for source in sources):
        wanted = complete or finding.rule not in ONLY_COMPLETE
        told = found.get((finding.path, "evidence")) if finding.rule == "required" else None
        finding = _lifted(finding, hidden) if form.plain else finding
        if wanted and not (told and told.severity == "error") and not covered(finding.path, hidden):
            found.setdefault((finding.path or finding.pointer, finding.rule), finding)
    order = form.order
    return sorted(found.values(), key=lambda finding: order.get(form.template(finding.path), len(order)))


def _errors(form: Form, cells: Cells, document: Document) -> Iterator[Finding]:
    if form.plain:
        for cause in form.plain.errors(document.answers):
            path = form.plain.path(cause.parts, document.rows)
            message = _unread(form, cells, path, cause.rule) or cause.message
            yield Finding(path, pointer_of(cause.parts), cause.rule, message, label_of(form, path, cells))
        return
    for error in judge(form.validator, document.answers, MOST_FINDINGS):
        yield from _explain(form, cells, document, error)


def _lifted(finding: Finding, hidden: Collection[str]) -> Finding:
    """A finding of a plain schema about something that is not shown, told where people can see it."""
    path = finding.path
    while covered(path, hidden):
        path = path.rpartition("/")[0]
    return finding if path == finding.path else replace(finding, path=path)


def _unread(form: Form, cells: Cells, path: str, rule: str) -> str:
    """Why a kind couldn't read what was typed; "" when it could, or when that is not what is wrong."""
    field = form.field_at(path) if rule == "type" else None
    return field.kind.unread(cells.get(path)) if field else ""


def _explain(form: Form, cells: Cells, document: Document, error: ValidationError) -> Iterator[Finding]:
    parts = list(error.absolute_path)
    if error.validator in ("unevaluatedProperties", "additionalProperties"):
        yield from _unknown(error, parts)
        return
    path = _path(form, document, parts)
    yield Finding(path, pointer_of(parts), str(error.validator), sentence(error), label_of(form, path, cells))


def _unknown(error: ValidationError, parts: list[Any]) -> Iterator[Finding]:
    """A finding for each of the first keys that the form does not have."""
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    given = error.instance if isinstance(error.instance, dict) else {}
    for key in [str(key) for key in given if key not in known][:MOST_UNKNOWN]:
        word = key[:LONGEST_WORD]
        yield Finding(
            "", pointer_of([*parts, key]), "unknown", _("本表没有“%(word)s”这一项，请删去", word=word), word
        )


def _path(form: Form, document: Document, parts: list[Any]) -> str:
    """The cell an error lies in: row positions become row ids, and what is inside a cell is the cell."""
    path = ""
    for part in parts:
        if form.field_at(path):
            break
        if isinstance(part, int):
            ids = document.rows.get(path, [])
            part = ids[part] if part < len(ids) else part
        path = f"{path}/{part}" if path else str(part)
    return path


def pointer_to(form: Form, path: str, cells: Cells) -> str:
    """JSON Pointer of a cell in the answers document: row ids become positions."""
    if form.plain:
        return form.plain.pointer(path, cells)
    parts: list[str | int] = []
    walked = ""
    for part in path.split("/"):
        ids = cells.get(walked) if form.rows_at(walked) else None
        parts.append(ids.index(part) if isinstance(ids, list) and part in ids else part)
        walked = f"{walked}/{part}" if walked else part
    return pointer_of(parts)


def _missing(form: Form, cells: Cells, hidden: Collection[str]) -> Iterator[Finding]:
    for path in meeting(form, form.required, cells, wanted=True):
        if is_blank(cells.get(path)) and not covered(path, hidden):
            field = form.field_at(path)
            results = _("缺少计算所需的数据，请先填写有关栏目")
            message = results if field and field.computed else _("必填，请填写")
            yield _finding(form, cells, path, "required", message)


def _unproven(form: Form, cells: Cells) -> Iterator[Finding]:
    """Attachments that what is claimed can't do without; each stands for the plain “required” too."""
    for slot, claims in unproved(form, cells, form.claims).items():
        severity = ERROR if any(claim.binding for claim in claims) else WARNING
        yield _finding(form, cells, slot, "evidence", sentence_of(claims), severity)


def _failures(form: Form, cells: Cells) -> Iterator[Finding]:
    for check in form.checks:
        now = context(form, cells, "")
        for now.at in form.expand(check.at, cells):
            if check.holds(now) is False:
                yield _finding(form, cells, now.at, check.rule, check.message, check.severity)


def _exhausted(form: Form, cells: Cells) -> Iterator[Finding]:
    """Computed cells that stay blank because computing them was broken off."""
    for template, formula in form.computed.items():
        now = context(form, cells, "")
        for now.at in form.expand(template, cells):
            if is_blank(cells.get(now.at)) and formula.evaluate(now) is None and now.is_exhausted:
                message = _("计算量太大，没有算出结果：请减少明细表的行数或缩短文字")
                yield _finding(form, cells, now.at, "too-much", message)
                break


def _cell(form: Form, cells: Cells, path: str) -> Iterator[Finding]:
    template = form.template(path)
    field = form.fields.get(template)
    value = cells.get(path)
    if field and not is_blank(value):
        meant = field.kind.judged(value) if field.kind.boxed else value
        for error in judge(form.validators[template], meant, MOST_FINDINGS):
            if error.validator not in ONLY_COMPLETE:
                said = _unread(form, cells, path, str(error.validator)) or sentence(error)
                yield _finding(form, cells, path, str(error.validator), said)
    for check in form.checks_at.get(template, ()):
        if check.holds(context(form, cells, path)) is False:
            yield _finding(form, cells, path, check.rule, check.message, check.severity)


def _differs(form: Form, cells: Cells, path: str) -> Finding:
    field = form.field_at(path)
    shown = field.kind.show(cells.get(path), field) if field else ""
    return _finding(
        form, cells, path, "computed", _("此项由公式计算，应为 %(value)s", value=shown or _("空")), WARNING
    )


def _finding(form: Form, cells: Cells, path: str, rule: str, message: str, severity: str = ERROR) -> Finding:
    label = label_of(form, path, cells)
    return Finding(path, pointer_to(form, path, cells), rule, message, label, severity)
