"""A disk that forgets: which of a folder's files would be there, and with what in them, after a power loss.

`Disk.watch` stands before `os.fsync`, `os.fdatasync` and `os.sync` (which are still called) and notes what
each makes durable: the content of a file, or the names in a folder. `Disk.after_loss` builds the folder as it
may look when the power goes: what was synced is there; every other name, and every sector of what was
written since, is there or not as `chance` has it. No file system forgets more than that; most forget less.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path

SECTOR = 512
CHANGES = ("os.rename", "os.remove", "os.truncate", "os.mkdir")
Names = dict[str, tuple[int, bool]]
"""What a folder holds: name → inode, and whether that is a folder."""


class Killed(BaseException):
    """As if the process had been killed here."""


class Disk:
    """The disk of `folder`; what is durable is noted in `notes`, a folder beside it."""

    def __init__(self, folder: Path, notes: Path) -> None:
        self.folder, self.notes = folder, notes
        self.kill_at_next_sync = False
        self._turn = threading.RLock()
        for name in ("files", "held", "folders"):
            (notes / name).mkdir(parents=True, exist_ok=True)

    def watch(self, before: Callable[[], None] | None = None) -> Callable[[], None]:
        """Watch from now on, what is there being durable; calls `before` each change. Returns the end."""
        real = os.fsync, os.fdatasync, os.sync
        self._all()
        watching: list[bool] = [True]
        busy: list[bool] = []

        def moment() -> None:
            if before and not busy:
                busy.append(True)
                before()
                busy.clear()

        def one(handle: int) -> None:
            with self._turn:
                if self.kill_at_next_sync:
                    raise Killed
                moment()
                path = Path(os.readlink(f"/proc/self/fd/{handle}"))
                if path == self.folder or self.folder in path.parents:
                    self._note(path)
                real[1](handle)

        def everything() -> None:
            with self._turn:
                moment()
                self._all()
                real[2]()

        def hook(name: str, _arguments: object) -> None:
            if watching and name in CHANGES:
                moment()

        def end() -> None:
            watching.clear()
            os.fsync, os.fdatasync, os.sync = real

        sys.addaudithook(hook)
        os.fsync = os.fdatasync = one
        os.sync = everything
        return end

    def after_loss(self, target: Path, chance: float, dice: random.Random) -> None:
        """Build the folder as it may be found; `chance` of each unsynced change to be there."""
        self._build(self.folder.stat().st_ino, self.folder, target, lambda: dice.random() < chance)

    def _all(self) -> None:
        for path, _, files in os.walk(self.folder):
            for name in files:
                self._note(Path(path, name))
            self._note(Path(path))

    def _note(self, path: Path) -> None:
        """One file or folder is durable as it is now."""
        try:
            inode = path.stat().st_ino
            if not path.is_dir():
                self._hold(path, inode)
                return self._write(self.notes / "files" / str(inode), path.read_bytes())
        except FileNotFoundError:
            return None
        held = names(path)
        for name, (entry, is_folder) in held.items():
            if not is_folder:
                self._hold(path / name, entry)
        return self._write(self.notes / "folders" / str(inode), json.dumps(held).encode())

    def _hold(self, path: Path, inode: int) -> None:
        """Keep a name for a file, so that its inode is not given to another."""
        place = self.notes / "held" / str(inode)
        if not place.exists():
            os.link(path, place)

    def _write(self, path: Path, data: bytes) -> None:
        fresh = path.with_suffix(".new")
        fresh.write_bytes(data)
        fresh.replace(path)

    def _build(self, inode: int, live: Path | None, target: Path, arrived: Callable[[], bool]) -> None:
        target.mkdir()
        note = self.notes / "folders" / str(inode)
        durable: Names = (
            {name: tuple(at) for name, at in json.loads(note.read_text()).items()} if note.exists() else {}
        )
        now = names(live) if live and live.is_dir() else {}
        for name in sorted(durable.keys() | now.keys()):
            either = now if arrived() else durable
            if name not in either:
                continue
            entry, is_folder = either[name]
            there = live / name if live and now.get(name) == either[name] else None
            if is_folder:
                self._build(entry, there, target / name, arrived)
            else:
                (target / name).write_bytes(self._content(entry, there, arrived))

    def _content(self, inode: int, live: Path | None, arrived: Callable[[], bool]) -> bytes:
        note, held = self.notes / "files" / str(inode), self.notes / "held" / str(inode)
        old = note.read_bytes() if note.exists() else b""
        path = live or (held if held.exists() else None)
        new = path.read_bytes() if path else old
        if new == old:
            return old
        size = len(new) if arrived() else len(old)
        padded = old.ljust(size, b"\0"), new.ljust(size, b"\0")
        sectors = range(0, size, SECTOR)
        return b"".join(padded[arrived()][at : at + SECTOR] for at in sectors)[:size]


def names(folder: Path) -> Names:
    """What a folder holds now."""
    return {entry.name: (entry.inode(), entry.is_dir()) for entry in os.scandir(folder)}
