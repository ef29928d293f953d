"""Who works here: accounts, passwords, and what each may see.

An enterprise account belongs to one enterprise and sees only its submissions. An officer account has
region prefixes ("32" a province, "3201" a city) and sees what was submitted there, never drafts.
"""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from ..storage.interface import Conflict, Put, Record, Store
from .throttle import Throttle

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's smaller profile: about 20 ms a sign-in, so that a deadline day does not exhaust the cores."""

NOBODY = HASHER.hash(uuid.uuid4().hex)
MOST_FAILURES, FAILURE_SECONDS = 5, 300
MOST_ENDED = 50
LONGEST_LOGIN, LONGEST_PASSWORD = 100, 1000

ENTERPRISE, OFFICER = "enterprise", "officer"


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in. `session` grows when all sessions of the account are ended; `ended` are
    the tickets of the latest sessions that were signed out, so that a copied cookie is worth nothing."""

    id: str
    login: str
    name: str
    role: str
    enterprise: str = ""
    regions: tuple[str, ...] = ()
    session: int = 1
    ended: tuple[str, ...] = ()

    @property
    def is_officer(self) -> bool:
        """Whether this is an officer of an administration."""
        return self.role == OFFICER

    def may_read(self, submission: Record) -> bool:
        """Own submissions; for officers, what was submitted in their regions."""
        if self.is_officer:
            inside = any(str(submission["region"]).startswith(prefix) for prefix in self.regions)
            return inside and submission["status"] != "draft"
        return bool(self.enterprise) and submission["enterprise"] == self.enterprise

    def may_fill(self, submission: Record) -> bool:
        """Only the enterprise itself fills in its table."""
        return not self.is_officer and self.may_read(submission)


class Accounts:
    """Accounts in the store, and the memory of failed sign-ins."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._throttle = Throttle(store, MOST_FAILURES, FAILURE_SECONDS)

    def get(self, account_id: str) -> Account | None:
        """The account with this id, None when there is none."""
        record = self.store.get("account", account_id)
        return _account(record) if record else None

    def create(
        self,
        login: str,
        password: str,
        name: str,
        role: str,
        enterprise: str = "",
        regions: tuple[str, ...] = (),
    ) -> Account:
        """A new account. Raises storage's Duplicate when the login name is taken."""
        record = {
            "login": login,
            "name": name,
            "role": role,
            "regions": list(regions),
            "session": 1,
            "password": HASHER.hash(password),
        }
        if enterprise:
            record["enterprise"] = enterprise
        account_id = uuid.uuid4().hex
        self.store.commit(Put("account", account_id, record, expect=0))
        return _account({**record, "id": account_id})

    def sign_in(self, login: str, password: str) -> Account | None:
        """The account when the password is right. Takes as long for unknown names as for known ones.

        Raises TooManyAttempts after five failures in five minutes.
        """
        if len(login) > LONGEST_LOGIN or len(password) > LONGEST_PASSWORD:
            return None
        self._throttle.count(login)
        record = self.store.unique("account", "login", login)
        try:
            HASHER.verify(record["password"] if record else NOBODY, password)
        except (VerifyMismatchError, InvalidHashError):
            record = None
        if record is None:
            return None
        self._throttle.forget(login)
        if HASHER.check_needs_rehash(record["password"]):
            self.store.commit(Put("account", record["id"], {**record, "password": HASHER.hash(password)}))
        return _account(record)

    def end_sessions(self, account: Account) -> None:
        """Sign the account out everywhere."""
        record = self.store.get("account", account.id)
        if record:
            self.store.commit(Put("account", account.id, {**record, "session": record["session"] + 1}))

    def end_session(self, account: Account, ticket: str) -> None:
        """Sign out one session: its ticket is good for nothing any more."""
        while record := self.store.get("account", account.id):
            ended = [*record.get("ended", ()), ticket][-MOST_ENDED:]
            put = Put("account", account.id, {**record, "ended": ended}, expect=record["revision"])
            with contextlib.suppress(Conflict):  # another session of the account ended at the same time
                self.store.commit(put)
                return


def _account(record: dict[str, Any]) -> Account:
    return Account(
        id=record["id"],
        login=record["login"],
        name=record["name"],
        role=record["role"],
        enterprise=record.get("enterprise", ""),
        regions=tuple(record.get("regions", ())),
        session=record["session"],
        ended=tuple(record.get("ended", ())),
    )
