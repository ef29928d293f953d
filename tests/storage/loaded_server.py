"""A process under load, to be killed: four threads save and print what was acknowledged.

Each commit changes one submission and adds one job; so the number of jobs tells if commits are atomic.
"""

import itertools
import random
import sys
import threading
from pathlib import Path

from server.storage.interface import Collection, Patch, Put
from server.storage.tiny import TinyStore

COLLECTIONS = {
    "submission": Collection(indexes={"owner": ("owner", "stage")}, body=True),
    "job": Collection(indexes={"ready": ("state", "run_at"), "submission": ("submission",)}),
}


def open_small(folder):
    """A store that checkpoints all the time."""
    return TinyStore(Path(folder), COLLECTIONS, checkpoint_size=100_000)


def save_for_ever(store, thread):
    for turn in itertools.count():
        id = f"s{thread}-{turn % 5}"
        at = store.get("submission", id)["revision"]
        text = "企" * random.randint(1, 300)
        save = Patch("submission", id, {"at": at + 1, f"f{at % 50}": text}, at, operation=f"{id}@{at}")
        if turn % 7 == 0:
            save.set["stage"] = str(turn)
        job = Put("job", f"{id}-{at}", {"submission": id, "state": "queued", "run_at": "1"}, expect=0)
        revision = store.commit(save, job)[0]
        sys.stdout.write(f"{id} {revision}\n")
        sys.stdout.flush()


def main(folder):
    store = open_small(folder)
    for thread, number in itertools.product(range(4), range(5)):
        if not store.get("submission", f"s{thread}-{number}"):
            new = Put("submission", f"s{thread}-{number}", {"owner": "e", "stage": ""}, body={"at": 1})
            store.commit(new)
    print("ready", 0, flush=True)
    for thread in range(4):
        threading.Thread(target=save_for_ever, args=(store, thread)).start()


if __name__ == "__main__":
    main(sys.argv[1])
