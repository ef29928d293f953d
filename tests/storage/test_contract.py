"""What every storage backend promises."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from server.storage.interface import Conflict, Delete, Duplicate, Missing, Patch, Put, now


def submitted(number, city="郑州市"):
    header = {"status": "submitted", "city": city, "submitted_at": f"{number:03d}", "name": f"企业{number}"}
    return Put("submission", f"s{number}", header, body={})


def test_a_record_comes_back_with_id_and_revision(store):
    assert store.commit(Put("account", "a1", {"login": "zhang"}, expect=0)) == [1]
    assert store.get("account", "a1") == {"id": "a1", "revision": 1, "login": "zhang"}


def test_a_record_that_is_not_there_is_none(store):
    assert store.get("account", "a1") is None
    assert store.unique("account", "login", "zhang") is None


def test_a_put_replaces_the_whole_record(store):
    store.commit(Put("account", "a1", {"login": "zhang", "role": "officer"}))
    store.commit(Put("account", "a1", {"login": "zhang"}))
    assert store.get("account", "a1") == {"id": "a1", "revision": 2, "login": "zhang"}


def test_a_new_record_without_a_body_has_an_empty_one(store):
    store.commit(Put("submission", "s1", {}))
    assert store.body("submission", "s1") == {}


def test_a_record_without_body_can_be_patched_in_its_fields(store):
    store.commit(Put("job", "j1", {"state": "running", "progress": 0}))
    assert store.commit(Patch("job", "j1", set={"progress": 5})) == [2]
    assert store.get("job", "j1") == {"id": "j1", "revision": 2, "state": "running", "progress": 5}


def test_two_records_never_share_a_unique_value(store):
    store.commit(Put("account", "a1", {"login": "zhang"}))
    with pytest.raises(Duplicate):
        store.commit(Put("account", "a2", {"login": "zhang"}))
    with pytest.raises(Duplicate):
        store.commit(Put("account", "a2", {"login": "li"}), Put("account", "a3", {"login": "li"}))


def test_a_unique_value_is_free_again_when_its_owner_lets_go(store):
    store.commit(Put("account", "a1", {"login": "zhang"}))
    store.commit(Patch("account", "a1", set={"login": "wang"}), Put("account", "a2", {"login": "zhang"}))
    store.commit(Delete("account", "a1"))
    store.commit(Put("account", "a3", {"login": "wang"}))
    assert store.unique("account", "login", "zhang")["id"] == "a2"
    assert store.unique("account", "login", "wang")["id"] == "a3"


@pytest.mark.parametrize("expect", [0, 2])
def test_a_wrong_expectation_is_a_conflict_that_tells_the_revision(draft, expect):
    with pytest.raises(Conflict) as caught:
        draft.commit(Patch("submission", "s1", {"year": 2023}, expect=expect))
    assert caught.value.have == 1
    assert draft.body("submission", "s1")["year"] == 2022


def test_without_expectation_a_patch_merges_into_whatever_is_there(draft):
    assert draft.commit(Patch("submission", "s1", {"year": 2023})) == [2]
    assert draft.body("submission", "s1") == {"name": "星河", "year": 2023}


def test_patching_or_deleting_what_is_not_there_is_missing(store):
    for operation in (
        Patch("submission", "s9", {"a": 1}),
        Delete("submission", "s9"),
        Patch("job", "j", expect=3),
    ):
        with pytest.raises(Missing):
            store.commit(operation)


def test_all_operations_of_a_commit_happen_or_none(draft):
    with pytest.raises(Conflict):
        draft.commit(Put("job", "j1", {"state": "queued"}), Patch("submission", "s1", {"a": 1}, expect=7))
    assert draft.get("job", "j1") is None
    assert draft.commit(Put("job", "j1", {}), Patch("submission", "s1", {"a": 1}, expect=1)) == [1, 2]


def test_an_operation_sees_those_before_it_in_the_commit(store):
    operations = Put("submission", "s1", {}, body={"a": 1}), Patch("submission", "s1", {"b": 2}, expect=1)
    assert store.commit(*operations) == [1, 2]
    assert store.body("submission", "s1") == {"a": 1, "b": 2}


def test_a_body_is_merged_as_rfc_7396_says(draft):
    draft.commit(Patch("submission", "s1", {"rows": [{"a": None}], "deep": {"x": {"y": 1, "gone": None}}}))
    draft.commit(Patch("submission", "s1", {"name": None, "rows": [3], "deep": {"x": {"z": 2}}}))
    assert draft.body("submission", "s1") == {"year": 2022, "rows": [3], "deep": {"x": {"y": 1, "z": 2}}}


def test_a_patch_sets_header_fields_in_the_same_step(draft):
    draft.commit(Patch("submission", "s1", what="submit", set={"status": "submitted"}))
    assert draft.get("submission", "s1")["status"] == "submitted"
    assert draft.get("submission", "s1")["owner"] == "e1"


def test_a_retried_operation_returns_its_revision_and_writes_nothing(draft):
    save = Patch("submission", "s1", {"year": 2023}, expect=1, operation="op-1")
    assert draft.commit(save) == [2]
    draft.commit(Patch("submission", "s1", {"year": 2024}))
    assert draft.commit(save) == [2]
    assert draft.body("submission", "s1")["year"] == 2024
    assert draft.get("submission", "s1")["revision"] == 3


def test_a_retried_commit_of_several_records_is_recognised_as_a_whole(draft):
    commit = (
        Put("job", "j1", {"state": "queued"}, expect=0),
        Patch("submission", "s1", {}, 1, operation="op-1"),
    )
    assert draft.commit(*commit) == draft.commit(*commit) == [1, 2]


def test_operations_are_remembered_for_64_saves_and_a_restart(backend, tmp_path):
    store = backend(tmp_path)
    store.commit(Put("submission", "s1", {}, body={}))
    for number in range(64):
        store.commit(Patch("submission", "s1", {"n": number}, operation=f"op-{number}"))
    store.close()
    store = backend(tmp_path)
    assert store.commit(Patch("submission", "s1", {"n": 0}, operation="op-0")) == [2]
    store.close()


def test_every_commit_of_a_body_is_one_event(draft):
    save = Patch("submission", "s1", {"year": 2023}, actor="a1", operation="op-1", set={"status": "draft"})
    draft.commit(save)
    event = draft.history("submission", "s1", after=1)[0]
    assert event.pop("at") <= now()
    assert event == {"revision": 2, "actor": "a1", "operation": "op-1", "what": "save"} | {
        "patch": {"year": 2023},
        "whole": False,
        "set": {"status": "draft"},
    }


def test_a_body_can_be_read_as_it_was_at_any_revision(draft):
    draft.commit(Patch("submission", "s1", {"year": 2023, "name": None}))
    draft.commit(Put("submission", "s1", {}, body={"new": True}))
    past = [draft.body("submission", "s1", at=revision) for revision in (1, 2, 3)]
    assert past == [{"name": "星河", "year": 2022}, {"year": 2023}, {"new": True}]
    with pytest.raises(Missing):
        draft.body("submission", "s1", at=4)


def test_a_deleted_record_takes_body_and_history_with_it(draft):
    assert draft.commit(Delete("submission", "s1")) == [0]
    for read in draft.body, draft.history:
        with pytest.raises(Missing):
            read("submission", "s1")
    draft.commit(Put("submission", "s1", {}, expect=0))
    assert draft.body("submission", "s1") == {}
    assert len(draft.history("submission", "s1")) == 1


@pytest.mark.parametrize("text", ["1.50", "0.1", "123456789012345678.99", "1E+3", "-0.00"])
def test_numbers_are_kept_digit_by_digit(backend, tmp_path, text):
    store = backend(tmp_path)
    store.commit(Put("submission", "s1", {"amount": Decimal(text)}, body={"amount": Decimal(text)}))
    store.close()
    store = backend(tmp_path)
    assert str(store.body("submission", "s1")["amount"]) == text
    assert str(store.get("submission", "s1")["amount"]) == text
    store.close()


@pytest.mark.parametrize("value", [Decimal("NaN"), float("inf"), {1, 2}, "\ud800", Decimal("9" * 5000)])
def test_what_json_cannot_hold_is_refused_and_changes_nothing(draft, value):
    with pytest.raises((ValueError, TypeError)):
        draft.commit(Patch("submission", "s1", {"year": value}))
    assert draft.body("submission", "s1")["year"] == 2022
    assert draft.health()["writable"]


@pytest.mark.parametrize("levels", [70, 100_000])
def test_absurd_nesting_is_refused(draft, levels):
    deep = []
    for _ in range(levels):
        deep = [deep]
    with pytest.raises(ValueError, match="嵌套"):
        draft.commit(Patch("submission", "s1", {"deep": deep}))
    assert draft.commit(Patch("submission", "s1", {"a": 1})) == [2]


@pytest.mark.parametrize("id", ["", "../x", "a/b", ".hidden", "x" * 129])
def test_an_id_must_be_fit_for_a_file_name(store, id):
    with pytest.raises(ValueError, match="id"):
        store.commit(Put("account", id, {}))


def test_indexed_values_are_text(store):
    with pytest.raises(TypeError, match=r"account\.login"):
        store.commit(Put("account", "a1", {"login": 7}))


def test_callers_may_change_what_they_gave_and_got(draft):
    patch = {"rows": [1]}
    draft.commit(Patch("submission", "s1", patch))
    patch["rows"].append(2)
    draft.body("submission", "s1")["rows"].append(3)
    draft.history("submission", "s1")[1]["patch"]["rows"].append(4)
    draft.get("submission", "s1")["owner"] = "me"
    assert draft.body("submission", "s1")["rows"] == [1]
    assert draft.history("submission", "s1")[1]["patch"] == {"rows": [1]}
    assert draft.get("submission", "s1")["owner"] == "e1"


def test_find_pages_through_an_index_in_order(store, submissions):
    store.commit(*[submitted(number) for number in range(25)], submitted(99, city="洛阳市"))
    found, after = [], None
    while page := store.find("submission", "queue", ("submitted", "郑州市"), after=after, limit=7):
        found += [record["id"] for record in page]
        after = submissions.key("queue", page[-1])
    assert found == [f"s{number}" for number in range(25)]


def test_paging_goes_on_though_the_last_record_left_the_index(store, submissions):
    store.commit(*[submitted(number) for number in range(4)])
    last = store.find("submission", "queue", ("submitted",), limit=2)[-1]
    store.commit(Patch("submission", last["id"], set={"status": "returned"}))
    after = submissions.key("queue", last)
    assert [r["id"] for r in store.find("submission", "queue", ("submitted",), after=after)] == ["s2", "s3"]


def test_a_page_stays_within_its_prefix_whatever_it_comes_after(store):
    store.commit(submitted(1), submitted(2, city="洛阳市"))
    for city, found in ("洛阳市", ["s1"]), ("长沙市", []):
        after = ("submitted", city, "", "")
        assert [r["id"] for r in store.find("submission", "queue", ("submitted", "郑州市"), after)] == found


def test_count_agrees_with_find_for_any_prefix(store):
    store.commit(*[submitted(n, city) for n, city in enumerate(["郑州市", "郑州市", "郑", "洛阳市"])])
    assert store.count("submission", "queue", ("submitted", "郑州市")) == 2
    assert store.count("submission", "queue", ("submitted",)) == 4
    assert store.count("submission", "queue", ("draft",)) == 0
    assert store.count("submission", "queue") == 4


def test_a_record_that_lacks_an_indexed_field_is_not_in_the_index(draft):
    assert draft.count("submission", "owner") == 1
    assert draft.count("submission", "queue") == 0


def test_search_finds_part_of_a_name_in_any_case(store):
    names = ["郑州航空ABC", "洛阳轴承", "abc物流", None]
    store.commit(*[Put("submission", f"s{n}", {"name": name}) for n, name in enumerate(names)])
    assert [r["name"] for r in store.search("submission", "Abc")] == ["abc物流", "郑州航空ABC"]
    assert len(store.search("submission", "", limit=2)) == 2


def test_everything_is_there_after_a_restart(backend, tmp_path):
    store = backend(tmp_path)
    store.commit(submitted(1), Put("account", "a1", {"login": "zhang"}))
    store.commit(Patch("submission", "s1", {"甲": "乙"}))
    store.close()
    store = backend(tmp_path)
    assert store.body("submission", "s1") == {"甲": "乙"}
    assert [event["revision"] for event in store.history("submission", "s1")] == [1, 2]
    assert store.unique("account", "login", "zhang")["revision"] == 1
    assert store.count("submission", "queue", ("submitted",)) == 1
    store.close()


def test_concurrent_writers_lose_no_update(draft):
    def add(name):
        while True:
            revision = draft.get("submission", "s1")["revision"]
            try:
                return draft.commit(Patch("submission", "s1", {name: 1}, expect=revision))
            except Conflict:
                continue

    with ThreadPoolExecutor(4) as threads:
        revisions = list(threads.map(add, [f"f{number}" for number in range(100)]))
    assert sorted(revisions) == [[number] for number in range(2, 102)]
    assert len(draft.body("submission", "s1")) == 102


def test_each_job_is_claimed_once(store):
    store.commit(*[Put("job", f"j{n:02d}", {"state": "queued", "run_at": now(-n)}) for n in range(20)])
    with ThreadPoolExecutor(4) as threads:
        jobs = list(threads.map(lambda n: store.claim(f"w{n}", lease=60)["id"], range(20)))
    assert sorted(jobs) == [f"j{n:02d}" for n in range(20)]
    assert store.claim("w", lease=60) is None


def test_a_job_comes_back_when_its_lease_has_passed(store):
    store.commit(Put("job", "j1", {"state": "queued", "run_at": now(-1)}))
    first = store.claim("w1", lease=-1)
    second = store.claim("w2", lease=60)
    assert (second["worker"], second["attempts"]) == ("w2", 2)
    with pytest.raises(Conflict):
        store.commit(Patch("job", "j1", expect=first["revision"], set={"state": "done"}))


def test_a_job_is_not_due_before_its_time(store):
    store.commit(Put("job", "j1", {"state": "queued", "run_at": now(60)}))
    assert store.claim("w1", lease=60) is None


def test_an_export_loads_into_an_identical_store(backend, draft, tmp_path):
    draft.commit(Patch("submission", "s1", {"amount": Decimal("1.50")}, operation="op-1"), submitted(2))
    draft.commit(Put("account", "a1", {"login": "zhang"}))
    exported = list(draft.export())
    other = backend(tmp_path / "other")
    assert other.load(exported) == 3
    assert list(other.export()) == exported
    assert other.body("submission", "s1") == draft.body("submission", "s1")
    assert other.commit(Patch("submission", "s1", {"amount": 2}, operation="op-1")) == [2]
    with pytest.raises(Conflict):
        other.load(exported)
    other.close()


def test_health_tells_what_is_there(draft):
    health = draft.health()
    assert health["writable"]
    assert health["records"] == {"account": 0, "submission": 1, "job": 0}
