"""Attachments in S3-compatible storage, by the same rules as in a folder (see `files`).

A file is received on this machine's disk, judged there, and then handed on in parts; so nothing half lies
in the bucket, and no file is ever whole in memory. Needs the extra `s3` (boto3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from .files import CHUNK, SHA256, StoredFile, received
from .interface import Missing, StoreError


class S3Files:
    """`Files` in a bucket: s3://bucket/prefix?endpoint=https://…; keys come from the environment as usual."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        endpoint = parse_qs(parts.query).get("endpoint", [None])[0]
        self._bucket, self._prefix = parts.netloc, parts.path.strip("/")
        self._client: Any = boto3.client("s3", endpoint_url=endpoint)

    def put(
        self, stream: IO[bytes], limit: int, inspect: Callable[[Path, int], None] | None = None
    ) -> StoredFile:
        """As `FileStore.put`."""
        with received(stream, limit, inspect) as (path, stored), _said():
            self._client.upload_file(str(path), self._bucket, self._key(stored.sha256))
        return stored

    def open(self, sha256: str) -> IO[bytes]:
        """The file, open for reading from start to end; the caller closes it. Raises Missing."""
        if not self.exists(sha256):
            raise Missing("file", sha256)
        with _said():
            body: IO[bytes] = self._client.get_object(Bucket=self._bucket, Key=self._key(sha256))["Body"]
        return body

    def exists(self, sha256: str) -> bool:
        """True if the file is there."""
        if not SHA256.fullmatch(sha256):
            return False
        try:
            self._client.head_object(Bucket=self._bucket, Key=self._key(sha256))
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NotFound"):
                return False
            raise StoreError(f"对象存储没有回答：{error.response['Error']['Code']}") from None
        return True

    def names(self, older: float = 0) -> Iterator[str]:
        """The names of all files that have lain there for so many seconds."""
        before = datetime.now(UTC) - timedelta(seconds=older)
        pages = self._client.get_paginator("list_objects_v2")
        with _said():
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._key("")):
                for entry in page.get("Contents", ()):
                    if entry["LastModified"] <= before:
                        yield entry["Key"].rpartition("/")[2]

    def is_sound(self, sha256: str) -> bool:
        """Whether the content is still what its name says. Reads all of it."""
        digest = hashlib.sha256()
        with self.open(sha256) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest() == sha256

    def remove(self, sha256: str) -> None:
        """Take a file away."""
        with _said():
            self._client.delete_object(Bucket=self._bucket, Key=self._key(sha256))

    def _key(self, sha256: str) -> str:
        folder = f"{self._prefix}/files/" if self._prefix else "files/"
        return f"{folder}{sha256[:2]}/{sha256}" if sha256 else folder


@contextmanager
def _said() -> Iterator[None]:
    """Turns boto3's errors into ours."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise StoreError(f"对象存储没有完成操作：{type(error).__name__}") from error
