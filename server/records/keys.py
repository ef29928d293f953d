"""The keys that sign session cookies: made on first start, renewed monthly, the last few accepted.

They lie in the store, so all processes on it, on whatever machine, honour each other's sessions. A new key
is accepted for an hour before anybody signs with it, and every process looks for new ones more often.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from datetime import UTC, datetime, timedelta

from ..storage.interface import Conflict, Put, Record, Store, StoreError

RENEWED_AFTER = timedelta(days=30)
KNOWN_AFTER = timedelta(hours=1)
"""By then every process has read a new key."""
READ_EVERY = 600.0
KEPT = 3
NAME = "signing-keys"


class Keys:
    """The keys of one process, read again every ten minutes."""

    def __init__(self, store: Store) -> None:
        self._store, self._record, self._read_at = store, _renewed(store), time.monotonic()

    def read(self) -> list[str]:
        """The one to sign with, then the others that are accepted."""
        if time.monotonic() - self._read_at > READ_EVERY:
            self._read_at = time.monotonic()
            with contextlib.suppress(StoreError):  # those we have still serve
                self._record = _renewed(self._store)
        keys, known = self._record["keys"], (datetime.now(UTC) - KNOWN_AFTER).isoformat()
        signing = next((entry for entry in keys if entry["made"] < known), keys[-1])
        return [signing["key"], *(entry["key"] for entry in keys if entry is not signing)]

    @property
    def csrf(self) -> str:
        """Signs the tokens in pages; it stays, since these may be open for long and can't be renewed."""
        return str(self._record["csrf"])


def _renewed(store: Store) -> Record:
    """The kept record, newest key first, with a fresh key if it is time."""
    while True:
        record = store.get("setting", NAME) or {"revision": 0, "keys": []}
        keys, now = record["keys"], datetime.now(UTC)
        is_young = bool(keys) and now - datetime.fromisoformat(keys[0]["made"]) <= RENEWED_AFTER
        if is_young and "csrf" in record:
            return record
        fresh = [] if is_young else [{"key": secrets.token_hex(32), "made": now.isoformat()}]
        kept = {"keys": [*fresh, *keys][:KEPT], "csrf": record.get("csrf") or secrets.token_hex(32)}
        try:
            store.commit(Put("setting", NAME, kept, expect=record["revision"]))
        except Conflict:
            continue  # another process has just renewed them
