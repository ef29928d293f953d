"""A plain JSON Schema dropped into a folder goes the whole way: listed, filled in, judged, printed."""

from __future__ import annotations

import html
import io
import re
import uuid
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from server import demo
from server.forms import Form, disassemble
from server.forms import json as forms_json
from server.printing import print_html
from server.settings import Settings
from server.web.app import create_app
from server.web.services import Services, open_services
from tests.forms.plain.cases import NAMES, case, pairs
from tests.web.conftest import Client

LOGINS = ["qiye1", "qiye2", "qiye3"]
PRINTED = ["invoice", "address", "resume"]


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """What stands behind a server whose forms folder holds the schemas of all cases."""
    folder: Path = tmp_path_factory.mktemp("forms")
    for name in NAMES:
        (folder / f"{name}.json").write_text(forms_json.dumps(case(name)["schema"]), "utf-8")
    opened = open_services(Settings(data=tmp_path_factory.mktemp("data"), forms=(folder,)))
    demo.seed(opened.store, opened.forms, opened.accounts, opened.submissions)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def clients(behind: Services) -> Iterator[FlaskClient]:
    """Three enterprises in turn: one may have a hundred submissions at most."""
    app = create_app(Settings(data=behind.settings.data), behind)
    app.test_client_class = Client
    signed_in = [app.test_client() for _ in LOGINS]
    for one, login in zip(signed_in, LOGINS, strict=True):
        one.sign_in(login)
    return cycle(signed_in)


@pytest.fixture
def client(clients: Iterator[FlaskClient]) -> FlaskClient:
    return next(clients)


@pytest.fixture
def form(behind: Services) -> Any:
    return lambda name: behind.forms.current(name)


def start(client: FlaskClient, name: str) -> str:
    """The id of a new draft."""
    return client.post("/api/submissions", json={"form": name}).json["id"]


def save(client: FlaskClient, draft: str, changes: dict[str, Any]) -> Any:
    revision = forms_json.loads(client.get(f"/api/submissions/{draft}").data)["revision"]
    body = {"base_revision": revision, "operation": uuid.uuid4().hex, "changes": changes}
    return client.patch(f"/api/submissions/{draft}", data=forms_json.dumps(body)).json


def typed(form: Form, document: Any) -> dict[str, Any]:
    """What somebody types to give a document: path -> text, rows first."""
    cells = disassemble(form, document)
    fields = {path: form.field_at(path) for path in sorted(cells, key=lambda path: path.count("/"))}
    return {
        path: field.kind.edit(cells[path], field) if field and not field.kind.many else cells[path]
        for path, field in fields.items()
        if field is None or not field.readonly
    }


def fill(client: FlaskClient, form: Form, name: str, document: Any) -> str:
    """A draft in which a document was typed field by field."""
    draft = start(client, name)
    for path, text in typed(form, document).items():
        reply = save(client, draft, {path: text})
        assert not reply["refused"] and not reply["conflicts"]
    return draft


def test_all_are_listed_by_title_or_name(client):
    page = client.get("/").get_data(as_text=True)
    assert all(f'action="/forms/{name}/start"' in page for name in NAMES)
    assert "收货地址" in page and "anything" in page


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_an_input_for_every_leaf(name, client, form):
    answer = client.get(f"/submissions/{start(client, name)}")
    shown = set(re.findall(r'data-cell="([^"]*)"', html.unescape(answer.get_data(as_text=True))))
    assert answer.status_code == 200
    assert form(name).fields.keys() <= {re.sub(r"/__\w+?__(?=/)", "/*", path) for path in shown}


@pytest.mark.parametrize(
    "name, document", pairs("valid"), ids=lambda pair: pair if isinstance(pair, str) else ""
)
def test_typing_a_document_gives_that_document(name, document, client, form):
    draft = fill(client, form(name), name, document)
    answers = forms_json.loads(client.get(f"/api/submissions/{draft}").data)["answers"]
    assert forms_json.dumps(answers) == forms_json.dumps(ordered(document, answers))


def ordered(document: Any, like: Any) -> Any:
    """A document with its members in the order of another: order says nothing in JSON."""
    if isinstance(document, dict) and isinstance(like, dict):
        keys = [*(key for key in like if key in document), *(key for key in document if key not in like)]
        return {key: ordered(document[key], like.get(key)) for key in keys}
    if isinstance(document, list) and isinstance(like, list):
        return [ordered(one, other) for one, other in zip(document, like, strict=False)] + document[
            len(like) :
        ]
    return document


@pytest.mark.parametrize("name", ["orders", "words", "scalar", "invoice"])
def test_a_draft_may_start_with_answers_of_any_shape(name, client):
    document = case(name)["valid"][0]
    body = forms_json.dumps({"form": name, "answers": document})
    made = client.post("/api/submissions", data=body, content_type="application/json")
    assert forms_json.loads(made.data)["answers"] == document


@pytest.mark.parametrize("name", NAMES)
def test_the_api_offers_the_schema_as_it_was_written(name, client):
    assert forms_json.loads(client.get(f"/api/forms/{name}").data) == case(name)["schema"]


@pytest.mark.parametrize("name", ["payment", "orders", "tree", "keys", "words"])
def test_a_complete_one_is_submitted(name, client, form):
    draft = fill(client, form(name), name, case(name)["valid"][0])
    done = client.post(f"/api/submissions/{draft}/submit")
    assert done.status_code == 200
    assert forms_json.loads(done.data)["answers"] == case(name)["valid"][0]
    assert client.get(f"/submissions/{draft}").status_code == 200


@pytest.mark.parametrize("name", ["payment", "address", "invoice", "orders"])
def test_an_empty_one_is_not_submitted_and_says_why(name, client):
    draft = start(client, name)
    answer = client.post(f"/api/submissions/{draft}/submit")
    assert answer.status_code == 422 and answer.json["findings"]
    assert client.get(f"/submissions/{draft}/check").status_code == 422


def test_a_variant_shows_its_fields_when_it_is_chosen(client):
    draft = start(client, "payment")
    reply = save(client, draft, {"general/method": "card"})
    assert set(reply["hidden"]) == {"general/account"}


def test_a_section_is_posted_without_javascript(client):
    draft = start(client, "payment")
    post = {"csrf_token": client.token, "revision": "0", "general/amount": "12.50", "general/method": "cash"}
    client.post(f"/submissions/{draft}/sections/general", data=post)
    answers = forms_json.loads(client.get(f"/api/submissions/{draft}").data)["answers"]
    assert forms_json.dumps(answers) == '{"amount": 12.50, "method": "cash"}'


def test_json_that_cannot_be_read_is_kept_and_says_where(client):
    draft = start(client, "scores")
    reply = save(client, draft, {"general/scores": '{"数学": 99,\n"语文" 88}'})
    found = reply["findings"]["general/scores"]
    assert "第 2 行" in found[0]["message"]
    assert reply["changes"]["general/scores"]["edit"].startswith('{"数学": 99,\n')


def test_an_older_change_to_a_json_box_clashes(client):
    draft = start(client, "scores")
    save(client, draft, {"general/scores": '{"数学": 1}'})
    body = {"base_revision": 0, "operation": "o2", "changes": {"general/scores": '{"语文": 2}'}}
    reply = client.patch(f"/api/submissions/{draft}", json=body).json
    assert [clash["path"] for clash in reply["conflicts"]] == ["general/scores"]


@pytest.mark.parametrize("name", NAMES)
def test_it_prints(name, form):
    for document in case(name)["valid"]:
        printed = print_html(form(name), disassemble(form(name), document))
        assert 'class="frame' in printed or "<table" in printed


@pytest.mark.parametrize("name", PRINTED)
def test_the_pdf_contains_the_answers(name, client, form):
    draft = fill(client, form(name), name, case(name)["valid"][0])
    answer = client.get(f"/submissions/{draft}.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages).replace("\n", "")
    for word in words(case(name)["valid"][0]):
        assert word.replace(" ", "") in text.replace(" ", "")


def words(node: Any) -> Iterator[str]:
    """The texts of a document but for codes and dates, which paper words otherwise."""
    if isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from words(inner)
    elif (isinstance(node, str) and not node[:4].isdigit()) or (isinstance(node, str) and len(node) == 16):
        yield node
