"""Printing reads the theme's files and nothing else: no network, no other file."""

import io
import logging

import pypdf
import pytest

from server.printing import pdf
from server.printing.fonts import PrintTrouble, folder
from server.printing.layout import theme_folder

EVIL = [
    "file:///etc/passwd",
    "http://127.0.0.1:9/x",
    "https://example.com/x.png",
    "ftp://example.com/x",
    "data:text/plain,x",
    "file://host/etc/passwd",
]


@pytest.mark.parametrize("url", [*EVIL, "file:///work/themes/default/../../../etc/passwd", "print.css"])
def test_other_places_are_refused(url):
    with pytest.raises(ValueError, match="outside the theme"):
        pdf.theme_file(theme_folder("default"), url)


def test_a_file_of_the_theme_is_allowed():
    place = theme_folder("default")
    assert pdf.theme_file(place, (place / "print.css").as_uri()) == place / "print.css"


@pytest.mark.paper
@pytest.mark.parametrize("url", EVIL)
def test_a_page_that_asks_for_them_prints_without(url, caplog):
    html = f'<html lang="zh-CN"><body><img src="{url}"><link rel="attachment" href="{url}">字</body></html>'
    with caplog.at_level(logging.ERROR, "weasyprint"):
        pages = pdf.pdf_bytes(html)
    assert b"root:" not in pages and "outside the theme" in caplog.text
    assert pypdf.PdfReader(io.BytesIO(pages)).attachments == {}


@pytest.mark.paper
def test_an_answer_that_looks_like_markup_is_printed_as_text(paper, text):
    assert '<imgsrc="file:///etc/passwd">' in text(paper(company='<img src="file:///etc/passwd">'))


@pytest.mark.paper
def test_the_style_sheet_has_nothing_the_engine_ignores(page, caplog):
    pdf._machine.cache_clear()
    with caplog.at_level(logging.WARNING, "weasyprint"):
        pdf.pdf_bytes(page(mode="draft"))
    assert caplog.text == ""


def test_missing_fonts_are_reported_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("TIANBIAO_FONTS", str(tmp_path))
    with pytest.raises(PrintTrouble, match="script/server"):
        folder()
