"""The application: Flask with our rooms behind it, headers on every answer, one edge for all errors."""

from __future__ import annotations

import datetime
import logging

from flask import Flask, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from .. import language
from ..forms import DefinitionError
from ..forms import json as forms_json
from ..language import gettext as _
from ..records.keys import Keys
from ..records.submissions import Busy, Incomplete, Refused
from ..settings import Settings
from ..storage.interface import Missing, StoreError
from . import access, api, languages, lookup, pages, paper, uploads, works
from .clock import shown_time
from .problems import PROBLEMS, for_status, problem
from .screens import Screens
from .services import Services, open_services
from .watching import watch

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
LARGEST_REQUEST = 4 * 2**20
"""Bytes of any request but an upload, which has its own limit."""

log = logging.getLogger(__name__)


def create_app(settings: Settings, opened: Services | None = None) -> Flask:
    """The WSGI application. Opens the data folder unless opened services are given."""
    ours = opened or open_services(settings)
    app = Flask("server.web", static_folder="static", template_folder=None)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    keys = Keys(ours.store)
    app.config.update(
        WTF_CSRF_SECRET_KEY=keys.csrf,
        SESSION_COOKIE_NAME="tianbiao",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=datetime.timedelta(minutes=settings.session_minutes),
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        MAX_FORM_PARTS=10_000,
    )
    app.session_interface = access.Sessions(keys)
    app.extensions["tianbiao"] = ours
    app.extensions["screens"] = Screens(app, settings.theme)
    app.before_request(languages.listen)
    app.teardown_request(languages.forget)
    app.before_request(uploads.admit_files)
    CSRFProtect(app)
    app.before_request(access.load_account)
    app.after_request(_add_headers)
    app.add_template_filter(shown_time)
    for blueprint in (
        access.blueprint,
        languages.blueprint,
        pages.blueprint,
        lookup.blueprint,
        api.blueprint,
        paper.blueprint,
        uploads.blueprint,
        works.blueprint,
    ):
        app.register_blueprint(blueprint)
    watch(app)
    _handle_errors(app)
    return app


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if response.status_code >= 400 or (request.endpoint != "static" and request.blueprint != "theme"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _handle_errors(app: Flask) -> None:
    app.register_error_handler(
        CSRFError, lambda error: _trouble("csrf", _("页面停留过久或会话已更换，请刷新页面后重试"))
    )
    app.register_error_handler(Missing, lambda error: _trouble("not-found"))
    app.register_error_handler(
        DefinitionError, lambda error: _trouble("not-found", _("这份表单的定义有误，请联系主管部门"))
    )
    app.register_error_handler(Busy, lambda error: _trouble("unavailable", str(error)))
    app.register_error_handler(StoreError, _store_error)
    app.register_error_handler(Incomplete, _incomplete)
    app.register_error_handler(Refused, lambda error: _trouble("not-possible", str(error)))
    app.register_error_handler(forms_json.JsonError, lambda error: _trouble("not-json", str(error)))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _store_error(error: StoreError) -> ResponseReturnValue:
    """The message names files of this machine: it is for the log, not for the person."""
    log.error("request %s: %s", g.get("request_id"), error)
    return _trouble("unavailable", _later())


def _incomplete(error: Incomplete) -> ResponseReturnValue:
    if _wants_json():
        return problem("incomplete", str(error), error.findings)
    return redirect(request.path.rsplit("/", 1)[0] + "/check", 303)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    own = error.description or ""
    of_framework = own == type(error).description or (own.isascii() and language.current() == language.SOURCE)
    return _trouble(for_status(error.code), "" if of_framework else own)


def _unexpected(error: Exception) -> ResponseReturnValue:
    """The edge: whatever nobody foresaw is logged with the request's number, and the person told."""
    log.exception("request %s failed: %s %r", g.get("request_id"), request.method, request.path)
    return _trouble("internal", _later())


def _later() -> str:
    return _("请稍后重试；如仍有问题，请向技术支持提供编号 %(number)s", number=g.get("request_id"))


def _trouble(name: str, detail: str = "") -> ResponseReturnValue:
    if _wants_json():
        return problem(name, detail)
    status, title = PROBLEMS[name]
    return render_template("error.html", title=_(title), detail=detail, status=status), status


def _wants_json() -> bool:
    return request.path.startswith("/api/")
