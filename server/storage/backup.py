"""Backups: everything a store exports, as of one moment, in one file that can prove that it is whole.

A line a record in gzip; the last line tells how many there are and their SHA-256. The same lines carry a
store from one backend to another, and show whether two stores hold the same.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .documents import decode, encode
from .interface import Record, Store, StoreError
from .journal import settle


class BackupDamaged(StoreError):
    """A backup is cut short or changed; the message says which file."""


@dataclass(frozen=True)
class Contents:
    """What a store or a backup holds: records by collection, and the SHA-256 of all of it."""

    counts: dict[str, int]
    sha256: str

    def as_record(self) -> Record:
        """As the last line of a backup."""
        return {"counts": self.counts, "sha256": self.sha256}


def contents(store: Store) -> Contents:
    """What a store holds now."""
    return _told(_lines(store.export()), lambda line: None)


def write(store: Store, path: Path) -> Contents:
    """Back up a store that is being used; the file is there when it is whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with gzip.open(part, "wb", compresslevel=6) as file:
        told = _told(_lines(store.export()), file.write)
        file.write(encode(told.as_record()).encode() + b"\n")
    settle([part])
    os.replace(part, path)
    settle([path.parent])
    return told


def restore(path: Path, store: Store) -> Contents:
    """Load a backup into an empty store. Raises BackupDamaged before anything is loaded, StoreError."""
    told = verify(path)
    if any(store.health()["records"].values()):
        raise StoreError("要恢复到的存储不是空的；请换一个空的数据目录或数据库")
    store.load(entry for entry in _entries(path))
    return told


def verify(path: Path) -> Contents:
    """Read a whole backup. Raises BackupDamaged."""
    last: list[bytes] = []

    def ahead(lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            if last:
                yield last.pop()
            last.append(line)

    try:
        with gzip.open(path, "rb") as file:
            found = _told(ahead(file), lambda line: None)
        declared = decode(last[0].decode())
    except (OSError, EOFError, ValueError, IndexError):
        raise BackupDamaged(f"备份 {path.name} 不完整或已损坏") from None
    if declared != found.as_record():
        raise BackupDamaged(f"备份 {path.name} 的内容与它的校验值不符")
    return found


def _entries(path: Path) -> Iterator[Record]:
    with gzip.open(path, "rb") as file:
        for line in file:
            entry = decode(line.decode())
            if "collection" in entry:
                yield entry


def _lines(entries: Iterable[Record]) -> Iterator[bytes]:
    return (encode(entry).encode() + b"\n" for entry in entries)


def _told(lines: Iterable[bytes], use: Callable[[bytes], object]) -> Contents:
    counts: Counter[str] = Counter()
    digest = hashlib.sha256()
    for line in lines:
        counts[decode(line.decode())["collection"]] += 1
        digest.update(line)
        use(line)
    return Contents(dict(sorted(counts.items())), digest.hexdigest())
