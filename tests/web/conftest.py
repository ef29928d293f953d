"""An application on a folder of its own, with the demo data, and signed-in clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import demo
from server.settings import Settings
from server.web.app import create_app
from server.web.services import Services, open_services

PASSWORDS = {entry["login"]: entry["password"] for entry in demo.FACTS["accounts"]}


class Client(FlaskClient):
    """A client that carries its CSRF token."""

    token = ""

    def sign_in(self, login: str) -> dict[str, Any]:
        """Sign in by the API; later calls carry the token."""
        self.token = self.get("/api/session").json["csrf"]
        answer = self.post("/api/session", json={"login": login, "password": PASSWORDS[login]})
        self.token = answer.json["csrf"]
        return answer.json

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if self.token:
            kwargs["headers"] = {"X-CSRFToken": self.token, **(kwargs.get("headers") or {})}
        return super().open(*args, **kwargs)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with demo data; one for a module, tests work on submissions of their own."""
    settings = Settings(data=tmp_path_factory.mktemp("data"), demo=True)
    services = open_services(settings)
    demo.seed(services.store, services.forms, services.accounts, services.submissions)
    application = create_app(settings, services)
    application.test_client_class = Client
    yield application
    services.close()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], Client]:
    """A client signed in as somebody of the demo data."""

    def client(login: str) -> Client:
        made = app.test_client()
        made.sign_in(login)
        return made

    return client


@pytest.fixture
def services(app: Flask) -> Services:
    """What stands behind the application."""
    return app.extensions["tianbiao"]
