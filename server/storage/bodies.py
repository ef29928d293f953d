"""Bodies on disk: one TinyDB file per body that a person can read, and beside it the body's history.

`bodies/submission/3f/<id>.json` holds the tables `record` (a copy of the header), `saves` (the latest
operation names, and how much of the history belongs to this state) and `body`. `<id>.history` holds one
event per line and is only ever added to. Both are written by checkpoints; what came since then is
`Pending` in memory and safe in the journal.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from .documents import BodyState, decode, encode
from .interface import BodyDamaged, Event, Record
from .journal import settle
from .registers import JsonFile

log = logging.getLogger(__name__)

Key = tuple[str, str]
"""Collection and id."""


@dataclass
class Pending:
    """The events of one body that are not in its files yet; `fresh` if older files don't count.

    Fresh without events: the record was deleted.
    """

    fresh: bool = False
    events: list[Event] = field(default_factory=list)

    def without(self, written: Pending) -> Pending:
        """What is left when a checkpoint has written what there was at its start."""
        count = len(written.events)
        if self.events[:count] != written.events:
            return self  # deleted since then
        return Pending(self.fresh and not count, self.events[count:])


NOTHING = Pending()


class BodyFiles:
    """The folder of all bodies. `write` may run while another thread (one at a time) reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged: list[str] = []

    def read(self, key: Key, pending: Pending, revision: int) -> BodyState:
        """The body at the given revision: its file and the pending events. Raises BodyDamaged."""
        events = pending.events
        try:
            state = BodyState() if pending.fresh else self._saved(key)
        except BodyDamaged:
            whole = [place for place, event in enumerate(events) if event.get("whole")]
            if not whole:
                raise
            state, events = BodyState(history_size=None), events[whole[-1] :]
        for event in events:
            state.advance(event)
        if state.revision != revision:
            name = self._path(key).name
            raise BodyDamaged(f"内容文件 {name} 停在第 {state.revision} 版，应为第 {revision} 版")
        return state

    def history(self, key: Key, pending: Pending) -> list[Event]:
        """All events, oldest first."""
        events = [] if pending.fresh else self._events(key)[0]
        reached = events[-1]["revision"] if events else 0
        return events + [event for event in pending.events if event["revision"] > reached]

    def write(self, changes: Mapping[Key, Pending], headers: Mapping[str, Mapping[str, Record]]) -> None:
        """Bring the files of all changed bodies to the state of `headers`; durable on return.

        May be repeated after a crash at any point: events already in the files are known by revision.
        """
        staged = []
        for key, pending in changes.items():
            if pending.events:
                staged += self._stage(key, pending, headers[key[0]][key[1]])
            else:
                self._path(key).unlink(missing_ok=True)
                self._path(key).with_suffix(".history").unlink(missing_ok=True)
        settle({path for file in staged for path in (file.fresh, file.path.with_suffix(".history"))})
        for file in staged:
            file.replace()
        settle({folder for file in staged for folder in file.path.parents[:4]})

    def _path(self, key: Key) -> Path:
        collection, id = key
        return self.folder / collection / f"{crc32(id.encode()) & 255:02x}" / f"{id}.json"

    def _saved(self, key: Key) -> BodyState:
        """The state in the file; if that is unreadable, what the history gives."""
        path = self._path(key)
        try:
            tables = JsonFile(path).read() or {}
            saves = tables["saves"]["1"]
            revision = tables["record"]["1"]["revision"]
            return BodyState(revision, tables["body"]["1"], saves["operations"], saves["history_size"])
        except (ValueError, KeyError, TypeError):
            self._set_aside(path)
        events = self._events(key)[0]
        if not events:
            raise BodyDamaged(f"内容文件 {path.name} 损坏，且没有可用于重建的历史；请从备份恢复该文件")
        state = BodyState(history_size=None)
        for event in events:
            state.advance(event)
        return state

    def _set_aside(self, path: Path) -> None:
        if path.exists():
            aside = path.with_name(path.name + ".damaged")
            path.rename(aside)
            self.damaged.append(str(aside))
            log.error("内容文件 %s 无法读取，已改名为 %s；其他数据不受影响", path, aside.name)
        else:
            log.warning("内容文件 %s 不存在，改由历史重建", path)

    def _events(self, key: Key) -> tuple[list[Event], int]:
        """The events in the history file, and how many bytes of it are good."""
        events: list[Event] = []
        size = 0
        try:
            with self._path(key).with_suffix(".history").open("rb") as lines:
                for line in lines:
                    event = decode(line.decode()) if line.endswith(b"\n") else None
                    if not event:
                        break
                    size += len(line)
                    if not events or event["revision"] > events[-1]["revision"]:
                        events.append(event)
        except FileNotFoundError:
            pass
        except ValueError:
            log.error("历史文件 %s 在第 %d 字节处损坏", self._path(key).with_suffix(".history"), size)
        return events, size

    def _stage(self, key: Key, pending: Pending, header: Record) -> list[JsonFile]:
        """Add to the history and write the new body file beside the old one."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            state = self.read(key, pending, header["revision"])
        except BodyDamaged as error:  # keep the events: with the file from a backup they complete the body
            log.error("检查点跳过 %s：%s", path, error)
            state = BodyState(history_size=None)
        size = self._events(key)[1] if state.history_size is None else state.history_size
        with path.with_suffix(".history").open("ab") as history:
            history.truncate(min(size, history.tell()))
            history.writelines(encode(event).encode() + b"\n" for event in pending.events)
            size = history.tell()
        if not state.revision:
            return []
        saves = {"operations": state.operations, "history_size": size}
        file = JsonFile(path)
        file.stage({"record": {"1": header}, "saves": {"1": saves}, "body": {"1": state.value}})
        return [file]
