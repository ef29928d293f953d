"""The PDF: what an official holds in hand and an archive keeps."""

import io
import time

import pypdf
import pytest
from bs4 import BeautifulSoup

from server.forms import disassemble, recompute
from server.forms import json as forms_json
from server.printing import print_html
from server.printing.fonts import CHECKOUT
from server.printing.pdf import Attachment, pdf_bytes
from tests.forms.tables import real_form

pytestmark = pytest.mark.paper
DEMO = sorted((CHECKOUT / "server" / "demo" / "answers").glob("*.complete.json"))
LONG = "\n".join(["企业自成立以来专注主业，持续投入研发，产品质量稳定，服务周到。" * 12] * 12)


def fonts_of(reader):
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            yield font.get_object()["/DescendantFonts"][0].get_object()


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.name)
def test_every_answer_can_be_read_out_of_the_pdf(path, text):
    form = real_form(path.name.split(".")[0])
    cells = disassemble(form, forms_json.loads(path.read_text("utf-8")))
    recompute(form, cells)
    found = text(
        pypdf.PdfReader(io.BytesIO(pdf_bytes(print_html(form, cells)))),
        form.print.get("cover", form.definition)["title"],
    )
    filled = [(form.field_at(place), value) for place, value in cells.items() if place not in form.rows]
    words = {"".join(word.split()) for field, value in filled for word in said(field, value)}
    assert len(words) > 10
    assert {word for word in words if word not in found} == set()


def said(field, value):
    """What must be found of an answer: its words, or its ticked options; nothing of one kept off paper."""
    if field.schema.get("x-print", {}).get("hidden"):
        return []
    if field.kind.uploaded:
        return [file["name"] for file in value]
    if field.options and field.kind.picks(value) and not field.options.source:
        return [field.options.name_of(code) for code in field.kind.picks(value)]
    return ["☑" if isinstance(value, bool) and value else field.kind.show(value, field)]


def test_all_fonts_are_embedded_and_cut(paper):
    for font in fonts_of(paper()):
        assert "/FontFile2" in font["/FontDescriptor"] or "/FontFile3" in font["/FontDescriptor"]
        assert font["/BaseFont"][7:8] == "+"


def test_rare_names_are_drawn_and_not_boxes(paper, text):
    reader = paper()
    assert "李䶮" in text(reader) and "一种𬭎合金" in text(reader)
    assert b"<0000" not in b"".join(page.get_contents().get_data() for page in reader.pages)


def test_a_long_table_repeats_its_head_on_every_page(form, answers, text):
    answers["patents"] = [{"name": f"专利{number}", "granted": "2020-01-02"} for number in range(90)]
    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(print_html(form, disassemble(form, answers)))))
    sheets = ["".join(page.extract_text().split()) for page in reader.pages]
    carrying = [sheet for sheet in sheets if "专利1" in sheet or "专利5" in sheet or "专利8" in sheet]
    assert len(carrying) >= 3 and all("专利名称授权日期" in sheet for sheet in carrying)


def test_a_long_text_runs_over_pages_without_losing_a_word(paper, text):
    reader = paper(story=LONG)
    assert len(reader.pages) > 4 and text(reader).count("稳") == 144


def test_every_page_after_the_cover_is_numbered(paper):
    reader = paper()
    sheets = ["".join(page.extract_text().split()) for page in reader.pages]
    assert all(
        f"第{place}页共{len(sheets)}页" in sheet for place, sheet in enumerate(sheets, start=1) if place > 1
    )


def test_every_page_of_a_draft_says_so(paper):
    sheets = ["".join(page.extract_text().split()) for page in paper(mode="draft").pages]
    assert [sheet.replace("草稿，不作为申报依据", "").count("草稿") for sheet in sheets] == [1] * len(sheets)


def test_a_copy_of_record_is_no_draft(paper, text):
    assert "草稿" not in text(paper())


def test_the_same_answers_give_the_same_bytes(page, facts):
    html = page(submission=facts)
    file = Attachment("answers.json", b"{}")
    assert pdf_bytes(html, "default", [file], facts) == pdf_bytes(html, "default", [file], facts)


def test_the_answers_travel_inside_with_the_date_of_submission(page, facts):
    pages = pdf_bytes(page(submission=facts), "default", [Attachment("answers.json", b'{"a":1}')], facts)
    reader = pypdf.PdfReader(io.BytesIO(pages))
    assert reader.attachments["answers.json"] == [b'{"a":1}']
    assert reader.metadata["/CreationDate"].startswith("D:20220601")


def test_the_file_declares_itself_an_archive_document(paper):
    metadata = paper().trailer["/Root"]["/Metadata"].get_data()
    assert b'part="3"' in metadata or b"<pdfaid:part>3<" in metadata


def test_attachments_without_facts_are_refused(page):
    with pytest.raises(ValueError, match="facts"):
        pdf_bytes(page(), "default", [Attachment("answers.json", b"{}")])


def test_no_line_of_a_matrix_stands_alone_at_a_page_end(page):
    soup = BeautifulSoup(page(), "html.parser")
    assert [len(body.find_all("tr")) for body in soup.select(".years tbody")] == [2]


def test_a_page_costs_less_than_half_a_second(paper):
    started = time.process_time()
    reader = paper(story=LONG)
    assert (time.process_time() - started) / len(reader.pages) < 0.5
