"""Single fields in the browser: long lists by keyboard, findings on leaving, attachments, sections."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.client_steps import answers
from tests.browser.steps import control, wait_saved

INDUSTRY = "basics/industry"
LICENSE = "attachments/business_license"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize("words", ["计算机整机", "3911", "jsjzj"])
def test_an_industry_is_found_by_name_code_and_initials(page, demo_server, words):
    control(page, INDUSTRY).click()
    page.keyboard.type(words)
    expect(page.get_by_role("option").first).to_contain_text("计算机整机制造")
    page.keyboard.press("Enter")
    expect(control(page, INDUSTRY)).to_have_value("3911 计算机整机制造")
    wait_saved(page)
    assert answers(page, demo_server)["basics"]["industry"] == "3911"


def test_a_region_is_found_by_walking_down_with_the_keyboard(page, demo_server):
    region = control(page, "basics/region")
    region.fill("")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_contain_text("北京市")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(region).to_have_value("北京市东城区")
    wait_saved(page)
    assert answers(page, demo_server)["basics"]["region"] == "110101"


def test_escape_closes_the_list_and_keeps_what_was_typed(page):
    control(page, INDUSTRY).click()
    page.keyboard.type("计算机")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(control(page, INDUSTRY)).to_have_value("计算机")


def test_a_finding_appears_on_leaving_and_goes_when_mended(page):
    email = control(page, "basics/email")
    finding = page.locator('[id="f-basics/email"] li')
    email.press_sequentially("abc", delay=250)
    wait_saved(page)
    expect(finding).to_have_count(0)
    email.blur()
    expect(finding).to_have_count(1)
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(page.locator('#attention [data-for="basics/email"]')).to_have_count(1)
    email.fill("a@example.com")
    expect(finding).to_have_count(0)
    expect(page.locator('#attention [data-for="basics/email"]')).to_have_count(0)


def test_a_link_to_a_finding_lands_in_its_cell(page):
    control(page, "basics/email").fill("abc")
    control(page, "basics/email").blur()
    page.locator('#attention [data-for="basics/email"] a').click()
    expect(control(page, "basics/email")).to_be_focused()


def test_a_chosen_option_can_be_taken_back(page, demo_server):
    cell = page.locator('[data-cell="basics/giant_holding"]')
    cell.locator("[value=true]").check()
    wait_saved(page)
    assert answers(page, demo_server)["basics"]["giant_holding"] is True
    cell.get_by_role("button", name="清除").click()
    wait_saved(page)
    assert "giant_holding" not in answers(page, demo_server)["basics"]


def test_choosing_yes_shows_the_cell_that_asks_for_more(page):
    expect(page.locator('[data-cell="basics/giant_holding_name"]')).to_be_hidden()
    page.locator('[data-cell="basics/giant_holding"]').locator("[value=true]").check()
    expect(page.locator('[data-cell="basics/giant_holding_name"]')).to_be_visible()


def test_ticked_certificates_arrive_as_a_list(page, demo_server):
    boxes = control(page, "refinement/management_certificates")
    boxes.nth(1).check()
    boxes.nth(0).check()
    wait_saved(page)
    codes = [boxes.nth(place).get_attribute("value") for place in (0, 1)]
    assert answers(page, demo_server)["refinement"]["management_certificates"] == codes


def test_a_date_is_written_the_usual_way_on_leaving(page):
    control(page, "basics/registered_on").fill("2011年3月5日")
    control(page, "basics/registered_on").blur()
    expect(control(page, "basics/registered_on")).to_have_value("2011-03-05")


def test_a_file_goes_up_gets_a_caption_and_is_deleted(page, demo_server):
    upload = page.locator(f'input[type=file][name="{LICENSE}"]')
    upload.set_input_files({"name": "营业执照 (副本)#1.pdf", "mimeType": "application/pdf", "buffer": PDF})
    slot = page.locator(f'[data-files="{LICENSE}"]')
    expect(slot.locator("[data-file] a")).to_have_text("营业执照 (副本)#1.pdf")
    slot.locator(".caption").fill("正本扫描件")
    slot.locator(".caption").blur()
    expect(slot.locator(".reason")).to_have_text([])
    page.reload()
    expect(slot.locator(".caption")).to_have_value("正本扫描件")
    slot.get_by_role("button", name="删除").click()
    page.get_by_role("button", name="删除附件").click()
    expect(slot.locator("[data-file]")).to_have_count(0)
    assert answers(page, demo_server)["attachments"] == {}


def test_a_large_file_shows_its_progress(page, context, tmp_path: Path):
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(PDF + b"%" * 3_000_000)
    network = context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 1_500_000}
    network.send("Network.emulateNetworkConditions", slow)
    page.locator(f'input[type=file][name="{LICENSE}"]').set_input_files(scan)
    expect(page.locator(f'[data-files="{LICENSE}"] progress')).to_be_visible()
    expect(page.locator(f'[data-files="{LICENSE}"] [data-file]')).to_have_count(1)


def test_a_refused_file_says_why(page):
    upload = page.locator(f'input[type=file][name="{LICENSE}"]')
    reason = page.locator(f'[data-files="{LICENSE}"] .reason')
    upload.set_input_files({"name": "a.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"})
    expect(reason).to_contain_text("不接受这种文件")
    page.get_by_role("button", name="知道了").click()
    upload.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ not a pdf"})
    expect(reason).to_be_visible()
    assert "网络" not in reason.inner_text()


def test_alt_and_arrows_go_from_section_to_section(page):
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator('[data-nav="economics"]')).to_have_attribute("aria-current", "step")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator('[data-nav="basics"]')).to_have_attribute("aria-current", "step")
