"""Every page at 1440 and 390 px: pictures for docs/screens.md, and what can be checked by rule."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import submit_complete
from tests.serving import ROOT

WIDTHS = (1440, 390)
FOLDER = ROOT / "docs" / "screenshots"
DRAFT = 'a.button:has-text("继续填写")'


@pytest.fixture
def gallery(tmp_path: Path) -> Path:
    """docs/screenshots when they are to be made anew, else a folder of the test."""
    return FOLDER if os.environ.get("TIANBIAO_WRITE_DOCS") else tmp_path


def photographed(page: Page, gallery: Path, name: str) -> Iterator[int]:
    """One picture at each width; yields the width for further looking."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_load_state("networkidle")
        page.screenshot(path=gallery / f"{name}-{width}.png", animations="disabled")
        yield width


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("name", ["list", "filling", "check"])
def test_no_page_needs_sideways_scrolling(sign_in, demo_server, gallery, name):
    page = sign_in(demo_server, "qiye1")
    if name != "list":
        page.locator(DRAFT).first.click()
        expect(page.locator("#save-state")).to_be_visible()
    if name == "check":
        page.goto(page.url.split("#")[0] + "/check")
    for _width in photographed(page, gallery, name):
        assert overflow(page) == 0


def test_a_submitted_table_shows_its_receipt(sign_in, demo_server, gallery):
    page = sign_in(demo_server, "qiye3")
    page.goto(f"{demo_server.url}/submissions/{submit_complete(page, demo_server.url)}")
    for _width in photographed(page, gallery, "submitted"):
        expect(page.locator(".receipt")).to_contain_text("SHA-256")
        assert overflow(page) == 0


def test_sign_in_is_there_for_everybody(context, demo_server, gallery):
    page = context.new_page()
    page.goto(demo_server.url + "/sign-in")
    for _width in photographed(page, gallery, "sign-in"):
        expect(page.locator("#login")).to_be_visible()


def test_every_control_of_the_filling_page_has_a_name_for_the_ear(sign_in, demo_server):
    page = sign_in(demo_server, "qiye1")
    page.locator(DRAFT).first.click()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")]
            .filter((one) => !one.labels?.length && !one.matches("[aria-label], [aria-labelledby]"))
            .map((one) => one.name)"""
    )
    assert nameless == []


def test_focus_is_plainly_visible(sign_in, demo_server):
    page = sign_in(demo_server, "qiye1")
    page.keyboard.press("Tab")
    width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
    assert width >= 3


def test_on_a_phone_targets_are_large_enough_for_a_thumb(sign_in, demo_server):
    page = sign_in(demo_server, "qiye1")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(DRAFT).first.click()
    small = page.evaluate(
        """() => [...document.querySelectorAll("main button, main select, main input[type=text]")]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5)
            .map((one) => one.name + one.textContent)"""
    )
    assert small == []
