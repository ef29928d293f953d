"""The store for several processes: PostgreSQL 15 or later, and SQLite for tests, through SQLAlchemy Core.

Step 5 of one answer's journey on a large installation. A commit is one transaction that reads the records,
writes each only while it is still at the revision that was read, and begins again when another was quicker,
when the database asks for it, or when it had to move to another server. Bodies are written every few saves;
between, a save is one small event. Only statements that
every PostgreSQL-like database has; see docs/storage.md.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial, wraps
from secrets import token_hex
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, MetaData, Row, func, select, tuple_
from sqlalchemy.exc import DBAPIError, TimeoutError

from . import statements
from .documents import after, checked, plan, taken
from .engines import check_server, connect, may_pass, sqlstate, takes_writes
from .interface import (
    Collection,
    Conflict,
    Delete,
    Duplicate,
    Event,
    Missing,
    Operation,
    Record,
    StoreBroken,
    now,
)
from .migrating import prepare
from .schema import Tables, declare
from .statements import Raced, record_of, row_of, span

PATIENCE = 30.0
"""Seconds a commit waits for a database that is moving to another server."""
FIRST_PAUSE, LONGEST_PAUSE = 0.005, 1.0

Result = TypeVar("Result")
Given = ParamSpec("Given")


def patient(
    read: Callable[Concatenate[SqlStore, Given], Result],
) -> Callable[Concatenate[SqlStore, Given], Result]:
    """A read that begins again on another connection when the database is moving to another server."""

    @wraps(read)
    def reading(store: SqlStore, *args: Given.args, **named: Given.kwargs) -> Result:
        return store._patiently(lambda: read(store, *args, **named))

    return reading


class SqlStore:
    """`Store` on a database. `url` is SQLAlchemy's: postgresql+psycopg://… or sqlite:///…"""

    def __init__(self, url: str, collections: Mapping[str, Collection], connections: int = 20) -> None:
        self._engine = connect(url, connections)
        self._metadata = MetaData()
        self._tables = declare(collections, self._metadata)
        self._closed = False
        try:
            self._again(self._begin)
        except StoreBroken:
            self._engine.dispose()
            raise

    @patient
    def get(self, collection: str, id: str) -> Record | None:
        with self._engine.connect() as connection:
            row = row_of(connection, self._tables[collection], id)
        return record_of(row) if row else None

    @patient
    def unique(self, collection: str, field: str, value: str) -> Record | None:
        if field not in self._tables[collection].collection.unique:
            raise KeyError(field)
        header = self._tables[collection].header
        with self._engine.connect() as connection:
            row = connection.execute(select(header).where(header.c[field] == value)).first()
        return record_of(row) if row else None

    @patient
    def find(
        self,
        collection: str,
        index: str,
        equal: Sequence[str] = (),
        after: Sequence[str] | None = None,
        limit: int = 50,
    ) -> list[Record]:
        header, keys = self._index(collection, index)
        wanted = select(header).where(*span(keys, equal)).order_by(*keys).limit(limit)
        if after is not None:
            wanted = wanted.where(tuple_(*keys) > tuple_(*after))
        with self._engine.connect() as connection:
            return [record_of(row) for row in connection.execute(wanted)]

    @patient
    def count(self, collection: str, index: str, equal: Sequence[str] = ()) -> int:
        header, keys = self._index(collection, index)
        with self._engine.connect() as connection:
            counted = select(func.count()).select_from(header).where(*span(keys, equal))
            return int(connection.execute(counted).scalar_one())

    @patient
    def search(self, collection: str, text: str, limit: int = 50) -> list[Record]:
        tables = self._tables[collection]
        if not tables.collection.text:
            return []
        header = tables.header
        hits = select(header).where(header.c.lowered.contains(text.lower(), autoescape=True))
        order = header.c[tables.collection.text], header.c.id
        with self._engine.connect() as connection:
            return [record_of(row) for row in connection.execute(hits.order_by(*order).limit(limit))]

    @patient
    def body(self, collection: str, id: str, at: int | None = None) -> Record:
        with self._engine.connect() as connection:
            tables, row = self._existing(connection, collection, id)
            if at is None:
                return statements.body_of(connection, tables, id).value
            if not 1 <= at <= row.revision:
                raise Missing(collection, f"{id}@{at}")
            return statements.past_body(connection, tables, id, at).value

    @patient
    def history(self, collection: str, id: str, after: int = 0) -> list[Event]:
        with self._engine.connect() as connection:
            tables, _ = self._existing(connection, collection, id)
            return statements.events_of(connection, tables, id, after)

    def commit(self, *operations: Operation) -> list[int]:
        checked([vars(operation) for operation in operations])
        stamp = token_hex(16)
        return self._again(lambda connection: self._commit(connection, operations, stamp), stamp, operations)

    def claim(self, worker: str, lease: float, collection: str = "job") -> Record | None:
        return self._again(lambda connection: self._claim(connection, worker, lease, collection))

    def export(self) -> Iterator[Record]:
        sqlite = self._engine.dialect.name == "sqlite"
        whole = {} if sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._engine.connect().execution_options(**whole) as connection:
            for name, tables in self._tables.items():
                for row in statements.every_row(connection, tables):
                    events = tables.event is not None
                    history = statements.events_of(connection, tables, row.id, 0) if events else []
                    yield {"collection": name, "record": record_of(row), "history": history}

    def load(self, entries: Iterable[Record]) -> int:
        count = 0
        for entry in entries:
            self._again(partial(self._load, entry))
            count += 1
        return count

    def health(self, counting: bool = True) -> Record:
        told: Record = {"backend": self._engine.dialect.name, "writable": True, "trouble": None}
        try:
            with self._engine.connect() as connection:
                writable = takes_writes(connection)
                records = {
                    name: connection.execute(select(func.count()).select_from(tables.header)).scalar_one()
                    for name, tables in (self._tables.items() if counting else ())
                }
        except (DBAPIError, TimeoutError) as error:
            return told | {"writable": False, "trouble": f"数据库没有回答（{sqlstate(error) or '连接中断'}）"}
        trouble = None if writable else "数据库只能读取，不能写入"
        return told | {"writable": writable, "trouble": trouble, "records": records, "damaged": []}

    def close(self) -> None:
        self._closed = True
        self._engine.dispose()

    # ---- transactions ----------------------------------------------------------------------------

    def _again(
        self,
        work: Callable[[Connection], Result],
        stamp: str = "",
        operations: Sequence[Operation] = (),
    ) -> Result:
        """Do `work` in a transaction, again and again where that helps. Raises StoreBroken when it doesn't.

        A connection lost while committing leaves open whether the commit was done: its stamp tells.
        """
        perhaps: list[Result] = []

        def attempt() -> Result:
            with self._engine.connect().execution_options(writes=True) as connection:
                if perhaps and self._was_done(connection, stamp, operations):
                    return perhaps[-1]
                perhaps[:] = [work(connection)]
                connection.commit()
                return perhaps[-1]

        return self._patiently(attempt)

    def _patiently(self, attempt: Callable[[], Result]) -> Result:
        """Try until it works, or until that can't be hoped for. Raises StoreBroken."""
        if self._closed:
            raise StoreBroken("存储已关闭")
        deadline, pause = time.monotonic() + PATIENCE, FIRST_PAUSE
        while True:
            try:
                return attempt()
            except (Raced, DBAPIError, TimeoutError) as error:
                if not isinstance(error, Raced) and not may_pass(error):
                    raise StoreBroken(f"数据库拒绝了操作（{sqlstate(error) or error}）") from None
                if time.monotonic() > deadline:
                    raise StoreBroken("数据库长时间没有回答，请稍后重试") from None
                time.sleep(pause * (0.5 + random.random()))
                pause = min(LONGEST_PAUSE, pause * 2)

    def _was_done(self, connection: Connection, stamp: str, operations: Sequence[Operation]) -> bool:
        kept = [operation for operation in operations if not isinstance(operation, Delete)]
        if not kept:
            return False
        tables = self._tables[kept[-1].collection]
        return statements.was_written(connection, tables, kept[-1].id, stamp)

    def _begin(self, connection: Connection) -> None:
        check_server(connection)
        prepare(connection, self._metadata)

    # ---- writing ---------------------------------------------------------------------------------

    def _commit(self, connection: Connection, operations: Sequence[Operation], stamp: str) -> list[int]:
        done = [self._known(connection, operation) for operation in operations]
        if any(revision is not None for revision in done):
            return [self._repeated(connection, *each) for each in zip(operations, done, strict=True)]
        return [self._write(connection, operation, stamp) for operation in operations]

    def _known(self, connection: Connection, operation: Operation) -> int | None:
        tables = self._tables[operation.collection]
        return statements.known(connection, tables, operation.id, operation.operation)

    def _repeated(self, connection: Connection, operation: Operation, known: int | None) -> int:
        """The answer to an operation of a commit that was already done."""
        row = row_of(connection, self._tables[operation.collection], operation.id)
        return known if known is not None else row.revision if row else 0

    def _write(self, connection: Connection, operation: Operation, stamp: str) -> int:
        tables = self._tables[operation.collection]
        row = row_of(connection, tables, operation.id)
        before = record_of(row) if row else None
        change = plan(operation, before, tables.collection)
        record, have = after(change.verb, before, change.fields), row.revision if row else 0
        if record is None:
            statements.remove(connection, tables, operation.id, have)
            return 0
        self._put(connection, tables, record, have, stamp)
        for event in change.events:
            statements.tell(connection, tables, operation.id, event, stamp)
        return have + 1

    def _put(self, connection: Connection, tables: Tables, record: Record, have: int, stamp: str) -> None:
        header = tables.header
        tables.collection.check(tables.name, record)
        for field in tables.collection.unique:
            if record.get(field) is None:
                continue
            others = select(header.c.id).where(header.c[field] == record[field], header.c.id != record["id"])
            if connection.execute(others).first():
                raise Duplicate(tables.name, field, record[field])
        statements.put(connection, tables, record, have, stamp)

    def _claim(self, connection: Connection, worker: str, lease: float, collection: str) -> Record | None:
        header = self._tables[collection].header
        due = header.c.state.in_(("queued", "running")), header.c.run_at <= now()
        first = select(header).where(*due).order_by(header.c.run_at).limit(1)
        row = connection.execute(first.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        job = record_of(row)
        job = {**job, **taken(job, worker, lease), "revision": row.revision + 1}
        statements.put(connection, self._tables[collection], job, row.revision, token_hex(16))
        return job

    def _load(self, entry: Record, connection: Connection) -> None:
        tables, record = self._tables[entry["collection"]], entry["record"]
        if row := row_of(connection, tables, record["id"]):
            raise Conflict(tables.name, record["id"], row.revision)
        self._put(connection, tables, record, 0, "")
        if tables.event is not None:
            statements.add_body(connection, tables, record["id"], entry["history"])

    # ---- reading ---------------------------------------------------------------------------------

    def _index(self, collection: str, index: str) -> tuple[Any, list[Any]]:
        tables = self._tables[collection]
        names = tables.collection.indexes[index]
        return tables.header, [*(tables.header.c[name] for name in names), tables.header.c.id]

    def _existing(self, connection: Connection, collection: str, id: str) -> tuple[Tables, Row[Any]]:
        tables = self._tables[collection]
        row = row_of(connection, tables, id)
        if row is None:
            raise Missing(collection, id)
        return tables, row
