"""The files of an embedded store: who owns them, what they hold at the start, what a checkpoint writes.

`registers.json` has the headers of all records and says with which segment of the journal to go on; the
one before it is kept, with the segments that follow it. See docs/storage.md.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from .bodies import BodyFiles, Key, Pending
from .documents import Change
from .interface import Record, StoreBroken, StoreLocked
from .journal import Journal, make
from .registers import JsonFile, Registers, Tables

log = logging.getLogger(__name__)


class Folder:
    """The folder of one store, for this process alone. Raises StoreLocked, StoreBroken."""

    def __init__(self, path: Path) -> None:
        try:
            make(path)  # password hashes, answers
            self.owner = FileLock(path / "store.lock", thread_local=False)
            self.owner.acquire(timeout=0)
        except Timeout:
            raise StoreLocked(f"数据目录 {path} 正由另一个填表进程使用，请先停止它，或换一个目录") from None
        except OSError as error:
            raise StoreBroken(f"数据目录 {path} 不能写入（{error.strerror}），请检查磁盘和权限") from None
        self.registers = Registers(path / "registers.json")
        self.journal = Journal(path)
        self.bodies = BodyFiles(path / "bodies")
        self._file = JsonFile(path / "registers.json")
        self._first = 0

    def read(self) -> tuple[Tables, list[Change]]:
        """The headers as of the latest checkpoint, else of the one before, and the changes since then."""
        tables = self._latest()
        self._first = tables.pop("journal")["1"]["segment"]
        return tables, [Change(*entry) for commit in self.journal.replay(self._first) for entry in commit]

    def write(
        self, segment: int, changed: Mapping[Key, Pending], headers: Mapping[str, Mapping[str, Record]]
    ) -> None:
        """Carry what the journal has up to a segment into the files; durable on return."""
        self.bodies.write(changed, headers)
        self._file.write({"journal": {"1": {"segment": segment + 1}}, **headers})
        self.journal.discard(self._first - 1)  # what the registers before need stays
        self._first = segment + 1

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_trouble: object) -> None:
        """Make durable what is under way, and let others have the folder. Raises StoreBroken, OSError."""
        try:
            self.journal.close()
        finally:
            self.owner.release()

    def _latest(self) -> Tables:
        for path in (self._file.path, self._file.previous):
            try:
                tables = JsonFile(path).read()
                if tables is not None and isinstance(tables["journal"]["1"]["segment"], int):
                    return tables
            except (ValueError, KeyError, TypeError):
                log.error("%s 无法读取，改由上一份与日志重建", path)
        return {"journal": {"1": {"segment": 0}}}
