"""JSON documents as storage treats them: exact numbers, merge patches, and the state of one body.

Both the journal and the body files are written and read through `encode` and `decode`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import simplejson

from .interface import BodyDamaged, Event, Record

REMEMBERED = 64
"""Operation names kept per record. A browser has one save in flight, so a late retry is a few back."""

DEEPEST = 64
"""Levels of nesting. Our documents have six; a thousand would exhaust the stack of whoever reads them."""

encode = simplejson.JSONEncoder(ensure_ascii=False, use_decimal=True, separators=(",", ":")).encode
pretty = simplejson.JSONEncoder(ensure_ascii=False, use_decimal=True, indent=1).encode
decode = simplejson.JSONDecoder(parse_float=Decimal).decode


def check(value: Any) -> None:
    """Raise ValueError or TypeError for what JSON, or whoever reads it, can't hold."""
    try:
        text = encode(value)
        text.encode()
        if nested(decode(text), DEEPEST):
            raise ValueError("JSON 嵌套过深")
    except RecursionError:
        raise ValueError("JSON 嵌套过深") from None


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
