"""The language switch in a real browser: with scripts and without, on a wide page and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.serving import RunningServer

CHINESE = re.compile("[\u3400-\u9fff]")


@pytest.fixture
def english(page: Page) -> Page:
    """The fresh 小巨人 table, read in English."""
    page.click(".languages button")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    return page


def test_switching_leads_back_to_the_same_table(english: Page):
    expect(english.locator(".top .heading")).to_have_text(re.compile("Little Giant"))


def test_scripts_speak_the_language_of_the_page(english: Page):
    english.fill("[id='c-basics/company_name']", "甲")
    expect(english.locator("#save-state")).to_have_text(re.compile(r"^Saved \d"))
    english.click("button[value='add:specialization/products']")
    expect(english.locator("#announcements")).to_have_text(re.compile("Row 1 added"))


def test_findings_arrive_in_the_language_of_the_page(english: Page):
    english.fill("[id='c-basics/email']", "nobody")
    english.locator("[id='c-basics/email']").blur()
    finding = english.locator("[id='f-basics/email'] li")
    expect(finding).to_have_text("An e-mail address is written name@example.com")


@pytest.mark.parametrize("width", [1440, 390])
def test_longer_words_do_not_make_the_page_wider(english: Page, width: int):
    english.set_viewport_size({"width": width, "height": 900})
    assert english.evaluate("document.documentElement.scrollWidth") <= width


def test_the_switch_works_without_scripts(browser, demo_server: RunningServer):
    context: BrowserContext = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(demo_server.url + "/sign-in")
    page.click(".languages button")
    assert not CHINESE.search(page.locator("main").inner_text())
    context.close()
