"""Matrices and rows in the browser behave like a spreadsheet, and the server agrees with what one sees."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.client_steps import answers
from tests.browser.steps import control, wait_saved

PRODUCTS = "specialization/products"
STANDARDS = "others/standards"
PASTE = """(control, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  control.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def rows(page: Page, path: str):
    return page.locator(f'[data-rows="{path}"] tbody [data-row]')


def add_row(page: Page, path: str) -> str:
    page.locator(f'button[value="add:{path}"]').click()
    return f"{path}/{rows(page, path).last.get_attribute('data-row')}"


def test_a_new_row_takes_the_focus_and_is_kept(page, demo_server):
    row = add_row(page, PRODUCTS)
    expect(control(page, f"{row}/name")).to_be_focused()
    page.keyboard.type("高纯溅射靶材")
    page.keyboard.press("Control+s")
    wait_saved(page)
    assert answers(page, demo_server)["specialization"]["products"] == [{"name": "高纯溅射靶材"}]


def test_no_more_rows_can_be_added_than_the_table_allows(page):
    button = page.locator(f'button[value="add:{PRODUCTS}"]')
    while rows(page, PRODUCTS).count() < 3:
        button.click()
    expect(button).to_be_disabled()


def test_removing_a_filled_row_asks_and_can_be_undone(page, demo_server):
    row = add_row(page, PRODUCTS)
    control(page, f"{row}/name").fill("靶材")
    page.locator(f'button[value="remove:{row}"]').click()
    expect(page.get_by_role("dialog")).to_contain_text("靶材")
    page.get_by_role("button", name="删除这一行", exact=True).last.click()
    wait_saved(page)
    assert answers(page, demo_server)["specialization"]["products"] == []
    page.locator("#undo").get_by_role("button", name="撤销").click()
    wait_saved(page)
    assert answers(page, demo_server)["specialization"]["products"] == [{"name": "靶材"}]


def test_keeping_the_row_changes_nothing(page):
    row = add_row(page, PRODUCTS)
    control(page, f"{row}/name").fill("靶材")
    page.locator(f'button[value="remove:{row}"]').click()
    page.get_by_role("button", name="保留").click()
    expect(control(page, f"{row}/name")).to_have_value("靶材")


def test_arrows_and_enter_move_as_in_a_spreadsheet(page):
    control(page, "economics/employees/y-3").click()
    page.keyboard.press("ArrowRight")
    expect(control(page, "economics/employees/y-2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(control(page, "economics/rd_staff/y-2")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(control(page, "economics/employees/y-2")).to_be_focused()


def test_moving_down_passes_over_computed_cells(page):
    control(page, "economics/main_revenue/y-1").click()
    page.keyboard.press("ArrowDown")
    expect(control(page, "economics/net_profit/y-1")).to_be_focused()


def test_numbers_have_separators_only_while_nobody_is_in_them(page, demo_server):
    revenue = control(page, "economics/revenue/y-1")
    revenue.fill("1234567.5")
    revenue.blur()
    expect(revenue).to_have_value("1,234,567.5")
    wait_saved(page)
    revenue.focus()
    expect(revenue).to_have_value("1234567.5")
    assert answers(page, demo_server)["economics"]["revenue"] == {"y-1": 1234567.5}


def test_a_computed_cell_follows_what_is_typed(page):
    control(page, "economics/total_assets/y-1").fill("188")
    control(page, "economics/total_liabilities/y-1").fill("150")
    page.keyboard.press("Tab")
    expect(page.locator('[data-cell="economics/debt_ratio/y-1"] output')).to_have_text("79.79")


def test_a_block_from_excel_is_shown_before_it_is_filled_in(page, demo_server):
    control(page, "economics/revenue/y-3").evaluate(PASTE, "11\t12\t13\n1\t2\t3\n9\t10\t11\n")
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("将填入 7 格")
    expect(question).to_contain_text("2 格不填入")
    question.get_by_role("button", name="填入 7 格").click()
    wait_saved(page)
    economics = answers(page, demo_server)["economics"]
    assert economics["revenue"] == {"y-3": 11, "y-2": 12, "y-1": 13}
    assert economics["main_revenue"] == {"y-3": 1, "y-2": 2, "y-1": 3}


def test_a_pasted_block_can_be_undone(page, demo_server):
    control(page, "economics/revenue/y-3").evaluate(PASTE, "11\t12\n")
    page.get_by_role("button", name="填入 2 格").click()
    wait_saved(page)
    page.get_by_role("button", name="撤销").click()
    expect(control(page, "economics/revenue/y-2")).to_have_value("")
    wait_saved(page)
    assert answers(page, demo_server)["economics"]["revenue"] == {}


def test_a_refused_paste_fills_nothing(page):
    control(page, "economics/revenue/y-3").evaluate(PASTE, "11\t12\n")
    page.keyboard.press("Escape")
    expect(control(page, "economics/revenue/y-3")).to_have_value("")


def test_pasting_into_rows_adds_the_rows_it_needs(page, demo_server):
    row = add_row(page, STANDARDS)
    control(page, f"{row}/name").evaluate(PASTE, "标准甲\tA 1\n标准乙\tB 2\n")
    expect(page.get_by_role("dialog")).to_contain_text("将增加 1 行")
    page.get_by_role("button", name="填入 4 格").click()
    wait_saved(page)
    standards = answers(page, demo_server)["others"]["standards"]
    assert standards == [{"name": "标准甲", "number": "A 1"}, {"name": "标准乙", "number": "B 2"}]


def test_a_phone_shows_one_year_at_a_time(page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator('[data-nav="economics"]').click()
    switch = page.locator('[data-block="economics"] .columns')
    expect(switch).to_be_visible()
    switch.get_by_role("button").nth(1).click()
    expect(switch.get_by_role("button").nth(1)).to_have_attribute("aria-pressed", "true")
    expect(control(page, "economics/revenue/y-3")).to_be_hidden()
    expect(control(page, "economics/revenue/y-2")).to_be_visible()
