"""The floor that keeps records and files: one small interface, and what stands behind it.

`interface` is all that the rooms above may know. `tiny` is the embedded store (TinyDB in one folder), `sql`
the one for several processes (PostgreSQL; SQLite in tests);
`files` and `s3` keep attachments by their SHA-256. Nothing here knows forms, Flask or what a record means.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from .files import Files, FileStore
from .interface import Collection, Store
from .sql import SqlStore
from .tiny import TinyStore


def open_files(address: str | Path) -> Files:
    """Where attachments are kept: a folder, or a bucket given by its URL (s3://…)."""
    url = str(address)
    if not url.startswith("s3://"):
        return FileStore(url)
    return import_module(".s3", __name__).S3Files(url)  # boto3 is an extra, 15 MB of it


def open_store(path: str | Path, collections: Mapping[str, Collection]) -> Store:
    """The store in a folder, or in a database given by its URL, made if needed.

    Raises StoreLocked, StoreBroken. The caller closes it. Threads may be many; processes too, in a database.
    """
    url = str(path)
    return SqlStore(url, collections) if "://" in url else TinyStore(Path(path), collections)
