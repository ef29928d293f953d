"""Which language a request speaks, and how a person changes it.

Chinese, unless the person chose another: the choice is a cookie of the browser, so it holds before signing
in and after signing out, and no address carries it. The browser's own language decides nothing: these are
Chinese tables, and whoever needs another language finds it, under its own name, at the top of every page.
"""

from __future__ import annotations

from flask import Blueprint, abort, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Answer

from .. import language
from .access import own_address
from .services import services

blueprint = Blueprint("languages", __name__)

COOKIE = "language"
A_YEAR = 365 * 24 * 3600
ON_PAPER = "paper"
"""The blueprint whose addresses may ask for one document in another language: ?language=zh."""


def here() -> str:
    """The page one is on, to come back to; the start page after a post."""
    return request.full_path.removesuffix("?") if request.method == "GET" else "/"


def listen() -> None:
    """Before every request: its language."""
    chosen = request.cookies.get(COOKIE, "")
    if request.blueprint == ON_PAPER:
        chosen = request.args.get("language", chosen)
    language.speak(chosen)


def forget(_error: BaseException | None) -> None:
    """After every request: threads are used again."""
    language.speak(language.SOURCE)


@blueprint.post("/language")
def choose() -> ResponseReturnValue:
    """Another language from now on, and back to where one was."""
    wanted = request.form.get("language", "")
    if wanted not in language.languages():
        abort(404)
    response: Answer = redirect(own_address(request.form.get("next", "/")), 303)
    response.set_cookie(
        COOKIE,
        wanted,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=services().settings.secure_cookies,
    )
    return response


@blueprint.get("/words/<wanted>.json")
def words(wanted: str) -> ResponseReturnValue:
    """The words of the page's scripts in a language."""
    if wanted not in language.languages():
        abort(404)
    response = jsonify(dict(language.client_words(wanted)))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
