"""Jobs are done once, survive those who do them, and say how far they are."""

from __future__ import annotations

import threading
import time
from secrets import token_hex

import pytest

from server.jobs.runner import Cancelled, Every, JobTrouble, LeaseLost, Runner, cancel, job, sweep
from server.records.collections import COLLECTIONS
from server.storage import open_store
from server.storage.interface import Patch, Put, now


@pytest.fixture(params=["tinydb", "postgresql"])
def store(request, tmp_path):
    """An empty store."""
    address = tmp_path / "store"
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres").database("j" + token_hex(8))
    opened = open_store(address, COLLECTIONS)
    yield opened
    opened.close()


def add(store, kind="count", **args) -> str:
    """A new job; its id."""
    put = job(kind, args, owner="a1")
    store.commit(put)
    return put.id


def test_a_job_is_done_and_its_result_kept(store):
    id = add(store, upto=3)
    Runner(store, {"count": lambda task: {"sum": sum(range(task.args["upto"] + 1))}}).run_due()
    done = store.get("job", id)
    assert (done["state"], done["result"], done["attempts"]) == ("done", {"sum": 6}, 1)


def test_nothing_due_is_nothing_done(store):
    store.commit(job("count", {}, delay=60))
    assert not Runner(store, {}).run_due()


def test_progress_can_be_read_while_the_work_goes_on(store):
    id, seen = add(store), []

    def work(task):
        task.progress(1, 2, "第 1 份")
        seen.append(store.get("job", id)["progress"])

    Runner(store, {"count": work}).run_due()
    assert seen == [{"done": 1, "total": 2, "text": "第 1 份"}]


def test_a_trouble_is_told_in_words_and_not_tried_again(store):
    id = add(store)

    def work(task):
        raise JobTrouble("没有可以打包的表")

    Runner(store, {"count": work}).run_due()
    assert (store.get("job", id)["state"], store.get("job", id)["error"]) == ("failed", "没有可以打包的表")


def test_the_unforeseen_is_tried_again_later_and_given_up_in_the_end(store):
    id, runner = add(store), Runner(store, {"count": lambda task: {}[1]})
    for attempt in (1, 2):
        runner.run_due()
        waiting = store.get("job", id)
        assert (waiting["state"], waiting["attempts"]) == ("queued", attempt) and waiting["run_at"] > now()
        store.commit(Patch("job", id, set={"run_at": now()}))
    runner.run_due()
    assert store.get("job", id)["state"] == "failed"


def test_a_waiting_job_is_cancelled_at_once(store):
    id = add(store)
    cancel(store, id)
    assert store.get("job", id)["state"] == "cancelled"
    assert not Runner(store, {}).run_due()


def test_a_running_job_is_cancelled_at_its_next_sign_of_progress(store):
    id, reached = add(store), []

    def work(task):
        cancel(store, id)
        with pytest.raises(Cancelled):
            task.progress(1, 2)
        reached.append(True)
        raise Cancelled

    Runner(store, {"count": work}).run_due()
    assert reached and store.get("job", id)["state"] == "cancelled"


def test_a_server_that_stops_leaves_a_long_job_to_another(store):
    id, runner = add(store), Runner(store, {})

    def work(task):
        runner.stop()
        task.progress(1, 2)

    runner.works = {"count": work}
    runner.run_due()
    left = store.get("job", id)
    assert (left["state"], left["attempts"]) == ("queued", 0)


def test_a_job_whose_runner_died_is_done_by_another(store):
    id = add(store)
    assert store.claim("dead", lease=-1)["id"] == id
    assert Runner(store, {"count": lambda task: {}}).run_due()
    assert (store.get("job", id)["state"], store.get("job", id)["attempts"]) == ("done", 2)


def test_one_who_lost_the_lease_writes_nothing(store):
    id = add(store)

    def slow(task):
        store.commit(Patch("job", id, set={"run_at": now(-1)}))
        assert Runner(store, {"count": lambda other: {"by": "other"}}).run_due()
        with pytest.raises(LeaseLost):
            task.progress(1, 1)
        return {"by": "slow"}

    Runner(store, {"count": slow}).run_due()
    assert store.get("job", id)["result"] == {"by": "other"}


def test_the_lease_is_kept_while_the_work_goes_on(store):
    id, done = add(store), threading.Event()
    runners = [
        Runner(store, {"count": lambda task: done.wait(2.5) and None}, lease=1, pause=0.05) for _ in "ab"
    ]
    for runner in runners:
        runner.start()
    time.sleep(2)
    done.set()
    for runner in runners:
        runner.stop()
    assert (store.get("job", id)["state"], store.get("job", id)["attempts"]) == ("done", 1)


def test_each_of_many_jobs_is_done_once_by_several_runners(store):
    ids, counted, lock = [add(store, n=n) for n in range(40)], [], threading.Lock()

    def work(task):
        with lock:
            counted.append(task.id)

    runners = [Runner(store, {"count": work}, threads=2, pause=0.02) for _ in range(2)]
    for runner in runners:
        runner.start()
    until = time.monotonic() + 20
    while len(counted) < 40 and time.monotonic() < until:
        time.sleep(0.05)
    for runner in runners:
        runner.stop()
    assert sorted(counted) == sorted(ids)


def test_a_periodic_job_is_planned_once_in_its_span(store):
    for _ in range(3):
        Runner(store, {}, schedule=[Every("tidy", 10**9)]).plan()
    assert store.count("job", "ready", ("queued",)) == 1


def test_what_a_job_changes_is_committed_with_its_end_or_not_at_all(store):
    id = add(store)

    def work(task):
        task.write(Put("setting", "made", {"by": task.id}, expect=0))

    Runner(store, {"count": work}).run_due()
    assert store.get("setting", "made")["by"] == id


def test_jobs_that_ended_long_ago_are_forgotten(store):
    for id, ended in (("old", "2020"), ("new", now())):
        store.commit(Put("job", id, {"state": "done", "run_at": ended}))
    assert sweep(store) == 1
    assert store.get("job", "old") is None and store.get("job", "new")
