"""What the page says and does while saving goes wrong, and how two windows share one table."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.client_steps import answers, ready
from tests.browser.steps import control, create_complete, wait_saved

ADDRESS = "basics/address"
CONTACT = "basics/contact"
OVERVIEW = "others/company_overview"
STANDARDS = "others/standards"
API = re.compile(r"/api/submissions/\w+$")
BLOCKED = "() => { Storage.prototype.setItem = () => { throw new DOMException('full'); }; }"
NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"


@pytest.fixture
def other(page, context) -> Page:
    """The same table in a second window."""
    second = context.new_page()
    second.goto(page.url)
    ready(second)
    return second


def state(page: Page):
    return page.locator("#save-state")


def look_again(page: Page) -> None:
    """What returning to a window does: the page asks for news."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def api(page: Page, method: str, path: str, **options):
    server, _, submission = page.url.split("#")[0].partition("/submissions/")
    token = page.request.get(f"{server}/api/session").json()["csrf"]
    address = f"{server}/api/submissions{path.replace('ID', submission)}"
    return page.request.fetch(address, method=method, headers={"X-CSRFToken": token}, **options)


def test_what_was_typed_is_sent_without_being_asked(page, demo_server):
    control(page, ADDRESS).press_sequentially("示例路1号")
    expect(state(page)).to_have_text("保存中…")
    wait_saved(page)
    expect(state(page)).to_have_text(re.compile(r"已保存 \d\d:\d\d:\d\d"))
    assert answers(page, demo_server)["basics"]["address"] == "示例路1号"


def test_a_reply_that_got_lost_is_asked_for_again_under_the_same_name(page, demo_server):
    sent = []

    def lose_first(route: Route) -> None:
        sent.append(route.request.post_data_json["operation"])
        answer = route.fetch()
        route.abort() if len(sent) == 1 else route.fulfill(response=answer)

    page.route(API, lose_first)
    control(page, ADDRESS).fill("示例路1号")
    wait_saved(page)
    assert len(sent) == 2 and sent[0] == sent[1]
    assert answers(page, demo_server)["basics"]["address"] == "示例路1号"


def test_a_stale_token_is_renewed_silently(page, demo_server):
    page.evaluate("document.querySelector('meta[name=csrf-token]').content = 'stale'")
    control(page, ADDRESS).fill("示例路1号")
    wait_saved(page)
    assert answers(page, demo_server)["basics"]["address"] == "示例路1号"


def test_leaving_the_page_at_once_loses_nothing(page, demo_server):
    control(page, ADDRESS).fill("示例路1号")
    address = page.url
    page.goto(f"{demo_server.url}/")
    page.goto(address)
    expect(control(page, ADDRESS)).to_have_value("示例路1号")


def test_a_link_waits_until_everything_is_saved(page, demo_server):
    control(page, ADDRESS).fill("示例路1号")
    address = page.url
    page.locator(".bar .submit").click()
    page.wait_for_url(re.compile("/check"))
    page.goto(address)
    assert answers(page, demo_server)["basics"]["address"] == "示例路1号"


def test_a_full_storage_is_said_while_the_network_is_away(page, context):
    page.evaluate(BLOCKED)
    context.set_offline(True)
    control(page, ADDRESS).fill("示例路1号")
    control(page, ADDRESS).blur()
    expect(state(page)).to_contain_text("无法本机暂存")
    context.set_offline(False)
    wait_saved(page)
    expect(state(page)).not_to_contain_text("无法本机暂存")


def test_what_the_server_cannot_take_is_said_and_does_not_hold_up_the_rest(page, demo_server):
    control(page, OVERVIEW).evaluate("area => { area.value = 'x'.repeat(4_600_000) }")
    control(page, OVERVIEW).dispatch_event("input")
    control(page, ADDRESS).fill("示例路1号")
    expect(page.locator(f'[id="f-{OVERVIEW}"]')).to_contain_text("未能保存", timeout=60_000)
    wait_saved(page)
    expect(state(page)).to_contain_text("1 处内容未能保存")
    assert answers(page, demo_server)["basics"]["address"] == "示例路1号"


def test_a_table_submitted_elsewhere_says_so_and_keeps_the_words(page, demo_server):
    page.goto(create_complete(page, demo_server.url).replace("/api", ""))
    ready(page)
    assert api(page, "POST", "/ID/submit").ok
    control(page, ADDRESS).fill("另一条路2号")
    control(page, ADDRESS).blur()
    expect(state(page)).to_contain_text("本申报已提交")
    assert api(page, "POST", "/ID/withdraw").ok
    page.keyboard.press("Control+s")
    wait_saved(page)
    assert answers(page, demo_server)["basics"]["address"] == "另一条路2号"


def test_another_account_never_sends_my_words(page, demo_server, sign_in, context):
    context.clear_cookies()
    sign_in(demo_server, "qiye1", context.new_page())
    page.bring_to_front()
    control(page, ADDRESS).fill("示例路1号")
    expect(state(page)).to_contain_text("另一个账号")
    sign_in(demo_server, "qiye3", context.new_page())
    page.bring_to_front()
    wait_saved(page)
    assert answers(page, demo_server)["basics"]["address"] == "示例路1号"


def test_words_of_a_closed_tab_are_sent_by_the_next(page, context, demo_server):
    context.set_offline(True)
    control(page, ADDRESS).fill("示例路1号")
    expect(state(page)).to_contain_text("本机已暂存")
    address = page.url
    page.close()
    context.set_offline(False)
    fresh = context.new_page()
    fresh.goto(address)
    expect(control(fresh, ADDRESS)).to_have_value("示例路1号")
    wait_saved(fresh)
    assert answers(fresh, demo_server)["basics"]["address"] == "示例路1号"
    assert fresh.evaluate("Object.keys(localStorage).filter(key => key.includes('journal'))") == []


def test_reloading_shows_unsent_words_where_the_browser_has_no_locks(page, context):
    context.add_init_script(NO_LOCKS)
    page.reload()
    ready(page)
    page.route(API, lambda route: route.abort() if route.request.method == "PATCH" else route.continue_())
    control(page, ADDRESS).fill("示例路1号")
    expect(state(page)).to_contain_text("本机已暂存")
    page.reload()
    expect(control(page, ADDRESS)).to_have_value("示例路1号")
    page.unroute(API)
    wait_saved(page)


def test_a_living_tab_keeps_its_words_to_itself(page, other, context):
    context.set_offline(True)
    control(page, ADDRESS).fill("示例路1号")
    expect(state(page)).to_contain_text("本机已暂存")
    other.evaluate("location.hash = ''")
    expect(control(other, ADDRESS)).to_have_value("")
    context.set_offline(False)
    wait_saved(page)


def test_what_others_saved_appears_without_reloading(page, other):
    control(other, ADDRESS).fill("示例路1号")
    wait_saved(other)
    page.bring_to_front()
    look_again(page)
    expect(control(page, ADDRESS)).to_have_value("示例路1号")


def test_news_waits_while_one_is_in_the_cell(page, other):
    control(page, ADDRESS).focus()
    control(other, ADDRESS).fill("示例路1号")
    wait_saved(other)
    page.bring_to_front()
    look_again(page)
    page.wait_for_timeout(500)
    expect(control(page, ADDRESS)).to_have_value("")
    control(page, CONTACT).focus()
    expect(control(page, ADDRESS)).to_have_value("示例路1号")


def test_taking_the_other_value_settles_a_conflict(page, other, demo_server):
    control(other, ADDRESS).fill("乙路2号")
    wait_saved(other)
    control(page, ADDRESS).fill("甲路1号")
    conflict = page.locator("#conflicts")
    expect(conflict).to_contain_text("甲路1号")
    conflict.get_by_role("button", name="采用对方的").click()
    expect(control(page, ADDRESS)).to_have_value("乙路2号")
    expect(conflict).to_be_empty()
    wait_saved(page)
    assert answers(page, demo_server)["basics"]["address"] == "乙路2号"


def test_a_conflict_survives_reloading(page, other):
    control(other, ADDRESS).fill("乙路2号")
    wait_saved(other)
    control(page, ADDRESS).fill("甲路1号")
    expect(page.locator("#conflicts")).to_contain_text("甲路1号")
    page.reload()
    expect(page.locator("#conflicts")).to_contain_text("甲路1号")
    expect(control(page, ADDRESS)).to_have_value("甲路1号")


def test_a_row_somebody_removed_meanwhile_can_be_brought_back(page, other, demo_server):
    page.locator(f'button[value="add:{STANDARDS}"]').click()
    wait_saved(page)
    look_again(other)
    row = page.locator(f'[data-rows="{STANDARDS}"] [data-row]').get_attribute("data-row")
    other.bring_to_front()
    other.locator(f'button[value="remove:{STANDARDS}/{row}"]').click()
    wait_saved(other)
    page.bring_to_front()
    control(page, f"{STANDARDS}/{row}/name").fill("标准甲")
    page.get_by_role("button", name="恢复这一行，采用我的").click()
    wait_saved(page)
    assert answers(page, demo_server)["others"]["standards"] == [{"name": "标准甲"}]
