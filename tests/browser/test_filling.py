"""The largest table filled in by hand, from the first cell to the printed page."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from server.forms import Form, disassemble
from tests.browser.steps import start_form, wait_saved
from tests.serving import LITTLE_GIANT, demo_answers

FIND = """(path) => {
  const controls = [...document.getElementsByName(path)].filter((one) => one.type !== "hidden");
  const control = controls[0];
  if (!control) return "none";
  if (control.closest("[hidden]")) return "hidden";
  if (control.type === "radio" || control.type === "checkbox") return "ticks";
  return control.tagName.toLowerCase() + ":" + control.type;
}"""


class Person:
    """Fills in cells as a person would: looks for the control and uses it as what it is."""

    def __init__(self, page: Page, form: Form, proof: Path) -> None:
        self.page, self.form, self.proof = page, form, proof
        self.filled: set[str] = set()

    def fill(self, cells: Mapping[str, Any]) -> None:
        """All that can be seen; then what has come into sight because of it; until nothing is left."""
        cells = dict(cells)
        for _ in range(6):
            before = len(self.filled)
            for path in [path for path in self.form.rows if path in cells]:
                if path not in self.filled and self.page.locator(f'button[value="add:{path}"]').is_visible():
                    self.add_rows(path, cells)
            for path, value in cells.items():
                if path not in self.filled and path not in self.form.rows:
                    self.cell(path, value)
            wait_saved(self.page)
            if len(self.filled) == before:
                return

    def add_rows(self, path: str, cells: dict[str, Any]) -> None:
        """Press “增加” until there are rows enough; the cells move to the ids the page gave its rows."""
        self.filled.add(path)
        table = self.page.locator(f'[data-rows="{path}"]')
        for row in cells[path]:
            while table.locator("tbody tr[data-row]").count() <= int(row):
                table.locator(f'button[value="add:{path}"]').click()
            real = table.locator("tbody tr[data-row]").nth(int(row)).get_attribute("data-row")
            for cell in [cell for cell in cells if cell.startswith(f"{path}/{row}/")]:
                cells[f"{path}/{real}/" + cell.removeprefix(f"{path}/{row}/")] = cells.pop(cell)

    def cell(self, path: str, value: Any) -> None:
        """One cell."""
        field = self.form.field_at(path)
        assert field is not None
        sort = "computed" if field.readonly else self.page.evaluate(FIND, path)
        if sort in ("none", "hidden"):
            return
        self.filled.add(path)
        named = self.page.locator(f'[name="{path}"]:not([type=hidden])')
        if sort == "computed":
            return
        if sort == "ticks":
            for code in field.kind.picks(value):
                self.page.locator(f'[name="{path}"][value="{code}"]').check()
        elif sort == "input:file":
            named.set_input_files(self.proof)
        elif sort.startswith("select"):
            named.select_option(str(value).lower() if isinstance(value, bool) else value)
        else:
            named.fill(field.kind.edit(value, field))
            named.blur()


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    """A small real PDF to upload as evidence."""
    path = tmp_path / "证明材料（扫描件）①.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    return path


def test_the_little_giant_table_from_the_first_cell_to_the_pdf(
    sign_in, demo_server, little_giant, proof, capsys
):
    page = sign_in(demo_server, "qiye3")
    submission = start_form(page, LITTLE_GIANT)
    cells = disassemble(little_giant, demo_answers("little-giant.complete"))
    person = Person(page, little_giant, proof)
    person.fill(cells)
    with capsys.disabled():
        print(f" [{len(person.filled)} cells filled in by hand]", end="")
    page.goto(f"{demo_server.url}/submissions/{submission}/check")
    expect(page.locator("#summary")).to_contain_text("可以提交")
    page.locator(f'form[action="/submissions/{submission}/submit"] button').click()
    expect(page.locator(".receipt")).to_contain_text("已提交")
    printed = page.request.get(f"{demo_server.url}/submissions/{submission}.pdf")
    text = "".join(PdfReader(io.BytesIO(printed.body())).pages[place].extract_text() for place in range(5))
    assert "李䶮" in text.replace(" ", "")


def test_a_summary_of_errors_takes_focus_and_leads_into_the_cells(sign_in, demo_server):
    page = sign_in(demo_server, "qiye3")
    submission = start_form(page, "jiangsu/product/2021")
    page.goto(f"{demo_server.url}/submissions/{submission}/check")
    expect(page.locator("#summary")).to_be_focused()
    first = page.locator("#summary a").first
    path = (first.get_attribute("href") or "").partition("#c-")[2]
    first.click()
    page.wait_for_url(re.compile("#c-"))
    expect(page.locator(f'[id="c-{path}"]')).to_be_in_viewport()


def test_a_computed_cell_follows_while_one_types(sign_in, demo_server):
    page = sign_in(demo_server, "qiye3")
    start_form(page, "jiangsu/product/2021")
    for year, value in zip(("y-4", "y-3", "y-2", "y-1"), ("11", "12", "13", "14"), strict=True):
        page.locator(f'[name="application/operating/revenue/{year}"]').fill(value)
    page.locator('[name="application/operating/revenue/y-1"]').blur()
    expect(page.locator('[id="c-application/operating/revenue/rate"]')).to_have_text("8.37")


def test_everything_works_without_javascript(browser, demo_server, sign_in):
    plain = browser.new_context(java_script_enabled=False)
    page = sign_in(demo_server, "qiye2", plain.new_page())
    start_form(page, "miit/innovative-sme/2022")
    page.locator('[name="basics/postcode"]').fill("21000")
    page.locator("#s-basics .plain-save").click()
    expect(page.locator('[id="f-basics/postcode"]')).to_contain_text("6 位数字")
    page.locator('button[value="add:innovation/ip_list"]').click()
    expect(page.locator('[data-rows="innovation/ip_list"] tbody tr[data-row]')).to_have_count(1)
    plain.close()
