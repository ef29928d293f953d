"""Attachments, each under the SHA-256 of its content: the interface, and the local folder.

The same content is kept once, a name never changes its content, and a content that rotted on the disk
is found by computing its hash again. What a file is called and whose it is stands in a body.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from .interface import Missing, StoreError
from .journal import settle

CHUNK = 2**20
SHA256 = re.compile(r"[0-9a-f]{64}")


class TooLarge(StoreError):
    """The stream is longer than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"文件超过 {limit / 2**20:.4g} MB 的上限")
        self.limit = limit


@dataclass(frozen=True)
class StoredFile:
    """Where a file is found again, and its size in bytes."""

    sha256: str
    size: int


class Files(Protocol):
    """Where attachments are kept; any number of threads and processes."""

    def put(
        self, stream: IO[bytes], limit: int, inspect: Callable[[Path, int], None] | None = None
    ) -> StoredFile:
        """Keep what the stream gives, durable on return. Raises TooLarge as soon as it passes the limit.

        `inspect` sees the received file and its size before it is kept, and raises to refuse it. Whatever
        goes wrong on the way, nothing is left behind; a killed process may leave a `*.part`.
        """

    def open(self, sha256: str) -> IO[bytes]:
        """The file, open for reading; the caller closes it. Raises Missing."""

    def exists(self, sha256: str) -> bool:
        """True if the file is there; whatever isn't a SHA-256 in lower case is not."""

    def names(self, older: float = 0) -> Iterator[str]:
        """The names of all files that have lain there for so many seconds."""

    def is_sound(self, sha256: str) -> bool:
        """Whether the content is still what its name says. Reads all of it. Raises Missing."""

    def remove(self, sha256: str) -> None:
        """Take a file away, if it is there."""


class FileStore:
    """`Files` in a folder."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(
        self, stream: IO[bytes], limit: int, inspect: Callable[[Path, int], None] | None = None
    ) -> StoredFile:
        """See `Files.put`."""
        with received(stream, limit, inspect, self.folder) as (part, stored):
            path = self._place(stored.sha256)
            path.parent.mkdir(exist_ok=True)
            os.replace(part, path)
        settle([path.parent, self.folder])
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """See `Files.open`."""
        if not self.exists(sha256):
            raise Missing("file", sha256)
        return self._place(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        """See `Files.exists`."""
        return bool(SHA256.fullmatch(sha256)) and self._place(sha256).is_file()

    def names(self, older: float = 0) -> Iterator[str]:
        """See `Files.names`."""
        before = time.time() - older
        for path in sorted(self.folder.glob("??/*")):
            if path.stat().st_mtime <= before:
                yield path.name

    def is_sound(self, sha256: str) -> bool:
        """See `Files.is_sound`."""
        if not self.exists(sha256):
            raise Missing("file", sha256)
        with self._place(sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    def remove(self, sha256: str) -> None:
        """See `Files.remove`."""
        if SHA256.fullmatch(sha256):
            self._place(sha256).unlink(missing_ok=True)

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


@contextmanager
def received(
    stream: IO[bytes], limit: int, inspect: Callable[[Path, int], None] | None, folder: Path | None = None
) -> Iterator[tuple[Path, StoredFile]]:
    """A stream as a file on this disk for as long as it takes to keep it. Raises TooLarge."""
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(suffix=".part", dir=folder)
    try:
        with open(handle, "wb") as file:
            while chunk := stream.read(min(CHUNK, limit - size + 1)):
                size += len(chunk)
                if size > limit:
                    raise TooLarge(limit)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if inspect:
            inspect(Path(name), size)
        yield Path(name), StoredFile(digest.hexdigest(), size)
    finally:
        Path(name).unlink(missing_ok=True)
