"""Whatever happens while somebody types, no acknowledged keystroke is lost: these tests count."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.steps import control, start_form, wait_saved
from tests.serving import LITTLE_GIANT, RunningServer

TEXT = "本公司长期专注于高纯溅射靶材的研发与制造，产品用于集成电路。"
WORD, PAUSE = 7, 700
OVERVIEW = "others/company_overview"
ADDRESS = "basics/address"


class Acknowledged:
    """Counts what the server said it had kept, by listening to the page's own saves."""

    def __init__(self, page: Page) -> None:
        self.cells: dict[str, str] = {}
        self.saves = 0
        page.on("response", self.note)

    def note(self, response: Response) -> None:
        request = response.request
        if request.method == "PATCH" and response.status == 200:
            self.saves += 1
            conflicts = {clash["path"] for clash in response.json()["conflicts"]}
            changes = (request.post_data_json or {})["changes"]
            self.cells.update({path: value for path, value in changes.items() if path not in conflicts})


def kept(page: Page, server: RunningServer, submission: str) -> dict[str, str]:
    """Text cells on the server, asked by the API in the same session."""
    answers = page.request.get(f"{server.url}/api/submissions/{submission}").json()["answers"]
    return {
        f"{section}/{key}": value
        for section, fields in answers.items()
        if isinstance(fields, dict)
        for key, value in fields.items()
    }


def type_slowly(page: Page, path: str, text: str) -> None:
    """As a person types: a few characters, then a pause in which the page saves."""
    for start in range(0, len(text), WORD):
        control(page, path).press_sequentially(text[start : start + WORD], delay=40)
        page.wait_for_timeout(PAUSE)


@pytest.fixture
def filling(sign_in, own_server):
    """A fresh 小巨人 table, open in the browser."""
    page = sign_in(own_server, "qiye3")
    return page, start_form(page, LITTLE_GIANT)


def report(capsys, what: str, typed: int, seen: Acknowledged, lost: int) -> None:
    with capsys.disabled():
        print(f" [{what}: {typed} keystrokes, {seen.saves} saves acknowledged, {lost} lost]", end="")


def test_a_server_killed_while_somebody_types_loses_nothing(filling, own_server, capsys):
    page, submission = filling
    seen, chance, lost = Acknowledged(page), random.Random(7), 0
    typed = ""
    for _ in range(4):
        control(page, OVERVIEW).focus()
        cut = chance.randrange(5, len(TEXT) - 5)
        type_slowly(page, OVERVIEW, TEXT[:cut])
        own_server.kill()
        type_slowly(page, OVERVIEW, TEXT[cut:])
        typed += TEXT
        expect(page.locator("#save-state")).to_contain_text("未保存")
        own_server.start()
        acknowledged = dict(seen.cells)
        wait_saved(page)
        now = kept(page, own_server, submission)
        lost += sum(1 for path, value in acknowledged.items() if not now.get(path, "").startswith(value))
    report(capsys, "kill -9", len(typed), seen, lost)
    assert kept(page, own_server, submission)[OVERVIEW] == typed
    assert lost == 0 and seen.saves >= 4


def test_a_page_reloaded_with_unsent_words_sends_them(filling, own_server):
    page, submission = filling
    own_server.kill()
    type_slowly(page, ADDRESS, "示例大道1号")
    expect(page.locator("#save-state")).to_contain_text("本机已暂存")
    own_server.start()
    page.reload()
    expect(control(page, ADDRESS)).to_have_value("示例大道1号")
    wait_saved(page)
    assert kept(page, own_server, submission)[ADDRESS] == "示例大道1号"


def test_a_cut_network_is_said_and_made_good(filling, own_server, context, capsys):
    page, submission = filling
    seen = Acknowledged(page)
    type_slowly(page, OVERVIEW, TEXT)
    context.set_offline(True)
    type_slowly(page, OVERVIEW, TEXT)
    expect(page.locator("#save-state")).to_contain_text("未保存")
    context.set_offline(False)
    wait_saved(page)
    lost = 0 if kept(page, own_server, submission)[OVERVIEW] == TEXT * 2 else 1
    report(capsys, "network cut", 2 * len(TEXT), seen, lost)
    assert lost == 0


def test_an_expired_session_keeps_the_words_until_one_has_signed_in_again(
    filling, own_server, context, sign_in, capsys
):
    page, submission = filling
    seen = Acknowledged(page)
    context.clear_cookies()
    type_slowly(page, OVERVIEW, TEXT)
    expect(page.locator("#save-state")).to_contain_text("登录已过期")
    sign_in(own_server, "qiye3", context.new_page())
    page.bring_to_front()
    wait_saved(page)
    lost = 0 if kept(page, own_server, submission)[OVERVIEW] == TEXT else 1
    report(capsys, "session expired", len(TEXT), seen, lost)
    assert lost == 0


def test_two_tabs_on_one_table_merge_cell_by_cell(filling, own_server, context, capsys):
    first, submission = filling
    second = context.new_page()
    second.goto(first.url)
    seen = [Acknowledged(first), Acknowledged(second)]
    for place, character in enumerate(TEXT):
        type_slowly((first, second)[place % 2], (OVERVIEW, ADDRESS)[place % 2], character)
    for page in (first, second):
        page.bring_to_front()
        wait_saved(page)
    now = kept(first, own_server, submission)
    lost = int(now[OVERVIEW] != TEXT[::2]) + int(now[ADDRESS] != TEXT[1::2])
    report(capsys, "two tabs", len(TEXT), seen[0], lost)
    assert lost == 0


def test_two_people_in_one_cell_are_asked_which_value_holds(filling, own_server, browser, sign_in):
    mine, submission = filling
    other = browser.new_context()
    theirs = sign_in(own_server, "qiye3", other.new_page())
    theirs.goto(mine.url)
    type_slowly(theirs, ADDRESS, "乙路2号")
    wait_saved(theirs)
    type_slowly(mine, ADDRESS, "甲路1号")
    dialog = mine.locator("#conflicts")
    expect(dialog).to_contain_text("乙路2号")
    expect(dialog).to_contain_text("甲路1号")
    dialog.get_by_role("button", name="我的").first.click()
    wait_saved(mine)
    assert kept(mine, own_server, submission)[ADDRESS] == "甲路1号"
    other.close()
