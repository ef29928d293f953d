"""Who listens, has only a keyboard, magnifies, or has no JavaScript can do all the work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.client_steps import open_fresh, ready
from tests.browser.steps import control, start_form, wait_saved
from tests.serving import LITTLE_GIANT, RunningServer

PRODUCTS = "specialization/products"
COVERED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const at = document.elementFromPoint(box.left + Math.min(12, box.width / 2), box.bottom - box.height / 2);
  return Boolean(at && at.closest(".bar, .sections") && !at.closest(".bar, .sections").contains(one));
}"""


@pytest.fixture
def draft(sign_in: Callable[..., Page], demo_server: RunningServer) -> Page:
    """An empty 小巨人申请书, open with the client running."""
    page = sign_in(demo_server, "qiye3")
    open_fresh(page, demo_server, LITTLE_GIANT)
    return page


def spoken(page: Page, words: str) -> None:
    """Until the page has said so aloud."""
    expect(page.locator("#announcements")).to_contain_text(words)


def test_what_has_focus_is_never_below_a_bar(draft):
    draft.set_viewport_size({"width": 1000, "height": 600})
    hidden = []
    for _ in range(120):
        draft.keyboard.press("Tab")
        if draft.evaluate(COVERED):
            hidden.append(draft.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert hidden == []


def test_the_first_links_skip_to_the_table_and_to_submitting(draft):
    draft.keyboard.press("Tab")
    expect(draft.locator(".skip").first).to_be_focused()
    draft.keyboard.press("Tab")
    draft.keyboard.press("Enter")
    draft.keyboard.press("Tab")
    expect(draft.get_by_role("link", name="预览 PDF")).to_be_focused()


def test_a_control_is_described_by_its_unit_help_and_findings(draft):
    capital = draft.get_by_role("textbox", name="注册资本")
    expect(capital).to_have_accessible_description("万元 外币按登记时汇率折成人民币万元。")
    code = control(draft, "basics/postcode")
    code.fill("12")
    code.blur()
    expect(code).to_have_accessible_description("错误： 邮政编码应为 6 位数字")


def test_a_finding_is_said_aloud_after_leaving_the_cell_and_saving_is_not(draft):
    code = control(draft, "basics/postcode")
    code.fill("12")
    code.blur()
    spoken(draft, "邮编：邮政编码应为 6 位数字")
    wait_saved(draft)
    expect(draft.locator("#save-state")).to_have_attribute("aria-live", "off")


def test_who_asks_for_saving_hears_that_it_is_saved(draft):
    control(draft, "basics/address").fill("示例路1号")
    draft.keyboard.press("Control+s")
    spoken(draft, "已保存")


def test_a_new_row_takes_focus_and_is_announced_by_its_number(draft):
    draft.locator(f'button[value="add:{PRODUCTS}"]').click()
    spoken(draft, "已增加第 1 行")
    expect(draft.locator(f'[data-rows="{PRODUCTS}"] tbody tr').last.locator("input").first).to_be_focused()
    expect(draft.get_by_role("rowheader", name="第 1 行").first).to_be_attached()


def test_a_costly_question_starts_on_the_answer_that_changes_nothing(draft):
    draft.locator(f'button[value="add:{PRODUCTS}"]').click()
    draft.keyboard.type("铜靶材")
    draft.locator(f'[data-rows="{PRODUCTS}"] .act button').click()
    question = draft.get_by_role("dialog", name="删除第 1 行？")
    expect(question).to_have_accessible_description("这一行已填写：铜靶材")
    expect(draft.get_by_role("button", name="保留")).to_be_focused()
    draft.keyboard.press("Escape")
    expect(draft.locator(f'[data-rows="{PRODUCTS}"] .act button')).to_be_focused()


def test_a_computed_cell_explains_itself_on_focus_and_closes_with_escape(draft):
    cell = draft.locator('[data-cell="economics/main_revenue_growth/y-2"]')
    draft.keyboard.press("Tab")
    cell.locator("output").focus()
    expect(cell.locator("details")).to_have_attribute("open", "")
    draft.keyboard.press("Escape")
    expect(cell.locator("details")).not_to_have_attribute("open", "")


def test_rows_too_wide_for_a_line_are_cards_without_sideways_scrolling(draft):
    draft.locator('button[value="add:innovation/ip_list"]').click()
    widths = draft.eval_on_selector(
        '[data-rows="innovation/ip_list"] .scroll', "one => [one.scrollWidth, one.clientWidth]"
    )
    assert widths[0] <= widths[1] + 1


def test_a_cell_that_is_not_asked_for_keeps_its_column(draft):
    draft.locator('button[value="add:others/standards"]').click()
    cells = draft.locator('[data-rows="others/standards"] tbody td')
    before = cells.nth(2).bounding_box()
    cells.nth(1).evaluate("one => { one.hidden = true }")
    assert cells.nth(2).bounding_box() == before
    expect(cells.nth(1).locator("input")).to_be_hidden()


def test_on_a_small_low_screen_nothing_stands_in_front_of_the_table(draft):
    draft.set_viewport_size({"width": 320, "height": 256})
    standing = draft.eval_on_selector_all(
        ".bar, .sections", "all => all.filter((one) => getComputedStyle(one).position === 'sticky').length"
    )
    assert standing == 0
    assert draft.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize(("step", "words"), [("", "（填写中）"), ("/check", "处需要修改")])
def test_the_title_of_a_page_says_its_state(draft, step, words):
    draft.goto(draft.url + step)
    assert words in draft.title()
    expect(draft.get_by_role("heading", level=1)).to_have_count(1)


def test_a_file_gets_its_caption_and_goes_again_without_javascript(
    browser: Browser, sign_in: Callable[..., Page], demo_server: RunningServer
):
    page = sign_in(demo_server, "qiye3", browser.new_context(java_script_enabled=False).new_page())
    start_form(page, "miit/innovative-sme/2022")
    section, save = page.locator("#s-attachments"), page.locator("#s-attachments .plain-save")
    proof = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
    section.locator("input[type=file]").first.set_input_files(proof)
    save.click()
    section.get_by_label("证明.pdf 的说明").fill("营业执照副本")
    save.click()
    expect(section.get_by_label("证明.pdf 的说明")).to_have_value("营业执照副本")
    section.locator("[data-file] button").click()
    expect(section.locator("[data-file]")).to_have_count(0)


def test_alt_down_opens_a_list_and_elsewhere_goes_to_the_next_section(draft):
    region = control(draft, "basics/region")
    region.focus()
    draft.keyboard.press("Alt+ArrowDown")
    expect(region).to_have_attribute("aria-expanded", "true")
    expect(draft.get_by_role("option").first).to_be_visible()
    ready(draft)
