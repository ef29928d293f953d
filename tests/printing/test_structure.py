"""Tables in rows, groups of columns, totals and wide matrices on paper, read back from the PDF."""

import io
import re
from decimal import Decimal

import pypdf
import pytest

from server.forms import disassemble, recompute
from server.printing import print_html
from server.printing.pdf import pdf_bytes
from tests.forms.structured import answers_of, cells_of, structured

pytestmark = pytest.mark.paper


def sheets(name, cells, mode="complete"):
    """The text of each page, without white space."""
    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(print_html(structured(name), cells, mode=mode))))
    return ["".join(sheet.extract_text().split()) for sheet in reader.pages]


def in_order(text, *words):
    """Whether the words stand in the text one after the other."""
    return re.search(".*?".join(map(re.escape, words)), text) is not None


def test_an_outer_row_is_followed_by_its_own_inner_table():
    (text,) = sheets("nested-rows", cells_of("nested-rows"))
    first = ("高纯溅射靶材", "证书", "编号", "CE-2024-018", "UL-2025-771")
    assert in_order(text, "产品名称", *first, "产品名称", "陶瓷基板", "证书", "编号", "CQC-2023-55", "联系人")


def test_a_group_of_columns_stands_under_its_heading():
    (text,) = sheets("nested-rows", cells_of("nested-rows"))
    assert in_order(text, "姓名", "地址", "手机") and in_order(text, "城市", "街道", "周工", "苏州")


def test_heads_of_an_inner_table_repeat_on_every_page():
    answers = answers_of("nested-rows")
    answers["products"][0]["certificates"] = [{"number": f"证{number}号"} for number in range(90)]
    pages = sheets("nested-rows", disassemble(structured("nested-rows"), answers))
    carrying = [page for page in pages if re.search(r"证\d+号", page)]
    assert len(carrying) >= 3
    assert all(in_order(page, "证书", "序号", "编号", "发证日期") for page in carrying)
    assert re.findall(r"证(\d+)号", "".join(pages)) == [str(number) for number in range(90)]


def test_an_outer_row_is_never_parted_from_its_inner_table():
    answers = answers_of("nested-rows")
    answers["products"] = [{**answers["products"][1], "name": f"产{number}品"} for number in range(60)]
    for page in sheets("nested-rows", disassemble(structured("nested-rows"), answers)):
        assert len(re.findall(r"产\d+品", page)) == page.count("CQC-2023-55")


def test_a_row_without_inner_rows_says_so():
    cells = {"products": ["a"], "products/a/name": "甲"}
    assert in_order(sheets("nested-rows", cells)[0], "甲", "证书", "编号", "（无）")


def test_a_blank_form_has_room_for_inner_rows():
    text = "".join(sheets("nested-rows", {}, mode="blank"))
    assert text.count("发证日期") == 3


def test_a_hidden_inner_table_is_not_printed():
    form, cells = structured("nested-rows"), cells_of("nested-rows")
    cells["products/1/exported"] = False
    assert "85423900" in sheets("nested-rows", cells)[0]
    recompute(form, cells)
    assert "85423900" not in sheets("nested-rows", {**cells, "products/0/exported": False})[0]


def test_totals_are_printed_where_they_cross():
    (text,) = sheets("totals", cells_of("totals"))
    assert in_order(text, "合计（万元）", "150.50", "185.00", "216.25", "551.75", "研发人员")


def test_twelve_columns_stand_side_by_side():
    (text,) = sheets("category-matrix", cells_of("category-matrix"))
    assert in_order(text, *(f"{month}月" for month in range(1, 13)), "东厂区")


def test_columns_whose_numbers_do_not_fit_go_on_below():
    cells = {**cells_of("category-matrix"), "months/west/m7": Decimal("1234567890.25")}
    (text,) = sheets("category-matrix", cells)
    assert "1,234,567,890.25" in text
    assert text.count("西厂区") > 1 and in_order(text, "1月", "东厂区", "12月", "东厂区")
