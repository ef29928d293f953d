"""The keys of sessions are right on every machine, also while they are renewed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.records.collections import COLLECTIONS
from server.records.keys import NAME, READ_EVERY, Keys
from server.storage import open_store
from server.storage.interface import Patch


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store", COLLECTIONS)
    yield opened
    opened.close()


def aged(store, **spans: float) -> None:
    """As if every key had been made so much earlier."""
    record = store.get("setting", NAME)
    made = (datetime.fromisoformat(entry["made"]) - timedelta(**spans) for entry in record["keys"])
    keys = [{**entry, "made": when.isoformat()} for entry, when in zip(record["keys"], made, strict=True)]
    store.commit(Patch("setting", NAME, set={"keys": keys}))


def later(keys: Keys) -> list[str]:
    """What a process has when it has looked again."""
    keys._read_at -= READ_EVERY + 1
    return keys.read()


def test_two_processes_have_the_same_keys(store):
    assert Keys(store).read() == Keys(store).read()
    assert Keys(store).csrf == Keys(store).csrf


def test_nobody_signs_with_a_new_key_before_everybody_knows_it(store):
    old = Keys(store)
    (first,) = old.read()
    aged(store, days=31)
    assert Keys(store).read()[0] == first
    assert later(old)[0] == first and len(old.read()) == 2
    aged(store, hours=2)
    assert later(old)[0] != first and first in old.read()


def test_the_key_of_tokens_in_pages_stays(store):
    keys = Keys(store)
    kept = keys.csrf
    aged(store, days=31)
    later(keys)
    assert keys.csrf == kept


def test_a_store_that_does_not_answer_leaves_the_keys_as_they_were(store):
    keys = Keys(store)
    had = keys.read()
    aged(store, days=31)
    store._journal.broken = "磁盘已满"
    assert later(keys) == had


def test_made_keys_are_stamped_in_utc(store):
    Keys(store)
    assert datetime.fromisoformat(store.get("setting", NAME)["keys"][0]["made"]).tzinfo == UTC
