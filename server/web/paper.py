"""PDFs over HTTP. Rendering happens in the press's own processes; a request only waits or asks again.

A browser that would have to wait longer than a second gets a page that asks again by itself; a program
waits for the bytes.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as StillPrinting
from urllib.parse import quote

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from ..forms import Cells, Form
from ..jobs.press import PressTrouble
from ..language import gettext as _
from ..printing import Mode, PrintTrouble, print_html
from ..records.submissions import DRAFT
from . import openapi
from .access import may_read, signed_in
from .services import services

blueprint = Blueprint("paper", __name__)

PATIENCE_OF_PEOPLE, PATIENCE_OF_PROGRAMS = 1.0, 60.0
"""Seconds."""
_waiting = threading.BoundedSemaphore(4)
"""So many programs wait at a time; more are told to ask again, for each keeps a thread from everybody."""


@blueprint.get("/submissions/<submission_id>.pdf")
@signed_in
@openapi.parameters(language="zh, en, …: this document in that language")
@openapi.answers("application/pdf")
def submission_pdf(submission_id: str) -> ResponseReturnValue:
    """The official table: the copy of record, or a draft with its watermark."""
    submission = may_read(submission_id)
    name = f"{submission.header['enterprise_name']}_{_named(submission.form)}.pdf"
    back = f"/submissions/{submission_id}"
    if submission.status == DRAFT:
        return _deliver(
            _print(submission.form, submission.cells, "draft"), _("草稿_%(name)s", name=name), back
        )
    return _deliver(services().papers.copy(submission), name, back)


@blueprint.get("/forms/<path:form_id>.pdf")
@signed_in
@openapi.parameters(language="zh, en, …: this document in that language")
@openapi.answers("application/pdf")
def blank_pdf(form_id: str) -> ResponseReturnValue:
    """The blank form, to be filled in by hand."""
    form = services().forms.current(form_id)
    return _deliver(_print(form, {}, "blank"), _("%(title)s_空白表.pdf", title=_named(form)), "/")


def _named(form: Form) -> str:
    """A form in the name of a file; one without an edition goes by its title alone."""
    return f"{form.title}_{form.edition}" if form.edition else form.title


def _print(form: Form, cells: Cells, mode: Mode) -> Future[bytes]:
    theme = services().settings.theme
    return services().press.submit(print_html(form, cells, theme=theme, mode=mode), theme)


def _deliver(printed: Future[bytes], name: str, back: str) -> ResponseReturnValue:
    by_people = request.accept_mimetypes.accept_html and "text/html" in request.headers.get("Accept", "")
    may_wait = not by_people and _waiting.acquire(blocking=False)
    try:
        pages = printed.result(timeout=PATIENCE_OF_PROGRAMS if may_wait else PATIENCE_OF_PEOPLE)
    except StillPrinting:
        page = render_template(
            "printing.html",
            title=_("正在生成 PDF"),
            address=request.full_path.removesuffix("?"),
            seconds=1,
            back=back,
        )
        return page, 202, {"Retry-After": "1"}
    except (PressTrouble, PrintTrouble) as trouble:
        abort(503, _(str(trouble)))
    finally:
        if may_wait:
            _waiting.release()
    response = Response(pages, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return response
