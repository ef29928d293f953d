"""A process that saves as fast as it can, and what must hold of the store it saved to when it has died."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from server.storage.interface import Store


def begin_load(address: str | Path, name: str = "s", notes: Path | None = None) -> subprocess.Popen[str]:
    """The process, already saving. With `notes` it is on a disk that forgets (see `power`)."""
    command = [sys.executable, Path(__file__).with_name("loaded_server.py"), str(address), name]
    command += [str(notes)] if notes else []
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout and process.stdout.readline() == "ready 0\n"
    return process


def end_load(process: subprocess.Popen[str]) -> Counter[str]:
    """Kill it; the highest revision it was told of each submission."""
    process.kill()
    acknowledged: Counter[str] = Counter()
    for line in process.communicate()[0].split("\n")[:-1]:
        id, revision = line.split(" ")
        acknowledged[id] = max(acknowledged[id], int(revision))
    return acknowledged


def troubles(store: Store, acknowledged: Counter[str]) -> Iterator[str]:
    """What is wrong with each submission, as texts."""
    for id, revision in acknowledged.items():
        record = store.get("submission", id)
        have = record["revision"] if record else 0
        body, history = store.body("submission", id), store.history("submission", id)
        replayed = store.body("submission", id, at=have)
        wrong = {
            "lost": have < revision,
            "body": body["at"] != have or body != replayed,
            "gap": [event["revision"] for event in history] != list(range(1, have + 1)),
            "half": store.count("job", "submission", (id,)) != have - 1,
        }
        yield from [f"{id} {name}" for name, is_wrong in wrong.items() if is_wrong]
