"""The server-rendered page of a form: every kind has a labelled control, and values fill in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from server.forms import Finding
from server.forms.kinds import KINDS
from tests.web.tables import FIELDS, every_kind, matrix, page, rows, section, table

CONTROLS = "input:not([type=hidden]), select, textarea, output, fieldset"


@pytest.fixture(scope="module")
def blank() -> BeautifulSoup:
    return page(every_kind(), {"list": ["r1"]})


def named(control: Tag, soup: BeautifulSoup) -> bool:
    """Whether a screen reader has a name for a control."""
    if "aria-labelledby" in control.attrs:
        return soup.find(id=control["aria-labelledby"]) is not None
    label = soup.find("label", attrs={"for": control.get("id", "none")}) or control.find_parent("label")
    return bool(control.get("aria-label") or label)


def value(soup: BeautifulSoup, path: str) -> Any:
    return soup.find(id=f"c-{path}")["value"]


def test_the_sample_has_every_kind() -> None:
    assert set(FIELDS) == {name for name, kind in KINDS.items() if kind.answered}


@pytest.mark.parametrize("kind", FIELDS)
def test_every_kind_has_a_label_and_a_control(blank: BeautifulSoup, kind: str) -> None:
    cell = blank.find(attrs={"data-cell": f"all/{kind}"})
    control = cell.find(id=f"c-all/{kind}")
    assert cell.select_one(".label").get_text().startswith(FIELDS[kind]["title"])
    assert control.get("data-kind") == kind


@pytest.mark.parametrize("kind", FIELDS)
def test_every_kind_stands_in_a_row(blank: BeautifulSoup, kind: str) -> None:
    assert blank.find(id=f"c-list/r1/{kind}")


def test_every_control_has_a_name(blank: BeautifulSoup) -> None:
    assert [control for control in blank.select(CONTROLS) if not named(control, blank)] == []


def test_ids_are_unique(blank: BeautifulSoup) -> None:
    ids = [element["id"] for element in blank.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_every_description_of_a_control_stands_on_the_page(blank: BeautifulSoup) -> None:
    described = " ".join(element["aria-describedby"] for element in blank.select("[aria-describedby]"))
    assert [place for place in set(described.split()) if not blank.find(id=place)] == []


def test_unit_help_and_findings_belong_to_their_control() -> None:
    amount = {**FIELDS["amount"], "x-unit": "万元", "x-help": "以审计报告为准"}
    soup = page(table(all=section({"capital": amount}), list=rows({"capital": amount})), {"list": ["r1"]})
    for path in ("all/capital", "list/r1/capital"):
        assert soup.find(id=f"c-{path}")["aria-describedby"] == f"u-{path} h-{path} f-{path}"
        assert (soup.find(id=f"u-{path}").get_text(), soup.find(id=f"h-{path}").get_text()) == (
            "万元",
            "以审计报告为准",
        )


def test_a_row_of_many_fields_is_a_card() -> None:
    many = {f"field{place}": FIELDS["text"] for place in range(8)}
    assert page(table(list=rows(many))).select("table.cards")
    assert not page(table(list=rows({"name": FIELDS["text"]}))).select("table.cards")


def test_a_number_that_may_be_negative_gets_a_keyboard_with_a_minus() -> None:
    free = {key: fact for key, fact in FIELDS["amount"].items() if key != "minimum"}
    soup = page(table(all=section({"profit": free, "sales": {**free, "minimum": 0}})))
    modes = [soup.find(id=f"c-all/{key}")["inputmode"] for key in ("profit", "sales")]
    assert modes == ["text", "decimal"]


def test_no_style_or_script_stands_in_the_page(blank: BeautifulSoup) -> None:
    attributes = {name for element in blank.find_all(True) for name in element.attrs}
    assert not blank.find(["script", "style"])
    assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_no_mark_of_the_compiler_is_left(blank: BeautifulSoup) -> None:
    assert "\x02" not in str(blank) and "\x03" not in str(blank)


def test_nothing_is_chosen_beforehand(blank: BeautifulSoup) -> None:
    assert not blank.select("[checked], option[selected]")


@pytest.mark.parametrize(
    ("kind", "kept", "shown"),
    [
        ("text", "示例公司", "示例公司"),
        ("amount", Decimal("1234.50"), "1234.50"),
        ("region", "320115", "江宁区"),
        ("date", "2021-03-05", "2021-03-05"),
        ("integer", "十个", "十个"),
    ],
)
def test_values_stand_in_their_inputs(kind: str, kept: Any, shown: str) -> None:
    field = {**FIELDS[kind], "x-options": {"list": "places"}} if kind == "region" else FIELDS[kind]
    assert value(page(table(all=section({kind: field})), {f"all/{kind}": kept}), f"all/{kind}") == shown


def test_values_are_escaped() -> None:
    soup = page(every_kind(), {"all/text": '"><script>', "all/long_text": "</textarea><b>"})
    assert value(soup, "all/text") == '"><script>'
    assert soup.find(id="c-all/long_text").get_text().strip() == "</textarea><b>"


def test_chosen_options_are_ticked() -> None:
    soup = page(every_kind(), {"all/choice": "blue", "all/choices": ["red"], "all/boolean": False})
    ticked = [(box["name"], box["value"]) for box in soup.select("[checked]")]
    assert ticked == [("all/boolean", "false"), ("all/choice", "blue"), ("all/choices", "red")]


def test_an_answer_that_is_no_option_is_kept() -> None:
    soup = page(every_kind(), {"all/choice": "gre<en", "list": ["r1"], "list/r1/choices": ["odd"]})
    kept = [(box["name"], box["value"]) for box in soup.select("[checked]")]
    assert kept == [("all/choice", "gre<en"), ("list/r1/choices", "odd")]


def test_up_to_six_options_are_all_visible_and_more_stand_in_a_list() -> None:
    many = {"type": "string", "title": "多", "enum": list("abcdefg")}
    soup = page(table(all=section({"few": FIELDS["choice"], "many": many})))
    assert len(soup.select("#c-all\\/few input[type=radio]")) == 2
    assert len(soup.select("select#c-all\\/many option")) == 8


def test_hidden_cells_and_sections_carry_the_attribute() -> None:
    other = {"title": "股票代码", "type": "string", "x-visible": "listed = true"}
    shown = section({"listed": FIELDS["boolean"], "code": other})
    soup = page(table(all=shown, more=section({"x": FIELDS["text"]}, **{"x-visible": "all.listed = true"})))
    places = soup.select("[data-cell][hidden], [data-section][hidden]")
    assert [place.get("data-cell") or place["id"] for place in places] == ["all/code", "s-more"]


def test_findings_stand_at_their_cell() -> None:
    finding = Finding("all/text", "/all/text", "rule", "请写<全称>", "单行")
    soup = page(every_kind(), findings={"all/text": [finding]})
    assert soup.find(id="f-all/text").get_text() == "请写<全称>"
    assert soup.find(id="c-all/text")["aria-invalid"] == "true"


def test_a_warning_makes_no_cell_invalid() -> None:
    finding = Finding("all/text", "/all/text", "rule", "请核对", severity="warning")
    soup = page(every_kind(), findings={"all/text": [finding]})
    assert not soup.select("[aria-invalid]")


def test_a_row_of_findings_goes_to_its_own_row() -> None:
    finding = Finding("list/r2/text", "/list/1/text", "rule", "有误")
    soup = page(every_kind(), {"list": ["r1", "r2"]}, findings={"list/r2/text": [finding]})
    assert [control["id"] for control in soup.select("[aria-invalid]")] == ["c-list/r2/text"]


def test_rows_are_repeated_with_their_ids() -> None:
    cells = {"list": ["k3", "a8"], "list/k3/name": "甲", "list/a8/name": "乙"}
    soup = page(table(list=rows({"name": FIELDS["text"]}, minItems=1, maxItems=5)), cells)
    existing = soup.select("tbody > tr")
    assert [(row["data-row"], row.find("input")["value"]) for row in existing] == [("k3", "甲"), ("a8", "乙")]
    assert existing[0].find("button")["value"] == "remove:list/k3"


def test_a_new_row_has_a_template() -> None:
    soup = page(table(list=rows({"name": FIELDS["text"]})), {"list": ["k3"], "list/k3/name": "甲"})
    row = soup.find("template", attrs={"data-row-template": True}).find("tr")
    assert row["data-row"] == "__row__"
    assert (row.find("input")["name"], row.find("input")["value"]) == ("list/__row__/name", "")


def test_a_matrix_has_years_as_columns_and_a_dash_where_there_is_no_cell() -> None:
    soup = page(table(years=matrix()))
    assert [head.get_text() for head in soup.select("thead th")] == ["指标", "2020年", "2021年"]
    assert len(soup.select("td.none")) == 2


def test_units_stand_in_cells_or_once_at_the_head_of_a_crowded_row() -> None:
    crowded = matrix()
    crowded["x-layout"]["columns"] = ["y-5", "y-4", "y-3", "y-2", "y-1"]
    assert len(page(table(years=matrix())).select("td .unit")) == 3
    assert len(page(table(years=crowded)).select("td .unit:not([hidden])")) == 0


def test_a_block_that_goes_on_after_a_nested_one_has_one_heading() -> None:
    nested = {**section({"a": FIELDS["text"], "m": matrix(), "b": FIELDS["text"]}), "title": "产品"}
    headings = page(table(all={"title": "表", "type": "object", "properties": {"p": nested}})).select("h3")
    assert [heading.get_text() for heading in headings] == ["产品", "三、年度"]


def test_a_computed_cell_shows_its_value_and_how_it_came_about() -> None:
    cells = {"years/debt/y-1": 1, "years/assets/y-1": 3, "years/ratio/y-1": Decimal("33.33")}
    cell = page(table(years=matrix()), cells).find(attrs={"data-cell": "years/ratio/y-1"})
    assert cell.find("output").get_text() == "33.33"
    assert "负债 ÷ 资产 × 100" in cell.find("details").get_text()
    assert [(read["data-read"], read.get_text()) for read in cell.select("b")] == [
        ("years/debt/y-1", "1"),
        ("years/assets/y-1", "3"),
    ]


def test_a_computed_cell_says_in_words_which_rows_and_options_count() -> None:
    total = {"title": "红色合计", "type": "number", "x-compute": 'SUM(list.amount, choice = "red")'}
    form = table(list=rows({name: FIELDS[name] for name in ("amount", "choice")}), all=section({"t": total}))
    told = page(form).find(id="x-all/t").get_text()
    assert told.startswith("由系统计算：清单的金额 的合计（只算 颜色 = “红” 的行）")


def test_a_conditional_requirement_is_marked_while_it_holds() -> None:
    name = {"title": "名称", "type": "string", "x-required": "listed = true"}
    form = table(all=section({"listed": FIELDS["boolean"], "name": name}))
    asked, unasked = (page(form, {"all/listed": answer}).select_one("abbr") for answer in (True, False))
    assert unasked.has_attr("hidden") and not asked.has_attr("hidden")


def test_a_section_can_be_posted_by_itself() -> None:
    form = page(every_kind()).find(id="s-all")
    sent = {hidden["name"]: hidden["value"] for hidden in form.select(":scope > input[type=hidden]")}
    assert (form["action"], form["enctype"]) == ("/submissions/s1/sections/all", "multipart/form-data")
    assert sent == {"csrf_token": "t0", "revision": "7"}


def test_uploaded_files_are_listed_with_their_caption() -> None:
    file = {"id": "f1", "name": '合同"1".pdf', "size": 2048, "caption": "首页"}
    listed = page(every_kind(), {"all/attachment": [file]}).find(attrs={"data-file": "f1"})
    assert listed.a.get_text() == '合同"1".pdf' and listed.a["href"] == "/submissions/s1/files/f1"
    assert listed.input["value"] == "首页" and listed.button["value"] == "delete-file:f1"


def test_fields_with_one_group_share_a_label() -> None:
    shared = {"type": "string", "x-group": "联系人"}
    fields = {"name": {"title": "姓名", **shared}, "phone": {"title": "电话", **shared}}
    group = page(table(all=section(fields))).select_one("[role=group]")
    assert group["aria-label"] == "联系人"
    assert len(group.select("[data-cell]")) == 2


def test_reading_shows_words_and_nothing_to_type_into() -> None:
    cells = {"all/amount": Decimal("1234.5"), "all/choice": "blue", "list": ["r1"], "list/r1/text": "甲"}
    soup = page(every_kind(), cells, reading=True)
    assert not soup.select("input, select, textarea, button, form")
    assert soup.find(id="c-all/amount").get_text() == "1,234.50"
    assert soup.find(id="c-list/r1/text").get_text() == "甲"


def test_a_text_of_the_definition_cannot_pass_for_a_mark() -> None:
    odd = {"title": "\x02word:0\x03", "type": "string"}
    assert page(table(all=section({"odd": odd}))).find(id="c-all/odd")
