"""What stands on paper: the official table, from the same form and cells as the screen."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from server.forms import compile_form
from server.forms.kinds import KINDS
from server.printing import PrintTrouble, print_html, unprintable
from server.printing.grid import arrange
from server.printing.layout import TEMPLATES, readable_size, unit_whole
from server.printing.values import labelled, show
from tests.forms.tables import table


def cell_after(html: str, label: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    head = next(th for th in soup.find_all("th") if th.get_text() == label)
    return head.find_next_sibling("td").get_text().strip()


def test_a_group_shares_one_merged_label(page):
    soup = BeautifulSoup(page(), "html.parser")
    assert [th.get_text() for th in soup.select("th.group")] == ["联系人"]


def test_the_label_of_a_group_spans_its_lines(form):
    fields = [replace(field, width=8) for field in form.fields.values() if field.group]
    [bundle] = arrange([show(field, field.path, None, "blank") for field in fields])
    assert [len(line) for line in bundle] == [3, 2, 2] and bundle[0][0].lines == 3


def test_every_line_of_the_table_is_equally_wide(page):
    soup = BeautifulSoup(page(), "html.parser")
    lines = [
        sum(int(cell["colspan"]) for cell in line.find_all(["td", "th"])) for line in soup.select(".pairs tr")
    ]
    assert set(lines) == {72}


def test_units_stand_in_the_label(page):
    assert cell_after(page(), "注册资本（万元）") == "5,000.00"


def test_a_title_that_only_contains_the_character_still_gets_its_unit():
    assert labelled("研发人员数量", "人") == "研发人员数量（人）"
    assert labelled("注册资本（万元）", "万元") == "注册资本（万元）"
    assert labelled("从业时间（单位：年）", "年") == "从业时间（单位：年）"


def test_a_unit_in_the_title_is_not_said_twice():
    assert unit_whole("注册资本（万元）") == '注册资本<span class="unit">（万元）</span>'


def test_all_options_are_printed_and_the_chosen_one_ticked(page):
    assert cell_after(page(), "企业规模").replace(" ", "") == "☑中型☐小型"


def test_yes_and_no_are_both_printed(page):
    assert cell_after(page(), "是否上市").replace(" ", "") == "☐是☑否"


def test_nothing_is_ticked_before_a_decision(page):
    assert cell_after(page(listed=None), "是否上市").replace(" ", "") == "☐是☐否"


def test_a_disclaimer_is_printed_even_without_a_page_of_instructions(form):
    about = {**form.meta, "disclaimer": "仅供自测参考。"}
    soup = BeautifulSoup(print_html(replace(form, meta=about, print={}), {}), "html.parser")
    assert [one.get_text() for one in soup.select("h1.plain + .disclaimer")] == ["仅供自测参考。"]


def test_hidden_answers_are_not_printed(page):
    assert "300000" not in page()


def test_an_answer_comes_back_when_its_condition_holds(page):
    assert "300000" in page(listed=True)


def test_fields_kept_off_paper_stay_off(page):
    assert "不印出来的话" not in page()


def test_a_section_kept_off_paper_leaves_no_heading():
    kept_off = table(f={"title": "满意度", "type": "string", "x-print": {"hidden": True}})
    assert "一、栏目" not in print_html(compile_form(kept_off), {})


def test_years_come_from_the_edition(page):
    soup = BeautifulSoup(page(), "html.parser")
    heads = [th.get_text() for th in soup.select(".years thead th")]
    assert heads == ["指标", "2020年", "2021年", "增长率（%）"]


def test_a_column_a_matrix_row_lacks_is_a_dash(page):
    soup = BeautifulSoup(page(), "html.parser")
    assert [td.get_text() for td in soup.select(".years tbody tr:last-of-type td")] == ["—", "188", "—"]


def test_a_matrix_row_names_the_unit_of_its_years(page):
    assert '员工数量<span class="unit">（人）</span>' in page()


def test_long_texts_of_rows_stand_below_their_row(page):
    soup = BeautifulSoup(page(), "html.parser")
    assert soup.select_one(".below").get_text() == "应用说明：用于靶材。"


def test_an_empty_table_says_so(form):
    assert "（无）" in print_html(form, {})


def test_a_blank_form_has_rows_to_write_in_and_no_answers(page):
    html = page(mode="blank")
    soup = BeautifulSoup(html, "html.parser")
    assert "示例精密" not in html and "☑" not in html
    assert [td.get_text() for td in soup.select(".list td.number")[-3:]] == ["1", "2", "3"]


def test_a_blank_form_shows_conditional_fields_too(page):
    assert "股票代码" in page(mode="blank") and "股票代码" not in page()


def test_the_declared_text_is_printed_with_its_tick(page):
    soup = BeautifulSoup(page(), "html.parser")
    assert soup.select_one(".declared").get_text().replace(" ", "") == "☑以上内容真实。"


def test_attachments_are_listed_with_size_and_caption(page):
    file = {"name": "执照.pdf", "size": 2204511, "caption": "正本"}
    assert "执照.pdf（正本）" in page(proof=[file]) and "2.1 MB" in page(proof=[file])


@pytest.mark.parametrize("garbage", [7, "文字", ["文字"], [{"size": "大"}], {"name": "x"}, True])
def test_garbage_in_any_cell_prints_without_failing(page, garbage):
    names = ("proof", "company", "capital", "founded", "size", "listed", "story", "mobile")
    assert "示例申请表" in page(**dict.fromkeys(names, garbage))


def test_a_name_with_a_rare_character_is_set_whole_in_song(page):
    soup = BeautifulSoup(page(), "html.parser")
    assert soup.find("td", string="李䶮")["class"] == ["value", "rare"]


def test_a_character_in_no_font_becomes_a_mark_and_a_note(page):
    html = page(company="示例\U0001f600公司")
    assert "示例〓公司" in html and "U+1F600" in html


def test_unprintable_characters_are_named_once():
    assert unprintable(["笑\U0001f600", "\U0001f600"]) == ["\U0001f600"]


def test_invisible_characters_are_left_out(page):
    assert "示例公司" in page(company="示例\u202e公\u200b\x07司")


def test_markup_in_an_answer_is_only_text(page):
    html = page(company='<img src="file:///etc/passwd">')
    assert "<img" not in html and "&lt;img" in html


def test_the_copy_of_record_says_what_it_is(page, facts, form):
    html = page(submission=facts)
    assert all(word in html for word in (facts.submission, facts.sha256, form.hash, "2022-06-01 09:30:00"))


@pytest.mark.parametrize("theme", ["nowhere", "../default", "default/..", ""])
def test_an_unknown_theme_is_refused_in_chinese(form, theme):
    with pytest.raises(PrintTrouble, match="主题"):
        print_html(form, {}, theme=theme)


def test_every_kind_has_its_print_template():
    assert {kind for kind in KINDS if not (TEMPLATES / "kinds" / f"{kind}.html").is_file()} == set()


@pytest.mark.parametrize(("size", "words"), [(1, "1 KB"), (800_000, "781 KB"), (2**20, "1.0 MB"), ("大", "")])
def test_sizes_are_written_for_people(size, words):
    assert readable_size(size) == words
