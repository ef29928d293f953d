"""What the embedded store survives: kill -9 under load, torn and damaged files, a second process."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from server.storage import open_store
from server.storage.interface import (
    BodyDamaged,
    Collection,
    Delete,
    Patch,
    Put,
    StoreBroken,
    StoreLocked,
)
from tests.storage.load import begin_load, end_load, troubles
from tests.storage.loaded_server import open_small
from tests.storage.story import left_alone

KILLS = int(os.environ.get("TIANBIAO_KILLS", "8"))
KILLS_A_FOLDER = 20
COLLECTIONS = {"submission": Collection(body=True), "account": Collection(unique=("login",))}


def run_and_kill(folder: Path) -> Counter[str]:
    """The highest acknowledged revision of each submission when the process died."""
    process = begin_load(folder)
    time.sleep(random.uniform(0.2, 0.9))
    return end_load(process)


def test_kill_9_under_load_loses_no_acknowledged_commit(tmp_path, capsys):
    found, commits = [], 0
    for kill in range(KILLS):
        if kill % KILLS_A_FOLDER == 0:
            folder, acknowledged = tmp_path / f"data{kill}", Counter()
        before = acknowledged.total()
        acknowledged |= run_and_kill(folder)
        commits += acknowledged.total() - before
        store = open_small(folder)
        found += troubles(store, acknowledged)
        left_alone(store)  # as a crash would: without closing
    with capsys.disabled():
        print(f" [{KILLS} kills, {commits} acknowledged commits, {len(found)} troubles] ", end="")
    assert found == []
    assert commits > 100 * KILLS


@pytest.fixture
def folder(tmp_path):
    """A folder with the submissions s1 and s2 at revision 2: checkpointed at 1, the rest in the journal."""
    store = open_store(tmp_path, COLLECTIONS)
    for id in "s1", "s2":
        store.commit(Put("submission", id, {}, body={"a": 1}))
    store.checkpoint()
    for id in "s1", "s2":
        store.commit(Patch("submission", id, {"b": 2}))
    left_alone(store)
    return tmp_path


@pytest.fixture
def reopen(folder):
    """Opens the folder, and closes what it opened at the end."""
    opened = []

    def open_again():
        opened.append(open_store(folder, COLLECTIONS))
        return opened[-1]

    yield open_again
    for store in opened:
        store.close()


def journal(folder):
    return sorted(folder.glob("journal.*.log"))[-1]


def body_file(folder, id):
    return next(folder.glob(f"bodies/submission/*/{id}.json"))


def test_a_torn_last_line_is_cut_and_the_rest_is_there(folder, reopen):
    with journal(folder).open("r+b") as file:
        file.truncate(journal(folder).stat().st_size - 5)
    store = reopen()
    assert store.body("submission", "s1") == {"a": 1, "b": 2}
    assert store.get("submission", "s2")["revision"] == 1
    assert store.commit(Patch("submission", "s2", {"b": 3}, expect=1)) == [2]
    left_alone(store)
    assert reopen().body("submission", "s2") == {"a": 1, "b": 3}


def test_damage_in_the_middle_of_the_journal_is_not_passed_over(folder):
    data = journal(folder).read_bytes()
    journal(folder).write_bytes(data.replace(b'"b":2', b'"b":9', 1))
    with pytest.raises(StoreBroken, match="备份"):
        open_store(folder, COLLECTIONS)


@pytest.fixture(params=["lost", "cut short", "not ours"])
def harm(request):
    """Does a file harm."""
    texts = {"cut short": '{"account": {', "not ours": "[]"}

    def do(path):
        path.unlink() if request.param == "lost" else path.write_text(texts[request.param])

    return do


@pytest.mark.parametrize("checkpoints", [0, 1, 3])
def test_lost_registers_are_rebuilt_from_those_before_and_the_journal(folder, reopen, harm, checkpoints):
    store = reopen()
    for number in range(checkpoints):
        store.commit(Put("account", f"a{number}", {"login": f"zhang{number}"}))
        store.checkpoint()
    store.commit(Patch("submission", "s1", {"c": 3}))
    exported = list(store.export())
    left_alone(store)
    harm(folder / "registers.json")
    again = reopen()
    assert list(again.export()) == exported
    assert again.body("submission", "s1") == {"a": 1, "b": 2, "c": 3}
    again.checkpoint()
    assert list(again.export()) == exported


def test_a_folder_without_any_registers_is_not_opened_as_if_it_were_whole(folder, reopen, harm):
    store = reopen()
    for _ in range(2):
        store.commit(Patch("submission", "s1", {"c": 3}))
        store.checkpoint()
    left_alone(store)
    for name in ("registers.json", "registers.previous.json"):
        harm(folder / name)
    with pytest.raises(StoreBroken, match="备份"):
        reopen()


def test_a_folder_that_lacks_its_journal_is_not_opened_as_if_it_were_whole(folder):
    sorted(folder.glob("journal.*.log"))[-1].unlink()
    with pytest.raises(StoreBroken, match="备份"):
        open_store(folder, COLLECTIONS)


def test_a_damaged_body_is_rebuilt_from_its_history(folder, reopen, caplog):
    body_file(folder, "s1").write_bytes(b'{"record": {"1"')
    store = reopen()
    assert store.body("submission", "s1") == {"a": 1, "b": 2}
    assert "s1.json.damaged" in caplog.text
    assert [Path(name).name for name in store.health()["damaged"]] == ["s1.json.damaged"]


def test_a_body_damaged_beyond_repair_is_named_and_the_rest_serves(folder, reopen):
    body_file(folder, "s1").write_bytes(b"\0" * 100)
    body_file(folder, "s1").with_suffix(".history").unlink()
    store = reopen()
    with pytest.raises(BodyDamaged):
        store.body("submission", "s1")
    with pytest.raises(BodyDamaged):
        store.commit(Patch("submission", "s1", {"c": 3}))
    assert store.commit(Patch("submission", "s2", {"c": 3})) == [3]
    store.checkpoint()
    assert store.body("submission", "s2") == {"a": 1, "b": 2, "c": 3}


def test_a_history_that_lacks_its_end_is_not_taken_for_the_body(folder, reopen):
    reopen().close()
    path = body_file(folder, "s1")
    path.write_text("{}")
    lines = path.with_suffix(".history").read_bytes().splitlines(keepends=True)
    path.with_suffix(".history").write_bytes(lines[0])
    with pytest.raises(BodyDamaged, match="应为第 2 版"):
        reopen().body("submission", "s1")


def test_a_history_cut_short_is_carried_on_without_padding(folder, reopen):
    path = body_file(folder, "s1").with_suffix(".history")
    path.write_bytes(b"")
    reopen().close()
    assert path.read_bytes().startswith(b'{"revision":2')


def test_a_damaged_body_can_be_put_anew_or_deleted(folder, reopen):
    for id in "s1", "s2":
        body_file(folder, id).with_suffix(".history").unlink()
        body_file(folder, id).unlink()
    store = reopen()
    store.commit(Put("submission", "s1", {}, body={"new": 1}), Delete("submission", "s2"))
    store.checkpoint()
    assert store.body("submission", "s1") == {"new": 1}
    assert store.get("submission", "s2") is None


def test_a_checkpoint_that_was_interrupted_is_done_again(folder, reopen):
    kept = {path: path.read_bytes() for path in (folder / "registers.json", journal(folder))}
    store = reopen()
    store.checkpoint()
    left_alone(store)
    for path in folder.glob("journal.*.log"):
        path.unlink()
    for path, data in kept.items():  # as if it had died after the bodies, before the registers
        path.write_bytes(data)
    store = reopen()
    store.checkpoint()
    assert store.body("submission", "s1", at=2) == store.body("submission", "s1") == {"a": 1, "b": 2}
    assert len(store.history("submission", "s1")) == 2


def test_a_checkpoint_that_failed_loses_nothing_and_is_made_up_for(folder, reopen):
    store = reopen()
    obstacle = body_file(folder, "s1").with_name("s1.json.new")
    obstacle.mkdir()
    with pytest.raises(OSError, match="directory"):
        store.checkpoint()
    store.commit(Patch("submission", "s1", {"c": 3}))
    obstacle.rmdir()
    store.checkpoint()
    assert store.body("submission", "s1") == {"a": 1, "b": 2, "c": 3}
    store.close()
    assert reopen().body("submission", "s1") == {"a": 1, "b": 2, "c": 3}


def test_a_full_disk_refuses_writes_and_keeps_what_was_acknowledged(tmp_path):
    program = f"""
import resource
from server.storage import open_store
from server.storage.interface import *
from pathlib import Path
store = open_store(Path({str(tmp_path)!r}), {{"submission": Collection(body=True)}})
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
store.commit(Put("submission", "s1", {{}}, body={{}}))
try:
    for n in range(1000):
        revision = store.commit(Patch("submission", "s1", {{"n": n}}))[0]
except StoreBroken:
    print(revision, store.health()["writable"])
"""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    revision, writable = done.stdout.split()
    assert writable == "False"
    store = open_store(tmp_path, COLLECTIONS)
    assert store.get("submission", "s1")["revision"] == int(revision)
    assert store.body("submission", "s1") == {"n": int(revision) - 2}
    store.close()


def test_a_second_process_is_refused_in_plain_words(folder, reopen):
    reopen()
    with pytest.raises(StoreLocked, match="另一个填表进程"):
        open_store(folder, COLLECTIONS)


def test_a_closed_store_takes_no_more_writes(folder, reopen):
    store = reopen()
    store.close()
    store.close()
    with pytest.raises(StoreBroken):
        store.commit(Patch("submission", "s1", {"c": 3}))


@pytest.fixture
def written_together(reopen):
    """Two accounts whose lines were written by one sync, as the last of the journal."""
    store = reopen()
    entries = [
        {"collection": "account", "record": {"id": f"a{n}", "revision": 1}, "history": []} for n in "12"
    ]
    store.load(entries)
    left_alone(store)


def test_what_was_written_last_may_be_torn_anywhere_and_is_cut(folder, reopen, written_together):
    data = journal(folder).read_bytes()
    journal(folder).write_bytes(data.replace(b'"a1"', b"\0\0\0\0", 1))
    store = reopen()
    assert store.get("account", "a1") is store.get("account", "a2") is None
    assert store.body("submission", "s1") == {"a": 1, "b": 2}
    store.commit(Put("account", "a3", {}))
    left_alone(store)
    assert reopen().get("account", "a3")


def test_a_torn_end_may_be_followed_by_a_segment_without_lines(folder, reopen, written_together):
    with journal(folder).open("r+b") as file:
        file.truncate(journal(folder).stat().st_size - 5)
    number = int(journal(folder).name.split(".")[1])
    (folder / f"journal.{number + 1:06d}.log").touch()
    store = reopen()
    assert store.get("account", "a1")
    assert store.get("account", "a2") is None


def test_damage_in_a_segment_is_not_passed_over_when_later_ones_have_lines(folder, reopen, written_together):
    damaged = journal(folder)
    damaged.write_bytes(damaged.read_bytes()[:-5])
    line = damaged.read_bytes().splitlines(keepends=True)[0]
    (folder / f"journal.{int(damaged.name.split('.')[1]) + 1:06d}.log").write_bytes(line)
    with pytest.raises(StoreBroken, match="备份"):
        reopen()
