"""Demo data: enterprises, officers and half-filled tables, put in once so that there is something to see.

Everything is made up; the enterprises are called 示例… so that nobody takes them for real ones.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..forms import DefinitionError
from ..forms import json as forms_json
from ..records.accounts import ENTERPRISE, OFFICER, Account, Accounts
from ..records.definitions import Forms
from ..records.submissions import Submissions
from ..storage.interface import Missing, Put, Store

ANSWERS = Path(__file__).parent / "answers"
FACTS = forms_json.loads((Path(__file__).parent / "demo.json").read_text(encoding="utf-8"))


def seed(store: Store, forms: Forms, accounts: Accounts, submissions: Submissions) -> str:
    """Put the demo data into an empty store; returns what to tell the person who started the server."""
    if store.unique("account", "login", FACTS["accounts"][0]["login"]) is None:
        for enterprise in FACTS["enterprises"]:
            store.commit(Put("enterprise", enterprise["id"], enterprise, expect=0))
        made = {entry["login"]: _account(accounts, entry) for entry in FACTS["accounts"]}
        for draft in FACTS["drafts"]:
            _draft(store, forms, submissions, made[draft["login"]], draft)
    return "\n".join(["演示账号（账号　密码　身份）：", *map(_line, FACTS["accounts"])])


def _line(entry: dict[str, Any]) -> str:
    return f"  {entry['login']:<12} {entry['password']:<16} {entry['title']}"


def _account(accounts: Accounts, entry: dict[str, Any]) -> Account:
    role = OFFICER if "regions" in entry else ENTERPRISE
    place = {"enterprise": entry.get("enterprise", ""), "regions": tuple(entry.get("regions", ()))}
    return accounts.create(entry["login"], entry["password"], entry["name"], role, **place)


def _draft(
    store: Store, forms: Forms, submissions: Submissions, account: Account, draft: dict[str, str]
) -> None:
    enterprise = store.get("enterprise", account.enterprise)
    try:
        form = forms.current(draft["form"])
    except (DefinitionError, Missing):
        return
    answers = forms_json.loads((ANSWERS / draft["answers"]).read_text(encoding="utf-8"))
    if enterprise:
        submissions.create(form, account, enterprise, answers)
