"""The embedded store loses nothing that was acknowledged when the power goes (see `power`), at any moment."""

import os
import random

import pytest

from server.storage import open_store
from server.storage.interface import Collection, Delete, Patch, Put, StoreError
from tests.storage.power import Disk, Killed

LOSSES = int(os.environ.get("TIANBIAO_LOSSES", "4"))
SEED = int(os.environ.get("TIANBIAO_SEED", "0")) or random.randrange(1, 10**6)
COLLECTIONS = {"submission": Collection(body=True), "account": Collection(unique=("login",))}
LONG = "企业" * 700


def commits():
    """Commits one by one; None is a checkpoint, "kill" a kill -9 before the next commit is synced."""
    yield [Put("submission", "s1", {"n": "1"}, body={"a": 1}), Put("account", "a1", {"login": "x"})]
    yield [Put("submission", "s2", {}, body={"text": LONG})]
    yield None
    yield [Patch("submission", "s1", {"b": LONG}, operation="op-1"), Patch("submission", "s2", {"c": 3})]
    yield None
    yield [Delete("submission", "s2"), Put("account", "a2", {"login": "y"})]
    yield "kill"
    yield [Patch("submission", "s1", {"d": 4}, operation="op-2", set={"n": "2"})]
    yield [Put("submission", "s2", {}, body={"anew": LONG})]
    yield None
    yield [Patch("submission", "s2", {"anew": None, "e": 5})]
    yield "kill"
    yield [Patch("submission", "s1", {"f": LONG}, operation="op-3")]
    yield None
    yield None
    yield [Delete("account", "a1"), Patch("submission", "s1", {"b": None})]


class Power:
    """Runs the commits on a watched disk, and remembers what each moment's power loss would leave."""

    def __init__(self, folder):
        self.dice = random.Random(SEED)
        self.folder = folder
        (folder / "disk").mkdir()
        self.disk = Disk(folder / "disk", folder / "notes")
        self.left = []
        self.states = [[]]
        self.acknowledged = 0
        self.end = self.disk.watch(self.lose)

    def lose(self):
        for chance in [0.0, 1.0, 0.3, 0.8][:LOSSES] + [self.dice.random() for _ in range(LOSSES - 4)]:
            target = self.folder / f"left-{len(self.left)}"
            self.disk.after_loss(target, chance, self.dice)
            self.left.append((target, self.acknowledged))

    def open(self):
        return open_store(self.folder / "disk" / "data" / "store", COLLECTIONS)

    def kill(self, store, commit):
        self.disk.kill_at_next_sync = True
        with pytest.raises(Killed):
            store.commit(*commit)
        self.disk.kill_at_next_sync = False
        store._folder.owner.release()
        return self.open()

    def run(self):
        store, killing = self.open(), False
        for commit in commits():
            if commit is None:
                store.checkpoint()
            elif commit == "kill":
                killing = True
            else:
                if killing:
                    store, killing = self.kill(store, commit), False
                store.commit(*commit)
                self.acknowledged += 1
                self.states.append(list(store.export()))
        store.close()
        self.end()


def wrong_after(folder, expected):
    """What is wrong with the store that a power loss left, "" if nothing."""
    try:
        store = open_store(folder / "data" / "store", COLLECTIONS)
        found = list(store.export())
        bodies = [store.body("submission", id) for id in ids(found)]
        replayed = [
            store.body("submission", id, store.get("submission", id)["revision"]) for id in ids(found)
        ]
        store.commit(Put("account", "after", {"login": "after"}))
        store._folder.owner.release()
        again = open_store(folder / "data" / "store", COLLECTIONS)
        kept = again.get("account", "after")
        again._folder.owner.release()
    except (StoreError, OSError) as error:
        return repr(error)
    return "" if found in expected and bodies == replayed and kept else f"{len(found)} records"


def ids(entries):
    return [entry["record"]["id"] for entry in entries if entry["collection"] == "submission"]


def test_no_moment_is_a_bad_one_for_a_power_loss(tmp_path, capsys):
    power = Power(tmp_path)
    power.run()
    found = []
    for folder, acknowledged in power.left:
        wrong = wrong_after(folder, power.states[acknowledged : acknowledged + 2])
        found += [f"{folder.name} after {acknowledged}: {wrong}"] if wrong else []
    with capsys.disabled():
        print(f" [{len(power.left)} power losses, seed {SEED}, {len(found)} troubles] ", end="")
    assert found == []
