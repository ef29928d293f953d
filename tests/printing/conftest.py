"""What the tests of paper share: the small form of this folder, and PDFs made of it."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pypdf
import pytest

from server.forms import Form, Library, compile_form, disassemble
from server.printing import PrintFacts, print_html
from server.printing.pdf import pdf_bytes

ANSWERS = {
    "basics": {
        "company": "示例精密制造有限公司",
        "name": "李䶮",
        "mobile": "13800000002",
        "capital": 5000,
        "founded": "2009-05-18",
        "size": "m",
        "listed": False,
        "code": "300000",
        "internal": "不印出来的话",
        "story": "第一段。\n第二段。",
    },
    "money": {"revenue": {"y-2": 11, "y-1": 12, "rate": 9.09}, "staff": {"y-1": 188}},
    "patents": [{"name": "一种𬭎合金", "granted": "2020-01-02", "use": "用于靶材。"}],
    "promise": {"truth": True},
}
CHINA = timezone(timedelta(hours=8))


@pytest.fixture(scope="session")
def form() -> Form:
    return compile_form(Library().read(str(Path(__file__).with_name("form.json"))))


@pytest.fixture
def answers() -> dict:
    return {
        section: dict(part) if isinstance(part, dict) else list(part) for section, part in ANSWERS.items()
    }


@pytest.fixture
def facts() -> PrintFacts:
    return PrintFacts("a1b2c3d4", datetime(2022, 6, 1, 9, 30, tzinfo=CHINA), "ab" * 32)


@pytest.fixture
def page(form, answers):
    """The HTML of the answers, after changes to the basics."""

    def printed(mode="complete", submission=None, **basics):
        answers["basics"].update(basics)
        return print_html(form, disassemble(form, answers), mode=mode, submission=submission)

    return printed


@pytest.fixture
def paper(page):
    """The pages of a PDF of the answers."""

    def printed(**given) -> pypdf.PdfReader:
        return pypdf.PdfReader(io.BytesIO(pdf_bytes(page(**given))))

    return printed


@pytest.fixture(scope="session")
def text():
    """All text of a PDF without white space, and without the running heads of a form with this title."""

    def extracted(reader: pypdf.PdfReader, title: str = "示例申请表") -> str:
        sheets = ["".join(sheet.extract_text().split()) for sheet in reader.pages]
        return "".join(re.sub(f"{title}.{{0,80}}?第\\d+页共\\d+页$", "", sheet) for sheet in sheets)

    return extracted
