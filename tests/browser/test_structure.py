"""Tables in rows with the keyboard alone, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.client_steps import answers, open_fresh, ready
from tests.browser.steps import control, wait_saved
from tests.forms.structured import FOLDER
from tests.serving import RunningServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that offers the example forms."""
    running = RunningServer(tmp_path_factory.mktemp("rows") / "data", TIANBIAO_FORMS=str(FOLDER.parent))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(sign_in: Callable[..., Page], server: RunningServer) -> Page:
    """An empty table of products with certificates."""
    page = sign_in(server, "qiye3")
    open_fresh(page, server, "structure/nested-rows")
    return page


def press(page: Page, action: str) -> None:
    """Press a button as a keyboard does."""
    page.locator(f'button[value="{action}"]').focus()
    page.keyboard.press("Enter")


def add(page: Page, table: str) -> str:
    """Add a row; its path. The focus is then in its first cell."""
    press(page, f"add:{table}")
    name = page.evaluate("document.activeElement.name")
    assert name.startswith(table + "/")
    return name.rpartition("/")[0]


def filled(page: Page) -> str:
    """A product with two certificates, typed in; the path of its row."""
    row = add(page, "products")
    page.keyboard.type("靶材")
    first = add(page, f"{row}/certificates")
    page.keyboard.type("CE-1")
    control(page, f"{first}/fee").fill("3")
    add(page, f"{row}/certificates")
    page.keyboard.type("UL-2")
    wait_saved(page)
    return row


def numbers(page: Page, server: RunningServer) -> list[list[str]]:
    """The numbers of the certificates the server holds, by product."""
    products = answers(page, server)["products"]
    return [[one.get("number", "") for one in product["certificates"]] for product in products]


def test_rows_in_rows_are_added_and_typed_by_keyboard_and_are_there_again(page, server):
    row = filled(page)
    expect(page.locator(f'[data-cell="{row}/fees"] output')).to_have_text("3.00")
    page.reload()
    ready(page)
    table = page.locator(f'[data-rows="{row}/certificates"]')
    expect(table.locator("[data-row]")).to_have_count(2)
    expect(table.locator('[name$="/number"]').nth(1)).to_have_value("UL-2")
    add(page, f"{row}/certificates")
    page.keyboard.type("CQC-3")
    wait_saved(page)
    assert numbers(page, server) == [["CE-1", "UL-2", "CQC-3"]]


def test_the_second_outer_row_has_an_inner_table_of_its_own(page, server):
    filled(page)
    row = add(page, "products")
    add(page, f"{row}/certificates")
    page.keyboard.type("另一份")
    wait_saved(page)
    assert numbers(page, server) == [["CE-1", "UL-2"], ["另一份"]]


def test_a_removed_outer_row_comes_back_with_its_inner_rows(page, server):
    row = filled(page)
    press(page, f"remove:{row}")
    expect(page.get_by_role("dialog")).to_contain_text("靶材")
    page.get_by_role("button", name="删除这一行", exact=True).last.press("Enter")
    wait_saved(page)
    assert answers(page, server)["products"] == []
    page.locator("#undo").get_by_role("button", name="撤销").press("Enter")
    wait_saved(page)
    assert numbers(page, server) == [["CE-1", "UL-2"]]


def test_enter_and_arrows_stay_in_the_inner_table(page):
    row = filled(page)
    table = page.locator(f'[data-rows="{row}/certificates"]')
    table.locator('[name$="/number"]').nth(0).focus()
    page.keyboard.press("Enter")
    expect(table.locator('[name$="/number"]').nth(1)).to_be_focused()


def colleague(page: Page, changes: dict[str, Any]) -> None:
    """Save something from elsewhere, knowing all there is."""
    at = page.url.split("/submissions")[0] + str(page.get_attribute("#filling", "data-api"))
    token = page.request.get(at.split("/submissions")[0] + "/session").json()["csrf"]
    known = page.request.get(at).json()["revision"]
    patch = {"base_revision": known, "operation": f"colleague{known}", "changes": changes}
    assert page.request.patch(at, data=patch, headers={"X-CSRFToken": token}).ok


def test_what_a_colleague_adds_inside_a_row_appears(page, server):
    table = f"{filled(page)}/certificates"
    colleague(page, {f"{table}/zz/number": "同事的", table: {"add": ["zz"]}})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(control(page, f"{table}/zz/number")).to_have_value("同事的")


def test_typing_in_a_row_whose_outer_row_is_gone_can_bring_all_of_it_back(page, server):
    row = filled(page)
    inner = page.locator(f'[data-rows="{row}/certificates"] [name$="/number"]').first
    colleague(page, {"products": {"remove": [row.rpartition("/")[2]]}})
    inner.fill("我的编号")
    inner.press("Tab")
    page.get_by_role("button", name="恢复这一行，采用我的").click()
    wait_saved(page)
    expect(inner).to_have_value("我的编号")
    assert "我的编号" in numbers(page, server)[0]


def test_nothing_is_wider_than_a_phone(page):
    filled(page)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    widest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.inner *')].map(e => e.getBoundingClientRect().right))"
    )
    assert widest <= 390
