"""The tables of the SQL store, made from the same declaration that drives the embedded one.

A collection is one table: `id`, `revision`, the `record` as JSON text, and a column for each field that an
index, `unique` or `search` needs. Where records have bodies, `<name>_body` holds a body as it was at some
revision and `<name>_event` the events since the first; both begin their keys with the record's id, so a
distributed database can keep them beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, Text

from .interface import Collection, Record

EXACT = String().with_variant(String(collation="C"), "postgresql", "cockroachdb")
"""Text that sorts by code point, whatever the language of the database."""


@dataclass(frozen=True)
class Tables:
    """The tables of one collection; `body` and `event` only where records have bodies."""

    name: str
    collection: Collection
    header: Table
    body: Table | None = None
    event: Table | None = None

    def columns(self, record: Record) -> dict[str, str | None]:
        """What the columns beside the JSON hold for a record."""
        found = {name: record.get(name) for name in self.collection.columns}
        if self.collection.text:
            text = record.get(self.collection.text)
            found["lowered"] = text.lower() if text is not None else None
        return found


def declare(collections: Mapping[str, Collection], metadata: MetaData) -> dict[str, Tables]:
    """The tables of all collections, added to `metadata`."""
    return {name: _declare(name, collection, metadata) for name, collection in collections.items()}


def _declare(name: str, collection: Collection, metadata: MetaData) -> Tables:
    own = [Column(field, EXACT, unique=field in collection.unique) for field in collection.columns]
    if collection.text:
        own.append(Column("lowered", Text))
    header = Table(
        name,
        metadata,
        Column("id", EXACT, primary_key=True),
        Column("revision", Integer, nullable=False),
        Column("stamp", String(32), nullable=False),
        Column("record", Text, nullable=False),
        *own,
        *(Index(f"{name}_by_{index}", *names, "id") for index, names in collection.indexes.items()),
    )
    if not collection.body:
        return Tables(name, collection, header)
    body = Table(
        f"{name}_body",
        metadata,
        Column("id", EXACT, primary_key=True),
        Column("revision", Integer, nullable=False),
        Column("value", Text, nullable=False),
    )
    event = Table(
        f"{name}_event",
        metadata,
        Column("id", EXACT, primary_key=True),
        Column("revision", Integer, primary_key=True, autoincrement=False),
        Column("operation", Text, nullable=False),
        Column("stamp", String(32), nullable=False),
        Column("whole", Boolean, nullable=False),
        Column("event", Text, nullable=False),
        Index(f"{name}_event_by_operation", "id", "operation"),
    )
    return Tables(name, collection, header, body, event)
