"""Backups are taken while a store is used, prove that they are whole, and come back as they were."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from pathlib import Path
from secrets import token_hex

import pytest

from server.storage import backup, open_store
from server.storage.interface import Delete, Patch, Put, StoreError
from tests.storage.conftest import COLLECTIONS
from tests.storage.load import troubles
from tests.storage.loaded_server import open_small


@pytest.fixture
def kept(store, tmp_path) -> Path:
    """A backup of a store with some records, one of them with a history."""
    new = Put("submission", "s1", {"owner": "e"}, body={"a": 1})
    store.commit(Put("account", "a1", {"login": "zhang"}), new)
    store.commit(Patch("submission", "s1", {"b": "企业"}, operation="op-1"))
    store.commit(Put("account", "a2", {}), Delete("account", "a2"))
    backup.write(store, tmp_path / "b" / "all.gz")
    return tmp_path / "b" / "all.gz"


def test_a_backup_comes_back_as_it_was(store, kept, backend, tmp_path):
    other = backend(tmp_path / "other")
    told = backup.restore(kept, other)
    assert told.counts == {"account": 1, "submission": 1}
    assert backup.contents(other) == backup.contents(store) == told
    assert other.commit(Patch("submission", "s1", {"b": 2}, operation="op-1")) == [2]
    other.close()


def test_a_backup_is_never_loaded_over_something(store, kept):
    with pytest.raises(StoreError, match="不是空的"):
        backup.restore(kept, store)


@pytest.mark.parametrize("harm", ["cut", "changed", "line", "empty", "text"])
def test_a_damaged_backup_is_refused_before_anything_is_loaded(kept, harm, backend, tmp_path):
    whole, lines = kept.read_bytes(), gzip.decompress(kept.read_bytes()).splitlines(keepends=True)
    kept.write_bytes(
        {
            "cut": whole[:-20],
            "changed": gzip.compress(b"".join(lines).replace(b"zhang", b"zhong")),
            "line": gzip.compress(b"".join(lines[1:])),
            "empty": b"",
            "text": b"not a backup",
        }[harm]
    )
    other = backend(tmp_path / "other")
    with pytest.raises(backup.BackupDamaged):
        backup.restore(kept, other)
    assert not any(other.health()["records"].values())
    other.close()


def test_a_store_goes_to_another_backend_and_back_unchanged(kept, store, backend, postgres, tmp_path):
    there = open_store(postgres.database("c" + token_hex(8)), COLLECTIONS)
    there.load(store.export())
    back = backend(tmp_path / "back")
    back.load(there.export())
    assert list(back.export()) == list(there.export()) == list(store.export())
    there.close()
    back.close()


@pytest.mark.parametrize("kind", ["tinydb", "postgresql"])
def test_a_backup_taken_under_load_is_of_one_moment(kind, request, tmp_path):
    addresses = [tmp_path / "a", tmp_path / "b"]
    if kind == "postgresql":
        addresses = [request.getfixturevalue("postgres").database("b" + token_hex(8)) for _ in "ab"]
    store, ended = open_small(addresses[0]), threading.Event()
    writers = [threading.Thread(target=save_until, args=(store, f"s{n}", ended)) for n in range(3)]
    for writer in writers:
        writer.start()
    time.sleep(0.7)
    backup.write(store, tmp_path / "load.gz")
    ended.set()
    for writer in writers:
        writer.join()
    restored = open_small(addresses[1])
    told = backup.restore(tmp_path / "load.gz", restored)
    assert told.counts["submission"] == 3 and told.counts["job"] > 20
    assert list(troubles(restored, Counter({f"s{n}": 10 for n in range(3)}))) == []
    store.close()
    restored.close()


def save_until(store, id: str, ended: threading.Event) -> None:
    """One submission, saved again and again, each time with a job in the same commit."""
    store.commit(Put("submission", id, {"owner": "e", "stage": ""}, body={"at": 1}))
    at = 1
    while not ended.is_set():
        new = Put("job", f"{id}-{at}", {"submission": id, "state": "queued", "run_at": "1"}, expect=0)
        at = store.commit(Patch("submission", id, {"at": at + 1, f"f{at % 50}": "企" * 50}, at), new)[0]
