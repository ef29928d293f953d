"""Taking a table along to Excel and bringing it back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.client_steps import answers
from tests.browser.steps import create_complete
from tests.browser.test_client_tables import PASTE, STANDARDS, add_row, control, wait_saved

COPIED = "() => navigator.clipboard.readText()"


def copied(page: Page, block: str) -> list[list[str]]:
    """The clipboard after a press on a block's button, as lines of cells."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(f'[data-block="{block}"] .copy, [data-rows="{block}"] > .take .copy').click()
    expect(page.locator(".take .hint", has_text="已复制")).to_be_visible()
    text: str = page.evaluate(COPIED)
    return [line.split("\t") for line in text.splitlines()]


def paste(page: Page, path: str, lines: list[list[str]]) -> None:
    control(page, path).evaluate(PASTE, "\n".join("\t".join(line) for line in lines))


def test_a_year_matrix_is_copied_with_its_headings_and_units(page):
    control(page, "economics/revenue/y-1").fill("1234567.8")
    head, *lines = copied(page, "economics")
    revenue = next(line for line in lines if line[0].startswith("营业收入"))
    assert head[1:] == ["2019年", "2020年", "2021年"] and revenue[1:4] == ["", "", "1234567.8"]


def test_what_was_copied_finds_its_place_when_it_comes_back(page, demo_server):
    lines = [["指标", "2021年", "2019年"], ["主营业务收入", "3", "1"], ["营业收入（万元）", "30", "10"]]
    paste(page, "economics/revenue/y-3", lines)
    page.get_by_role("button", name="填入 4 格").click()
    wait_saved(page)
    economics = answers(page, demo_server)["economics"]
    assert economics["main_revenue"] == {"y-1": 3, "y-3": 1} and economics["revenue"] == {
        "y-1": 30,
        "y-3": 10,
    }


def test_a_row_the_table_does_not_have_is_named_and_left_out(page):
    lines = [["指标", "2021年"], ["营业收入", "30"], ["营业外的收入", "10"]]
    paste(page, "economics/revenue/y-3", lines)
    expect(page.get_by_role("dialog")).to_contain_text("表中没有这一行")
    expect(page.get_by_role("button", name="填入 1 格")).to_be_visible()


def test_rows_come_back_by_the_names_of_their_columns(page, demo_server):
    row = add_row(page, STANDARDS)
    paste(
        page,
        f"{row}/name",
        [["序号", "标准编号", "标准名称"], ["1", "A 1", "标准甲"], ["2", "B 2", "标准乙"]],
    )
    page.get_by_role("button", name="填入 4 格").click()
    wait_saved(page)
    standards = answers(page, demo_server)["others"]["standards"]
    assert [(line["name"], line["number"]) for line in standards] == [("标准甲", "A 1"), ("标准乙", "B 2")]


def test_an_answer_that_looks_like_a_formula_is_copied_as_a_text_and_pasted_as_it_was(page, demo_server):
    row = add_row(page, STANDARDS)
    control(page, f"{row}/name").fill("=HYPERLINK(1)")
    lines = copied(page, STANDARDS)
    assert lines[1][2] == "'=HYPERLINK(1)"
    paste(page, f"{row}/name", lines)
    page.get_by_role("dialog").get_by_role("button").first.click()
    wait_saved(page)
    assert answers(page, demo_server)["others"]["standards"][0]["name"] == "=HYPERLINK(1)"


def test_a_submitted_table_can_be_taken_along_too(sign_in, demo_server):
    page = sign_in(demo_server, "qiye3")
    at = create_complete(page, demo_server.url)
    token = page.request.get(f"{demo_server.url}/api/session").json()["csrf"]
    page.request.post(f"{at}/submit", headers={"X-CSRFToken": token})
    page.goto(at.replace("/api", ""))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".take .copy").first.click()
    expect(page.locator(".take .hint", has_text="已复制")).to_be_visible()
    assert "\t" in page.evaluate(COPIED)
