"""Adding a table is adding a JSON file: a toy table in a folder of its own goes the whole way."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from server import demo
from server.forms import json as forms_json
from server.settings import Settings
from server.web.app import create_app
from server.web.services import open_services
from tests.serving import ROOT
from tests.web.conftest import Client

TOY = ROOT / "tests" / "forms" / "toy.json"
ANSWERS = forms_json.loads((ROOT / "tests" / "forms" / "toy.answers.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Signed in at a server whose forms folder holds nothing but the copied file."""
    folder: Path = tmp_path_factory.mktemp("forms")
    shutil.copy(TOY, folder / "fourth.json")
    settings = Settings(data=tmp_path_factory.mktemp("data"), forms=(folder,))
    services = open_services(settings)
    demo.seed(services.store, services.forms, services.accounts, services.submissions)
    app = create_app(settings, services)
    app.test_client_class = Client
    signed_in = app.test_client()
    signed_in.sign_in("qiye3")
    yield signed_in
    services.close()


@pytest.fixture(scope="module")
def form(client: Client) -> dict:
    """The definition as the server offers it."""
    return client.get("/api/forms/fourth").json


@pytest.fixture(scope="module")
def submission(client: Client) -> dict:
    return client.post("/api/submissions", json={"form": "fourth", "answers": ANSWERS}).json


def test_it_is_listed_and_can_be_started(client, form):
    page = client.get("/").get_data(as_text=True)
    assert form["title"] in page and 'action="/forms/fourth/start"' in page


def test_it_can_be_filled_in(client, submission):
    page = BeautifulSoup(client.get(f"/submissions/{submission['id']}").data, "html.parser")
    assert page.select("form[data-section]") and page.select("[data-cell] input")


def test_it_is_checked(client, form):
    empty = client.post("/api/submissions", json={"form": "fourth"}).json
    answer = client.post(f"/api/submissions/{empty['id']}/submit")
    assert answer.status_code == 422 and answer.json["findings"]


def test_it_is_submitted_and_printed(client, submission):
    done = client.post(f"/api/submissions/{submission['id']}/submit").json
    assert done["status"] == "submitted", done
    printed = client.get(f"/submissions/{submission['id']}.pdf")
    pages = PdfReader(io.BytesIO(printed.data)).pages
    assert printed.mimetype == "application/pdf" and pages[0].extract_text()
