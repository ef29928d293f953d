"""The JSON API: the same calls for the page's own client and for other programs.

Step 1 of one answer's journey: a patch of a few cells arrives in `save_patch`, and its reply leaves here.
Every view declares its OpenAPI description beside it (see openapi.py).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, current_app, g, request
from flask.typing import ResponseReturnValue

from .. import language
from ..forms import Finding, Form, assemble, hidden_paths, label_of, row_ids
from ..forms import json as forms_json
from ..forms.options import from_list
from ..forms.saving import Clash
from ..language import gettext as _
from ..records.submissions import Reply, Submission
from . import openapi
from .access import may_fill, may_read, signed_in
from .clock import local_time
from .problems import problem
from .services import services

blueprint = Blueprint("api", __name__, url_prefix="/api")

LONGEST_OPERATION = 64


@blueprint.get("/openapi.json")
@openapi.answers("application/json")
def describe() -> ResponseReturnValue:
    """This description."""
    return answer(openapi.document(current_app))


@blueprint.get("/forms")
@openapi.answers("FormList")
def list_forms() -> ResponseReturnValue:
    """The published forms."""
    forms = services().forms.published()
    listed = [
        {"id": form.id, "title": form.title, "edition": form.edition, "hash": form.hash} for form in forms
    ]
    return answer({"forms": listed})


@blueprint.get("/forms/<path:form_id>")
@openapi.answers("FormDefinition")
def show_form(form_id: str) -> ResponseReturnValue:
    """A JSON Schema for a form's answers: the definition, references written out, or the plain schema."""
    form = services().forms.current(form_id)
    response = answer(form.schema)
    response.set_etag(form.hash)
    return response.make_conditional(request)


@blueprint.get("/forms/<path:form_id>/lists/<path:name>")
@openapi.answers("OptionList")
def show_list(form_id: str, name: str) -> ResponseReturnValue:
    """An option list of a form as compact rows: code, name, parent, level, placeholder."""
    form = services().forms.current(form_id)
    content = form.lists.get(name)
    if content is None:
        return problem("not-found", _("本表没有选项清单“%(name)s”", name=name))
    items = [
        [item.code, item.name, item.parent, item.level, int(item.placeholder)] for item in from_list(content)
    ]
    title, levels = content.get("title", name), content.get("levels", [])
    response = answer({"title": title, "levels": levels, "items": items})
    response.set_etag(f"{form.hash}-{name}-{language.current()}".replace("/", "-"))
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response.make_conditional(request)


@blueprint.post("/submissions")
@signed_in
@openapi.takes("NewSubmission")
@openapi.answers("Submission", 201)
def create_submission() -> ResponseReturnValue:
    """Start a draft of a form for the enterprise that is signed in, with or without first answers."""
    body = asked()
    form_id, answers = body.get("form"), body.get("answers", {})
    if not isinstance(form_id, str):
        return problem("request-invalid", _("请提供 form（表单编号）"))
    form = services().forms.current(form_id)
    if not isinstance(answers, dict) and form.plain is None:
        return problem("request-invalid", _("请提供 form（表单编号）；answers 如提供应为 JSON 对象"))
    enterprise = services().store.get("enterprise", g.account.enterprise) if g.account.enterprise else None
    if enterprise is None:
        return problem("forbidden", _("只有企业账号可以填写申报表"))
    submission = services().submissions.create(form, g.account, enterprise, answers)
    response = _submission(submission)
    response.status_code = 201
    response.headers["Location"] = f"/api/submissions/{submission.id}"
    return response


@blueprint.get("/submissions/<submission_id>")
@signed_in
@openapi.parameters(since="a revision: answer only what changed after it, as a Reply")
@openapi.answers("Submission")
def show_submission(submission_id: str) -> ResponseReturnValue:
    """A submission with its answers; with ?since=N only what changed after revision N (the reply)."""
    submission = may_read(submission_id)
    since = request.args.get("since", "")
    if since.isdecimal() and g.account.may_fill(
        submission.header
    ):  # a reply tells hidden answers too: not to officers
        return replied(services().submissions.since(submission_id, int(since[:12])))
    return _submission(submission)


@blueprint.patch("/submissions/<submission_id>")
@signed_in
@openapi.takes("Patch")
@openapi.answers("Reply")
def save_patch(submission_id: str) -> ResponseReturnValue:
    """Save a few changed cells. Invalid values are kept too; conflicts come back and are not saved."""
    may_fill(submission_id)
    body = asked()
    base, operation, changes = body.get("base_revision"), body.get("operation"), body.get("changes")
    if not isinstance(base, int) or not isinstance(operation, str) or not _is_name(operation):
        hint = _("请提供 base_revision（整数）和 operation（本次保存的编号，不超过 64 个字符）")
        return problem("request-invalid", hint)
    if not isinstance(changes, dict):
        return problem("request-invalid", _("changes 应为 JSON 对象：单元格路径 → 内容"))
    reply = services().submissions.save(submission_id, g.account, base, operation, changes)
    return replied(reply)


@blueprint.post("/submissions/<submission_id>/submit")
@signed_in
@openapi.answers("Submission")
def submit(submission_id: str) -> ResponseReturnValue:
    """Judge the whole table and hand it over; 422 with findings when something is missing or wrong."""
    may_fill(submission_id)
    return _submission(services().submissions.submit(submission_id, g.account))


@blueprint.post("/submissions/<submission_id>/withdraw")
@signed_in
@openapi.answers("Submission")
def withdraw(submission_id: str) -> ResponseReturnValue:
    """Take a submission back while nobody has started reviewing it."""
    may_fill(submission_id)
    return _submission(services().submissions.withdraw(submission_id, g.account))


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer, decimals digit by digit."""
    return Response(forms_json.dumps(body), status, mimetype="application/json")


def asked() -> dict[str, Any]:
    """The request's JSON object; {} stands for none, so that the view names what is missing."""
    body = forms_json.loads(request.get_data()) if request.content_length else {}
    return body if isinstance(body, dict) else {}


def _is_name(operation: str) -> bool:
    return 0 < len(operation) <= LONGEST_OPERATION


def _submission(submission: Submission) -> Response:
    hidden = hidden_paths(submission.form, submission.cells)
    copy = services().submissions.copy_of_record(submission)
    answers = copy["answers"] if copy else assemble(submission.form, submission.cells, hidden).answers
    return answer(submission_json(submission, answers, copy["sha256"] if copy else None))


def replied(reply: Reply) -> Response:
    """See docs/api.md, “The reply”."""
    submission, saved = reply.submission, reply.saved
    form, cells = submission.form, submission.cells
    touched = {path: mark for path, mark in submission.touched.items() if mark[0] > reply.since}
    paths = dict.fromkeys([*saved.changes, *touched])
    told: dict[str, Any] = {
        "revision": submission.revision,
        "saved_at": local_time(reply.at).isoformat(timespec="seconds"),
        "changes": {path: _shown(form, path, cells.get(path)) | _by(touched.get(path)) for path in paths},
        "findings": {path: _listed(found) for path, found in saved.findings.items()},
        "conflicts": [_clash(submission, clash) for clash in reply.clashes],
        "refused": _listed(saved.refused),
    }
    if saved.hidden is not None and saved.required is not None:
        told.update(hidden=sorted(saved.hidden), required=sorted(saved.required))
        told.update(readonly=sorted(saved.readonly or ()))
    if reply.progress:
        told["progress"] = {part.section: {**asdict(part), "state": part.state} for part in reply.progress}
    return Response(forms_json.dumps(told), mimetype="application/json")


def submission_json(submission: Submission, answers: dict[str, Any], sha256: str | None) -> dict[str, Any]:
    """A submission as the API gives it; `sha256` is the copy of record's, None for a draft."""
    header, cells = submission.header, submission.cells
    return {
        "id": submission.id,
        "form": header["form"],
        "form_hash": header["form_hash"],
        "title": header["title"],
        "edition": submission.form.edition,
        "status": submission.status,
        "revision": submission.revision,
        "enterprise": header["enterprise_name"],
        "created_at": header["created_at"],
        "submitted_at": header.get("submitted_at"),
        "answers": answers,
        "rows": {path: row_ids(cells, path) for path, _ in submission.form.tables(cells)},
        "sha256": sha256,
    }


def _listed(findings: list[Finding]) -> list[dict[str, Any]]:
    return [finding.as_json() for finding in findings]


def _by(mark: list[Any] | None) -> dict[str, Any]:
    """Who changed a cell, and when."""
    return {"by": mark[1], "at": mark[2]} if mark else {}


def _shown(form: Form, path: str, value: Any) -> dict[str, Any]:
    """A cell as the page needs it."""
    if form.template(path) in form.rows:
        return {"rows": value or []}
    field = form.field_at(path)
    if field is None:
        return {"edit": "", "text": ""}
    shown: dict[str, Any] = {"edit": field.kind.edit(value, field), "text": field.kind.show(value, field)}
    if field.kind.parts:
        shown["parts"] = field.kind.edits(value, field)
    if field.kind.uploaded:
        shown["files"] = value if isinstance(value, list) else []
    elif field.kind.picks(value) or field.kind.many:
        shown["picks"] = sorted(field.kind.picks(value))
    return shown


def _clash(submission: Submission, clash: Clash) -> dict[str, Any]:
    form = submission.form
    theirs = {"edit": "", "text": ""} if form.rows_at(clash.path) else _shown(form, clash.path, clash.theirs)
    return {
        "path": clash.path,
        "label": label_of(form, clash.path, submission.cells),
        "mine": clash.mine,
        "theirs": theirs,
        "by": clash.by,
        "at": local_time(clash.at).isoformat(timespec="seconds") if clash.at else "",
        "removed_row": clash.removed_row,
    }
