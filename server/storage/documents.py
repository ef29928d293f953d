"""What every backend does with records before it writes: exact numbers, merge patches, planned changes.

Journals, body files and columns are written and read through `encode` and `decode`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import simplejson

from .interface import (
    BodyDamaged,
    Collection,
    Conflict,
    Delete,
    Event,
    Missing,
    Operation,
    Put,
    Record,
    now,
)

REMEMBERED = 64
"""Operation names kept per record. A browser has one save in flight, so a late retry is a few back."""

DEEPEST = 64
"""Levels of nesting. Our documents have six; a thousand would exhaust the stack of whoever reads them."""

encode = simplejson.JSONEncoder(
    ensure_ascii=False, use_decimal=True, namedtuple_as_object=False, separators=(",", ":")
).encode
pretty = simplejson.JSONEncoder(ensure_ascii=False, use_decimal=True, indent=1).encode
decode = simplejson.JSONDecoder(parse_float=Decimal).decode


def checked(value: Any) -> tuple[bytes, Any]:
    """The text of a value in UTF-8, and the value as that text gives it back, free of the caller's objects.

    Raises ValueError or TypeError for what JSON, or whoever reads it, can't hold.
    """
    try:
        text = encode(value)
        stored = decode(text)
    except RecursionError:
        raise ValueError("JSON 嵌套过深") from None
    if text.count("{") + text.count("[") > DEEPEST and nested(stored, DEEPEST):
        raise ValueError("JSON 嵌套过深")
    return text.encode(), stored


def merge(target: Any, patch: Any) -> Any:
    """RFC 7396: the merged value. Leaves both arguments as they are; unchanged parts are shared."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def nested(value: Any, levels: int) -> bool:
    """True if a value has more levels of objects and arrays than given."""
    if not isinstance(value, dict | list):
        return False
    parts = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(nested(part, levels - 1) for part in parts)


@dataclass
class BodyState:
    """A body at one revision, with the latest operation names; moves on event by event.

    history_size: bytes of the history file that belong to it, None if unknown.
    """

    revision: int = 0
    value: Record = field(default_factory=dict)
    operations: dict[str, int] = field(default_factory=dict)
    history_size: int | None = 0

    def advance(self, event: Event) -> None:
        """Take in one event; one already taken in changes nothing. Raises BodyDamaged on a gap."""
        if event["revision"] <= self.revision:
            return
        if event.get("whole"):
            self.value = event["patch"]
        elif event["revision"] == self.revision + 1:
            self.value = merge(self.value, event["patch"])
        else:
            raise BodyDamaged(f"缺少第 {self.revision + 1} 版的修改记录")
        self.revision = event["revision"]
        if event["operation"]:
            self.operations[event["operation"]] = self.revision
            if len(self.operations) > REMEMBERED:
                del self.operations[next(iter(self.operations))]


def replayed(events: Iterable[Event], revision: int, start: int = 0) -> BodyState:
    """The body at a revision, from its events; those up to `start` may lack. Raises BodyDamaged."""
    state = BodyState(start)
    for event in events:
        if event["revision"] <= revision:
            state.advance(event)
    if state.revision != revision:
        raise BodyDamaged(f"第 {revision} 版的历史不完整")
    return state


class Change(NamedTuple):
    """What one operation does to one record, as the journal has it.

    verb:   "put" (fields are the whole header), "patch" (fields are what is new in it) or "delete".
    events: one in a collection with bodies, else none; a record that is loaded has all of its history.
    """

    verb: str
    collection: str
    id: str
    fields: Record
    events: list[Event]


def after(verb: str, before: Record | None, fields: Record) -> Record | None:
    """The header when a change is done."""
    if verb == "delete":
        return None
    return {**before, **fields} if before and verb == "patch" else fields


def plan(operation: Operation, before: Record | None, collection: Collection) -> Change:
    """The change that an operation means for a record. Raises Missing, Conflict, ValueError."""
    name, id = operation.collection, operation.id
    if before is None and not isinstance(operation, Put):
        raise Missing(name, id)
    have = before["revision"] if before else 0
    if operation.expect not in (None, have):
        raise Conflict(name, id, have)
    if isinstance(operation, Delete):
        return Change("delete", name, id, {"revision": 0}, [])
    if isinstance(operation, Put):
        verb, patch, change = "put", operation.body, operation.record
    else:
        verb, patch, change = "patch", operation.patch, operation.set
    fields = {**change, "id": id, "revision": have + 1}
    if not collection.body:
        if patch:
            raise ValueError(f"{name} is declared without bodies")
        return Change(verb, name, id, fields, [])
    event = {"revision": have + 1, "at": now(), "actor": operation.actor, "operation": operation.operation}
    event |= {"what": operation.what, "patch": patch or {}, "set": change}
    event["whole"] = verb == "put" and patch is not None
    return Change(verb, name, id, fields, [event])


def taken(job: Record, worker: str, lease: float) -> Record:
    """The fields of a job that a worker has taken for `lease` seconds."""
    attempts = job.get("attempts", 0) + 1
    return {"state": "running", "worker": worker, "run_at": now(lease), "attempts": attempts}
