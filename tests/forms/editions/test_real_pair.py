"""小巨人 2021 → 2022, a real pair of one family: renames, new options, tighter limits, rolled years.

TIANBIAO_FUZZ sets how many spoilt documents are carried over, e.g. 2000 overnight.
"""

from __future__ import annotations

import os
import random
from functools import cache
from typing import Any

import pytest

from server.forms import (
    Cells,
    Migration,
    assemble,
    diff,
    disassemble,
    is_blank,
    migrate,
    validate_answers,
)
from server.forms.editions import OUTCOMES, unread
from tests.forms.tables import complete_answers, real_form
from tests.forms.test_validate_fuzz import mutated

DOCUMENTS = int(os.environ.get("TIANBIAO_FUZZ", "25"))
OLD, NEW = "little-giant-2021", "little-giant"


@cache
def carried() -> Migration:
    return migrate(real_form(OLD), real_form(NEW), disassemble(real_form(OLD), complete_answers(OLD)))


@cache
def changes() -> set[tuple[str, str, str]]:
    """Type, new path and old path of all that is different."""
    return {(change.type, change.path, change.was) for change in diff(real_form(OLD), real_form(NEW))}


def fate(was: str) -> Any:
    (one,) = [one for one in carried().carried if one.was == was]
    return one


RENAMED = {
    "basics/legal_person": "basics/legal_representative",
    "specialization/engaged_years": "specialization/market_years",
    "specialization/lead_product": "field/lead_product",
    "innovation/it_systems": "refinement/it_systems",
    "management/management_certificates": "refinement/management_certificates",
    "field/four_basics_type": "field/six_basics_type",
    "others/introduction": "others/company_overview",
}


@pytest.mark.parametrize("was", RENAMED)
def test_a_renamed_place_is_told_and_its_answer_follows(was: str) -> None:
    assert {(type, was) for type in ("renamed", "moved")} & {(type, old) for type, _new, old in changes()}
    assert (fate(was).path, fate(was).new) == (RENAMED[was], fate(was).old)


@pytest.mark.parametrize(
    ("type", "path"),
    [
        ("option-added", "basics/listing_venues"),  # 北交所
        ("option-removed", "basics/listing_venues"),  # 新三板精选层
        ("option-added", "field/six_basics_type"),  # 四基 -> 六基
        ("option-added", "refinement/it_systems"),
        ("limit-tightened", "others/company_overview"),  # 3000 -> 2000
        ("limit-tightened", "specialization/products"),  # 5 -> 3
        ("limit-tightened", "chain/gap_note"),  # 500 -> 300
        ("years-rolled", "economics"),
        ("added", "innovation/class_one_count"),
    ],
)
def test_what_changed_is_told(type: str, path: str) -> None:
    assert (type, path) in {(told, new) for told, new, _old in changes()}


@pytest.mark.parametrize("path", ["specialization/provincial_rank", "qualification", "innovation/rd_bodies"])
def test_what_is_asked_no_more_is_told(path: str) -> None:
    assert "removed" in {type for type, new, old in changes() if path in (new, old)}


@pytest.mark.parametrize(
    ("was", "now", "value"),
    [
        ("economics/revenue/y-1", "economics/revenue/y-2", "15230.5"),
        ("economics/revenue/y-2", "economics/revenue/y-3", "12408.66"),
        ("economics/rd_expense/y-1", "innovation/rd/rd_expense/y-2", "958.4"),  # into another matrix
        ("specialization/market/share_domestic/y-1", "distinctive/position/share_domestic/y-2", "13.6"),
    ],
)
def test_a_number_goes_to_the_column_of_its_own_year(was: str, now: str, value: str) -> None:
    assert (fate(was).path, fate(was).outcome, str(fate(was).new)) == (now, "clean", value)


def test_the_new_year_is_empty_and_the_oldest_stays_behind() -> None:
    assert "economics/revenue/y-1" not in carried().cells
    assert (fate("economics/revenue/y-3").outcome, fate("economics/revenue/y-3").path) == ("orphaned", "")


@pytest.mark.parametrize(
    ("was", "says"),
    [
        ("basics/listing_venues", "“新三板精选层”已不在选项中"),
        ("specialization/products", "最多 3 行，现有 4 行"),
        ("innovation/patents/1/type", "“实用新型专利”已不在选项中"),
        ("basics/registered_capital", "请确认是否仍然如此"),
    ],
)
def test_what_does_not_fit_any_more_waits_for_a_look(was: str, says: str) -> None:
    assert fate(was).outcome == "attention"
    assert says in "".join(fate(was).reasons)


def test_rows_keep_their_ids_and_a_renamed_column_follows() -> None:
    one = fate("innovation/patents/0/authorized_on")
    assert (one.path, one.new) == ("innovation/ip_list/0/granted_on", "2020-03-17")


def test_the_carried_table_is_a_draft_without_mistakes_of_form() -> None:
    """Only what the account names for a look is wrong in the new draft."""
    new = real_form(NEW)
    found = validate_answers(new, assemble(new, carried().cells).answers, complete=False)
    named = {one.path for one in carried().having("attention")}
    assert {finding.path for finding in found if finding.is_error} <= named


def told_once(document: Any) -> bool:
    """Whether each answer of an old document is in the account of its migration, once and as it was."""
    old = real_form(OLD)
    cells: Cells = {**(read := disassemble(old, document)), **unread(old, document, read)}
    account = migrate(old, real_form(NEW), cells)
    told = [one for outcome in OUTCOMES for one in account.having(outcome)]
    answers = {path: value for path, value in cells.items() if not is_blank(value)}
    return len(told) == len(answers) and {one.was: one.old for one in told} == answers


def test_no_answer_of_the_sample_disappears() -> None:
    assert told_once(complete_answers(OLD))


def test_no_answer_disappears_however_spoilt_the_document_is() -> None:
    chance = random.Random(2021)
    assert all(told_once(mutated(complete_answers(OLD), chance)) for _ in range(DOCUMENTS))
