"""Answers on their way into another edition: what is carried, what somebody should see, what stays behind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from server.forms import Migration, compile_form, disassemble, migrate
from tests.forms.editions.workshop import NEW, OLD, edition, fate, moved
from tests.forms.tables import complete_answers, matrix, real_form, table


def carry(old: dict[str, Any], new: dict[str, Any], value: Any, next_year: bool = False) -> Migration:
    """One answer from a table of one field `s/f` to another."""
    before, after = (table(f={"title": "字段", **schema}) for schema in (old, new))
    after["x-form"]["edition"] += next_year
    return migrate(compile_form(before), compile_form(after), {"s/f": value})


def test_a_renamed_and_a_moved_answer_are_clean():
    assert fate("basics/name").path == "basics/company_name" and fate("basics/name").outcome == "clean"
    assert fate("basics/tel").path == "contact/mobile" and fate("basics/tel").outcome == "clean"


def test_years_roll_and_the_newest_column_is_empty():
    cells = moved().cells
    assert (cells["economics/costs/y-3"], cells["economics/costs/y-2"]) == (800, 900)
    assert "economics/costs/y-1" not in cells


def test_a_year_that_is_asked_no_more_is_orphaned_with_its_year():
    gone = fate("finance/cost/y-3")
    assert gone.outcome == "orphaned" and "2018 年" in gone.reasons[0] and gone.old == 700


def test_an_option_that_is_gone_is_named_and_kept_until_chosen_again():
    one = fate("basics/scale")
    assert one.outcome == "attention" and one.new == "small" and "“小型”已不在选项中" in one.reasons[0]
    assert "“传真订货”已不在选项中" in fate("basics/systems").reasons[0]


def test_a_recoded_option_is_carried_by_its_name():
    old, new = ({"type": "string", "oneOf": [{"const": code, "title": "微型"}]} for code in ("micro", "tiny"))
    one = carry(old, new, "micro").carried[0]
    assert (one.outcome, one.new) == ("clean", "tiny")


def test_an_option_that_is_called_otherwise_needs_a_look():
    old, new = ({"type": "string", "oneOf": [{"const": "m", "title": title}]} for title in ("中型", "小型"))
    one = carry(old, new, "m").carried[0]
    assert one.outcome == "attention" and "“中型”现在叫“小型”" in one.reasons[0]


@pytest.mark.parametrize(
    ("was", "reason"),
    [
        ("basics/profile", "最多 20 个字，现有 32 个"),
        ("finance/revenue/y-2", "最多保留 2 位小数"),
        ("machines/1/price", "不能大于 5000"),
        ("machines", "最多 2 行，现有 3 行"),
        ("basics/capital", "单位由“元”改为“万元”，请换算"),
        ("basics/contact", "请确认是否仍然如此"),
    ],
)
def test_what_needs_attention_is_kept_with_the_reason(was, reason):
    assert fate(was).outcome == "attention" and fate(was).new == fate(was).old
    assert reason in "".join(fate(was).reasons)


@pytest.mark.parametrize(
    ("was", "reason"),
    [
        ("basics/faith", "不沿用以前的内容"),
        ("basics/truth", "声明须在新表中重新作出"),
        ("proofs/license", "请按新表要求重新上传"),
        ("machines/0/maker", "新表没有这一项"),
        ("finance/revenue/note", "新表没有这一项"),
    ],
)
def test_what_stays_behind_says_why_and_what_it_was(was, reason):
    assert fate(was).outcome == "orphaned" and reason in fate(was).reasons[0] and fate(was).old


def test_rows_keep_their_ids_and_their_order():
    assert moved().cells["equipment"] == ["0", "1", "2"]
    assert fate("machines/2/model").path == "equipment/2/name"


def test_results_are_computed_anew_by_the_new_formula():
    assert moved().cells["economics/profit/y-2"] == Decimal("450.00")
    assert fate("finance/profit/y-1").outcome == "clean" and fate("finance/profit/y-1").new == Decimal("450")


@pytest.mark.parametrize(
    ("old", "new", "value", "expected"),
    [
        ({"type": "string"}, {"type": "number"}, "1,200.5", Decimal("1200.5")),
        ({"type": "number"}, {"type": "string"}, Decimal("12.5"), "12.5"),
        ({"type": "string"}, {"type": "string", "format": "date"}, "2021年3月5日", "2021-03-05"),
        ({"type": "string"}, {"type": "string", "enum": ["甲", "乙"]}, "甲", "甲"),
        ({"type": "boolean"}, {"type": "string", "enum": ["是", "否"]}, True, "是"),
        ({"type": "string", "oneOf": [{"const": "a", "title": "甲"}]}, {"type": "string"}, "a", "甲"),
    ],
)
def test_an_answer_of_another_kind_is_read_anew(old, new, value, expected):
    migration = carry(old, new, value)
    assert migration.cells["s/f"] == expected
    assert (migration.carried[0].outcome == "clean") == (value == expected)


def test_what_cannot_be_read_is_kept_as_it_was_written():
    one = carry({"type": "string"}, {"type": "integer"}, "约三百").carried[0]
    assert (one.outcome, one.new) == ("attention", "约三百") and "不能转为整数" in one.reasons[0]


def test_a_revision_of_the_same_edition_copies_everything():
    form = real_form("little-giant")
    cells = disassemble(form, complete_answers("little-giant"))
    migration = migrate(form, form, cells)
    assert migration.is_clean and {path: migration.cells[path] for path in cells} == cells


@pytest.mark.parametrize(
    ("carrying", "outcome"),
    [("copy", "clean"), ("copy-and-confirm", "attention"), ("never", "orphaned"), (None, "attention")],
)
def test_a_number_from_last_year_is_carried_as_declared_or_to_be_confirmed(carrying, outcome):
    new = {"type": "number", **({"x-carry": carrying} if carrying else {})}
    assert carry({"type": "number"}, new, 5, next_year=True).carried[0].outcome == outcome


def test_a_year_column_copied_as_it_stands_is_pointed_out():
    before, after = (table() | {"properties": {"m": matrix("y-1", a="甲")}} for _ in range(2))
    after["x-form"], after["properties"]["m"]["x-carry"] = {"id": "next", "edition": 2023}, "copy"
    one = migrate(compile_form(before), compile_form(after), {"m/a/y-1": 5}).carried[0]
    assert (one.path, one.outcome) == ("m/a/y-1", "attention") and "另一个年份" in one.reasons[0]


def test_what_the_new_table_hides_is_pointed_out():
    one = carry({"type": "string"}, {"type": "string", "x-visible": "1 = 2"}, "甲").carried[0]
    assert one.outcome == "attention" and "不显示" in one.reasons[0]


def test_an_answer_the_old_table_has_no_place_for_is_told_too():
    cells = {"basics/nothing": 1, "machines": ["r1"], "machines/r2/model": "铣床"}
    migration = migrate(edition(OLD), edition(NEW), cells)
    assert [one.reasons[0] for one in migration.having("orphaned")] == [
        "旧表没有这一项",
        "它所在的行已不在旧表中",
    ]
