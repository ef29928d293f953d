"""The floor that keeps records and files: one small interface, and what stands behind it.

`interface` is all that the rooms above may know. `tiny` is the embedded store (TinyDB in one folder);
`files` keeps attachments by their SHA-256. Nothing here knows forms, Flask or what a record means.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .interface import Collection, Store
from .tiny import TinyStore


def open_store(path: str | Path, collections: Mapping[str, Collection]) -> Store:
    """The store in a folder, made if needed. Raises StoreLocked, StoreBroken.

    The caller closes it. One process at a time; any number of threads.
    """
    return TinyStore(Path(path), collections)
