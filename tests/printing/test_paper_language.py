"""Paper in another language: every word of the form, and which text counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup

from server import language
from server.forms import Library, compile_form, disassemble, in_language
from server.printing import print_html
from tests.forms.tables import REAL_FORMS, complete_answers, real_form

CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
GOVERNS = "This is a translation for reference only; the Chinese form governs."


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with language.speaking("en"):
        yield


def printed(name: str, mode: str, facts=None) -> BeautifulSoup:
    form = in_language(real_form(name))
    cells = disassemble(form, complete_answers(name))
    return BeautifulSoup(print_html(form, cells, mode=mode, submission=facts), "html.parser")


@pytest.mark.parametrize("name", REAL_FORMS)
def test_a_blank_form_has_no_chinese_but_the_names_of_code_lists(name):
    page = printed(name, "blank")
    names = {
        item["name"]
        for content in real_form(name).definition.get("x-lists", {}).values()
        for item in content["items"]
    }
    ticks = {tick.get_text(strip=True).lstrip("☐☑") for tick in page.select(".tick")}
    left = [text.lstrip("☐☑") for text in page.stripped_strings if CHINESE.search(text)]
    assert [text for text in left if text not in names & ticks] == []
    assert not CHINESE.search(str(page.body.attrs))


@pytest.mark.parametrize("name", REAL_FORMS)
def test_a_copy_of_record_has_no_chinese_but_answers(name, facts):
    page = printed(name, "complete", facts)
    for answer in page.select(".value, .narrative p, .files, .answer, .below"):
        answer.decompose()
    assert [text for text in page.body.stripped_strings if CHINESE.search(text)] == []


def test_paper_says_that_it_is_a_translation_and_which_text_governs(facts):
    assert GOVERNS in printed("little-giant", "complete", facts).get_text()


def test_chinese_paper_says_nothing_of_the_kind():
    with language.speaking(language.SOURCE):
        assert "译文" not in printed("little-giant", "complete").get_text()


def test_dates_decisions_and_copies_are_in_words_of_the_language():
    bundle = Library().read("miit/innovative-sme/2022")
    bundle["x-print"]["copies"] = 2
    html = print_html(in_language(compile_form(bundle)), {"basics/registered_on": "2021-04-20"})
    assert "20 Apr 2021" in html and "Submit this form on paper in 2 copies." in html
