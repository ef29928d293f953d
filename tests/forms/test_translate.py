"""A form in another language: other words, the same table."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from server import language
from server.forms import Library, compile_form, in_language, json, label_of, validate_answers
from server.forms.translate import extract, texts
from tests.forms.tables import DEMO, REAL_FORMS, complete_answers, matrix, real_form, table

ENGLISH = {"title": "Company name", "x-help": "As on the licence", "x-messages": {"maxLength": "Too long"}}
NAME = {
    "title": "企业名称",
    "type": "string",
    "maxLength": 4,
    "x-help": "与执照一致",
    "x-messages": {"maxLength": "过长"},
}
SIZES = {"title": "规模", "type": "string", "enum": ["大型", "小型"]}


CLAIM = {
    "title": "专利",
    "type": "string",
    "oneOf": [{"const": "a", "title": "发明"}, {"const": "n", "title": "无"}],
    "x-evidence": {"attachment": "files", "message": "请上传专利证书"},
    "x-i18n": {"en": {"title": "Patents", "texts": {"请上传专利证书": "Please upload the patents"}}},
}
FILES = {"title": "证书", "type": "array", "x-kind": "attachment", "items": {"type": "object"}}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with language.speaking("en"):
        yield


def translation(**fields):
    return in_language(compile_form(table(**fields)))


def test_the_words_beside_a_field_come_first():
    field = translation(name={**NAME, "x-i18n": {"en": ENGLISH}}).fields["s/name"]
    assert (field.title, field.help) == ("Company name", "As on the licence")


def test_the_catalogue_comes_second_and_chinese_last():
    form = translation(name=NAME, other={"title": "没有人译过的话", "type": "string"})
    assert form.fields["s/name"].title == "Name of the enterprise"
    assert form.fields["s/other"].title == "没有人译过的话"


def test_texts_are_translated_by_their_chinese_from_there_downward():
    bundle = table(size=SIZES)
    bundle["properties"]["s"]["x-i18n"] = {"en": {"title": "Facts", "texts": {"规模": "Size", "大型": "Big"}}}
    form = in_language(compile_form(bundle))
    assert form.sections[0].title == "Facts"
    assert form.fields["s/size"].title == "Size"


def test_an_option_has_another_name_and_the_same_code():
    field = translation(size={**SIZES, "x-i18n": {"en": {"texts": {"大型": "Big"}}}}).fields["s/size"]
    assert field.kind.show("大型", field) == "Big"
    assert field.kind.parse("Big", field) == field.kind.parse("大型", field) == "大型"


def test_own_messages_are_told_in_the_language_of_the_reader():
    form = translation(name={**NAME, "x-i18n": {"en": ENGLISH}})
    assert [finding.message for finding in validate_answers(form, {"s": {"name": "一二三四五"}})] == [
        "Too long"
    ]


def test_our_own_messages_are_told_in_the_language_of_the_reader():
    form = translation(count={"title": "Persons", "type": "integer"})
    (finding,) = validate_answers(form, {"s": {"count": "x"}})
    assert finding.message == "Please enter a whole number, for example 120"


def test_the_message_of_a_check_is_translated_and_the_check_is_the_same():
    check = {"id": "a-le-b", "at": ["s/a"], "formula": "甲 <= 乙", "message": "甲不应大于乙"}
    numbers = {"a": {"title": "甲", "type": "number"}, "b": {"title": "乙", "type": "number"}}
    bundle = {
        **table(checks=[check], **numbers),
        "x-i18n": {"en": {"texts": {"甲不应大于乙": "A exceeds B"}}},
    }
    (finding,) = validate_answers(in_language(compile_form(bundle)), {"s": {"a": 2, "b": 1}})
    assert (finding.rule, finding.message) == ("a-le-b", "A exceeds B")


def test_a_formula_written_with_chinese_titles_is_shown_with_the_others():
    words = {"texts": {"收入": "Income", "成本": "Cost", "利润": "Profit"}}
    income, cost = ({"title": title, "type": "number"} for title in ("收入", "成本"))
    profit = {"title": "利润", "type": "number", "x-compute": "收入 - 成本"}
    bundle = {**table(income=income, cost=cost, profit=profit), "x-i18n": {"en": words}}
    assert in_language(compile_form(bundle)).computed["s/profit"].titled == "Income - Cost"


def test_years_and_the_words_around_them_are_translated():
    bundle = table(f={"title": "字段", "type": "string"})
    bundle["properties"]["m"] = matrix("y-1", "y", revenue="营业收入")
    form = in_language(compile_form(bundle))
    assert form.sections[1].blocks[0].label == "Item"
    assert label_of(form, "m/revenue/y-1", {}) == "II. Operation · Operating revenue (2021)"


@pytest.mark.parametrize("name", REAL_FORMS)
def test_a_translation_keeps_what_the_form_is(name):
    form, seen = real_form(name), in_language(real_form(name))
    assert (seen.hash, seen.id, seen.definition, seen.source_title) == (
        form.hash,
        form.id,
        form.definition,
        form.title,
    )
    assert list(seen.fields) == list(form.fields) and list(seen.computed) == list(form.computed)
    assert validate_answers(seen, complete_answers(name)) == []


@pytest.mark.parametrize("name", REAL_FORMS)
def test_the_same_is_wrong_in_every_language(name):
    half = json.loads((DEMO / f"{name}.half.json").read_bytes())
    said, meant = (
        [(finding.path, finding.rule) for finding in validate_answers(form, half, complete=True)]
        for form in (in_language(real_form(name)), real_form(name))
    )
    assert said == meant != []


@pytest.mark.parametrize("name", REAL_FORMS)
def test_whoever_reads_chinese_gets_the_form_itself(name):
    with language.speaking(language.SOURCE):
        assert in_language(real_form(name)) is real_form(name)


def test_another_year_of_a_table_is_translated_where_its_words_are_the_same():
    words = language.Definitions({}, {("miit/little-giant", "申请书"): "Application"}, {"是": "Yes"})
    assert words.find("miit/little-giant/2023", "申请书") == "Application"
    assert words.find("miit/little-giant/2023", "是") == "Yes"
    assert words.find("miit/innovative-sme/2022", "申请书") == ""


@pytest.mark.parametrize("words", [{"en": {"titel": "Name"}}, {"en": {"title": 1}}, {"English!": {}}, "Name"])
def test_words_that_are_not_in_the_language_are_faults(faults, words):
    found = faults(table(f={"title": "字段", "type": "string", "x-i18n": words}))
    assert found and all(fault.pointer.startswith("/properties/s/properties/f/x-i18n") for fault in found)


def test_the_extractor_tells_the_form_the_line_and_the_text():
    source = (
        '{"x-form": {"id": "a/b/2022"},\n "title": "测试表", "properties":\n {"title": {"title": "标题"}}}'
    )
    found = list(extract(io.BytesIO(source.encode()), (), (), {}))
    assert found == [
        (2, "pgettext", ("a/b/2022", "测试表"), []),
        (3, "pgettext", ("a/b/2022", "标题"), []),
    ]


def test_short_option_lists_are_translated_and_understood_in_both_languages():
    field = in_language(real_form("little-giant")).fields["basics/actual_controller_country"]
    assert field.kind.show("DE", field) == "Germany"
    assert field.kind.parse("Germany", field) == field.kind.parse("德国", field) == "DE"


def test_long_lists_stay_as_the_standard_has_them():
    form = real_form("little-giant")
    assert in_language(form).lists["gbt4754"]["items"] is form.lists["gbt4754"]["items"]


def test_the_words_of_shared_files_need_no_form():
    source = json.dumps({"$defs": {"name": {"title": "名称"}}}).encode()
    assert [found[1:3] for found in extract(io.BytesIO(source), (), (), {})] == [(None, "名称")]


def test_formulas_and_sources_are_no_words_for_readers():
    assert texts({"x-compute": "甲 + 乙", "x-source": "[V] 通知", "title": "合计"}) == ["合计"]


def unproved(form, answer):
    findings = validate_answers(form, {"s": {"claim": answer}}, complete=True)
    return [finding.message for finding in findings if finding.rule == "evidence"]


def test_a_claim_wants_its_evidence_in_other_words():
    assert unproved(translation(claim=CLAIM, files=FILES), "a") == ["Please upload the patents"]


def test_a_claim_without_words_of_its_own_is_named_by_its_title():
    claim = {**CLAIM, "x-evidence": {"attachment": "files"}}
    assert unproved(translation(claim=claim, files=FILES), "a")[0].startswith("You entered “Patents”;")


@pytest.mark.parametrize("answer", ["n", "无"])
def test_an_option_that_says_nothing_says_it_in_every_language(answer):
    form = translation(claim=CLAIM, files=FILES)
    assert form.fields["s/claim"].options.name_of("n") == "None"
    assert unproved(form, answer) == []


def test_a_plain_schema_keeps_its_judge_and_our_words_in_it_are_translated(tmp_path):
    schema = {"type": "object", "properties": {"age": {"type": "integer"}}, "additionalProperties": True}
    path = tmp_path / "plain.json"
    path.write_text(json.dumps(schema), encoding="utf-8")
    form = in_language(compile_form(Library(tmp_path).read(str(path))))
    assert form.sections[0].title == "General"
    (finding,) = validate_answers(form, {"age": "old"})
    assert finding.message == "Please enter a whole number, for example 120"
