"""Who is asking, and may they: sign-in, sign-out, and the guard in front of every view.

Step 2 of one answer's journey. The session cookie is signed and holds the account's id and session
number; ending all sessions of an account is raising that number.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Request,
    abort,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from ..forms import json as forms_json
from ..language import gettext as _
from ..records.accounts import Account
from ..records.keys import Keys
from ..records.submissions import Submission
from ..records.throttle import TooManyAttempts
from . import openapi
from .problems import problem
from .services import services

blueprint = Blueprint("access", __name__)

View = Callable[..., ResponseReturnValue]
NUMBER = re.compile(r"[0-9A-Za-z-]{8,64}")


class Sessions(SecureCookieSessionInterface):
    """Session cookies, judged and signed by the keys that are in force at the time of the request."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie of a request holds."""
        now = self._keys.read()
        app.config.update(SECRET_KEY=now[0], SECRET_KEY_FALLBACKS=now[1:])
        return super().open_session(app, request)


def load_account() -> None:
    """Before every request: its number for the log, and the account of the cookie, or nobody."""
    g.request_id, g.account = _number(), None
    if "account" in session:
        account = services().accounts.get(session["account"])
        live = account and session.get("ticket") not in account.ended
        if account and live and account.session == session.get("session"):
            g.account = account
        else:
            session.clear()


def signed_in(view: View) -> View:
    """Guard: only for signed-in accounts. Pages lead to sign-in, the API answers 401."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if g.account is not None:
            return view(*args, **kwargs)
        if request.path.startswith("/api/"):
            return problem("sign-in-required", _("登录已过期，请重新登录；已填写的内容不受影响"))
        return redirect(url_for("access.sign_in", next=request.full_path if request.method == "GET" else "/"))

    return guarded


def may_read(submission_id: str) -> Submission:
    """A submission the account may read; 404 for everybody else, who learns nothing."""
    submission = services().submissions.load(submission_id)
    if not g.account.may_read(submission.header):
        abort(404)
    return submission


def may_fill(submission_id: str) -> None:
    """Guard: the account fills in this submission. 404 as above; officers who may read it get 403."""
    header = services().submissions.header(submission_id)
    if not g.account.may_read(header):
        abort(404)
    if not g.account.may_fill(header):
        abort(403, _("只有申报企业可以修改填报内容"))


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The sign-in page; after success back to where one came from."""
    target = own_address(request.values.get("next", "/"))
    login, message = request.form.get("login", "").strip(), ""
    if request.method == "POST":
        try:
            account = services().accounts.sign_in(login, request.form.get("password", ""))
        except TooManyAttempts as error:
            account, message = None, str(error)
        if account:
            _begin(account)
            return redirect(target, 303)
        message = message or _("账号或密码不正确，请重新输入")
    page = render_template(
        "sign_in.html",
        title=_("登录"),
        login=login,
        message=message,
        next=target,
        demo=services().settings.demo,
    )
    return page, 400 if message else 200


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session."""
    _end()
    return redirect(url_for("access.sign_in"), 303)


@blueprint.get("/api/session")
@openapi.answers("Session")
def show_session() -> ResponseReturnValue:
    """Who is signed in, and the token that changing requests must carry in X-CSRFToken."""
    return jsonify(_session(g.account))


@blueprint.post("/api/session")
@openapi.takes("SignIn")
@openapi.answers("Session")
def begin_session() -> ResponseReturnValue:
    """Sign in with JSON {login, password}."""
    asked = forms_json.loads(request.get_data() or b"{}")
    if not isinstance(asked, dict) or not all(
        isinstance(asked.get(key), str) for key in ("login", "password")
    ):
        return problem("request-invalid", _("请以 JSON 提供 login 和 password"))
    try:
        account = services().accounts.sign_in(asked["login"], asked["password"])
    except TooManyAttempts as error:
        return problem("too-many-attempts", str(error))
    if account is None:
        return problem("sign-in-required", _("账号或密码不正确"))
    _begin(account)
    return jsonify(_session(account))


@blueprint.delete("/api/session")
def end_session() -> ResponseReturnValue:
    """Sign out."""
    _end()
    return "", 204


def _begin(account: Account) -> None:
    session.clear()  # a new session, so that nobody can be handed a prepared one
    session.update(account=account.id, session=account.session, ticket=uuid.uuid4().hex)
    session.permanent = True
    g.account = account


def _end() -> None:
    if g.account:
        services().accounts.end_session(g.account, session.get("ticket", ""))
    session.clear()


def _number() -> str:
    """The request's number: a believed proxy has given it one, so that one search finds both logs."""
    given = request.headers.get("X-Request-Id", "") if services().settings.proxies else ""
    return given if NUMBER.fullmatch(given) else uuid.uuid4().hex[:12]


def _session(account: Account | None) -> dict[str, Any]:
    known: dict[str, Any] = {"account": None}
    if account:
        known = {"account": account.id, "name": account.name, "role": account.role}
    return {**known, "csrf": generate_csrf()}


def own_address(target: str) -> str:
    """Only addresses of this server: no scheme, no host, one leading slash."""
    own = target.isprintable() and target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if own else "/"
