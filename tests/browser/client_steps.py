"""What tests of the client do again and again: open a table of their own, ask what the server holds."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.serving import RunningServer


def open_fresh(page: Page, server: RunningServer, form: str) -> str:
    """A new, empty submission, open in the browser with the client running; its id."""
    token = page.request.get(f"{server.url}/api/session").json()["csrf"]
    created = page.request.post(
        f"{server.url}/api/submissions", data={"form": form}, headers={"X-CSRFToken": token}
    )
    submission = str(created.json()["id"])
    page.goto(f"{server.url}/submissions/{submission}")
    ready(page)
    return submission


def ready(page: Page) -> None:
    """Until the client runs."""
    expect(page.locator("#filling[data-ready]")).to_be_visible()


def answers(page: Page, server: RunningServer) -> dict[str, Any]:
    """What the server holds of the table that is open."""
    submission = page.get_attribute("#filling", "data-submission")
    found: dict[str, Any] = page.request.get(f"{server.url}/api/submissions/{submission}").json()["answers"]
    return found
