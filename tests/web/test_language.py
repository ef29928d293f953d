"""Another language: chosen on any page, kept by the browser, and never in what is stored."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from server import language
from tests.serving import LITTLE_GIANT, demo_answers
from tests.web.test_api import patch

CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
TABLES = {
    "miit/innovative-sme/2022": "innovative-sme.complete",
    LITTLE_GIANT: "little-giant.complete",
    "jiangsu/product/2021": "jiangsu-product.complete",
    "miit/specialized/2022": "specialized.half",
    "miit/little-giant/2021": "little-giant-2021.half",
    "guangdong/specialized-self-test/2021": "guangdong-specialized.half",
    "guangdong/little-giant-self-test/2021": "guangdong-little-giant.half",
}
ANSWERS = (
    "textarea, .name, .reading, .captioned, [data-file], .languages, .receipt dd, "
    "[data-list], .shown, [data-read]"
)


def choose(client, wanted, back="/"):
    return client.post("/language", data={"language": wanted, "next": back})


def start(client, answers=None, form=LITTLE_GIANT):
    return client.post("/api/submissions", json={"form": form, "answers": answers or {}}).json


@pytest.fixture
def english(signed_in):
    """A client signed in as somebody, who reads English."""

    def client(login="qiye1"):
        made = signed_in(login)
        choose(made, "en")
        return made

    return client


def leftovers(html: str, codes: set[str]) -> list[str]:
    """Chinese that is neither an answer nor the name in a code list."""
    soup = BeautifulSoup(html, "html.parser")
    for answer in soup.select(ANSWERS):
        answer.decompose()
    words = [text for text in soup.stripped_strings if CHINESE.search(text)]
    spoken = ("title", "aria-label", "placeholder", "alt", "data-label")
    words += [
        str(tag[name])
        for tag in soup.find_all(True)
        for name in spoken
        if CHINESE.search(str(tag.get(name, "")))
    ]
    return [word for word in words if word not in codes and CHINESE.search(unlisted(word, codes))]


def unlisted(words: str, codes: set[str]) -> str:
    """A formula read aloud, without the names it quotes from a code list."""
    return re.sub("“(.*?)”", lambda quoted: "" if quoted[1] in codes else quoted[0], words)


def names_in_lists(form) -> set[str]:
    return {
        item["name"] for content in form.definition.get("x-lists", {}).values() for item in content["items"]
    }


def test_the_page_is_chinese_until_somebody_chooses(app):
    page = app.test_client().get("/sign-in", headers={"Accept-Language": "en-US"}).text
    assert '<html lang="zh-CN">' in page and "登录" in page


def test_every_page_offers_the_other_languages_by_their_own_names(app):
    page = BeautifulSoup(app.test_client().get("/sign-in").text, "html.parser")
    assert [(button["value"], button.text) for button in page.select(".languages button")] == [
        ("en", "English")
    ]


def test_choosing_leads_back_and_the_next_page_speaks_it(signed_in):
    client = signed_in("qiye1")
    assert choose(client, "en", "/sign-in?next=/").location == "/sign-in?next=/"
    page = client.get("/").text
    assert '<html lang="en"' in page and "My applications" in page


def test_the_choice_outlives_signing_out(english):
    client = english()
    client.post("/sign-out")
    assert "Password" in client.get("/sign-in").text


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_choosing_leads_nowhere_else(signed_in, target):
    assert choose(signed_in("qiye1"), "en", target).location == "/"


def test_a_language_we_do_not_have_is_not_found_and_a_forged_cookie_is_chinese(signed_in):
    client = signed_in("qiye1")
    assert choose(client, "tlh").status_code == 404
    client.set_cookie("language", "../../etc")
    assert 'lang="zh-CN"' in client.get("/").text


def test_one_persons_language_is_not_the_next_ones(english, signed_in):
    english().get("/")
    assert "我的申报" in signed_in("qiye2").get("/").text
    assert language.current() == language.SOURCE


@pytest.mark.parametrize("form_id", TABLES)
def test_a_table_has_no_chinese_left_but_answers_and_code_lists(english, services, form_id):
    client = english()
    made = start(client, demo_answers(TABLES[form_id]), form=form_id)
    known = names_in_lists(services.forms.current(form_id))
    at = f"/submissions/{made['id']}"
    for address in (at, f"{at}/check", "/"):
        assert leftovers(client.get(address).text, known) == [], address


def test_findings_and_problems_are_told_in_the_language_of_the_reader(english):
    client = english()
    made = start(client, form=LITTLE_GIANT)
    reply = patch(client, made, {"basics/company_name": "x" * 500}).json
    (finding,) = reply["findings"]["basics/company_name"]
    assert finding["label"] == "I. The enterprise · Name of the enterprise"
    assert finding["message"].startswith("At most ")
    assert client.get("/api/submissions/none").json["title"] == "What you asked for was not found"


def test_a_refusal_says_why_in_the_language_of_the_reader(english):
    refused = english("jiangsu").post(f"/forms/{LITTLE_GIANT}/start")
    assert refused.status_code == 403
    assert "Only an enterprise account can fill in forms" in refused.text


def test_what_is_stored_does_not_depend_on_the_language(english, services):
    client = english()
    made = start(client, demo_answers("little-giant.complete"), form=LITTLE_GIANT)
    assert "Specialised" in client.get("/").text
    assert services.submissions.header(made["id"])["title"] == "专精特新“小巨人”企业申请书"
    assert client.get(f"/api/forms/{LITTLE_GIANT}").json["title"] == "专精特新“小巨人”企业申请书"


def test_the_scripts_find_their_words_where_the_page_says(english):
    client = english()
    (address,) = re.findall(r'data-words="([^"]+)"', client.get("/").text)
    words = client.get(address).json
    assert words["撤销"] == "Undo" and words["还差 %(count)s 项"] == [
        "%(count)s entry left",
        "%(count)s entries left",
    ]


def test_words_of_no_language_are_not_found(app):
    assert app.test_client().get("/words/tlh.json").status_code == 404
