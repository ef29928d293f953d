"""The embedded store on a full or read-only disk: what was acknowledged stays, the rest is said plainly."""

import pytest

from server.storage.interface import Patch, Put, StoreBroken, StoreError
from tests.storage.story import left_alone, opened, story, wrong_with

PAGES = 24


def live_until_full(folder):
    """The exports after each acknowledged commit, and one after the commit that failed; whether one did."""
    try:
        store = opened(folder)
    except StoreBroken:
        return [[]], True
    states, failed = [[]], False
    for commit in story():
        try:
            store.commit(*commit) if commit else store.checkpoint()
        except (StoreError, OSError):
            failed = True
        if failed and not store.health()["writable"]:
            break
        states.append(list(store.export()))
    assert list(store.export())
    left_alone(store)
    return states, failed


@pytest.fixture
def told(capsys):
    """Prints a figure beside the name of the test."""

    def tell(what):
        with capsys.disabled():
            print(f" [{what}] ", end="")

    return tell


def test_wherever_the_disk_gets_full_nothing_acknowledged_is_lost(small_disk, told):
    found, failures = [], 0
    for left in range(PAGES):
        small_disk.fill(left)
        folder = small_disk.folder / f"store{left}"
        states, failed = live_until_full(folder)
        failures += failed
        small_disk.empty()
        if wrong := wrong_with(folder, states[-1:]):
            found.append(f"{left} pages: {wrong}")
    told(f"disk full at {failures} of {PAGES} places, {len(found)} troubles")
    assert found == []
    assert failures > 5


@pytest.fixture
def store(small_disk):
    """A store on the small disk, with one submission at revision 2."""
    store = opened(small_disk.folder / "store")
    store.commit(Put("submission", "s1", {}, body={"a": 1}))
    store.checkpoint()
    store.commit(Patch("submission", "s1", {"b": 2}))
    yield store
    store.close()


def test_a_write_that_a_disk_refused_is_refused_until_a_restart_and_reads_go_on(store, small_disk):
    small_disk.fill()
    with pytest.raises(StoreBroken, match="无法写入"):
        store.commit(Patch("submission", "s1", {"c": "满" * 4000}))
    small_disk.empty()
    with pytest.raises(StoreBroken, match="重新启动"):
        store.commit(Patch("submission", "s1", {"d": 4}))
    assert store.body("submission", "s1", at=2) == {"a": 1, "b": 2}
    left_alone(store)
    again = opened(small_disk.folder / "store")
    assert again.body("submission", "s1") == {"a": 1, "b": 2}
    assert again.commit(Patch("submission", "s1", {"d": 4})) == [3]
    again.close()


def test_a_read_only_disk_is_named_at_the_start(store, small_disk):
    left_alone(store)
    small_disk.mode("ro")
    with pytest.raises(StoreBroken, match="不能写入"):
        opened(small_disk.folder / "store")
    with pytest.raises(StoreBroken, match="不能写入"):
        opened(small_disk.folder / "new" / "store")
    small_disk.mode("rw")
    again = opened(small_disk.folder / "store")
    assert again.body("submission", "s1") == {"a": 1, "b": 2}
    again.close()


def test_a_store_on_a_full_disk_starts_serves_reads_and_refuses_writes(store, small_disk):
    left_alone(store)
    small_disk.fill()
    again = opened(small_disk.folder / "store")
    assert again.body("submission", "s1") == {"a": 1, "b": 2}
    with pytest.raises(StoreBroken, match="无法写入"):
        again.commit(Patch("submission", "s1", {"c": "满" * 4000}))
    again.close()


def test_a_disk_that_is_full_while_a_store_closes_leaves_the_journal_for_the_next_start(store, small_disk):
    small_disk.fill()
    store.close()
    with pytest.raises(StoreBroken):
        store.commit(Patch("submission", "s1", {"c": 3}))
    small_disk.empty()
    again = opened(small_disk.folder / "store")
    assert again.body("submission", "s1") == {"a": 1, "b": 2}
    again.close()
