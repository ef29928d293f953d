"""The journal: a commit is one line here, and it is safe when the line is on the disk.

`journal.000007.log` holds one line per commit: CRC-32 of the JSON in eight hexadecimal digits, a space,
the JSON. Threads that wait at the same time share one fdatasync (group commit). A checkpoint starts the
next segment and removes those that not even the checkpoint before needs.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

from .documents import DEEPEST, decode, encode, nested
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
        self._lines: list[bytes] = []
        self._appended = self._durable = 0

    def replay(self, first: int) -> Iterator[list[Any]]:
        """The commits of all segments from `first` on; then the journal is open for writing.

        A torn end was never acknowledged and is cut off. Raises StoreBroken if a line is damaged that
        has good ones behind it: those were acknowledged, and they build on the damaged one.
        """
        numbers = sorted(number for number in self._numbers() if number >= first)
        if numbers != list(range(first, first + len(numbers))) or (first and not numbers):
            raise StoreBroken(f"数据目录 {self.folder} 缺少 registers.json 或部分日志；请从备份恢复整个目录")
        for number in numbers:
            yield from self._read(self._path(number), last=number == numbers[-1])
        self._open(max(numbers, default=first))

    def append(self, entries: list[Any]) -> tuple[int, list[Any]]:
        """Queue one commit. Returns the ticket to `sync`, and the entries as the disk will hold them.

        Reading back what was written makes memory equal to the disk and free of the caller's objects.
        Raises ValueError or TypeError, before anything is queued, for what JSON can't hold.
        """
        try:
            text = encode(entries)
            stored: list[Any] = decode(text)
        except RecursionError:
            raise ValueError("JSON 嵌套过深") from None
        if text.count("{") + text.count("[") > DEEPEST and nested(stored, DEEPEST):
            raise ValueError("JSON 嵌套过深")
        data = text.encode()
        with self._turn:
            if self.broken:
                raise StoreBroken(self.broken)
            self._lines.append(b"%08x %s\n" % (crc32(data), data))
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
            lines, self._lines, upto = self._lines, [], self._appended
            self._syncing = True
        trouble: str | None = "写入日志时被中断，请重新启动服务"
        try:  # whoever comes first writes for all who wait
            data = b"".join(lines)
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
        self.sync()
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
        settle([self.folder])
        if self._handle >= 0:
            os.close(self._handle)
        self._handle, self.segment, self.size = handle, number, path.stat().st_size

    def _read(self, path: Path, last: bool) -> Iterator[list[Any]]:
        good = 0
        with path.open("rb") as lines:
            for line in lines:
                if not intact(line):
                    break
                good += len(line)
                yield decode(line[9:].decode())
            if good == path.stat().st_size:
                return
            if not last or any(intact(line) for line in lines):
                raise StoreBroken(f"日志 {path.name} 在第 {good} 字节处损坏，其后还有数据；请从备份恢复")
        log.warning("日志 %s 末尾有一条未写完的记录（从未确认保存），已从第 %d 字节截去", path.name, good)
        os.truncate(path, good)


def intact(line: bytes) -> bool:
    """True for a whole journal line whose checksum fits."""
    return line.endswith(b"\n") and line[:9] == b"%08x " % crc32(line[9:-1])


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
