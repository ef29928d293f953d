"""The embedded store loses nothing that was acknowledged when the power goes (see `power`), at any moment."""

import os
import random
import time
from collections import Counter

import pytest

from tests.storage.load import begin_load, end_load, troubles
from tests.storage.loaded_server import open_small
from tests.storage.power import Disk, Killed
from tests.storage.story import left_alone, opened, story, wrong_with

LOSSES = int(os.environ.get("TIANBIAO_LOSSES", "2"))
"""Times the power goes at each moment of the story, and in the midst of load."""
SEED = int(os.environ.get("TIANBIAO_SEED", "0")) or random.randrange(1, 10**6)
KILLED = ("op-2", "op-3")
"""Before these commits are synced the process is killed; then they are tried again."""


class Power:
    """Lives the story on a watched disk, and keeps what each moment's power loss would leave."""

    def __init__(self, folder):
        self.dice = random.Random(SEED)
        self.folder = folder
        (folder / "disk").mkdir()
        self.disk = Disk(folder / "disk", folder / "notes")
        self.left = []
        self.states = [[]]

    def lose(self):
        for chance in [0.0, *(self.dice.random() for _ in range(LOSSES - 1))]:
            target = self.folder / f"left-{len(self.left)}"
            self.disk.after_loss(target, chance, self.dice)
            self.left.append((target, len(self.states) - 1))

    def open(self):
        return opened(self.folder / "disk" / "data" / "store")

    def kill(self, store, commit):
        self.disk.kill_at_next_sync = True
        with pytest.raises(Killed):
            store.commit(*commit)
        self.disk.kill_at_next_sync = False
        left_alone(store)
        return self.open()

    def live(self):
        end = self.disk.watch(self.lose)
        store = self.open()
        for commit in story():
            if not commit:
                store.checkpoint()
                continue
            if commit[0].operation in KILLED:
                store = self.kill(store, commit)
            store.commit(*commit)
            self.states.append(list(store.export()))
        store.close()
        end()


def test_no_moment_is_a_bad_one_for_a_power_loss(tmp_path, capsys):
    power = Power(tmp_path)
    power.live()
    found = []
    for folder, acknowledged in power.left:
        wrong = wrong_with(folder / "data" / "store", power.states[acknowledged : acknowledged + 2])
        found += [f"{folder.name} after {acknowledged}: {wrong}"] if wrong else []
    with capsys.disabled():
        print(f" [{len(power.left)} power losses, seed {SEED}, {len(found)} troubles] ", end="")
    assert found == []


def test_a_power_loss_under_load_loses_no_acknowledged_commit(tmp_path, capsys):
    dice, found, acknowledged = random.Random(SEED), [], Counter()
    folder = tmp_path / "disk-0"
    folder.mkdir()
    for loss in range(LOSSES):
        notes = tmp_path / f"notes-{loss}"
        process = begin_load(folder / "data", notes=notes)
        time.sleep(dice.uniform(0.3, 0.9))
        acknowledged |= end_load(process)
        left = tmp_path / f"disk-{loss + 1}"
        Disk(folder, notes).after_loss(left, dice.random(), dice)
        folder = left
        store = open_small(folder / "data")
        found += troubles(store, acknowledged)
        left_alone(store)
    with capsys.disabled():
        told = f"{LOSSES} power losses, {acknowledged.total()} acknowledged commits, {len(found)} troubles"
        print(f" [{told}, seed {SEED}] ", end="")
    assert found == []
