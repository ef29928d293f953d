"""What the rooms above see of storage: records, bodies, one way to write, and what can go wrong.

A *record* is a small JSON object with an `id` and a `revision` (1, 2, 3 …). In a collection declared
with `body=True` a record also has a *body*, a large JSON object kept apart, and a history with exactly
one event per revision. Every backend is driven by the same declaration and passes the same tests.

Texts order by code point. Times are ISO 8601 in UTC with milliseconds (`now()`), so they sort as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

ID = re.compile(r"[0-9A-Za-z_-][0-9A-Za-z._-]{0,127}")
"""Ids become file names."""

Record = dict[str, Any]
Event = dict[str, Any]
"""revision, at, actor, operation, what, patch, whole (the patch replaces the body), set (header fields)."""


@dataclass(frozen=True)
class Collection:
    """Declares one collection of records; values of indexed, unique and text fields are text or None.

    indexes: name → fields. A record that lacks one of the fields is not in that index.
             Don't index what changes with every save: such a save costs no index upkeep.
    unique:  fields whose value no two records share.
    text:    the field that `search` looks into.
    body:    records have a body and a history.
    """

    indexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    text: str | None = None
    body: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields that are indexed, unique or searched, each once: their values are text or None."""
        indexed = [name for names in self.indexes.values() for name in names]
        return tuple(dict.fromkeys((*indexed, *self.unique, *([self.text] if self.text else []))))

    def check(self, name: str, record: Record) -> None:
        """Raise for what no backend can keep: ValueError (id), TypeError (a value to be indexed)."""
        if not ID.fullmatch(record["id"]):
            raise ValueError(f"not fit for an id: {record['id']!r}")
        for column in self.columns:
            if not isinstance(record.get(column), str | None):
                raise TypeError(f"{name}.{column} is indexed and must be text, not {record[column]!r}")

    def key(self, index: str, record: Record) -> tuple[str, ...] | None:
        """The place of a record in an index: its field values, then its id. None if not in the index."""
        key = (*[record.get(name) for name in self.indexes[index]], record["id"])
        return None if None in key else key


@dataclass(frozen=True)
class Put:
    """Create or replace a record, and its body if one is given (a new record without body gets {}).

    expect: 0 = must be new, n = must be at revision n, None = whatever is there.
    """

    collection: str
    id: str
    record: Record
    expect: int | None = None
    body: Record | None = None
    operation: str = ""
    actor: str = ""
    what: str = "put"


@dataclass(frozen=True)
class Patch:
    """Merge `patch` into the body (RFC 7396) and `set` header fields, in one step, with one event.

    operation: the client's own name for this save; see `Store.commit` for what a retry does.
    """

    collection: str
    id: str
    patch: Record = field(default_factory=dict)
    expect: int | None = None
    operation: str = ""
    actor: str = ""
    what: str = "save"
    set: Record = field(default_factory=dict)


@dataclass(frozen=True)
class Delete:
    """Remove a record with its body and history."""

    collection: str
    id: str
    expect: int | None = None
    operation: str = ""


Operation = Put | Patch | Delete


class StoreError(Exception):
    """What storage has to say; the message is Chinese and fit for people."""


class Conflict(StoreError):
    """The record is not at the expected revision; `have` is where it is (0 = there is none)."""

    def __init__(self, collection: str, id: str, have: int) -> None:
        super().__init__(f"记录 {collection}/{id} 已被更新（当前版本 {have}），请刷新后重试")
        self.collection, self.id, self.have = collection, id, have


class Duplicate(StoreError):
    """Another record already has this value in a unique field."""

    def __init__(self, collection: str, field: str, value: str) -> None:
        super().__init__(f"{collection} 中已有 {field} 为“{value}”的记录")
        self.collection, self.field, self.value = collection, field, value


class Missing(StoreError):
    """There is no such record, revision or file."""

    def __init__(self, collection: str, id: str) -> None:
        super().__init__(f"没有找到 {collection}/{id}")
        self.collection, self.id = collection, id


class StoreLocked(StoreError):
    """Another process owns the data folder."""


class StoreBroken(StoreError):
    """The store can't promise to keep a write (disk full, damaged journal, closed): answer 503."""


class BodyDamaged(StoreError):
    """The file of this one body is unreadable and its history can't replace it; all others serve."""


class Store(Protocol):
    """Thread-safe. Every read hands out a copy that the caller may change.

    An undeclared collection, index or unique field is a KeyError: a mistake in the program.
    """

    def get(self, collection: str, id: str) -> Record | None:
        """The record, or None."""

    def unique(self, collection: str, field: str, value: str) -> Record | None:
        """The one record with this value in a unique field, or None."""

    def find(
        self,
        collection: str,
        index: str,
        equal: Sequence[str] = (),
        after: Sequence[str] | None = None,
        limit: int = 50,
    ) -> list[Record]:
        """Records whose first index fields equal `equal`, in index order.

        The next page follows `after=Collection.key(index, last_record)`; it stays right when records
        come and go between two pages.
        """

    def count(self, collection: str, index: str, equal: Sequence[str] = ()) -> int:
        """How many records `find` would go through without a limit."""

    def search(self, collection: str, text: str, limit: int = 50) -> list[Record]:
        """Records whose `text` field contains the text, whatever the case, in order of that field."""

    def body(self, collection: str, id: str, at: int | None = None) -> Record:
        """The body now, or as it was at a revision. Raises Missing, BodyDamaged."""

    def history(self, collection: str, id: str, after: int = 0) -> list[Event]:
        """The events later than revision `after`, oldest first. Raises Missing."""

    def commit(self, *operations: Operation) -> list[int]:
        """The only write: all operations or none, on disk when it returns. Revisions, 0 for a Delete.

        An operation sees those before it. If the `operation` name of one of them is among the last 64
        of its record, this commit was already done: the same revisions come back, nothing is written.
        (Names are remembered for collections with bodies.)
        Raises Conflict, Duplicate, Missing, StoreBroken, BodyDamaged; ValueError or TypeError for what
        JSON or an index can't hold. Whatever is raised but StoreBroken, nothing has changed.
        """

    def claim(self, worker: str, lease: float, collection: str = "job") -> Record | None:
        """Take the job that is due longest, for `lease` seconds; None if none is due.

        A job is a record with `state` and `run_at` and the index `ready = (state, run_at)`. Due are
        "queued" jobs whose run_at has come and "running" ones whose lease (run_at) has passed. The job
        comes back as "running" with `worker` and one more in `attempts`; finishing it is a commit with
        `expect` its revision, which fails if another worker took over.
        """

    def export(self) -> Iterator[Record]:
        """Everything as of one moment: {collection, record, history} per record, ordered by id."""

    def load(self, entries: Iterable[Record]) -> int:
        """Add what `export` gave, revisions and histories included; how many. Raises Conflict."""

    def health(self, counting: bool = True) -> Record:
        """backend, writable, and what the backend wants an operator to know.

        `counting` adds the records of each collection, which a large database takes its time for.
        """

    def close(self) -> None:
        """Finish what is under way and let go of the data; later writes raise StoreBroken."""


def now(seconds: float = 0) -> str:
    """The time in `seconds` from now, e.g. 2026-11-20T06:03:05.123+00:00."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")
