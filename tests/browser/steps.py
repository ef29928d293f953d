"""What browser tests do again and again."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from server.forms import json
from tests.serving import demo_answers

SAVED = re.compile("已保存")


def start_form(page: Page, form: str) -> str:
    """Begin a table on the home page; the id of the submission."""
    page.locator(f'form[action="/forms/{form}/start"] button').click()
    page.wait_for_url(re.compile("/submissions/"))
    return page.url.rsplit("/", 1)[1].split("?")[0].split("#")[0]


def create_complete(page: Page, url: str) -> str:
    """A complete 创新型中小企业自评表, made by the API in the page's session; its address there."""
    answers = demo_answers("innovative-sme.complete")
    slots = answers.pop("attachments")
    headers = {"X-CSRFToken": page.request.get(url + "/api/session").json()["csrf"]}
    body = json.dumps({"form": "miit/innovative-sme/2022", "answers": answers})
    typed = {**headers, "Content-Type": "application/json"}
    made = page.request.post(url + "/api/submissions", data=body, headers=typed).json()
    at = f"{url}/api/submissions/{made['id']}"
    for slot in slots:
        proof = f"{at}/files?path=attachments/{slot}&name=证明.pdf"
        assert page.request.post(proof, data=b"%PDF-1.7", headers=headers).ok
    return at


def submit_complete(page: Page, url: str) -> str:
    """Hand such a table in; the submission's id."""
    at = create_complete(page, url)
    headers = {"X-CSRFToken": page.request.get(url + "/api/session").json()["csrf"]}
    assert page.request.post(at + "/submit", headers=headers).json()["status"] == "submitted"
    return at.rsplit("/", 1)[1]


def wait_saved(page: Page) -> None:
    """Until the page says that everything is on the server; a dialog's answer takes a moment to count."""
    page.wait_for_timeout(150)
    expect(page.locator("#save-state")).to_have_text(SAVED)


def control(page: Page, path: str) -> Locator:
    """The input of a cell."""
    return page.locator(f'[name="{path}"]')
