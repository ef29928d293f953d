"""A short life of an embedded store, told on a disk that fails, and what must hold of it afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from server.storage import open_store
from server.storage.interface import Collection, Delete, Operation, Patch, Put, Record, Store, StoreError

COLLECTIONS = {"submission": Collection(body=True), "account": Collection(unique=("login",))}
LONG = "企业" * 700


def story() -> Iterator[list[Operation]]:
    """Commits one by one; an empty one is a checkpoint. Those with an operation name may be tried again."""
    yield [Put("submission", "s1", {"n": "1"}, body={"a": 1}), Put("account", "a1", {"login": "x"})]
    yield [Put("submission", "s2", {}, body={"text": LONG})]
    yield []
    yield [Patch("submission", "s1", {"b": LONG}, operation="op-1"), Patch("submission", "s2", {"c": 3})]
    yield []
    yield [Delete("submission", "s2"), Put("account", "a2", {"login": "y"})]
    yield [Patch("submission", "s1", {"d": 4}, operation="op-2", set={"n": "2"})]
    yield [Put("submission", "s2", {}, body={"anew": LONG})]
    yield []
    yield [Patch("submission", "s2", {"anew": None, "e": 5})]
    yield [Patch("submission", "s1", {"f": LONG}, operation="op-3")]
    yield []
    yield []
    yield [Delete("account", "a1"), Patch("submission", "s1", {"b": None})]


def opened(folder: Path) -> Store:
    """The store of the story."""
    return open_store(folder, COLLECTIONS)


def left_alone(store: Store) -> None:
    """Let go of the folder without closing the store, as a dying process does."""
    folder = store._folder  # type: ignore[attr-defined]
    os.close(folder.journal._handle)
    folder.owner.release()


def wrong_with(folder: Path, expected: list[list[Record]]) -> str:
    """What is wrong with a folder that should hold one of the exports, and take writes; "" if nothing."""
    try:
        store = opened(folder)
        found = list(store.export())
        ids = [entry["record"]["id"] for entry in found if entry["collection"] == "submission"]
        bodies = [store.body("submission", id) for id in ids]
        replayed = [store.body("submission", id, len(store.history("submission", id))) for id in ids]
        store.commit(Put("account", "after", {"login": "after"}))
        left_alone(store)
        store = opened(folder)
        kept = store.get("account", "after")
        left_alone(store)
    except (StoreError, OSError) as error:
        return repr(error)
    return "" if found in expected and bodies == replayed and kept else f"{len(found)} other records"
