"""Files over HTTP: one raw body per file, streamed to disk; and the way back to whoever may read."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, g, request, send_file
from flask.typing import ResponseReturnValue

from ..forms import hidden_paths
from ..language import gettext as _
from ..records.submissions import Refused
from . import openapi
from .access import may_fill, may_read, signed_in
from .api import asked, replied
from .problems import problem
from .services import services

blueprint = Blueprint("uploads", __name__)
LARGEST_BODY = 512 * 2**20
"""Bytes of an upload, whatever a form allows."""


def admit_files() -> None:
    """Before everything else, since checking the CSRF token fixes a request's limit: a file may be long.

    Where it stops is said by its slot, and the refusal names the file.
    """
    if request.endpoint == "uploads.add_file":
        request.max_content_length = LARGEST_BODY


@blueprint.post("/api/submissions/<submission_id>/files")
@signed_in
@openapi.parameters(path="the slot's cell", name="the file's name", caption="what it shows")
@openapi.answers("Reply")
def add_file(submission_id: str) -> ResponseReturnValue:
    """Upload one file as the raw request body; the reply lists the slot's files."""
    may_fill(submission_id)
    path, name = request.args.get("path", ""), request.args.get("name", "")
    try:
        reply = services().attachments.add(
            submission_id, g.account, path, name, request.stream, request.args.get("caption", "")
        )
    except Refused as refusal:
        return problem("file-refused", str(refusal))
    return replied(reply)


@blueprint.patch("/api/submissions/<submission_id>/files/<file_id>")
@signed_in
@openapi.takes("Caption")
@openapi.answers("Reply")
def caption_file(submission_id: str, file_id: str) -> ResponseReturnValue:
    """Say what a file shows."""
    may_fill(submission_id)
    body = asked()
    if not isinstance(body.get("path"), str) or not isinstance(body.get("caption"), str):
        return problem("request-invalid", _("请提供 path 和 caption"))
    path, caption = body["path"], body["caption"]
    reply = services().attachments.caption(submission_id, g.account, path, file_id, caption)
    return replied(reply)


@blueprint.delete("/api/submissions/<submission_id>/files/<file_id>")
@signed_in
@openapi.parameters(path="the slot's cell")
@openapi.answers("Reply")
def remove_file(submission_id: str, file_id: str) -> ResponseReturnValue:
    """Take a file out of its slot."""
    may_fill(submission_id)
    path = request.args.get("path", "")
    reply = services().attachments.remove(submission_id, g.account, path, file_id)
    return replied(reply)


@blueprint.get("/submissions/<submission_id>/files/<file_id>")
@signed_in
def download(submission_id: str, file_id: str) -> ResponseReturnValue:
    """The file itself, always as a download and never run by the browser."""
    submission = may_read(submission_id)
    form, cells = submission.form, submission.cells
    hidden = frozenset() if g.account.may_fill(submission.header) else hidden_paths(form, cells)
    entry = services().attachments.find(submission, file_id, hidden)
    stored = services().attachments.files.open(entry["sha256"])
    response = send_file(
        stored, mimetype="application/octet-stream", as_attachment=True, download_name="file"
    )
    response.content_length = entry["size"]
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(entry['name'])}"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
