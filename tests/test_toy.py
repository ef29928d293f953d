"""A fourth table is one file: it is listed, filled in, judged and submitted with no other change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.forms import Library, json, validate_answers
from server.records.accounts import ENTERPRISE, Account, Accounts
from server.records.collections import COLLECTIONS
from server.records.definitions import Forms
from server.records.submissions import Submissions
from server.storage import open_store
from server.storage.interface import Put, Store

TOY = Path(__file__).parent / "forms" / "toy.json"
ANSWERS = json.loads((TOY.parent / "toy.answers.json").read_bytes())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of forms, with this one file in it."""
    (tmp_path / "city" / "training").mkdir(parents=True)
    shutil.copy(TOY, tmp_path / "city" / "training" / "2024.json")
    return tmp_path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "data", COLLECTIONS)
    yield opened
    opened.close()


@pytest.fixture
def anna(store: Store) -> Account:
    """Somebody who fills in the table for an enterprise."""
    enterprise = {"name": "示例公司", "credit_code": "1", "region": "320115", "facts": {}}
    store.commit(Put("enterprise", "1", enterprise, expect=0))
    return Accounts(store).create("anna", "secret-123", "anna", ENTERPRISE, enterprise="1")


def test_it_is_listed_beside_the_others(folder: Path, store: Store) -> None:
    titles = [form.title for form in Forms(Library(folder), store).published()]
    assert len(titles) == len(Library().ids()) + 1
    assert "培训班报名表" in titles


def test_it_is_filled_in_judged_and_submitted(folder: Path, store: Store, anna: Account) -> None:
    forms = Forms(Library(folder), store)
    submissions = Submissions(store, forms)
    draft = submissions.create(forms.current("city/training/2024"), anna, store.get("enterprise", "1") or {})
    changes = {
        "class/company_name": "示例公司", "class/level": "高级", "class/starts_on": "2024年5月13日",
        "class/fee": "680.50", "class/needs_room": "否", "people": {"add": ["k3"]},
        "people/k3/name": "学员甲", "people/k3/mobile": "138 0000 0003",
    }  # fmt: skip
    reply = submissions.save(draft.id, anna, draft.revision, "first", changes)
    assert submissions.check(reply.submission) == []
    copy = submissions.copy_of_record(submissions.submit(draft.id, anna))
    assert copy and copy["answers"]["class"]["total"] == json.loads("680.5")


def test_its_answers_are_judged_from_outside_too(folder: Path) -> None:
    form = Forms(Library(folder), store=None).current("city/training/2024")  # type: ignore[arg-type]
    assert validate_answers(form, ANSWERS) == []
    assert validate_answers(form, {**ANSWERS, "people": []})[0].path == "people"
