"""Which field a name means, and what a formula reads."""

import pytest

from server.forms.formulas import Context, Name, Names, compile


def reads(names, text, scope="", column=None):
    return set(compile(text, names, scope, column).reads)


@pytest.mark.parametrize(
    "text",
    [
        "assets",
        "资产总额",
        "basics.assets",
        "基本情况.资产总额",
        "[一、基本情况].[资产总额]",
        "[ 资产总额 ]",
        "ａssets",
    ],
)
def test_key_title_and_section_lead_to_the_same_field(names, text):
    assert reads(names, text) == {"basics/assets"}


def test_the_same_section_comes_first(names):
    assert reads(names, "备注", "basics") == {"basics/note"}
    assert reads(names, "备注", "plan") == {"plan/note"}


def test_a_name_met_twice_in_the_form_must_say_its_section(fault):
    error = fault("备注")
    assert error.message == "“备注”不止一个，请写明栏目：一、基本情况.备注、三、计划.备注"


def test_a_key_comes_before_a_title_of_the_same_block():
    names = Names([Name("a", "a", "b", "number"), Name("b", "b", "c", "number")])
    assert reads(names, "b") == {"b"}


def test_其中_before_a_title_need_not_be_written(names):
    assert reads(names, "主营业务收入[y-1]") == {"finance/main/y-1"}


def test_rows_are_read_by_template(names):
    expected = {"patents", "patents/*/amount", "patents/*/type"}
    assert reads(names, 'SUM(patents, amount, type="发明专利")') == expected
    assert reads(names, "COUNT(patents)") == {"patents"}
    assert reads(names, "amount * count", "patents") == {"patents/*/amount", "patents/*/count"}
    assert reads(names, "SUM(team, SUM(products.price))") == {
        "team",
        "team/*/products",
        "team/*/products/*/price",
    }


def test_years_are_read_by_cell_when_the_column_is_known(names):
    assert reads(names, "revenue - revenue[-1]", "finance", "y-2") == {
        "finance/revenue/y-2",
        "finance/revenue/y-3",
    }
    assert reads(names, "SUM(revenue[y-2:y-1])") == {"finance/revenue/y-2", "finance/revenue/y-1"}
    assert reads(names, "main", "finance") == {f"finance/main/y-{back}" for back in (1, 2, 3, 4)}


def test_the_column_known_when_compiling_is_the_one_evaluated(names, cells):
    assert compile("revenue - revenue[-1]", names, "finance", "y-3").evaluate(Context(cells)) == 1
    assert compile("revenue[-1]", names, "finance", "y-4").evaluate(Context(cells)) is None


def test_a_formula_is_shown_with_titles(names):
    shown = compile("IF(assets=0, revenue_2017, SUM(patents, amount))", names).titled
    assert shown == "IF(资产总额=0, [2017年营业收入], SUM(知识产权清单, 金额))"


def test_a_title_that_is_not_unique_is_shown_with_its_section(names):
    formula = compile("plan_note & company_name", names)
    assert formula.titled == "[三、计划].备注 & 企业名称"
    assert compile(formula.titled, names).reads == formula.reads


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("assets + 1", "number"),
        ("assets > 1", "boolean"),
        ("registered + 1", "date"),
        ("registered - registered", "number"),
        ('IF(listed, "a", "b")', "text"),
        ('IF(listed, 1, "b")', "unknown"),
        ("domains", "list"),
        ("MAX(patents.granted)", "date"),
        ("空", "unknown"),
    ],
)
def test_the_type_is_known_before_anything_is_filled(names, text, type_):
    assert compile(text, names).type == type_
