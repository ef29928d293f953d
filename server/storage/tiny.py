"""The embedded store: one folder, one process, no service.

Step 5 of one answer's journey. A commit checks its operations in memory, becomes one line of the journal,
takes effect in memory, and returns when the line is on the disk. So a save costs one small durable write,
however much is stored. Checkpoints in the background carry the journal's content into files that a person
can read. See docs/storage.md for the folder and for what survives what.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic

from tinydb.utils import LRUCache

from .bodies import NOTHING, Key, Pending
from .documents import BodyState, Change, after, decode, encode, plan, replayed, taken
from .folder import Folder
from .interface import (
    Collection,
    Conflict,
    Event,
    Missing,
    Operation,
    Patch,
    Record,
    StoreBroken,
    StoreError,
    now,
)
from .registers import Register

log = logging.getLogger(__name__)

LATEST_BODIES = 256
"""Bodies kept parsed. A 30 KB body takes about 200 KB in memory."""


class TinyStore:
    """`Store` on a folder. `checkpoint_size` in bytes of journal, `checkpoint_pause` in seconds."""

    def __init__(
        self,
        folder: Path,
        collections: Mapping[str, Collection],
        checkpoint_size: int = 16 * 2**20,
        checkpoint_pause: float = 600,
    ) -> None:
        self._lock = threading.RLock()
        self._checkpointing = threading.Lock()
        self._checkpoint_size, self._checkpoint_pause = checkpoint_size, checkpoint_pause
        self._due = monotonic() + checkpoint_pause
        self._latest: LRUCache[Key, BodyState] = LRUCache(LATEST_BODIES)
        self._pending: dict[Key, Pending] = {}
        self._tables: dict[str, Register] = {}
        self._folder = Folder(folder)
        self._journal, self._bodies = self._folder.journal, self._folder.bodies
        try:
            self._open(collections)
        except OSError as error:
            self._folder.owner.release()
            raise StoreBroken(f"数据目录 {folder} 不能读写（{error.strerror}），请检查磁盘和权限") from None
        except StoreError:
            self._folder.owner.release()
            raise

    def _open(self, collections: Mapping[str, Collection]) -> None:
        rows, changes = self._folder.read()
        if unknown := (rows.keys() | {change.collection for change in changes}) - collections.keys():
            raise StoreBroken(f"数据目录中有未声明的记录类别：{'、'.join(sorted(unknown))}")
        for name, collection in collections.items():
            table = self._folder.registers.table(name, collection=collection, rows=rows.get(name, {}))
            assert isinstance(table, Register)
            self._tables[name] = table
        for change in changes:
            self._apply(change)

    def table(self, collection: str) -> Register:
        """The TinyDB table, for `search(where(…) == …)`. Read only, and without copies: don't change rows."""
        return self._tables[collection]

    def get(self, collection: str, id: str) -> Record | None:
        row = self._tables[collection].rows.get(id)
        return decode(encode(row)) if row is not None else None

    def unique(self, collection: str, field: str, value: str) -> Record | None:
        id = self._tables[collection].owners[field].get(value)
        return self.get(collection, id) if id is not None else None

    def find(
        self,
        collection: str,
        index: str,
        equal: Sequence[str] = (),
        after: Sequence[str] | None = None,
        limit: int = 50,
    ) -> list[Record]:
        with self._lock:
            page = self._tables[collection].page(index, equal, after, limit)
        return [decode(encode(row)) for row in page]

    def count(self, collection: str, index: str, equal: Sequence[str] = ()) -> int:
        with self._lock:
            first, last = self._tables[collection].span(index, equal)
        return last - first

    def search(self, collection: str, text: str, limit: int = 50) -> list[Record]:
        table, wanted = self._tables[collection], text.lower()
        field = table.collection.text or ""
        with self._lock:
            rows = list(table.rows.values())
        hits = [row for row in rows if row.get(field) and wanted in row[field].lower()]
        hits.sort(key=lambda row: (row[field], row["id"]))
        return [decode(encode(row)) for row in hits[:limit]]

    def body(self, collection: str, id: str, at: int | None = None) -> Record:
        with self._lock:
            if id not in self._tables[collection].rows:
                raise Missing(collection, id)
            key = collection, id
            if at is None:
                state = self._state(key)
            elif 1 <= at <= self._tables[collection].rows[id]["revision"]:
                state = replayed(self._bodies.history(key, self._pending.get(key, NOTHING)), at)
            else:
                raise Missing(collection, f"{id}@{at}")
            value = state.value
        copy: Record = decode(encode(value))
        return copy

    def history(self, collection: str, id: str, after: int = 0) -> list[Event]:
        with self._lock:
            if id not in self._tables[collection].rows:
                raise Missing(collection, id)
            events = self._bodies.history((collection, id), self._pending.get((collection, id), NOTHING))
            return [decode(encode(event)) for event in events if event["revision"] > after]

    def commit(self, *operations: Operation) -> list[int]:
        with self._lock:
            for operation in operations:
                key = operation.collection, operation.id
                if operation.operation and operation.operation in self._state(key).operations:
                    return self._repeat(operations)
            changes: list[Change] = []
            ahead: dict[Key, Record | None] = {}  # the records as the operations before leave them
            for operation in operations:
                key, table = (operation.collection, operation.id), self._tables[operation.collection]
                before = ahead.get(key, table.rows.get(operation.id))
                change = plan(operation, before, table.collection)
                record = ahead[key] = after(change.verb, before, change.fields)
                if record and (change.verb == "put" or not table.indexed.isdisjoint(change.fields)):
                    table.check(record, ahead)
                if change.events and not change.events[0]["whole"]:
                    self._state(key)  # a damaged body takes no more patches
                changes.append(change)
            ticket, entries = self._journal.append(changes)
            for entry in entries:
                self._apply(Change(*entry))
        self._journal.sync(ticket)
        if self._journal.size > self._checkpoint_size or monotonic() > self._due:
            self._start_checkpoint()
        return [change.fields["revision"] for change in changes]

    def claim(self, worker: str, lease: float, collection: str = "job") -> Record | None:
        while True:
            jobs = [*self.find(collection, "ready", ("queued",), limit=1)]
            jobs += self.find(collection, "ready", ("running",), limit=1)
            job = min(jobs, key=lambda job: job["run_at"], default=None)
            if job is None or job["run_at"] > now():
                return None
            fields = taken(job, worker, lease)
            try:
                (revision,) = self.commit(Patch(collection, job["id"], expect=job["revision"], set=fields))
            except (Conflict, Missing):
                continue  # another worker was quicker
            return {**job, **fields, "revision": revision}

    def export(self) -> Iterator[Record]:
        with self._lock:
            tables = self._tables.items()
            headers = [(name, row) for name, table in tables for _, row in sorted(table.rows.items())]
        for name, row in headers:
            try:
                history = self.history(name, row["id"]) if self._tables[name].collection.body else []
            except Missing:
                continue
            history = [event for event in history if event["revision"] <= row["revision"]]
            yield {"collection": name, "record": decode(encode(row)), "history": history}

    def load(self, entries: Iterable[Record]) -> int:
        count = 0
        for entry in entries:
            name, record, history = entry["collection"], entry["record"], entry["history"]
            table = self._tables[name]
            with self._lock:
                if record["id"] in table.rows:
                    raise Conflict(name, record["id"], table.rows[record["id"]]["revision"])
                table.check(record, {})
                _, stored = self._journal.append([["put", name, record["id"], record, history]])
                self._apply(Change(*stored[0]))
            if self._journal.size > self._checkpoint_size:
                self.checkpoint()
            count += 1
        self._journal.sync()
        return count

    def health(self, counting: bool = True) -> Record:
        return {
            "backend": "tinydb",
            "writable": self._journal.broken is None,
            "trouble": self._journal.broken,
            "records": {name: len(table.rows) for name, table in self._tables.items()},
            "journal_bytes": self._journal.size,
            "damaged": list(self._bodies.damaged),
        }

    def close(self) -> None:
        if not self._folder.owner.is_locked:
            return
        try:
            with self._folder:
                if self._pending or self._journal.size:
                    self.checkpoint()
        except (OSError, StoreError) as error:
            log.error("关闭数据目录时未能整理日志（下次启动会自动完成）：%s", error)

    def checkpoint(self) -> None:
        """Carry all that is in the journal into the files. For callers that can wait; a backup, a test."""
        with self._checkpointing:
            self._checkpoint()

    def _state(self, key: Key) -> BodyState:
        """The body as of the latest commit; empty if there is none."""
        state = self._latest.get(key)
        table = self._tables[key[0]]
        row = table.rows.get(key[1])
        if state is None and row is not None and table.collection.body:
            state = self._bodies.read(key, self._pending.get(key, NOTHING), row["revision"])
            self._latest[key] = state
        return state or BodyState()

    def _repeat(self, operations: Sequence[Operation]) -> list[int]:
        """The answer to a commit that was already done, once that is surely on the disk."""
        revisions = []
        for operation in operations:
            row = self._tables[operation.collection].rows.get(operation.id)
            known = self._state((operation.collection, operation.id)).operations
            revisions.append(known.get(operation.operation, row["revision"] if row else 0))
        self._journal.sync()
        return revisions

    def _apply(self, change: Change) -> None:
        """Let one change that is in the journal take effect in memory."""
        table, key = self._tables[change.collection], (change.collection, change.id)
        before = table.rows.get(change.id)
        record = after(change.verb, before, change.fields)
        if record is None:
            table.drop(change.id)
            self._latest.cache.pop(key, None)
        else:
            table.put(record)
        if table.collection.body:
            if before is None or record is None:
                self._pending[key] = Pending(fresh=True)
            self._pending.setdefault(key, Pending()).events += change.events
            if state := self._latest.get(key):
                for event in change.events:
                    state.advance(event)

    def _start_checkpoint(self) -> None:
        if self._checkpointing.acquire(blocking=False):
            self._due = monotonic() + self._checkpoint_pause
            threading.Thread(target=self._background, name="checkpoint", daemon=True).start()

    def _background(self) -> None:
        try:
            self._checkpoint()
        except (OSError, StoreError) as error:
            log.error("检查点未完成，日志保留，稍后重试：%s", error)
        finally:
            self._checkpointing.release()

    def _checkpoint(self) -> None:
        with self._lock:
            segment = self._journal.rotate()
            changed = {key: replace(had, events=[*had.events]) for key, had in self._pending.items()}
            headers = {name: dict(table.rows) for name, table in self._tables.items()}
        self._folder.write(segment, changed, headers)
        with self._lock:
            for key, written in changed.items():
                pending = self._pending.pop(key)
                left = pending.without(written)
                if left.events or left is pending:
                    self._pending[key] = left
