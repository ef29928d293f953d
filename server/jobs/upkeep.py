"""What a server does for itself, by itself: backups, checking files, clearing away what nobody needs.

Each is a periodic job: done once however many processes there are, and to be looked at like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..records import references
from ..storage import backup
from ..storage.files import Files
from ..storage.interface import Record, Store
from .runner import Every, JobTrouble, Task, Work, sweep

DAY = 24 * 3600
UNUSED_SECONDS = 2 * DAY
"""A file lies at least so long before it may go: an upload is kept before the slot that lists it."""
BACKUPS_KEPT = 14


def schedule(backup_hours: int) -> list[Every]:
    """When each is due; 0 hours make no backups."""
    backups = [Every("backup", backup_hours * 3600)] if backup_hours else []
    return [Every("tidy", DAY), Every("check-files", 7 * DAY), *backups]


@dataclass(frozen=True)
class Upkeep:
    """The work of each kind on a store and its files; backups go into `folder`."""

    store: Store
    files: Files
    folder: Path

    def works(self) -> Mapping[str, Work]:
        """The kinds of jobs, and what does them."""
        return {"tidy": self.tidy, "check-files": self.check_files, "backup": self.back_up}

    def tidy(self, task: Task) -> Record:
        """Forget old jobs, remove files that no record needs."""
        removed = 0
        for number, name in enumerate(self.files.names(older=UNUSED_SECONDS)):
            if not references.count(self.store, name):
                self.files.remove(name)
                removed += 1
            if number % 100 == 0:
                task.progress(number, 0, "清理附件")
        return {"files": removed, "jobs": sweep(self.store)}

    def check_files(self, task: Task) -> Record:
        """Read every file; a damaged one is named, and the job fails so that somebody looks."""
        names = list(self.files.names())
        damaged = []
        for number, name in enumerate(names):
            if not self.files.is_sound(name):
                damaged.append(name)
            task.progress(number + 1, len(names), "核对附件")
        if damaged:
            raise JobTrouble(f"{len(damaged)} 个附件的内容已损坏，请从备份恢复：{'、'.join(damaged[:5])}")
        return {"files": len(names)}

    def back_up(self, task: Task) -> Record:
        """Everything the store holds, in one file; the oldest make room."""
        name = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ.jsonl.gz")
        told = backup.write(self.store, self.folder / name)
        for old in sorted(self.folder.glob("*.jsonl.gz"))[:-BACKUPS_KEPT]:
            old.unlink(missing_ok=True)
        return {"file": name, **told.as_record()}
