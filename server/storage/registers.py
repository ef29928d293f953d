"""TinyDB's side of the store: its extension points `Storage` and `Table`, filled with our own classes.

The headers of all records live in memory, in one `Register` per collection, and on disk in one TinyDB
file that a checkpoint writes. Stock TinyDB can open the files; stock `Query` searches a `Register`.
"""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from .documents import decode, encode, pretty
from .interface import Collection, Duplicate, Record
from .journal import settle

Tables = dict[str, dict[str, Any]]


class JsonFile(Storage):
    """A TinyDB storage that replaces its file in one step: a reader finds the old or the new, whole.

    (TinyDB's own JSONStorage writes over the file in place; a kill at the wrong time leaves it
    unreadable.)
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fresh = path.with_name(path.name + ".new")
        self.previous = path.with_name(f"{path.stem}.previous{path.suffix}")

    def read(self) -> Tables | None:
        """All tables, None if there is no file. Raises ValueError if it isn't JSON."""
        try:
            tables: Tables = decode(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return None
        return tables

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Replace all tables, durable on return; what was there is kept under the name `previous`."""
        self.stage(data)
        settle([self.fresh])
        if self.path.exists():
            os.replace(self.path, self.previous)
        self.replace()
        settle([self.path.parent])

    def stage(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """First half of `write`, for those who settle many files at once."""
        with self.fresh.open("w", encoding="utf-8") as file:
            file.writelines(text_of(data))

    def replace(self) -> None:
        """Second half of `write`; what was staged must be settled."""
        os.replace(self.fresh, self.path)


def text_of(tables: Mapping[str, Mapping[Any, Any]]) -> Iterator[str]:
    """The text of a TinyDB file in pieces: encoding 100 000 documents at a stretch would stall others."""
    yield "{"
    for number, (name, rows) in enumerate(tables.items()):
        yield f"{',' if number else ''}\n {encode(name)}: {{"
        for position, (id, row) in enumerate(rows.items()):
            yield f"{',' if position else ''}\n  {encode(str(id))}: "
            yield pretty(row).replace("\n", "\n  ")
        yield "}"
    yield "\n}\n"


class Register(Table):
    """The headers of one collection, with its declared indexes as sorted lists of keys.

    A row is never changed in place, only replaced, so a checkpoint may copy the outer dict and go on.
    """

    document_id_class = str  # type: ignore[assignment]

    def __init__(self, storage: Storage, name: str, collection: Collection, rows: dict[str, Record]) -> None:
        super().__init__(storage, name, cache_size=0)
        self.collection = collection
        self.rows = rows
        self.keys = {index: sorted(self._keys(index)) for index in collection.indexes}
        self.owners = {
            field: {row[field]: id for id, row in self.rows.items() if row.get(field) is not None}
            for field in collection.unique
        }
        self.indexed = frozenset(collection.columns)

    def check(self, record: Record, ahead: Mapping[tuple[str, str], Record | None]) -> None:
        """Raise if the record can't join: Duplicate, ValueError (id), TypeError (value to be indexed).

        `ahead`: what the same commit changes before.
        """
        self.collection.check(self.name, record)
        for field in self.owners:
            value = record.get(field)
            if value is not None and self._sharing(field, value, ahead) - {record["id"]}:
                raise Duplicate(self.name, field, value)

    def put(self, record: Record) -> None:
        """Add or replace a row; O(log n) comparisons per index, none when nothing indexed changes."""
        before = self.rows.get(record["id"])
        if before is not None and all(before.get(name) == record.get(name) for name in self.indexed):
            self.rows[record["id"]] = record
            return
        self.drop(record["id"])
        self.rows[record["id"]] = record
        for index, keys in self.keys.items():
            key = self.collection.key(index, record)
            if key:
                insort(keys, key)
        for field, owners in self.owners.items():
            if record.get(field) is not None:
                owners[record[field]] = record["id"]

    def drop(self, id: str) -> None:
        """Remove a row, if it is there."""
        row = self.rows.pop(id, None)
        if row is None:
            return
        for index, keys in self.keys.items():
            key = self.collection.key(index, row)
            if key:
                del keys[bisect_left(keys, key)]
        for field, owners in self.owners.items():
            owners.pop(row.get(field), None)

    def span(self, index: str, equal: Sequence[str]) -> tuple[int, int]:
        """Where the keys that begin with `equal` start and end in the sorted list."""
        keys, prefix = self.keys[index], tuple(equal)
        return bisect_left(keys, prefix), bisect_right(keys, prefix, key=lambda key: key[: len(prefix)])

    def page(self, index: str, equal: Sequence[str], after: Sequence[str] | None, limit: int) -> list[Record]:
        """The rows of a span that come later than the key `after`."""
        keys, (first, last) = self.keys[index], self.span(index, equal)
        if after is not None:
            first = max(first, bisect_right(keys, tuple(after)))
        return [self.rows[key[-1]] for key in keys[first : min(last, first + limit)]]

    def _sharing(self, field: str, value: str, ahead: Mapping[tuple[str, str], Record | None]) -> set[str]:
        rows = [row for (name, _), row in ahead.items() if name == self.name and row is not None]
        ids = {row["id"] for row in rows if row.get(field) == value}
        owner = self.owners[field].get(value)
        if owner is not None and (self.name, owner) not in ahead:
            ids.add(owner)
        return ids

    def _keys(self, index: str) -> Iterator[tuple[str, ...]]:
        return filter(None, (self.collection.key(index, row) for row in self.rows.values()))

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return dict(self.rows)

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        raise TypeError("a Register is written by Store.commit only")


class Registers(TinyDB):
    """The TinyDB of all headers: `Registers(path).table(name, collection=…, rows=…)`."""

    table_class = Register  # type: ignore[assignment]
    default_storage_class = JsonFile  # type: ignore[assignment]
