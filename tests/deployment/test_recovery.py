"""The drill of docs/operations.md: a database comes back as it was at a moment, from a copy and the log."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from server.records.collections import COLLECTIONS
from server.storage import backup, open_store
from server.storage.interface import Delete, Patch, Put
from tests.postgres import Postgres
from tests.serving import ROOT

KEEP = "test ! -f {0}/%f && cp %p {0}/%f.part && mv {0}/%f.part {0}/%f"
FETCH = "cp {0}/%f %p"


@pytest.fixture
def server():
    """A database, about to be told to archive its log."""
    own = Postgres()
    yield own
    own.remove()


def archived(server: Postgres) -> Path:
    """Archive the log from now on, and take the copy to begin with."""
    folder = server.folder / "archive"
    server.run("mkdir", str(folder))
    server.tell(f"ALTER SYSTEM SET archive_command = '{KEEP.format(folder)}'")
    server.tell("ALTER SYSTEM SET archive_mode = on")
    server.stop()
    server.start()
    source = f"host={server.folder} user=tianbiao"
    server.run("pg_basebackup", "-d", source, "-D", str(server.folder / "base"), "-c", "fast")
    return folder


def test_a_database_comes_back_as_it_was_before_a_mistake(server):
    store = open_store(server.database("office"), COLLECTIONS)
    folder = archived(server)
    store.commit(Put("submission", "s1", SUBMISSION, body={"a": 1}))
    store.commit(Patch("submission", "s1", {"a": 2}))
    before, moment = backup.contents(store), server.tell("SELECT now()")
    time.sleep(0.2)
    store.commit(Delete("submission", "s1"))  # the mistake
    server.tell("SELECT pg_switch_wal()")
    store.close()
    server.stop()
    until = (f"restore_command={FETCH.format(folder)}", f"recovery_target_time={moment}")
    back = Postgres(None, server.folder / "base", *until, "recovery_target_action=promote")
    store = open_store(back.address("office"), COLLECTIONS)
    assert backup.contents(store) == before
    assert store.body("submission", "s1") == {"a": 2}
    store.close()
    back.remove()
    server.start()


def test_the_page_says_what_the_drill_does():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for command in (KEEP.format("/srv/archive"), FETCH.format("/srv/archive"), "recovery_target_time"):
        assert command in page


SUBMISSION = {
    "enterprise": "e1",
    "enterprise_name": "示例企业",
    "form": "f",
    "status": "draft",
    "created_at": "1",
}
