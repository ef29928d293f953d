"""A process under load, to be killed: four threads save and print what was acknowledged.

Each commit changes one submission and adds one job; so the number of jobs tells if commits are atomic.
"""

import itertools
import random
import sys
import threading
from pathlib import Path

from server.storage.interface import Collection, Patch, Put
from server.storage.sql import SqlStore
from server.storage.tiny import TinyStore
from tests.storage.power import Disk

COLLECTIONS = {
    "submission": Collection(indexes={"owner": ("owner", "stage")}, body=True),
    "job": Collection(indexes={"ready": ("state", "run_at"), "submission": ("submission",)}),
}


def open_small(address):
    """A store that checkpoints all the time, or a database."""
    if "://" in str(address):
        return SqlStore(str(address), COLLECTIONS)
    return TinyStore(Path(address), COLLECTIONS, checkpoint_size=100_000)


def save_for_ever(store, thread):
    for turn in itertools.count():
        id = f"{thread}-{turn % 5}"
        at = store.get("submission", id)["revision"]
        text = "企" * random.randint(1, 300)
        save = Patch("submission", id, {"at": at + 1, f"f{at % 50}": text}, at, operation=f"{id}@{at}")
        if turn % 7 == 0:
            save.set["stage"] = str(turn)
        job = Put("job", f"{id}-{at}", {"submission": id, "state": "queued", "run_at": "1"}, expect=0)
        revision = store.commit(save, job)[0]
        sys.stdout.write(f"{id} {revision}\n")
        sys.stdout.flush()


def main(address, name="s", notes=""):
    if notes:
        Disk(Path(address).parent, Path(notes)).watch()
    store = open_small(address)
    threads = [f"{name}{number}" for number in range(4)]
    for thread, number in itertools.product(threads, range(5)):
        if not store.get("submission", f"{thread}-{number}"):
            new = Put("submission", f"{thread}-{number}", {"owner": "e", "stage": ""}, body={"at": 1})
            store.commit(new)
    print("ready", 0, flush=True)
    for thread in threads:
        threading.Thread(target=save_for_ever, args=(store, thread)).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
