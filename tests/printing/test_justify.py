"""Chinese lines are flush on both sides. Two private functions of the engine are replaced for it, so
these tests fail first when the pinned version changes."""

import shutil
import subprocess
from importlib import import_module
from importlib.metadata import version

import pytest
from PIL import Image

from server.printing import pdf

pytestmark = pytest.mark.paper
MIXED = "公司专注高纯溅射靶材，纯度达到99.99%以上，通过ISO 9001质量管理体系认证，产品“国内领先”。" * 3


def sheet_of(body: str) -> str:
    return f'<html lang="zh-CN"><body><div style="width:300px;text-align:justify;font-size:16px">{body}</div>'


def lines_of(body: str):
    """(left edge, drawn width, text boxes) of each line of a paragraph 300 px wide."""
    machine = pdf._machine("default")
    styled = (
        f'<html lang="zh-CN"><body><div style="width:300px;text-align:justify;font-size:16px">{body}</div>'
    )
    document = machine.html(string=styled).render(stylesheets=[machine.styles], font_config=machine.fonts)
    root = document.pages[0]._page_box
    div = next(box for box in root.descendants() if box.element_tag == "div")
    for line in (box for box in div.descendants() if type(box).__name__ == "LineBox"):
        texts = [box for box in line.descendants() if type(box).__name__ == "TextBox" and box.text]
        yield texts[0].position_x - div.position_x, sum(map(drawn, texts)), texts


def drawn(box) -> float:
    """The width Pango really draws, after the spacing has been put in."""
    box.pango_layout.reactivate(box.style)
    line, _ = box.pango_layout.get_first_line()
    width, _ = import_module("weasyprint.text.line_break").line_size(line, box.style)
    box.pango_layout.deactivate()
    return width


def test_the_engine_is_the_one_this_was_written_for():
    assert version("weasyprint") == "70.0"


@pytest.mark.parametrize("body", [MIXED, "汉字与标点，" * 30])
def test_full_lines_begin_and_end_at_the_edges(body):
    *full, _last = lines_of(body)
    assert len(full) > 3
    assert all(abs(left) < 0.1 and abs(width - 300) < 0.5 for left, width, _ in full)


def test_a_line_in_several_pieces_is_flush_too():
    *full, _last = lines_of(MIXED.replace("纯度", "<b>纯度</b>"))
    for _left, _width, texts in full:
        assert abs(texts[-1].position_x + drawn(texts[-1]) - texts[0].position_x - 300) < 0.5


def test_the_last_line_keeps_its_own_width():
    *_full, (_left, width, _texts) = lines_of(MIXED + "完。")
    assert width < 295


def test_words_and_numbers_are_not_pulled_apart():
    loose = next(lines_of("汉字 ISO9001 汉字汉字汉字汉字汉字汉字汉字汉字汉字汉字汉字汉字汉字"))[2][0]
    assert loose.pango_layout.chinese_spacing > 0


def test_lines_without_chinese_are_left_to_the_engine():
    _left, _width, texts = next(lines_of("plain words in a row " * 10))
    assert not hasattr(texts[0].pango_layout, "chinese_spacing")


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs pdftoppm from poppler-utils")
def test_the_picture_has_straight_edges(tmp_path):
    (tmp_path / "page.pdf").write_bytes(pdf.pdf_bytes(sheet_of("国国国国国Tianbiao国国国国国国" * 9)))
    subprocess.run(
        ["pdftoppm", "-r", "96", "-png", "-singlefile", "page.pdf", "page"], cwd=tmp_path, check=True
    )
    picture = Image.open(tmp_path / "page.png").convert("L").point(lambda grey: 255 * (grey < 128))
    rows = [picture.crop((0, top, picture.width, top + 6)).getbbox() for top in range(100, 260, 2)]
    edges = [(row[0], row[2]) for row in rows if row and row[2] - row[0] > 285]
    assert len(edges) > 10
    assert max(right for _, right in edges) - min(right for _, right in edges) <= 4
