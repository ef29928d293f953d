"""Tables in rows over plain posts and over the API: from the first row to the copy of record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup

from server import demo
from server.settings import Settings
from server.web.app import create_app
from server.web.services import Services, open_services
from tests.forms.structured import FOLDER, answers_of, cells_of
from tests.web.conftest import Client

FORM = "structure/nested-rows"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A server that offers the example forms."""
    services = open_services(Settings(data=tmp_path_factory.mktemp("data"), forms=(FOLDER.parent,)))
    demo.seed(services.store, services.forms, services.accounts, services.submissions)
    yield services
    services.close()


@pytest.fixture
def client(opened: Services) -> Client:
    app = create_app(opened.settings, opened)
    app.test_client_class = Client
    client = app.test_client()
    client.sign_in("qiye3")
    return client


@pytest.fixture
def draft(client: Client) -> str:
    """The address of an empty draft."""
    made = client.post("/api/submissions", json={"form": FORM}).json
    return f"/submissions/{made['id']}"


def post(client: Client, draft: str, action: str, **typed: str) -> BeautifulSoup:
    """Press a button of the first section, with what stands in its inputs; the page that follows."""
    page = BeautifulSoup(client.get(draft).data, "html.parser")
    shown = page.select("#s-products [name]:not([type=file], button)")
    values = {one["name"]: one.get("value", "") for one in shown if one.name != "select"}
    sent = {**values, **typed, "action": action}
    answer = client.post(f"{draft}/sections/products", data=sent, follow_redirects=True)
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html.parser")


def rows(page: BeautifulSoup, path: str) -> list[str]:
    """The paths of a table's rows."""
    block = page.select_one(f'[data-rows="{path}"]')
    found = [row for row in block.select("[data-row]") if row.find_parent(attrs={"data-rows": True}) is block]
    return [f"{path}/{row['data-row']}" for row in found]


def test_without_javascript_rows_are_added_in_rows_and_filled(client, draft):
    (outer,) = rows(post(client, draft, "add:products"), "products")
    page = post(client, draft, f"add:{outer}/certificates", **{f"{outer}/name": "靶材"})
    (inner,) = rows(page, f"{outer}/certificates")
    page = post(client, draft, "save", **{f"{inner}/number": "CE-1", f"{inner}/fee": "2.5"})
    assert page.select_one(f'[name="{inner}/number"]')["value"] == "CE-1"
    answers = client.get(f"/api{draft}").json["answers"]
    assert answers["products"][0] == {
        "name": "靶材", "fees": 2.5, "certificates": [{"number": "CE-1", "fee": 2.5, "share": 100}],
    }  # fmt: skip


def test_without_javascript_an_inner_row_is_removed(client, draft):
    (outer,) = rows(post(client, draft, "add:products"), "products")
    table = f"{outer}/certificates"
    post(client, draft, f"add:{table}")
    first, second = rows(post(client, draft, f"add:{table}"), table)
    assert rows(post(client, draft, f"remove:{first}"), table) == [second]
    assert rows(post(client, draft, f"remove:{outer}"), "products") == []


def test_a_posted_row_that_nobody_knows_is_added_with_its_inner_row(client, draft):
    new = {"products/n/name": "甲", "products/n/certificates/m/number": "一"}
    page = post(client, draft, "save", **new)
    assert rows(page, "products/n/certificates") == ["products/n/certificates/m"]


def test_the_page_holds_the_inner_template_once_and_no_placeholder_outside_templates(client):
    answers = answers_of("nested-rows")
    made = client.post("/api/submissions", json={"form": FORM, "answers": answers}).json
    page = BeautifulSoup(client.get(f"/submissions/{made['id']}").data, "html.parser")
    inner = page.find_all("template", {"data-row-template": "products/*/certificates"})
    assert [bool(one.contents) for one in inner if one.find_parent("template")] == [True]
    assert not any(one.get_text(strip=True) for one in inner if not one.find_parent("template"))
    for template in page.select("template"):
        template.decompose()
    assert "row__" not in str(page)


def test_every_input_of_an_inner_row_is_named_and_described(client):
    made = client.post("/api/submissions", json={"form": FORM, "answers": answers_of("nested-rows")}).json
    page = BeautifulSoup(client.get(f"/submissions/{made['id']}").data, "html.parser")
    for template in page.select("template"):
        template.decompose()
    known = [one["id"] for one in page.select("[id]")]
    assert len(known) == len(set(known))
    controls = page.select('[data-rows="products/0/certificates"] [aria-describedby]')
    assert len(controls) > 8
    assert {ident for one in controls for ident in one["aria-describedby"].split()} <= set(known)


def test_the_reply_tells_inner_rows_and_what_follows_from_them(client, draft):
    changes = {
        "products/a/certificates/x/fee": "3",
        "products": {"add": ["a"]},
        "products/a/certificates": {"add": ["x"]},
    }
    patch = {"base_revision": 1, "operation": "o1", "changes": changes}
    told = client.patch(f"/api{draft}", json=patch).json["changes"]
    assert told["products/a/certificates"] == {
        "rows": ["x"],
        "by": told["products"]["by"],
        "at": told["products"]["at"],
    }
    assert told["products/a/fees"]["text"] == "3.00"
    assert client.get(f"/api{draft}").json["rows"]["products/a/certificates"] == ["x"]


def test_a_conflict_names_the_outer_row_that_is_gone(client, draft):
    def save(base: int, changes: dict) -> dict:
        patch = {"base_revision": base, "operation": f"c{base}{len(changes)}", "changes": changes}
        return client.patch(f"/api{draft}", json=patch).json

    both = {"products": {"add": ["a"]}, "products/a/certificates": {"add": ["x"]}}
    known = save(1, both)["revision"]
    save(known, {"products": {"remove": ["a"]}})
    (conflict,) = save(known, {"products/a/certificates/x/number": "CE-9"})["conflicts"]
    assert (conflict["removed_row"], conflict["mine"]) == ("products/a", "CE-9")


def test_a_file_in_an_inner_row_goes_with_its_row(client, draft):
    both = {"products": {"add": ["a"]}, "products/a/certificates": {"add": ["x"]}}
    client.patch(f"/api{draft}", json={"base_revision": 1, "operation": "f1", "changes": both})
    slot = "products/a/certificates/x/scan"
    sent = client.post(f"/api{draft}/files?path={slot}&name=证书.pdf", data=b"%PDF-1.7 x")
    assert sent.json["changes"][slot]["files"][0]["name"] == "证书.pdf"
    change = {"base_revision": 9, "operation": "f2", "changes": {"products": {"remove": ["a"]}}}
    client.patch(f"/api{draft}", json=change)
    assert client.get(f"/api{draft}").json["answers"]["products"] == []


def test_the_copy_of_record_holds_all_inner_rows(client):
    made = client.post("/api/submissions", json={"form": FORM, "answers": answers_of("nested-rows")}).json
    submitted = client.post(f"/api/submissions/{made['id']}/submit").json
    assert submitted["status"] == "submitted"
    cells = cells_of("nested-rows")
    assert submitted["answers"]["products"][0]["certificates"][1]["fee"] == 9
    assert submitted["answers"]["summary"] == {"fees": float(cells["summary/fees"]), "count": 3}
    page = client.get(f"/submissions/{made['id']}").get_data(as_text=True)
    assert "UL-2025-771" in page and "金鸡湖路 1 号" in page


def test_a_total_is_explained_with_column_titles(client):
    form, answers = "structure/category-matrix", answers_of("category-matrix")
    made = client.post("/api/submissions", json={"form": form, "answers": answers}).json
    page = BeautifulSoup(client.get(f"/submissions/{made['id']}").data, "html.parser")
    told = page.find(id="x-staff/research/total").get_text()
    assert "研发（博士）、研发（硕士）" in told and "研发（硕士）：12" in told
