"""What the SQL store says to a database, one function a statement or two; all on the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from .documents import BodyState, decode, encode, replayed
from .interface import BodyDamaged, Event, Record
from .schema import Tables

FOLDED = 20
"""A body is written with every so many saves; reading it merges at most as many events."""
PAGE = 500
"""Records read at a time when all are."""


class Raced(Exception):
    """Another commit changed a record between reading and writing it."""


def row_of(connection: Connection, tables: Tables, id: str) -> Row[Any] | None:
    """The row of a record, None if there is none."""
    return connection.execute(select(tables.header).where(tables.header.c.id == id)).first()


def record_of(row: Row[Any]) -> Record:
    """A row of a header table as the record it holds."""
    record: Record = decode(row.record)
    return {**record, "id": row.id, "revision": row.revision}


def span(keys: Sequence[Any], equal: Sequence[str]) -> list[Any]:
    """The conditions on the fields of an index: the first are equal, none is blank."""
    same = [column == value for column, value in zip(keys, equal, strict=False)]
    return same + [column.is_not(None) for column in keys[len(equal) :]]


def every_row(connection: Connection, tables: Tables) -> Iterator[Row[Any]]:
    """All records, page by page, in the order of their ids."""
    header, last = tables.header, ""
    while True:
        page = select(header).where(header.c.id > last).order_by(header.c.id).limit(PAGE)
        rows = connection.execute(page).all()
        yield from rows
        if len(rows) < PAGE:
            return
        last = rows[-1].id


def put(connection: Connection, tables: Tables, record: Record, have: int, stamp: str) -> None:
    """Write a record that was read at revision `have` (0: there was none). Raises Raced."""
    header, id = tables.header, record["id"]
    kept = {name: value for name, value in record.items() if name not in ("id", "revision")}
    values = {"revision": record["revision"], "stamp": stamp, "record": encode(kept)}
    values |= tables.columns(record)
    if have == 0:
        connection.execute(insert(header).values(id=id, **values))
        return
    unchanged = header.c.id == id, header.c.revision == have
    if connection.execute(update(header).where(*unchanged).values(**values)).rowcount != 1:
        raise Raced


def remove(connection: Connection, tables: Tables, id: str, have: int) -> None:
    """Take away a record with its body and history. Raises Raced."""
    header = tables.header
    if connection.execute(delete(header).where(header.c.id == id, header.c.revision == have)).rowcount != 1:
        raise Raced
    for table in (tables.event, tables.body):
        if table is not None:
            connection.execute(delete(table).where(table.c.id == id))


def tell(connection: Connection, tables: Tables, id: str, event: Event, stamp: str) -> None:
    """Add an event to the history, and write the body when it is time."""
    assert tables.body is not None and tables.event is not None
    revision, patch = event["revision"], event["patch"]
    add_event(connection, tables.event, id, event, stamp)
    if revision == 1:
        connection.execute(insert(tables.body).values(id=id, revision=1, value=encode(patch)))
    elif event["whole"] or revision % FOLDED == 0:
        value = patch if event["whole"] else body_of(connection, tables, id).value
        folded = update(tables.body).where(tables.body.c.id == id)
        connection.execute(folded.values(revision=revision, value=encode(value)))


def add_event(connection: Connection, events: Table, id: str, event: Event, stamp: str) -> None:
    """One event more in the history of a record."""
    row = {name: event[name] for name in ("revision", "operation", "whole")}
    connection.execute(insert(events).values(id=id, stamp=stamp, event=encode(event), **row))


def add_body(connection: Connection, tables: Tables, id: str, history: Sequence[Event]) -> None:
    """A whole history, and the body that it comes to."""
    assert tables.body is not None and tables.event is not None
    state = BodyState()
    for event in history:
        state.advance(event)
        add_event(connection, tables.event, id, event, "")
    body = insert(tables.body).values(id=id, revision=state.revision, value=encode(state.value))
    connection.execute(body)


def body_of(connection: Connection, tables: Tables, id: str) -> BodyState:
    """The body as of the latest event. Raises BodyDamaged."""
    assert tables.body is not None
    row = connection.execute(select(tables.body).where(tables.body.c.id == id)).first()
    if row is None:
        raise BodyDamaged(f"{tables.name}/{id} 的正文不见了")
    state = BodyState(row.revision, decode(row.value))
    for event in events_of(connection, tables, id, row.revision):
        state.advance(event)
    return state


def past_body(connection: Connection, tables: Tables, id: str, revision: int) -> BodyState:
    """The body as it was at a revision. Raises BodyDamaged."""
    assert tables.event is not None
    events = tables.event
    wholes = events.c.id == id, events.c.whole, events.c.revision <= revision
    start = connection.execute(select(func.max(events.c.revision)).where(*wholes)).scalar() or 1
    return replayed(events_of(connection, tables, id, start - 1, revision), revision, start - 1)


def events_of(
    connection: Connection, tables: Tables, id: str, after: int, last: int = 2**31 - 1
) -> list[Event]:
    """The events after one revision and up to another, oldest first."""
    assert tables.event is not None
    events = tables.event
    between = events.c.id == id, events.c.revision > after, events.c.revision <= last
    wanted = select(events.c.event).where(*between).order_by(events.c.revision)
    return [decode(row.event) for row in connection.execute(wanted)]


def known(connection: Connection, tables: Tables, id: str, operation: str) -> int | None:
    """The revision that an operation of this name made, None if there was none."""
    if tables.event is None or not operation:
        return None
    named = tables.event.c.id == id, tables.event.c.operation == operation
    found: int | None = connection.execute(select(func.max(tables.event.c.revision)).where(*named)).scalar()
    return found


def was_written(connection: Connection, tables: Tables, id: str, stamp: str) -> bool:
    """Whether the commit with this stamp has reached the database."""
    table = tables.header if tables.event is None else tables.event
    written = select(table.c.id).where(table.c.id == id, table.c.stamp == stamp)
    return connection.execute(written).first() is not None
