"""Evidence while a table is filled in: the slot says what it proves, and its mark comes and goes."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import control, wait_saved

SLOT = "attachments/ip_proof"
CLAIM = "innovation/class_one_count"


def mark(page: Page) -> Locator:
    return page.locator(f'[data-cell="{SLOT}"] abbr.required')


def claim(page: Page, count: str) -> None:
    control(page, CLAIM).fill(count)
    control(page, CLAIM).press("Tab")
    wait_saved(page)


def test_a_claim_marks_its_slot_and_taking_it_back_unmarks_it(page: Page) -> None:
    expect(mark(page)).to_have_attribute("hidden", "")
    claim(page, "3")
    expect(mark(page)).not_to_have_attribute("hidden", "")
    claim(page, "0")
    expect(mark(page)).to_have_attribute("hidden", "")


def test_the_slot_says_what_it_proves_and_a_screen_reader_hears_it(page: Page) -> None:
    note = page.locator(f'[id="e-{SLOT}"]')
    expect(note).to_contain_text("填报了“与主导产品相关的Ⅰ类知识产权总数”的，须在此上传佐证材料")
    described = page.locator(f'input[type="file"][name="{SLOT}"]').get_attribute("aria-describedby") or ""
    assert f"e-{SLOT}" in described.split()
