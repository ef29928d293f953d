"""`tianbiao storage …`: moving, backing up, restoring and checking from the command line."""

from __future__ import annotations

from secrets import token_hex

import pytest
from click.testing import CliRunner, Result

from server.cli import main
from server.jobs.runner import Runner, job
from server.records.collections import COLLECTIONS
from server.storage import open_store
from server.storage.interface import Put


@pytest.fixture
def folder(tmp_path) -> str:
    """An embedded store with two records."""
    store = open_store(tmp_path / "store", COLLECTIONS)
    store.commit(Put("account", "a1", {"login": "zhang"}), Put("submission", "s1", {}, body={"a": 1}))
    store.close()
    return str(tmp_path / "store")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["storage", *map(str, arguments)])


def test_everything_moves_to_a_database_and_back_and_is_verified(folder, postgres, tmp_path):
    url = postgres.database("m" + token_hex(8))
    there, back = run("copy", folder, url), run("copy", url, tmp_path / "back")
    assert there.exit_code == back.exit_code == 0
    assert there.output == back.output
    assert "account\t1\nsubmission\t1\nSHA-256\t" in back.output


def test_nothing_is_copied_over_something(folder):
    again = run("copy", folder, folder + "-other"), run("copy", folder, folder + "-other")
    assert [done.exit_code for done in again] == [0, 2]
    assert "不是空的" in again[1].output


def test_a_backup_is_made_verified_and_restored(folder, tmp_path):
    steps = [
        run("backup", folder, tmp_path / "b.gz"),
        run("verify", tmp_path / "b.gz"),
        run("restore", tmp_path / "b.gz", tmp_path / "new"),
    ]
    assert [step.exit_code for step in steps] == [0, 0, 0]
    assert steps[0].output == steps[1].output == steps[2].output


def test_a_store_in_use_is_named_with_what_to_do(folder, tmp_path):
    owner = open_store(folder, COLLECTIONS)
    done = run("backup", folder, tmp_path / "b.gz")
    owner.close()
    assert done.exit_code == 2 and "正由另一个填表进程使用" in done.output


def test_a_database_of_our_edition_needs_no_upgrade(postgres):
    url = postgres.database("u" + token_hex(8))
    assert run("upgrade", url).output == "表结构已是 0001\n"
    assert run("upgrade", url).output == "表结构已是 0001\n"


def test_a_folder_has_no_tables_to_upgrade(folder):
    assert run("upgrade", folder).exit_code == 2


def test_jobs_are_listed_and_watched_until_they_end(postgres):
    url = postgres.database("j" + token_hex(8))
    store = open_store(url, COLLECTIONS)
    put = job("count", {})
    store.commit(put)
    listed = CliRunner().invoke(main, ["jobs", url])
    Runner(store, {"count": lambda task: task.progress(1, 2, "甲")}).run_due()
    watched = CliRunner().invoke(main, ["jobs", url, "--watch", put.id])
    store.close()
    assert f"{put.id}\tcount\tqueued" in listed.output
    assert f"{put.id}\tcount\tdone\t1/2 甲" in watched.output
