"""A server looks after itself: backups, checked files, and nothing kept that nobody needs."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from server.jobs.runner import Runner, job
from server.jobs.upkeep import Upkeep, schedule
from server.records import references
from server.records.collections import COLLECTIONS
from server.storage import backup, open_files, open_store


class House:
    """A store, its files, and a runner that keeps them."""

    def __init__(self, folder: Path) -> None:
        self.store = open_store(folder / "store", COLLECTIONS)
        self.files, self.folder = open_files(folder / "files"), folder
        self.runner = Runner(self.store, Upkeep(self.store, self.files, folder / "backups").works())

    def keep(self, data: bytes, days: int = 0) -> str:
        """A file that has lain there for some days."""
        name = self.files.put(io.BytesIO(data), limit=100).sha256
        place = self.folder / "files" / name[:2] / name
        os.utime(place, (place.stat().st_atime, place.stat().st_mtime - days * 86400))
        return name

    def do(self, kind: str) -> dict:
        """Run a job of this kind; its record."""
        put = job(kind, {})
        self.store.commit(put)
        self.runner.run_due()
        return self.store.get("job", put.id)


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path)
    yield made
    made.store.close()


def test_files_that_no_record_needs_are_removed_after_two_days(house):
    needed, new, unused = house.keep(b"needed", days=3), house.keep(b"new"), house.keep(b"unused", days=3)
    house.store.commit(*references.needs([needed], "s1"))
    assert house.do("tidy")["result"]["files"] == 1
    assert [house.files.exists(name) for name in (needed, new, unused)] == [True, True, False]


def test_a_file_stays_while_one_of_two_still_needs_it(house):
    name = house.keep(b"shared", days=3)
    house.store.commit(*references.needs([name], "s1"), *references.needs([name], "copy1"))
    house.store.commit(*references.needs_no_more(house.store, [name, "0" * 64], "s1"))
    house.do("tidy")
    assert house.files.exists(name)


def test_a_damaged_file_is_named(house):
    name = house.keep(b"good")
    assert house.do("check-files")["state"] == "done"
    (house.folder / "files" / name[:2] / name).write_bytes(b"rot")
    checked = house.do("check-files")
    assert checked["state"] == "failed" and name in checked["error"]


def test_a_backup_holds_what_the_store_holds(house):
    house.store.commit(*references.needs(["0" * 64], "s1"))
    made = house.do("backup")["result"]
    assert backup.verify(house.folder / "backups" / made["file"]).counts["use"] == 1


def test_old_backups_make_room(house):
    (house.folder / "backups").mkdir()
    for day in range(20):
        (house.folder / "backups" / f"202001{day + 1:02}T000000Z.jsonl.gz").write_bytes(b"")
    house.do("backup")
    assert len(list((house.folder / "backups").iterdir())) == 14


def test_no_backups_are_made_when_none_are_wanted():
    assert "backup" in {every.kind for every in schedule(24)}
    assert "backup" not in {every.kind for every in schedule(0)}
