"""What the embedded store costs, and that a person and stock TinyDB can read it."""

import sys
from decimal import Decimal
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from server.storage import open_store, tiny
from server.storage.interface import Collection, Delete, Patch, Put

STORAGE = str(Path(tiny.__file__).parent)
COLLECTIONS = {"submission": Collection(indexes={"owner": ("owner", "created_at")}, body=True)}


@pytest.fixture
def store(tmp_path):
    """A store with one submission, `s0`."""
    opened = open_store(tmp_path, COLLECTIONS)
    opened.commit(Put("submission", "s0", {"owner": "e1", "created_at": "1"}, body={"名称": "星河"}))
    yield opened
    opened.close()


def growth_of_one_save(store, folder, operation):
    """By how many bytes which files grow."""
    before = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    store.commit(Patch("submission", "s0", {"名称": "银河"}, operation=operation))
    grown = {path: path.stat().st_size - size for path, size in before.items()}
    return {path.name.split(".")[0]: size for path, size in grown.items() if size}


def test_a_save_writes_the_same_few_bytes_however_many_submissions_there_are(store, tmp_path):
    alone = growth_of_one_save(store, tmp_path, "op-1")
    big = {f"field{n}": "内容" * 50 for n in range(100)}
    store.commit(*[Put("submission", f"t{n}", {"owner": "e2"}, body=big) for n in range(500)])
    assert growth_of_one_save(store, tmp_path, "op-2") == alone
    assert alone.keys() == {"journal"}
    assert alone["journal"] < 400


def test_a_save_passes_few_functions_of_ours(store):
    passed = set()

    def trace(frame, event, _):
        ours = frame.f_code.co_filename.startswith(STORAGE) and "<" not in frame.f_code.co_qualname
        if event == "call" and ours:
            passed.add((Path(frame.f_code.co_filename).name, frame.f_code.co_qualname))

    store.body("submission", "s0")
    sys.setprofile(trace)
    revision = store.get("submission", "s0")["revision"]
    store.body("submission", "s0")
    store.commit(Patch("submission", "s0", {"a": {"b": 1}}, expect=revision, operation="op-1"))
    sys.setprofile(None)
    assert len(passed) <= 15, sorted(passed)
    assert len({module for module, _ in passed}) <= 5


def test_a_body_is_a_file_that_a_person_and_stock_tinydb_can_read(store, tmp_path):
    store.commit(Patch("submission", "s0", {"收入": Decimal("8.370")}))
    store.checkpoint()
    path = next(tmp_path.glob("bodies/submission/*/s0.json"))
    assert '"收入": 8.370\n' in path.read_text()
    with TinyDB(path) as database:
        assert database.table("body").get(doc_id=1) == {"名称": "星河", "收入": 8.37}
        assert database.table("record").get(doc_id=1)["revision"] == 2


def test_the_headers_are_a_tinydb_too(store, tmp_path):
    store.checkpoint()
    with TinyDB(tmp_path / "registers.json") as database:
        assert database.storage.read()["submission"]["s0"]["owner"] == "e1"


def test_tinydb_queries_search_the_headers_but_cannot_write_them(store):
    assert [row["id"] for row in store.table("submission").search(where("owner") == "e1")] == ["s0"]
    with pytest.raises(TypeError, match=r"Store\.commit"):
        store.table("submission").update({"owner": "e2"})


def test_bodies_in_memory_are_bounded_and_the_others_come_from_their_files(store):
    names = [f"t{n}" for n in range(tiny.LATEST_BODIES + 10)]
    store.commit(*[Put("submission", name, {"owner": "e2"}, body={"name": name}) for name in names])
    store.checkpoint()
    assert [store.body("submission", name)["name"] for name in names] == names
    assert len(store._latest) == tiny.LATEST_BODIES
    store.commit(Patch("submission", "t0", {"more": 1}))
    assert store.body("submission", "t0") == {"name": "t0", "more": 1}


def test_operation_names_do_not_pile_up(store):
    for number in range(200):
        store.commit(Patch("submission", "s0", {"n": number}, operation=f"op-{number}"))
    assert list(store._latest["submission", "s0"].operations) == [f"op-{n}" for n in range(136, 200)]


def test_a_record_made_anew_has_nothing_of_the_deleted_one(store):
    store.checkpoint()
    store.commit(Delete("submission", "s0"), Put("submission", "s0", {}, body={"new": 1}))
    for _ in range(2):
        assert [event["patch"] for event in store.history("submission", "s0")] == [{"new": 1}]
        assert store.body("submission", "s0", at=1) == store.body("submission", "s0") == {"new": 1}
        store.checkpoint()


def test_checkpoints_run_by_themselves_and_keep_the_journal_small(tmp_path):
    store = tiny.TinyStore(tmp_path, COLLECTIONS, checkpoint_size=20_000)
    store.commit(Put("submission", "s1", {}, body={}))
    for number in range(500):
        store.commit(Patch("submission", "s1", {"n": number, "text": "企业" * 50}))
    store.close()
    journals = list(tmp_path.glob("journal.*.log"))
    assert len(journals) == 2
    assert int(journals[0].name.split(".")[1]) >= 2


def test_data_of_an_undeclared_collection_is_not_thrown_away(tmp_path):
    store = open_store(tmp_path, COLLECTIONS | {"notice": Collection()})
    store.commit(Put("notice", "n1", {}))
    store.close()
    with pytest.raises(tiny.StoreBroken, match="notice"):
        open_store(tmp_path, COLLECTIONS)
