"""What strangers, neighbours and broken programs try: each hole that was once open stays shut."""

from __future__ import annotations

import hashlib

import pytest

from tests.web.test_api import FORM, complete_submission, patch, start

SLOT = "attachments/business_license"
FILE = b"%PDF-1.7 confidential"
ROWS = "innovation/ip_list"


def upload(client, submission, content=FILE, slot=SLOT, name="a.pdf"):
    return client.post(f"/api/submissions/{submission['id']}/files?path={slot}&name={name}", data=content)


def test_officers_are_not_told_hidden_answers(signed_in):
    client, officer = signed_in("qiye1"), signed_in("jiangsu")
    submission = complete_submission(client)
    hidden = {"direct/direct_award": "false", "direct/award_name": "不该看到的奖"}
    patch(client, submission, hidden, base=10**6)
    at = f"/submissions/{submission['id']}"
    assert client.post(f"/api{at}/submit").status_code == 200
    for address in (at, f"/api{at}", f"/api{at}?since=0"):
        assert "不该看到的奖" not in officer.get(address).text
    assert "不该看到的奖" in client.get(f"/api{at}?since=0").text


def test_the_hash_of_a_strangers_file_does_not_open_it(signed_in):
    upload(signed_in("qiye3"), start(signed_in("qiye3")))
    entry = {"id": "mine", "name": "a.pdf", "size": 1, "sha256": hashlib.sha256(FILE).hexdigest()}
    thief = signed_in("qiye2")
    made = start(thief, {"attachments": {"business_license": [entry]}})
    assert thief.get(f"/submissions/{made['id']}/files/mine").status_code == 404
    assert not made["answers"]["attachments"]


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app, signed_in):
    client, thief = signed_in("qiye3"), app.test_client()
    thief.set_cookie("tianbiao", client.get_cookie("tianbiao").value)
    assert thief.get("/api/session").json["account"]
    client.delete("/api/session")
    assert thief.get("/api/session").json["account"] is None


@pytest.mark.parametrize("target", ["//[", "//evil.example", "/\\evil.example", "/\r\nX-Evil: 1", "/\x00"])
def test_signing_in_leads_nowhere_else(app, target):
    client = app.test_client()
    client.token = client.get("/api/session").json["csrf"]
    typed = {"login": "qiye3", "password": "tianbiao-demo-4", "next": target}
    assert client.post("/sign-in", data=typed).location == "/"


@pytest.mark.parametrize("body", ['{"login":"\\ud800","password":"\\ud800"}', "[" * 5000, "5", "", "{"])
def test_odd_sign_ins_are_refused_calmly(app, body):
    client = app.test_client()
    client.token = client.get("/api/session").json["csrf"]
    assert client.post("/api/session", data=body).status_code in (400, 401)


@pytest.mark.parametrize("alias", ["miit/../{}", "./{}", "{}//", "%00", "a" * 5000, "x/../lists/regions"])
def test_a_form_has_one_address(app, alias):
    assert app.test_client().get(f"/api/forms/{alias.format(FORM)}").status_code == 404


@pytest.mark.parametrize("value", [5, True, [["a"], {"b": 1}], "\ud800", 10**30])
def test_values_no_page_would_send_break_no_page(app, signed_in, value):
    client = signed_in("qiye3")
    submission, fields = start(client), app.extensions["tianbiao"].forms.current(FORM).fields
    changes = {path: value for path in fields if "*" not in path}
    assert patch(client, submission, changes).status_code == 200
    assert client.get(f"/submissions/{submission['id']}").status_code == 200


def test_a_patch_that_names_a_million_rows_is_refused_at_once(signed_in):
    client = signed_in("qiye3")
    submission, many = start(client), [f"r{number}" for number in range(200_000)]
    cells = {f"{ROWS}/r{number}/name": "x" for number in range(2000)}
    reply = patch(client, submission, {ROWS: {"add": many}, **cells}).json
    assert reply["refused"][0]["path"] == ROWS and len(reply["conflicts"]) == 2000


def test_a_draft_does_not_grow_without_end(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    assert patch(client, submission, {"basics/company_name": "x" * 1_100_000}).status_code == 409


def test_a_long_file_is_taken_though_other_requests_are_short(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    assert upload(client, submission, b"%PDF-1.7" + bytes(5 * 2**20)).status_code == 200
    assert patch(client, submission, {"basics/company_name": "x" * (5 * 2**20)}).status_code == 413


def test_a_file_is_nobody_elses_and_is_not_kept_by_browsers(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    file_id = upload(client, submission).json["changes"][SLOT]["files"][0]["id"]
    address = f"/submissions/{submission['id']}/files/{file_id}"
    assert client.get(address).headers["Cache-Control"] == "no-store"
    assert signed_in("qiye2").get(address).status_code == signed_in("jiangsu").get(address).status_code == 404


def test_error_pages_are_not_kept_by_browsers(signed_in):
    assert signed_in("qiye3").get("/static/none.js").headers["Cache-Control"] == "no-store"


def test_what_is_kept_is_readable_by_its_owner_alone(services):
    folders = [services.settings.data / name for name in ("store", "files")]
    assert [folder.stat().st_mode & 0o077 for folder in folders] == [0, 0]
