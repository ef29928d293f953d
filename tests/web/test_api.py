"""The API as another program meets it."""

from __future__ import annotations

import io
import zipfile

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from server.web.openapi import SCHEMAS
from server.web.problems import PROBLEMS
from tests.serving import ROOT, demo_answers

FORM = "miit/innovative-sme/2022"
COMPLETE = "innovative-sme.complete"


def start(client, answers=None):
    return client.post("/api/submissions", json={"form": FORM, "answers": answers or {}}).json


def patch(client, submission, changes, base=None, operation="op"):
    body = {
        "base_revision": submission["revision"] if base is None else base,
        "operation": operation,
        "changes": changes,
    }
    return client.patch(f"/api/submissions/{submission['id']}", json=body)


def complete_submission(client):
    """A draft in which every slot holds a file that is really there."""
    answers = demo_answers(COMPLETE)
    slots = answers.pop("attachments")
    submission = start(client, answers)
    for slot in slots:
        address = f"/api/submissions/{submission['id']}/files?path=attachments/{slot}&name=证明.pdf"
        assert client.post(address, data=b"%PDF-1.7 test").status_code == 200
    return submission


def test_forms_are_listed_and_their_definitions_are_json_schemas(app):
    client = app.test_client()
    forms = client.get("/api/forms").json["forms"]
    assert FORM in [form["id"] for form in forms]
    Draft202012Validator.check_schema(client.get(f"/api/forms/{FORM}").json)


def test_a_definition_is_not_sent_again_while_it_is_unchanged(app):
    client = app.test_client()
    tag = client.get(f"/api/forms/{FORM}").headers["ETag"]
    assert client.get(f"/api/forms/{FORM}", headers={"If-None-Match": tag}).status_code == 304


def test_a_patch_is_kept_and_what_follows_comes_back(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    reply = patch(
        client, submission, {"operation/total_assets/y-1": "1,000", "operation/total_liabilities/y-1": "400"}
    ).json
    assert reply["revision"] == submission["revision"] + 1
    computed = [cell["text"] for path, cell in reply["changes"].items() if "debt" in path]
    assert "40.00" in computed


def test_invalid_text_is_kept_and_comes_back_with_a_finding(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    reply = patch(client, submission, {"basics/postcode": "21000"}).json
    assert reply["changes"]["basics/postcode"]["edit"] == "21000"
    assert "6 位数字" in reply["findings"]["basics/postcode"][0]["message"]
    assert client.get(f"/api/submissions/{submission['id']}").json["answers"]["basics"]["postcode"] == "21000"


def test_the_same_operation_twice_changes_nothing(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    first = patch(client, submission, {"basics/address": "示例路1号"}, operation="once").json
    again = patch(client, submission, {"basics/address": "示例路1号"}, operation="once").json
    assert first["revision"] == again["revision"]


def test_a_cell_changed_by_both_is_a_conflict_with_both_values(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    patch(client, submission, {"basics/address": "甲路", "basics/postcode": "210001"})
    reply = patch(
        client, submission, {"basics/address": "乙路", "basics/fax": "025-55550100"}, operation="mine"
    ).json
    assert [(clash["mine"], clash["theirs"]["text"]) for clash in reply["conflicts"]] == [("乙路", "甲路")]
    assert (
        client.get(f"/api/submissions/{submission['id']}").json["answers"]["basics"]["fax"] == "025-55550100"
    )


def test_a_page_that_was_away_learns_what_others_changed(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    patch(client, submission, {"basics/address": "甲路"})
    missed = client.get(f"/api/submissions/{submission['id']}?since={submission['revision']}").json
    assert missed["changes"]["basics/address"]["text"] == "甲路"
    assert missed["changes"]["basics/address"]["by"]


def test_submitting_an_incomplete_table_says_what_is_missing(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    answer = client.post(f"/api/submissions/{submission['id']}/submit")
    assert answer.status_code == 422 and answer.content_type.startswith("application/problem+json")
    assert {"rule", "message", "pointer", "label"} <= answer.json["findings"][0].keys()


def test_a_complete_table_is_submitted_frozen_and_withdrawn(signed_in):
    client = signed_in("qiye3")
    submission = complete_submission(client)
    done = client.post(f"/api/submissions/{submission['id']}/submit").json
    assert done["status"] == "submitted" and len(done["sha256"]) == 64
    assert patch(client, done, {"basics/address": "晚了"}).status_code == 409
    assert client.post(f"/api/submissions/{submission['id']}/withdraw").json["status"] == "draft"


def test_nothing_can_be_withdrawn_once_review_has_begun(signed_in, services):
    client = signed_in("qiye1")
    submission = complete_submission(client)
    client.post(f"/api/submissions/{submission['id']}/submit")
    officer = signed_in("nanjing")
    assert officer.post(f"/submissions/{submission['id']}/begin-review").status_code == 303
    answer = client.post(f"/api/submissions/{submission['id']}/withdraw")
    assert answer.status_code == 409 and "已开始审核" in answer.json["detail"]


def test_other_enterprises_and_other_regions_see_nothing(signed_in):
    owner, stranger, officer = signed_in("qiye3"), signed_in("qiye2"), signed_in("nanjing")
    submission = start(owner)
    for client in (stranger, officer):
        assert client.get(f"/api/submissions/{submission['id']}").status_code == 404
        assert patch(client, submission, {"basics/address": "别人"}).status_code == 404


def test_a_file_goes_up_is_listed_captioned_downloaded_and_removed(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    at = f"/api/submissions/{submission['id']}/files"
    slot = "attachments/business_license"
    reply = client.post(f"{at}?path={slot}&name=营业执照（副本）%20①.pdf", data=b"%PDF-1.7 x").json
    entry = reply["changes"][slot]["files"][0]
    assert entry["name"] == "营业执照（副本） ①.pdf"
    assert (
        client.patch(f"{at}/{entry['id']}", json={"path": slot, "caption": "正本"}).json["changes"][slot][
            "files"
        ][0]["caption"]
        == "正本"
    )
    download = client.get(f"/submissions/{submission['id']}/files/{entry['id']}")
    assert download.data == b"%PDF-1.7 x" and download.headers["Content-Disposition"].startswith("attachment")
    assert client.delete(f"{at}/{entry['id']}?path={slot}").json["changes"][slot]["files"] == []


def test_a_renamed_program_is_refused_with_the_reason(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    at = f"/api/submissions/{submission['id']}/files?path=attachments/business_license"
    refused = client.post(f"{at}&name=报告.pdf", data=b"MZ\x90\x00" * 50)
    assert refused.status_code == 422 and "与扩展名不符" in refused.json["detail"]
    assert "可上传" in client.post(f"{at}&name=报告.exe", data=b"MZ").json["detail"]


def test_an_office_document_is_known_by_its_inside(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    at = f"/api/submissions/{submission['id']}/files?path=attachments/business_license&name=说明.docx"
    assert client.post(at, data=held.getvalue()).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"base_revision": "1"}',
        b'{"base_revision": NaN}',
        b'{"a":' * 5000,
        b"\xff\xfe",
        b'"x"',
    ],
)
def test_garbage_gets_a_problem_and_never_a_crash(signed_in, body):
    client = signed_in("qiye3")
    submission = start(client)
    answer = client.patch(f"/api/submissions/{submission['id']}", data=body, content_type="application/json")
    assert answer.status_code == 400 and answer.content_type.startswith("application/problem+json")


@pytest.mark.parametrize(
    "value", [{"a": 1}, [[["x"]]], 10**400, -1.5, True, "x" * 200_000, None, {"add": 1}, ["\u0000"]]
)
def test_any_json_value_in_a_cell_is_survived(signed_in, value):
    client = signed_in("qiye3")
    submission = start(client)
    for path in (
        "basics/address",
        "operation/revenue/y-1",
        "innovation/ip_list",
        "basics/region",
        "no/such/cell",
    ):
        assert patch(client, submission, {path: value}, operation=path).status_code in (200, 400)
    assert client.get(f"/submissions/{submission['id']}").status_code == 200


def test_changing_requests_need_the_token_of_the_page(app):
    client = app.test_client()
    answer = client.post("/api/session", json={"login": "qiye1", "password": "x"})
    assert answer.status_code == 400 and answer.json["type"] == "/problems/csrf"


def test_without_signing_in_there_is_nothing_to_read(app):
    assert app.test_client().get("/api/submissions/any").status_code == 401


def test_five_wrong_passwords_pause_the_login_name(app):
    client = app.test_client()
    client.token = client.get("/api/session").json["csrf"]
    answers = [
        client.post("/api/session", json={"login": "guess", "password": str(n)}).status_code for n in range(6)
    ]
    assert answers == [401] * 5 + [429]


def test_the_description_is_valid_openapi_and_complete(app):
    document = app.test_client().get("/api/openapi.json").json
    validate(document)
    silent = [
        f"{method} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if not operation["summary"] or ("200" not in operation["responses"] and not hasattr_status(operation))
    ]
    assert silent == []


def hasattr_status(operation):
    return any(status in operation["responses"] for status in ("201", "204"))


def test_real_replies_match_their_declared_schemas(signed_in):
    client = signed_in("qiye3")
    submission = start(client)
    reply = patch(client, submission, {"basics/postcode": "1"}).json
    schemas = {"$defs": SCHEMAS}
    for name, document in {
        "Submission": submission,
        "Reply": reply,
        "FormList": client.get("/api/forms").json,
    }.items():
        inlined = forms_refs({**schemas, **SCHEMAS[name]})
        assert [error.message for error in Draft202012Validator(inlined).iter_errors(document)] == []


def forms_refs(node):
    if isinstance(node, dict):
        return {
            key: value.replace("#/components/schemas/", "#/$defs/") if key == "$ref" else forms_refs(value)
            for key, value in node.items()
        }
    return [forms_refs(item) for item in node] if isinstance(node, list) else node


def test_the_api_page_names_every_problem_and_every_address(app):
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert [name for name in PROBLEMS if f"`{name}`" not in text] == []


def test_codes_can_be_looked_up_on_a_plain_page(signed_in):
    page = signed_in("qiye3").get(f"/forms/{FORM}/lists/regions?q=江宁").get_data(as_text=True)
    assert "320115" in page and "江苏省南京市" in page and "市辖区" not in page


def test_a_look_up_that_finds_nothing_says_what_to_try(signed_in):
    client = signed_in("qiye3")
    assert "没有找到" in client.get(f"/forms/{FORM}/lists/regions?q=没有这个地方").get_data(as_text=True)
    assert client.get(f"/forms/{FORM}/lists/nothing").status_code == 404
