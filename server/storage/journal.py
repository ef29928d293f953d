"""The journal: a commit is one line here, and it is safe when the line is on the disk.

`journal.000007.log` holds one line per commit: in eight hexadecimal digits each the CRC-32 of the rest and
the place in the file where this writing began, then the JSON. Threads that wait at the same time share one
writing and one fdatasync (group commit). A checkpoint starts the next segment and removes those that not
even the checkpoint before needs.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from .documents import checked, decode
from .interface import StoreBroken

log = logging.getLogger(__name__)


class Journal:
    """The segments of one folder. `replay` once, then `append` and `sync` from any thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.segment = 0
        self.size = 0
        self.broken: str | None = None
        self._handle = -1
        self._turn = threading.Condition()
        self._syncing = False
        self._queue: list[bytes] = []
        self._appended = self._durable = 0

    def replay(self, first: int) -> Iterator[list[Any]]:
        """The commits of all segments from `first` on; then the journal is open for writing.

        What was written last, and not yet synced when the power went, may be torn anywhere: it was never
        acknowledged and is cut off. Raises StoreBroken if later lines show that damage is older than that.
        """
        numbers = sorted(number for number in self._numbers() if number >= first)
        if numbers != list(range(first, first + len(numbers))) or (first and not numbers):
            raise StoreBroken(f"数据目录 {self.folder} 缺少 registers.json 或部分日志；请从备份恢复整个目录")
        torn: tuple[int, int] | None = None
        for number in numbers:
            good = 0
            with self._path(number).open("rb") as lines:
                for line in lines:
                    if not intact(line):
                        torn = torn or (number, good)
                    elif torn is None:
                        good += len(line)
                        yield decode(line[18:].decode())
                    elif (number, begun(line)) > torn:
                        place = f"{self._path(torn[0]).name} 在第 {torn[1]} 字节处"
                        raise StoreBroken(f"日志 {place}损坏，其后还有数据；请从备份恢复")
        if torn:
            self._cut(*torn)
        self._open(max(numbers, default=first))

    def append(self, entries: Sequence[Any]) -> tuple[int, list[Any]]:
        """Queue one commit. Returns the ticket to `sync`, and the entries as the disk will hold them.

        Raises ValueError or TypeError, before anything is queued, for what JSON can't hold.
        """
        data, stored = checked(entries)
        with self._turn:
            if self.broken:
                raise StoreBroken(self.broken)
            self._queue.append(data)
            self._appended += 1
            return self._appended, stored

    def sync(self, ticket: int | None = None) -> None:
        """Return when the ticket (default: all that is queued) is on the disk. Raises StoreBroken."""
        with self._turn:
            ticket = self._appended if ticket is None else ticket
            while self._syncing and self._durable < ticket:
                self._turn.wait()
            if self._durable >= ticket:
                return
            if self.broken:
                raise StoreBroken(self.broken)
            queue, self._queue, upto = self._queue, [], self._appended
            self._syncing = True
        trouble: str | None = "写入日志时被中断，请重新启动服务"
        try:  # whoever comes first writes for all who wait
            lines = (b"%08x %s" % (self.size, text) for text in queue)
            data = b"".join(b"%08x %s\n" % (crc32(line), line) for line in lines)
            self.size += len(data)
            while data:
                data = data[os.write(self._handle, data) :]
            os.fdatasync(self._handle)
            self._durable, trouble = upto, None
        except OSError as error:
            trouble = f"无法写入数据目录（{error.strerror}），请检查磁盘后重新启动服务"
            raise StoreBroken(trouble) from error
        finally:
            with self._turn:
                self._syncing, self.broken = False, trouble
                self._turn.notify_all()

    def rotate(self) -> int:
        """Make all that is queued durable and start the next segment; the number of the old one.

        Only while nobody appends.
        """
        self.sync()
        with self._turn:
            self._open(self.segment + 1)
            return self.segment - 1

    def discard(self, last: int) -> None:
        """Remove the segments up to `last`; two checkpoints hold what they held."""
        for number in self._numbers():
            if number <= last:
                self._path(number).unlink()

    def close(self) -> None:
        """Make all that is queued durable; every later append raises StoreBroken."""
        try:
            self.sync()
        finally:
            with self._turn:
                while self._syncing:
                    self._turn.wait()
                self.broken = "数据目录已关闭"
                os.close(self._handle)

    def _numbers(self) -> list[int]:
        return [int(path.name.split(".")[1]) for path in self.folder.glob("journal.*.log")]

    def _path(self, number: int) -> Path:
        return self.folder / f"journal.{number:06d}.log"

    def _open(self, number: int) -> None:
        path = self._path(number)
        handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        try:
            os.fdatasync(handle)  # lines that a killed process left were read, so they must stay
            settle([self.folder])
        except OSError:
            os.close(handle)
            raise
        if self._handle >= 0:
            os.close(self._handle)
        self._handle, self.segment, self.size = handle, number, path.stat().st_size

    def _cut(self, number: int, size: int) -> None:
        path = self._path(number)
        log.warning("日志 %s 末尾有未写完的记录（从未确认保存），已从第 %d 字节截去", path.name, size)
        os.truncate(path, size)
        settle([path])


def intact(line: bytes) -> bool:
    """True for a whole journal line whose checksum fits."""
    return line.endswith(b"\n") and line[:9] == b"%08x " % crc32(line[9:-1])


def begun(line: bytes) -> int:
    """Where the writing of a line, with others, began in its segment: all before was durable by then."""
    return int(line[9:17], 16)


def make(folder: Path) -> None:
    """Make a folder for its owner alone, and those above it, durable."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settle({path.parent for path in missing})


def settle(paths: Collection[Path]) -> None:
    """Make files and folders (that is, new and renamed names) durable; many at once in one go."""
    if len(paths) > 32:
        os.sync()
        return
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
