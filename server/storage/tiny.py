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
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from filelock import FileLock, Timeout
from tinydb.utils import LRUCache

from .bodies import BodyFiles, Key, Pending
from .documents import BodyState, decode, encode
from .interface import (
    BodyDamaged,
    Collection,
    Conflict,
    Delete,
    Event,
    Missing,
    Operation,
    Patch,
    Put,
    Record,
    StoreBroken,
    StoreError,
    StoreLocked,
    now,
)
from .journal import Journal
from .registers import JsonFile, Register, Registers, previous

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
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # password hashes, answers
        self._owner = FileLock(folder / "store.lock", thread_local=False)
        self._lock = threading.RLock()
        self._checkpointing = threading.Lock()
        self._checkpoint_size, self._checkpoint_pause = checkpoint_size, checkpoint_pause
        self._due = monotonic() + checkpoint_pause
        self._latest: LRUCache[Key, BodyState] = LRUCache(LATEST_BODIES)
        self._pending: dict[Key, Pending] = {}
        self._frozen: dict[Key, Pending] = {}  # pending, but a checkpoint is writing it
        self._files = BodyFiles(folder / "bodies")
        self._journal = Journal(folder)
        try:
            self._owner.acquire(timeout=0)
        except Timeout:
            raise StoreLocked(f"数据目录 {folder} 正由另一个填表进程使用，请先停止它，或换一个目录") from None
        try:
            self._open(folder / "registers.json", collections)
        except (OSError, StoreError):
            self._owner.release()
            raise

    def _open(self, path: Path, collections: Mapping[str, Collection]) -> None:
        self._registers = Registers(path)
        tables = self._snapshot(path)
        first = self._position = tables.pop("journal")["1"]["segment"]
        self._tables: dict[str, Register] = {}
        for name, collection in collections.items():
            table = self._registers.table(name, collection=collection, rows=tables.get(name, {}))
            assert isinstance(table, Register)
            self._tables[name] = table
        entries = [entry for commit in self._journal.replay(first) for entry in commit]
        if unknown := (tables.keys() | {entry[1] for entry in entries}) - collections.keys():
            raise StoreBroken(f"数据目录中有未声明的记录类别：{'、'.join(sorted(unknown))}")
        for entry in entries:
            self._apply(*entry)

    def _snapshot(self, path: Path) -> dict[str, Any]:
        """The registers of the latest checkpoint, else of the one before; the journal goes on from there."""
        for name in (path, previous(path)):
            try:
                tables = JsonFile(name).read()
                if tables is not None and isinstance(tables["journal"]["1"]["segment"], int):
                    return tables
            except (ValueError, KeyError, TypeError):
                log.error("%s 无法读取，改由上一份与日志重建", name)
        return {"journal": {"1": {"segment": 0}}}

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
            state = self._past(key, at) if at is not None else self._latest.get(key) or self._load(key)
            value = state.value
        copy: Record = decode(encode(value))
        return copy

    def history(self, collection: str, id: str, after: int = 0) -> list[Event]:
        with self._lock:
            if id not in self._tables[collection].rows:
                raise Missing(collection, id)
            events = self._files.history((collection, id), self._waiting((collection, id)))
            return [decode(encode(event)) for event in events if event["revision"] > after]

    def commit(self, *operations: Operation) -> list[int]:
        with self._lock:
            for operation in operations:
                key = operation.collection, operation.id
                if operation.operation:
                    state = self._latest.get(key) or self._load(key)
                    if operation.operation in state.operations:
                        return self._repeat(operations)
            ahead: dict[Key, Record | None] = {}
            entries, revisions = [], []
            for operation in operations:
                entries.append(self._plan(operation, ahead))
                revisions.append(entries[-1][3]["revision"])
            ticket, entries = self._journal.append(entries)
            for entry in entries:
                self._apply(*entry)
        self._journal.sync(ticket)
        if self._journal.size > self._checkpoint_size or monotonic() > self._due:
            self._start_checkpoint()
        return revisions

    def claim(self, worker: str, lease: float, collection: str = "job") -> Record | None:
        while True:
            jobs = [*self.find(collection, "ready", ("queued",), limit=1)]
            jobs += self.find(collection, "ready", ("running",), limit=1)
            job = min(jobs, key=lambda job: job["run_at"], default=None)
            if job is None or job["run_at"] > now():
                return None
            taken = {"state": "running", "worker": worker, "run_at": now(lease)}
            taken["attempts"] = job.get("attempts", 0) + 1
            try:
                (revision,) = self.commit(Patch(collection, job["id"], expect=job["revision"], set=taken))
            except (Conflict, Missing):
                continue  # another worker was quicker
            return {**job, **taken, "revision": revision}

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
                self._apply(*stored[0])
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
            "damaged": list(self._files.damaged),
        }

    def close(self) -> None:
        if not self._owner.is_locked:
            return
        try:
            if self._pending or self._journal.size:
                self.checkpoint()
            self._journal.close()
        except (OSError, StoreError) as error:
            log.error("关闭数据目录时未能整理日志（下次启动会自动完成）：%s", error)
        finally:
            self._owner.release()

    def checkpoint(self) -> None:
        """Carry all that is in the journal into the files. For callers that can wait; a backup, a test."""
        with self._checkpointing:
            self._checkpoint()

    def _load(self, key: Key) -> BodyState:
        """The body as of the latest commit, to be found in `_latest` from now on; empty if there is none."""
        table = self._tables[key[0]]
        row = table.rows.get(key[1])
        if row is None or not table.collection.body:
            return BodyState()
        state = self._latest[key] = self._files.read(key, self._waiting(key), row["revision"])
        return state

    def _past(self, key: Key, revision: int) -> BodyState:
        if not 1 <= revision <= self._tables[key[0]].rows[key[1]]["revision"]:
            raise Missing(key[0], f"{key[1]}@{revision}")
        state = BodyState()
        for event in self._files.history(key, self._waiting(key)):
            if event["revision"] <= revision:
                state.advance(event)
        if state.revision != revision:
            raise BodyDamaged(f"{key[0]}/{key[1]} 第 {revision} 版的历史不完整")
        return state

    def _waiting(self, key: Key) -> Pending:
        return self._frozen.get(key, Pending()).followed_by(self._pending.get(key, Pending()))

    def _repeat(self, operations: Sequence[Operation]) -> list[int]:
        """The answer to a commit that was already done, once that is surely on the disk."""
        revisions = []
        for operation in operations:
            row = self._tables[operation.collection].rows.get(operation.id)
            known = self._load((operation.collection, operation.id)).operations
            revisions.append(known.get(operation.operation, row["revision"] if row else 0))
        self._journal.sync()
        return revisions

    def _plan(self, operation: Operation, ahead: dict[Key, Record | None]) -> list[Any]:
        """Check one operation against the records, and `ahead`, what its commit changes before it.

        Returns the journal entry: verb, collection, id, header fields, events.
        """
        key = collection, id = operation.collection, operation.id
        table = self._tables[collection]
        row = ahead.get(key, table.rows.get(id))
        if row is None and not isinstance(operation, Put):
            raise Missing(collection, id)
        have = row["revision"] if row else 0
        if operation.expect not in (None, have):
            raise Conflict(collection, id, have)
        if isinstance(operation, Delete):
            ahead[key] = None
            return ["delete", collection, id, {"revision": 0}, []]
        if isinstance(operation, Put):
            verb, kept, change = "put", {}, operation.record
        else:
            verb, kept, change = "patch", row or {}, operation.set
        fields = {**change, "id": id, "revision": have + 1}
        ahead[key] = {**kept, **fields}
        if verb == "put" or not table.indexed.isdisjoint(change):
            table.check({**kept, **fields}, ahead)
        return [verb, collection, id, fields, self._events(operation, have + 1)]

    def _events(self, operation: Put | Patch, revision: int) -> list[Event]:
        """What goes into the history: one event in a collection with bodies, else none."""
        whole = isinstance(operation, Put) and operation.body is not None
        if isinstance(operation, Put):
            patch, change = operation.body or {}, operation.record
        else:
            patch, change = operation.patch, operation.set
        key = operation.collection, operation.id
        if not self._tables[operation.collection].collection.body:
            if patch:
                raise ValueError(f"{operation.collection} is declared without bodies")
            return []
        if not whole:
            self._latest.get(key) or self._load(key)  # a damaged body takes no more patches
        event = {"revision": revision, "at": datetime.now(UTC).isoformat(timespec="milliseconds")}
        event |= {"actor": operation.actor, "operation": operation.operation, "what": operation.what}
        return [event | {"patch": patch, "whole": whole, "set": change}]

    def _apply(self, verb: str, collection: str, id: str, fields: Record, events: list[Event]) -> None:
        """Let one entry of a journalled commit take effect in memory."""
        table, key = self._tables[collection], (collection, id)
        if verb == "delete":
            table.drop(id)
            self._pending[key] = Pending(fresh=True)
            self._latest.cache.pop(key, None)
            return
        new = id not in table.rows
        record = {**table.rows[id], **fields} if verb == "patch" else fields
        if verb == "patch" and table.indexed.isdisjoint(fields):
            table.rows[id] = record  # most saves: no index changes
        else:
            table.put(record)
        if not events:
            return
        if key not in self._pending:
            self._pending[key] = Pending(fresh=new)
        self._pending[key].events += events
        state = self._latest.get(key)
        if state:
            for event in events:
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
            for key, pending in self._pending.items():  # what a failed checkpoint left is still frozen
                self._frozen[key] = self._frozen.get(key, Pending()).followed_by(pending)
            self._pending = {}
            headers = {name: dict(table.rows) for name, table in self._tables.items()}
        self._files.write(self._frozen, headers)
        position = {"journal": {"1": {"segment": segment + 1}}}
        self._registers.storage.write({**position, **headers})
        with self._lock:
            self._frozen = {}
        self._journal.discard(self._position - 1)  # what the snapshot before needs stays
        self._position = segment + 1
