"""The pages people use: my work, the table being filled in, the submitted table.

Everything works by plain posts; the client script only makes it quicker.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence, Set
from typing import Any, cast

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from .. import language
from ..forms import Cells, DefinitionError, Finding, covered, hidden_paths, label_of, progress, validate_cells
from ..forms.saving import Clash
from ..language import gettext as _
from ..language import gettext_noop
from ..records.attachments import all_files
from ..records.submissions import DRAFT, REVIEWING, SUBMITTED, Refused, Submission
from ..storage.interface import Record
from .access import may_fill, may_read, signed_in
from .binding import read_captions, read_files, read_post, section_of
from .clock import local_time
from .screens import Screens
from .services import services

blueprint = Blueprint("pages", __name__)

STATES = {
    DRAFT: gettext_noop("填写中"),
    SUBMITTED: gettext_noop("已提交"),
    REVIEWING: gettext_noop("审核中"),
}


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """What is to be done: forms to start and my submissions, or what my region submitted."""
    records = services().submissions
    if g.account.is_officer:
        headers, forms = records.in_regions(g.account.regions), []
    else:
        headers, forms = records.of_enterprise(g.account.enterprise), services().forms.published()
    states = {status: _(word) for status, word in STATES.items()}
    return render_template(
        "home.html", title=_("我的申报"), forms=forms, submissions=_titled(headers), states=states
    )


def _titled(headers: list[Record]) -> list[Record]:
    """Headers with the titles of their forms in the language spoken; stored is what was published."""
    if language.current() == language.SOURCE:
        return headers
    return [{**header, "title": _title(header)} for header in headers]


def _title(header: Record) -> str:
    """A bundle of long ago that is no longer understood keeps the title it was stored under."""
    try:
        return services().forms.pinned(header["form_hash"]).title
    except DefinitionError:
        return str(header["title"])


@blueprint.post("/forms/<path:form_id>/start")
@signed_in
def start(form_id: str) -> ResponseReturnValue:
    """Begin a table, or go on with the draft there is."""
    if not g.account.enterprise:
        abort(403, _("只有企业账号可以填写申报表"))
    records = services().submissions
    for header in records.of_enterprise(g.account.enterprise):
        if header["form"] == form_id and header["status"] == DRAFT:
            return redirect(url_for("pages.show", submission_id=header["id"]), 303)
    enterprise = services().store.get("enterprise", g.account.enterprise)
    assert enterprise is not None
    submission = records.create(services().forms.current(form_id), g.account, enterprise)
    return redirect(url_for("pages.show", submission_id=submission.id), 303)


@blueprint.get("/submissions/<submission_id>")
@signed_in
def show(submission_id: str) -> ResponseReturnValue:
    """The table: to fill in while it is a draft, to read afterwards."""
    submission = may_read(submission_id)
    if submission.status == DRAFT:
        return filling_page(submission)
    return submitted_page(submission)


@blueprint.post("/submissions/<submission_id>/sections/<section>")
@signed_in
def save_section(submission_id: str, section: str) -> ResponseReturnValue:
    """Save one section by plain post, and do what the pressed button says."""
    may_fill(submission_id)
    submission = services().submissions.load(submission_id)
    if section_of(submission.form, section) is None:
        abort(404)
    changes = read_post(submission.form, section, request.form, submission.cells)
    action, _sign, target = request.form.get("action", "save").partition(":")
    _change_rows(submission, changes, action, target)
    base = request.form.get("revision", "")
    known = int(base[:12]) if base.isdecimal() else submission.revision
    reply = services().submissions.save(submission_id, g.account, known, uuid.uuid4().hex, changes)
    messages = _receive_files(reply.submission, section, action, target)
    messages += [_clash_message(submission, clash) for clash in reply.clashes]
    if messages:
        return filling_page(services().submissions.load(submission_id), messages)
    where = target.rsplit("/", 1)[0] if action == "remove" else target
    anchor = f"b-{where}" if action in ("add", "remove") else f"s-{section}"
    return redirect(url_for("pages.show", submission_id=submission_id, saved=1, _anchor=anchor), 303)


@blueprint.get("/submissions/<submission_id>/check")
@signed_in
def check(submission_id: str) -> ResponseReturnValue:
    """Judge the whole table: what is left to do, or the button that submits."""
    may_fill(submission_id)
    submission = services().submissions.load(submission_id)
    if submission.status != DRAFT:
        return redirect(url_for("pages.show", submission_id=submission_id))
    findings = services().submissions.check(submission)
    errors = [finding for finding in findings if finding.is_error]
    warnings = [finding for finding in findings if not finding.is_error]
    status = 422 if errors else 200
    page = render_template(
        "check.html", title=_("提交前检查"), submission=submission, errors=errors, warnings=warnings
    )
    return page, status


@blueprint.post("/submissions/<submission_id>/submit")
@signed_in
def submit(submission_id: str) -> ResponseReturnValue:
    """Hand the table over."""
    may_fill(submission_id)
    services().submissions.submit(submission_id, g.account)
    return redirect(url_for("pages.show", submission_id=submission_id), 303)


@blueprint.post("/submissions/<submission_id>/withdraw")
@signed_in
def withdraw(submission_id: str) -> ResponseReturnValue:
    """Take it back while nobody has started reviewing."""
    may_fill(submission_id)
    services().submissions.withdraw(submission_id, g.account)
    return redirect(url_for("pages.show", submission_id=submission_id), 303)


@blueprint.post("/submissions/<submission_id>/begin-review")
@signed_in
def begin_review(submission_id: str) -> ResponseReturnValue:
    """An officer takes a submission up."""
    may_read(submission_id)
    if not g.account.is_officer:
        abort(403, _("只有主管部门可以受理申报"))
    services().submissions.begin_review(submission_id, g.account)
    return redirect(url_for("pages.show", submission_id=submission_id), 303)


def filling_page(submission: Submission, messages: list[str] | None = None) -> ResponseReturnValue:
    """The filling page with everything typed so far and what is wrong with it."""
    form = submission.form
    hidden = hidden_paths(form, submission.cells)
    findings = validate_cells(form, submission.cells, complete=False)
    saved = max((mark[2] for mark in submission.touched.values()), default=submission.header["created_at"])
    return render_template(
        "filling.html",
        title=form.title,
        form=form,
        submission=submission,
        sections=_sections(submission, submission.cells, hidden, findings),
        progress=progress(form, submission.cells, hidden),
        problems=_problem_counts(findings),
        findings=findings,
        messages=messages or [],
        saved_at=local_time(saved),
        just_saved=bool(request.args.get("saved")),
    )


def submitted_page(submission: Submission) -> ResponseReturnValue:
    """The submitted table to read, with its receipt."""
    form = submission.form
    hidden = hidden_paths(form, submission.cells)
    cells = {path: value for path, value in submission.cells.items() if not covered(path, hidden)}
    return render_template(
        "submitted.html",
        title=form.title,
        form=form,
        submission=submission,
        sections=_sections(submission, cells, hidden, reading=True),
        copy=services().submissions.copy_of_record(submission),
        state=_(STATES[submission.status]),
        may_withdraw=submission.status == SUBMITTED and not g.account.is_officer,
        may_review=submission.status == SUBMITTED and g.account.is_officer,
    )


def _sections(
    submission: Submission,
    cells: Cells,
    hidden: Set[str],
    findings: Sequence[Finding] = (),
    reading: bool = False,
) -> Markup:
    """The compiled sections of the form, filled with these answers."""
    screens = cast(Screens, current_app.extensions["screens"])
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    page = {"submission": submission.id, "revision": submission.revision, "csrf": generate_csrf()}
    return screens.skeleton(submission.form, reading).fill(cells, by_path, hidden, **page)


def _problem_counts(findings: list[Finding]) -> dict[str, int]:
    """How many errors each section has."""
    return Counter(finding.path.split("/")[0] for finding in findings if finding.is_error)


def _change_rows(submission: Submission, changes: dict[str, Any], action: str, target: str) -> None:
    """Add or remove a row, as the pressed button says, together with the rows the post brought along."""
    rows, _slash, row = target.rpartition("/")
    if action == "add" and submission.form.rows_at(target):
        operation = changes.setdefault(target, {"add": []})
        operation["add"] = [*operation["add"], uuid.uuid4().hex[:6]]
    elif action == "remove" and submission.form.rows_at(rows):
        for path in [path for path in changes if path.startswith(target + "/")]:
            del changes[path]
        changes[rows] = {**changes.get(rows, {}), "remove": [row]}


def _receive_files(submission: Submission, section: str, action: str, target: str) -> list[str]:
    """Take the files and captions of a plain post; the reasons of those refused."""
    attachments, form = services().attachments, submission.form
    refusals = []
    for path, file in read_files(form, section, request.files):
        try:
            attachments.add(submission.id, g.account, path, file.filename or "", file.stream)
        except Refused as refusal:
            refusals.append(str(refusal))
    known = {entry["id"]: entry.get("caption", "") for entry in all_files(submission)}
    for file_id, caption in read_captions(request.form).items():
        if known.get(file_id, caption) != caption.strip():
            path = attachments.slot_of(submission, file_id)
            attachments.caption(submission.id, g.account, path, file_id, caption)
    if action == "delete-file" and target in known:
        attachments.remove(submission.id, g.account, attachments.slot_of(submission, target), target)
    return refusals


def _clash_message(submission: Submission, clash: Clash) -> str:
    label = label_of(submission.form, clash.path, submission.cells)
    when = f"{local_time(clash.at):%H:%M}" if clash.at else ""
    return _(
        "%(label)s：%(by)s 在 %(when)s 已作修改，您填写的“%(mine)s”没有保存，请核对后重新填写",
        label=label,
        by=clash.by,
        when=when,
        mine=clash.mine,
    )
