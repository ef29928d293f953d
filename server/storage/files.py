"""Attachments on a local folder, each under the SHA-256 of its content.

The same content is kept once, a name never changes its content, and a content that rotted on the disk
is found by computing its hash again. What a file is called and whose it is stands in a body.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

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


class FileStore:
    """A folder of files; any number of threads and processes."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(
        self, stream: IO[bytes], limit: int, inspect: Callable[[Path, int], None] | None = None
    ) -> StoredFile:
        """Keep what the stream gives, durable on return. Raises TooLarge as soon as it passes the limit.

        `inspect` sees the received file and its size before it is kept, and raises to refuse it. Whatever
        goes wrong on the way, nothing is left behind; a killed process may leave a `*.part`.
        """
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(suffix=".part", dir=self.folder)
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
            path = self._place(digest.hexdigest())
            path.parent.mkdir(exist_ok=True)
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
        settle([path.parent, self.folder])
        return StoredFile(digest.hexdigest(), size)

    def path(self, sha256: str) -> Path:
        """Where the file lies, for a program that wants a path. Raises Missing."""
        if not self.exists(sha256):
            raise Missing("file", sha256)
        return self._place(sha256)

    def open(self, sha256: str) -> BinaryIO:
        """The file, open for reading; the caller closes it. Raises Missing."""
        return self.path(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        """True if the file is there; whatever isn't a SHA-256 in lower case is not."""
        return bool(SHA256.fullmatch(sha256)) and self._place(sha256).is_file()

    def check(self) -> Iterator[str]:
        """Read every file; the names of those whose content is not what it was."""
        for path in sorted(self.folder.glob("??/*")):
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != path.name:
                    yield path.name

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256
