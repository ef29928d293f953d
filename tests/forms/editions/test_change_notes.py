"""小巨人 2022 → 2023: what diff says is what the notes of the fifth batch say, and no answer is lost."""

from __future__ import annotations

from functools import cache

import pytest

from server.forms import Change, diff, disassemble, migrate, validate_answers
from server.forms.cells import assemble
from tests.forms.tables import complete_answers, real_form

OLD, NEW = "little-giant", "little-giant-2023"


@cache
def changes() -> list[Change]:
    return diff(real_form(OLD), real_form(NEW))


def told(type: str, path: str) -> str:
    """The message of one change."""
    return "".join(one.message for one in changes() if (one.type, one.path or one.was) == (type, path))


@pytest.mark.parametrize(
    ("type", "path", "says"),
    [
        ("added", "innovation/rd_organizations", "自建"),  # 研发机构增“自建”
        ("help", "chain/chain_name", "自行填写所属产业链"),  # 产业链改为自填
        ("removed", "field/lead_product_years", "从事该产品领域的时间"),  # 删从事时间
        ("option-added", "others/honors", "已获得省级专精特新中小企业认定（有效期内）"),
        ("years-rolled", "economics", "2020年、2021年、2022年"),
        ("added", "financing", "融资情况"),
    ],
)
def test_a_change_of_the_notes_is_told(type: str, path: str, says: str) -> None:
    assert says in told(type, path)


def test_nothing_but_the_years_and_one_field_is_lost() -> None:
    lost = {one.path or one.was for one in changes() if one.danger == "loses"}
    assert lost == {"economics", "distinctive/position", "innovation/rd", "field/lead_product_years"}


def test_answers_follow_and_what_stays_behind_is_named() -> None:
    old, new = real_form(OLD), real_form(NEW)
    account = migrate(old, new, disassemble(old, complete_answers(OLD)))
    left = {one.was for one in account.having("orphaned") if not old.field_at(one.was).kind.uploaded}
    behind = {path for path in left if not path.endswith(("/y-3", "/y-2"))}
    assert behind <= {"field/lead_product_years", "declaration/truth", "declaration/declared_on"}
    found = validate_answers(new, assemble(new, account.cells).answers, complete=False)
    assert not [one for one in found if one.is_error]
