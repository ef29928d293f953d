"""Which stores a run was on: told at its end, with versions, so that nobody takes half a run for a whole."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.metadata import version

from tests.postgres import newest

NAMED = re.compile(r"\[(?:[^\]]*-)?(tinydb|sqlite|postgresql)\b")


def ran(outcomes: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A line a backend that tests named; `outcomes` are each test's name and how it ended."""
    counts: Counter[tuple[str, str]] = Counter()
    for name, outcome in outcomes:
        if found := NAMED.search(name):
            counts[found[1], outcome] += 1
    for backend in ("tinydb", "sqlite", "postgresql"):
        of_it = [f"{count} {outcome}" for (name, outcome), count in sorted(counts.items()) if name == backend]
        if counts:
            yield f"{backend} {release(backend)}: {', '.join(of_it) or 'NOT RUN'}"


def release(backend: str) -> str:
    """The version of what is installed here."""
    if backend == "tinydb":
        return version("tinydb")
    if backend == "sqlite":
        return sqlite3.sqlite_version
    try:
        told = subprocess.run([newest() / "postgres", "--version"], capture_output=True, text=True)
    except AssertionError:
        return "(missing)"
    return told.stdout.split()[2]
