"""One page with every kind, filled in by keyboard alone; ranges, options and locked cells as they change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server.forms import json
from server.forms.kinds import KINDS
from tests.browser.client_steps import open_fresh, ready
from tests.browser.steps import control, wait_saved
from tests.forms.examples import KINDS as EXAMPLES
from tests.forms.examples import gallery, typed_into
from tests.serving import RunningServer

PRESSED = {
    "boolean": ["Space"],
    "choice": ["Space", "ArrowDown"],
    "choices": ["Space", "Tab", "Space"],
    "declaration": ["Space"],
}
"""Keys that choose what the first example of a kind has."""
TREE = {"type": "string", "format": "cn-industry"}
MORE = {
    "above": {"title": "大类", **TREE, "x-options": {"list": "gbt4754", "levels": ["大类"]}},
    "below": {
        "title": "小类",
        **TREE,
        "x-options": {"list": "gbt4754", "parent": "above", "levels": ["小类"]},
    },
    "any": {"title": "任一层级", **TREE, "x-options": {"list": "gbt4754"}},
    "city": {
        "title": "城市",
        "type": "string",
        "format": "cn-region",
        "x-options": {"list": "regions", "levels": ["市"]},
    },
}
LOCKED = {"title": "审定编号", "type": "string", "x-readonly": "boolean = true"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that offers the gallery of kinds."""
    folder: Path = tmp_path_factory.mktemp("gallery")
    definition = gallery()
    definition["properties"]["grid"]["properties"] |= {"locked": LOCKED, **MORE}
    (folder / "gallery.json").write_text(json.dumps(definition), encoding="utf-8")
    running = RunningServer(tmp_path_factory.mktemp("data") / "d", TIANBIAO_FORMS=str(folder))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(sign_in: Callable[..., Page], server: RunningServer) -> Page:
    """The gallery, open and ready."""
    page = sign_in(server, "qiye3")
    open_fresh(page, server, "gallery")
    return page


def answers(page: Page) -> Any:
    wait_saved(page)
    at = page.url.replace("/submissions/", "/api/submissions/").split("#")[0]
    return json.loads(page.request.get(at).body())["answers"]["grid"]


def reach(page: Page, path: str) -> None:
    """Press Tab until the cell has the focus."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == path:
            return
    raise AssertionError(f"Tab does not come to {path}")


def fill_in(page: Page, kind: str, case: dict[str, Any], folder: Path) -> None:
    """Type what the example has, as one does in a control of its sort; the system's dialog gives the file."""
    if "file" in case:
        (folder / case["file"]).write_bytes(b"%PDF-1.7")
        page.locator(":focus").set_input_files(folder / case["file"])
        return
    for key in PRESSED.get(kind, []):
        page.keyboard.press(key)
    if kind in PRESSED:
        return
    typed = case["typed"] if isinstance(case["typed"], list) else [case["typed"]]
    for place, text in enumerate(typed):
        if place:
            page.keyboard.press("Tab")
        page.keyboard.type(text.replace("\n", " ") if kind == "text" else text)


def test_every_kind_is_filled_in_by_keyboard_alone(page: Page, tmp_path: Path) -> None:
    wanted = {}
    page.locator("#s-grid h2").focus()
    for kind in [kind for kind in EXAMPLES if KINDS[kind].answered]:
        case = typed_into(kind)["right"][0]
        reach(page, f"grid/{kind}")
        fill_in(page, kind, case, tmp_path)
        if "kept" in case:
            wanted[kind] = case["kept"]
    page.keyboard.press("Tab")
    expect(page.locator("[data-file] a")).to_have_text("营业执照.pdf")
    found = answers(page)
    assert {kind: found.get(kind) for kind in wanted} == wanted


def test_an_exclusive_option_unticks_the_others_and_the_other_one_asks(page: Page) -> None:
    group, more = page.locator("#c-grid\\/choices"), page.locator('[data-cell="grid/choices_other"]')
    expect(more).to_be_hidden()
    group.get_by_label("其他（请说明）").check()
    expect(more).to_be_visible()
    group.get_by_label("无", exact=True).check()
    expect(group.locator("input:checked")).to_have_count(1)
    expect(more).to_be_hidden()
    assert answers(page)["choices"] == ["none"]
    group.get_by_label("质量管理体系").check()
    assert answers(page)["choices"] == ["quality"]


def test_a_cell_is_locked_and_opened_as_another_answer_changes(page: Page) -> None:
    locked, words = control(page, "grid/locked"), page.locator('[data-cell="grid/locked"] .locked')
    expect(locked).to_be_editable()
    page.locator('[name="grid/boolean"][value=true]').check()
    expect(locked).not_to_be_editable()
    expect(words).to_be_visible()
    page.locator('[name="grid/boolean"][value=false]').check()
    expect(locked).to_be_editable()
    expect(words).to_be_hidden()


def test_both_days_pasted_into_one_input_of_a_range_are_parted(page: Page) -> None:
    first, last = control(page, "grid/date_range").nth(0), control(page, "grid/date_range").nth(1)
    first.fill("2022年1月1日至2022年12月31日")
    first.press("Tab")
    last.press("Tab")
    expect(first).to_have_value("2022-01-01")
    expect(last).to_have_value("2022-12-31")
    last.fill("2021-12-31")
    last.press("Tab")
    expect(page.locator("#f-grid\\/date_range")).to_have_text("结束日期不应早于开始日期")


def test_a_range_that_two_people_changed_is_shown_and_settled_as_a_whole(page: Page) -> None:
    first, last = control(page, "grid/date_range").nth(0), control(page, "grid/date_range").nth(1)
    at = page.url.replace("/submissions/", "/api/submissions/").split("#")[0]
    theirs = {
        "base_revision": 1,
        "operation": "theirs",
        "changes": {"grid/date_range": ["2020-01-01", "2020-12-31"]},
    }
    headers = {
        "X-CSRFToken": page.request.get(page.url.split("/submissions")[0] + "/api/session").json()["csrf"]
    }
    assert page.request.patch(at, data=theirs, headers=headers).ok
    first.fill("2022-01-01")
    expect(page.locator("#conflicts")).to_contain_text("2020年1月1日至2020年12月31日")
    page.get_by_role("button", name="采用对方的").click()
    expect(first).to_have_value("2020-01-01")
    expect(last).to_have_value("2020-12-31")


def test_a_tree_is_walked_down_to_the_level_that_is_asked_for(page: Page) -> None:
    industry = control(page, "grid/industry")
    industry.focus()
    for key in ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight"]:
        page.keyboard.press(key)
        expect(page.locator(".picker [aria-selected=true]")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(industry).to_have_value(re.compile(r"^13\d "))
    assert re.fullmatch(r"13\d", answers(page)["industry"])


def offered(page: Page) -> list[str]:
    """The options of the open picker."""
    expect(page.locator(".picker [role=option]").first).to_be_visible()
    return page.locator(".picker [role=option] > span:first-child").all_inner_texts()


def test_a_field_offers_only_what_lies_below_the_answer_it_depends_on(page: Page) -> None:
    control(page, "grid/above").fill("39")
    below = control(page, "grid/below")
    below.focus()
    page.keyboard.press("ArrowDown")
    assert offered(page)[:2] == ["计算机制造", "通信设备制造"]
    wait_saved(page)
    page.reload()
    ready(page)
    below.focus()
    page.keyboard.press("ArrowDown")
    assert offered(page)[:2] == ["计算机制造", "通信设备制造"]
    page.keyboard.press("ArrowRight")
    assert offered(page)[1] == "计算机整机制造"
    below.fill("制造")
    assert all(code.startswith("39") for code in page.locator(".picker .code").all_inner_texts())


def test_where_every_level_fits_the_arrow_opens_and_the_name_takes(page: Page) -> None:
    control(page, "grid/any").click()
    page.locator(".picker li", has_text="制造业").locator(".opens").first.click()
    assert offered(page)[1] == "农副食品加工业"
    page.locator(".picker li", has_text="农副食品加工业").locator("span").first.click()
    expect(control(page, "grid/any")).to_have_value("13 农副食品加工业")


def test_a_municipality_offers_its_districts_where_a_city_is_asked_for(page: Page) -> None:
    control(page, "grid/city").fill("北京")
    assert offered(page) == ["市辖区"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(control(page, "grid/city")).to_have_value("北京市市辖区")
