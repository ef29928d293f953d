"""What an installation on PostgreSQL survives: killed writers, a restarted database, a lost primary."""

from __future__ import annotations

import threading
import time
from collections import Counter
from secrets import token_hex

import pytest

from server.storage.interface import Put
from tests.postgres import Postgres
from tests.storage.load import begin_load, end_load, troubles
from tests.storage.loaded_server import open_small


@pytest.fixture
def server():
    """A PostgreSQL that this test alone may break."""
    own = Postgres()
    yield own
    own.remove()


def judged(url: str, acknowledged: Counter[str], capsys, what: str) -> None:
    """Prints the counts; nothing that was acknowledged may be lost or half there."""
    store = open_small(url)
    found = list(troubles(store, acknowledged))
    store.close()
    with capsys.disabled():
        print(f" [{what}: {acknowledged.total()} acknowledged commits, {len(found)} troubles] ", end="")
    assert found == []


def test_two_processes_on_one_database_lose_nothing_when_both_are_killed(postgres, capsys):
    url = postgres.database("d" + token_hex(8))
    processes = [begin_load(url, name) for name in "ab"]
    time.sleep(2)
    acknowledged = end_load(processes[0]) + end_load(processes[1])
    assert acknowledged.total() > 200
    judged(url, acknowledged, capsys, "2 writers killed")


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_restart_of_the_database_under_load_is_waited_for(server, capsys, how):
    url = server.database("load")
    process = begin_load(url)
    time.sleep(1)
    server.stop(how)
    server.start()
    before = process.poll()
    time.sleep(2)
    acknowledged = end_load(process)
    assert before is None
    judged(url, acknowledged, capsys, f"restarted, {how}")


def test_a_synchronous_replica_takes_over_from_a_killed_primary(server, capsys):
    url = server.database("load")
    replica = server.replica()
    both = f"{url},{replica.folder}&target_session_attrs=read-write&connect_timeout=3"
    process = begin_load(both)
    time.sleep(1.5)
    server.kill()
    replica.promote()
    time.sleep(2.5)
    acknowledged = end_load(process)
    judged(both, acknowledged, capsys, "primary killed, replica promoted")
    replica.remove()


def test_a_read_waits_for_a_database_that_comes_back(server):
    store = open_small(server.database("read"))
    store.commit(Put("submission", "s1", {"owner": "e", "stage": ""}, body={"at": 1}))
    server.stop()
    starting = threading.Timer(1, server.start)
    starting.start()
    assert store.body("submission", "s1") == {"at": 1}
    starting.join()
    store.close()


def test_a_replica_says_that_it_takes_no_writes(server):
    url = server.database("ready")
    open_small(url).close()
    replica = server.replica()
    store = open_small(replica.address("ready"))
    assert store.health(counting=False)["writable"] is False
    store.close()
    replica.remove()
