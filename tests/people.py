"""People for tests: signed in, with a table open, over real HTTP."""

from __future__ import annotations

from http.cookiejar import CookieJar
from secrets import token_hex
from typing import Any
from urllib.error import HTTPError
from urllib.request import BaseHandler, HTTPCookieProcessor, Request, build_opener

from server import demo
from server.forms import json

PASSWORDS = {entry["login"]: entry["password"] for entry in demo.FACTS["accounts"]}


class Person:
    """Somebody who is signed in and talks to one address: that of a server, or of a proxy."""

    def __init__(self, server: Any, login: str = "qiye3", *handlers: BaseHandler) -> None:
        self.url, self.token, self.seen = server.url, "", 0
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), *handlers)
        self.token = self.ask("GET", "/api/session")["csrf"]
        typed = {"login": login, "password": PASSWORDS[login]}
        self.token = self.ask("POST", "/api/session", typed)["csrf"]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One request; the JSON of the answer, whatever its status."""
        headers = {"X-CSRFToken": self.token, "Content-Type": "application/json", "Referer": self.url + "/"}
        data = json.dumps(body).encode() if body is not None else None
        try:
            with self.opener.open(Request(self.url + path, data, headers, method=method)) as answer:
                return json.loads(answer.read() or b"null")
        except HTTPError as error:
            return json.loads(error.read())

    def open(self, submission: str) -> None:
        """Look at a table."""
        self.at = f"/api/submissions/{submission}"
        self.seen = self.ask("GET", self.at)["revision"]

    def fill(self, **cells: str) -> Any:
        """Change cells of it, as one who has seen what `open` showed."""
        changes = {path.replace("__", "/"): value for path, value in cells.items()}
        patch = {"base_revision": self.seen, "operation": token_hex(8), "changes": changes}
        return self.ask("PATCH", self.at, patch)
