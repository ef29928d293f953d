"""Each kind on paper, by its example form: its words stand in grid and rows; empty forms print too."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from server.forms import Form, compile_form
from server.printing import print_html
from server.printing.pdf import pdf_bytes
from tests.forms.examples import KINDS as EXAMPLES
from tests.forms.examples import ROW, VALUE, form_of, typed_into
from tests.forms.tables import table

FIRST = [
    (
        kind,
        (typed_into(kind)["right"] or [{"printed": ["以下各项按审计报告填写。", "没有的项目填“无”。"]}])[0],
    )
    for kind in EXAMPLES
]


def words_of(form: Form, cells: dict[str, Any], mode: Any = "complete") -> str:
    """All text of the PDF without white space."""
    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(print_html(form, cells, mode=mode))))
    return "".join("".join(sheet.extract_text().split()) for sheet in reader.pages)


def kept(case: dict[str, Any]) -> Any:
    """The value of a cell; a file as it is kept after an upload."""
    return [{"id": "a1", "name": case["file"], "size": 1}] if "file" in case else case.get("kept")


@pytest.mark.parametrize(("kind", "case"), FIRST, ids=EXAMPLES)
def test_the_words_of_an_answer_stand_in_grid_and_rows(kind: str, case: dict[str, Any]) -> None:
    form = form_of(kind)
    value, places = kept(case), len(form.sections)
    text = words_of(form, {VALUE: value, "list": ["r1"], ROW: value})
    printed = case.get("printed", [case["shown"]] * places if "shown" in case else [])
    assert all(text.count("".join(words.split())) >= printed.count(words) for words in printed)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_empty_form_names_every_field(kind: str) -> None:
    text = words_of(form_of(kind), {}, mode="blank")
    assert form_of(kind).declared("/properties/grid/properties/value")["title"] in text


def test_words_are_not_printed_while_they_are_hidden() -> None:
    words = {"x-kind": "note", "not": {}, "description": "上市公司另报年报。", "x-visible": "listed = true"}
    form = compile_form(table(listed={"title": "是否上市", "type": "boolean"}, words=words))
    assert "上市公司另报年报" in print_html(form, {"s/listed": True})
    assert "上市公司另报年报" not in print_html(form, {"s/listed": False})


def test_a_declaration_has_lines_for_those_who_sign() -> None:
    text = words_of(form_of("declaration"), {VALUE: True})
    assert "法定代表人（签字）：填表人（签字）：单位（公章）：年月日" in text


def test_a_declaration_of_a_person_asks_for_no_seal() -> None:
    person = {
        "title": "声明",
        "type": "boolean",
        "x-kind": "declaration",
        "x-print": {"lines": ["本人（签字）"], "seal": False},
    }
    html = print_html(compile_form(table(f=person)), {})
    assert "本人（签字）" in html
    assert "公章" not in html
