"""An office with real parts: a store in a folder, the toy form and a form with attachments, five people."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from server.forms import Library, json
from server.records.accounts import ENTERPRISE, OFFICER, Account, Accounts
from server.records.attachments import Attachments
from server.records.collections import COLLECTIONS
from server.records.definitions import Forms
from server.records.submissions import Reply, Submission, Submissions
from server.storage import open_store
from server.storage.files import FileStore
from server.storage.interface import Put, Store

TOY = Path(__file__).parents[1] / "forms" / "toy.json"
FILE_FIELD = {"type": "array", "x-kind": "attachment", "items": {"type": "object"}}
LIMITS = {"types": ["pdf", "jpg", "docx", "zip"], "max_file_megabytes": 1, "max_total_megabytes": 2}
COMPLETE = {
    "class": {"company_name": "示例公司", "level": "basic", "starts_on": "2024-05-13", "fee": 680,
              "needs_room": False},
    "people": [{"name": "学员甲䶮", "mobile": "13800000003"}],
}  # fmt: skip


@dataclass
class Office:
    """Everything the records room needs, and who comes in."""

    store: Store
    forms: Forms
    submissions: Submissions
    attachments: Attachments
    accounts: Accounts
    folder: Path
    people: dict[str, Account]

    def draft(self, who: str = "anna", answers: Any = None, form: str = "toy") -> Submission:
        """A new submission of somebody's enterprise."""
        account = self.people[who]
        enterprise = self.store.get("enterprise", account.enterprise)
        assert enterprise
        return self.submissions.create(self.forms.current(form), account, enterprise, answers)

    def save(self, submission: Submission, changes: dict[str, Any], who: str = "anna", **more: Any) -> Reply:
        """Save as the page of somebody who knows this revision."""
        operation = more.get("operation", uuid.uuid4().hex)
        return self.submissions.save(submission.id, self.people[who], submission.revision, operation, changes)

    def cells(self, submission: Submission) -> dict[str, Any]:
        """What is kept now."""
        return self.submissions.load(submission.id).cells


def with_files(definition: dict[str, Any]) -> dict[str, Any]:
    """The toy form with two slots for files."""
    definition["x-form"] |= {"id": "files", "attachments": LIMITS}
    slots = {"proof": FILE_FIELD, "photo": {**FILE_FIELD, "x-attachment": {"types": ["jpg"], "max_files": 1}}}
    slots["sealed"] = {**FILE_FIELD, "x-readonly": "class.needs_room = true"}
    definition["properties"]["files"] = {"title": "附件", "type": "object", "properties": slots}
    return definition


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A store in a folder of its own, with two enterprises and three officers."""
    definitions = tmp_path / "definitions"
    definitions.mkdir()
    (definitions / "toy.json").write_bytes(TOY.read_bytes())
    files = with_files(json.loads(TOY.read_bytes()))
    (definitions / "files.json").write_text(json.dumps(files), "utf-8")
    store = open_store(tmp_path / "data", COLLECTIONS)
    forms = Forms(Library(definitions), store)
    submissions = Submissions(store, forms)
    attachments = Attachments(submissions, FileStore(tmp_path / "files"))
    accounts = Accounts(store)
    yield Office(store, forms, submissions, attachments, accounts, tmp_path, people(store, accounts))
    store.close()


def people(store: Store, accounts: Accounts) -> dict[str, Account]:
    """Two colleagues of one enterprise, one of another, and officers of three places."""
    for number, region in (("1", "320115"), ("2", "320583")):
        facts = {"company_name": f"示例公司{number}"}
        enterprise = {"name": f"示例公司{number}", "credit_code": number, "region": region, "facts": facts}
        store.commit(Put("enterprise", number, enterprise, expect=0))
    staff = {"anna": "1", "bert": "1", "carl": "2"}
    officers = {"jiangsu": ("32",), "nanjing": ("3201",), "jiangning": ("320115",), "guangdong": ("44",)}
    made = {
        name: accounts.create(name, "secret-123", name, ENTERPRISE, enterprise=at)
        for name, at in staff.items()
    }
    made |= {
        name: accounts.create(name, "secret-123", name, OFFICER, regions=at) for name, at in officers.items()
    }
    return made


@pytest.fixture
def complete() -> dict[str, Any]:
    """Toy answers that can be submitted."""
    answers: dict[str, Any] = json.loads(json.dumps(COMPLETE))
    return answers


@pytest.fixture
def submitted(office: Office, complete: dict[str, Any]) -> Callable[..., Submission]:
    """Makes a submission that was submitted."""

    def make(who: str = "anna") -> Submission:
        return office.submissions.submit(office.draft(who, complete).id, office.people[who])

    return make
