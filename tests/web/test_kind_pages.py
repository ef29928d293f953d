"""Each kind on its page and over the API, by its example form: named, kept, kept as typed when wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from server import demo
from server.forms import json
from server.forms.kinds import KINDS
from server.settings import Settings
from server.web.app import create_app
from server.web.services import open_services
from tests.forms.examples import FOLDER, ROW, VALUE, cases, form_of
from tests.forms.examples import KINDS as EXAMPLES
from tests.web.conftest import Client
from tests.web.tables import page

ASKED = [kind for kind in EXAMPLES if KINDS[kind].answered]
UPLOADED = cases("right", "file")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Signed in at a server that offers the example forms."""
    settings = Settings(data=tmp_path_factory.mktemp("data"), forms=(FOLDER,))
    services = open_services(settings)
    demo.seed(services.store, services.forms, services.accounts, services.submissions)
    app = create_app(settings, services)
    app.test_client_class = Client
    signed_in = app.test_client()
    signed_in.sign_in("qiye3")
    yield signed_in
    services.close()


def started(client: Client, kind: str) -> str:
    """The API address of a fresh draft."""
    return f"/api/submissions/{client.post('/api/submissions', json={'form': kind}).json['id']}"


def patched(client: Client, at: str, **changes: Any) -> dict[str, Any]:
    """The reply to one patch; keys have dots for slashes."""
    revision = client.get(at).json["revision"]
    body = {"base_revision": revision, "operation": f"o{revision}", "changes": changes}
    reply: dict[str, Any] = client.patch(at, json=body).json
    return reply


def soup_of(client: Client, at: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(at.removeprefix("/api")).data, "html.parser")


def named(soup: BeautifulSoup, control: Tag) -> bool:
    """Whether a control has a name for those who listen."""
    labels = soup.select(f'label[for="{control.get("id")}"]') or control.find_parents("label")
    return bool(control.get("aria-label") or labels or soup.find(id=str(control.get("aria-labelledby"))))


@pytest.mark.parametrize("kind", ASKED)
def test_its_inputs_are_named_and_described(kind: str) -> None:
    soup = page(form_of(kind), {"list": ["r1"]})
    controls = soup.select("[data-cell] :is(input:not([type=hidden]), select, textarea, [role=group])")
    assert controls
    assert all(named(soup, control) for control in controls)
    described = [
        control["aria-describedby"].split() for control in controls if "aria-describedby" in control.attrs
    ]
    assert described
    assert all(soup.find(id=ident) is not None for idents in described for ident in idents)


@pytest.mark.parametrize(("kind", "case"), cases("right"))
def test_what_is_typed_comes_back_as_the_kept_value(client: Client, kind: str, case: dict[str, Any]) -> None:
    at = started(client, kind)
    reply = patched(client, at, **{VALUE: case["typed"]})
    assert reply["changes"][VALUE]["text"] == case["shown"]
    assert json.loads(client.get(at).data)["answers"]["grid"]["value"] == case["kept"]


@pytest.mark.parametrize(("kind", "case"), cases("wrong"))
def test_what_is_wrong_is_named_and_stands_there_as_typed(
    client: Client, kind: str, case: dict[str, Any]
) -> None:
    at = started(client, kind)
    reply = patched(client, at, **{VALUE: case["typed"]})
    found = reply["findings"].get(VALUE, []) + reply["refused"]
    assert [finding["rule"] for finding in found] == [case["rule"]]
    if not reply["refused"]:
        parts = case["typed"] if isinstance(case["typed"], list) else [case["typed"]]
        shown = str(soup_of(client, at).find(attrs={"data-cell": VALUE}))
        assert all(str(part) in shown for part in parts)


@pytest.mark.parametrize(("kind", "case"), UPLOADED)
def test_what_is_uploaded_is_listed(client: Client, kind: str, case: dict[str, Any]) -> None:
    at = started(client, kind)
    client.post(f"{at}/files?path={VALUE}&name={case['file']}", data=b"%PDF-1.7")
    assert soup_of(client, at).select_one("[data-file] a").get_text() == case["shown"]


@pytest.mark.parametrize(("kind", "case"), [row for row in cases("right") if KINDS[row[0]].parts])
def test_two_inputs_of_one_name_are_posted_as_one_value(
    client: Client, kind: str, case: dict[str, Any]
) -> None:
    at = started(client, kind)
    typed = case["typed"] if isinstance(case["typed"], list) else [case["typed"], ""]
    post = {VALUE: typed, "csrf_token": client.token, "revision": "1"}
    client.post(f"{at.removeprefix('/api')}/sections/grid", data=post)
    assert client.get(at).json["answers"]["grid"]["value"] == case["kept"]


def test_words_stand_between_the_fields_with_nothing_to_fill_in() -> None:
    for reading in (False, True):
        soup = page(form_of("note"), {}, reading=reading)
        words = soup.select_one(f'[data-cell="{VALUE}"]')
        assert words.get_text() == "填写说明以下各项按审计报告填写。\n没有的项目填“无”。"
        assert not words.select("input, label, .findings")


def test_a_declaration_says_who_signs_the_paper() -> None:
    assert "由法定代表人签字，由填表人签字，加盖单位公章" in page(form_of("declaration")).get_text()


def test_who_reads_a_submitted_declaration_sees_what_was_declared() -> None:
    cell = page(form_of("declaration"), {VALUE: True}, reading=True).select_one(
        f'[data-cell="{VALUE}"] .value'
    )
    assert cell.get_text(" ", strip=True) == "本企业承诺所填内容真实、完整。 是"


def test_exclusive_options_are_known_to_the_page() -> None:
    soup = page(form_of("choices"), {"list": ["r1"]})
    assert [group["data-exclusive"] for group in soup.select("fieldset[data-exclusive]")][:2] == [
        "none",
        "none",
    ]


def test_the_list_of_codes_shows_only_what_the_field_takes(client: Client) -> None:
    listed = f"/forms/industry/lists/gbt4754?q=计算机制造&field={VALUE}"
    codes = [
        row.td.get_text() for row in BeautifulSoup(client.get(listed).data, "html.parser").select("tbody tr")
    ]
    assert codes == ["391"]


def test_the_example_is_printed_from_the_server(client: Client) -> None:
    at = started(client, "date_range")
    patched(client, at, **{"list": {"add": ["r1"]}, ROW: ["2022-01-01", "2022-12-31"]})
    assert client.get(f"{at.removeprefix('/api')}.pdf").data.startswith(b"%PDF")
