"""Which records need which files: a file that nobody needs any more may go, all others stay.

One small record for each file a submission or a copy of record needs, written in the same commit as the
change that makes it so.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..storage.interface import Delete, Operation, Put, Store


def needs(sha256s: Iterable[str], record: str) -> list[Operation]:
    """A record (submission or copy) needs these files from now on."""
    return [
        Put("use", _id(sha256, record), {"file": sha256, "by": record}) for sha256 in sorted(set(sha256s))
    ]


def needs_no_more(store: Store, sha256s: Iterable[str], record: str) -> list[Operation]:
    """A record needs these files no more; those it never needed are passed over."""
    ids = [_id(sha256, record) for sha256 in sorted(set(sha256s))]
    return [Delete("use", id) for id in ids if store.get("use", id)]


def count(store: Store, sha256: str) -> int:
    """How many records need a file."""
    return store.count("use", "file", (sha256,))


def _id(sha256: str, record: str) -> str:
    return f"{sha256}.{record}"
