"""Long work on the page: begin it, watch how far it is, take its result. Everybody sees their own jobs only.

The page asks again by itself, with the browser's own means, so it works without JavaScript.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, jsonify, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from ..jobs.runner import DONE, FINISHED, cancel, job
from ..language import gettext as _
from ..language import gettext_noop
from ..storage.interface import Missing, Record
from . import openapi
from .access import signed_in
from .services import services

blueprint = Blueprint("works", __name__)
STATES = {
    "queued": gettext_noop("等待开始"),
    "running": gettext_noop("正在进行"),
    "done": gettext_noop("已完成"),
    "failed": gettext_noop("没有完成"),
    "cancelled": gettext_noop("已取消"),
}
SECONDS = 2


@blueprint.post("/archives")
@signed_in
def begin_archive() -> ResponseReturnValue:
    """Pack the copies of record of an officer's regions; goes on with the one that is being made."""
    if not g.account.is_officer:
        abort(403, _("只有主管部门可以打包辖区内的申报表"))
    made = job("archive", {"regions": list(g.account.regions)}, owner=g.account.id)
    under_way = [found["id"] for found in _mine() if found["state"] not in FINISHED]
    if not under_way:
        services().store.commit(made)
    return redirect(url_for("works.show", job_id=under_way[0] if under_way else made.id), 303)


@blueprint.get("/jobs/<job_id>")
@signed_in
def show(job_id: str) -> ResponseReturnValue:
    """How far a job is."""
    found = _job(job_id)
    state = STATES[found["state"]]
    page = render_template("job.html", title=_("打包下载"), job=found, state=_(state))
    waiting = {} if found["state"] in FINISHED else {"Refresh": str(SECONDS)}
    return page, 200, waiting


@blueprint.get("/api/jobs/<job_id>")
@signed_in
@openapi.answers("Job")
def show_json(job_id: str) -> ResponseReturnValue:
    """How far a job is: state, progress, and what went wrong."""
    return jsonify(_told(_job(job_id)))


@blueprint.post("/jobs/<job_id>/cancel")
@signed_in
def stop(job_id: str) -> ResponseReturnValue:
    """Nobody wants it any more."""
    cancel(services().store, _job(job_id)["id"])
    return redirect(url_for("works.show", job_id=job_id), 303)


@blueprint.get("/jobs/<job_id>/file")
@signed_in
def download(job_id: str) -> ResponseReturnValue:
    """What the job made."""
    found = _job(job_id)
    if found["state"] != DONE:
        abort(404)
    archive = services().attachments.files.open(found["result"]["sha256"])
    name = _("申报表_%(day)s.zip", day=found["created_at"][:10])
    response = send_file(archive, mimetype="application/zip", as_attachment=True, download_name=name)
    response.content_length = found["result"]["size"]
    return response


def _job(job_id: str) -> Record:
    found = services().store.get("job", job_id)
    if found is None or found.get("owner") != g.account.id:
        raise Missing("job", job_id)
    return found


def _mine() -> list[Record]:
    return services().store.find("job", "owner", (g.account.id,), limit=100)[::-1]


def _told(found: Record) -> dict[str, Any]:
    nothing, error = {"done": 0, "total": 0, "text": ""}, found.get("error", "")
    told = {"id": found["id"], "state": found["state"], "progress": found.get("progress") or nothing}
    return {**told, "error": _(error) if error else ""}
