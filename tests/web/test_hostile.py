"""Hostile definitions among the forms, and hostile requests: the server answers, and never with a 500."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server import demo
from server.settings import Settings
from server.web.app import LARGEST_REQUEST, create_app
from server.web.services import open_services
from tests.forms.hostile import DEFINITIONS, json
from tests.web.conftest import Client

HARMLESS = {name for name, (rule, _make) in DEFINITIONS.items() if not rule}


def id_of(name: str) -> str:
    """The form id of a hostile definition."""
    return f"hostile/{name.replace(' ', '-').lower()}"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with every hostile definition among its forms."""
    folder = tmp_path_factory.mktemp("forms")
    for name, (_rule, make) in DEFINITIONS.items():
        content = make()
        written = content if isinstance(content, str | bytes) else json.dumps(content)
        path = folder / f"{id_of(name)}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(written if isinstance(written, bytes) else written.encode())
    settings = Settings(data=tmp_path_factory.mktemp("data"), demo=True, forms=(Path(folder),))
    services = open_services(settings)
    demo.seed(services.store, services.forms, services.accounts, services.submissions)
    application = create_app(settings, services)
    application.test_client_class = Client
    yield application
    services.close()


@pytest.fixture
def client(app: Flask) -> Any:
    """An enterprise, signed in."""
    made = app.test_client()
    made.sign_in("qiye1")
    return made


def test_what_is_refused_is_not_offered_and_the_rest_is(client: Any) -> None:
    offered = {form["id"] for form in client.get("/api/forms").json["forms"]}
    assert {form for form in offered if form.startswith("hostile/")} == {id_of(name) for name in HARMLESS}


@pytest.mark.parametrize("name", DEFINITIONS)
def test_starting_a_hostile_form_is_answered(name: str, client: Any) -> None:
    answer = client.post("/api/submissions", json={"form": id_of(name)})
    assert answer.status_code == (201 if name in HARMLESS else 404)


def test_a_text_against_a_catastrophic_pattern_is_a_finding(client: Any) -> None:
    started = client.post("/api/submissions", json={"form": id_of("catastrophic pattern")}).json
    change = {"base_revision": started["revision"], "operation": "1", "changes": {"a/b": "a" * 50_000 + "!"}}
    saved = client.patch(f"/api/submissions/{started['id']}", json=change)
    assert [finding["rule"] for finding in saved.json["findings"]["a/b"]] == ["pattern"]
    assert client.get(f"/submissions/{started['id']}").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"[" * 100_000, 400), (b'{"form": NaN}', 400), (b'{"form": 1, "form": 2}', 400), (b"\xff", 400),
     (b'"' + b"x" * LARGEST_REQUEST + b'"', 413)],
    ids=["deep", "not a number", "key twice", "not UTF-8", "too large"],
)  # fmt: skip
def test_a_hostile_request_is_refused(body: bytes, status: int, client: Any) -> None:
    answer = client.post("/api/submissions", data=body, content_type="application/json")
    assert answer.status_code == status
    assert answer.json["title"]
