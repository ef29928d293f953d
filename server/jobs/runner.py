"""Long work that outlives a request: jobs are records, so what runs them may be killed at any time.

A job is put into the store in the same commit as what it is about (`job`). A `Runner` claims it for a
lease, keeps the lease while the work goes on, and writes down progress and result; a runner that dies
leaves a lease that passes, and another takes over. The same runner works in the server's own threads and in
worker processes of their own. What must not happen twice belongs into the commit that finishes it.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..language import gettext_noop
from ..records.references import needs_no_more
from ..storage.interface import Conflict, Delete, Patch, Put, Record, Store, StoreError, now

log = logging.getLogger(__name__)

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
FINISHED = (DONE, FAILED, CANCELLED)
MOST_ATTEMPTS = 3
FIRST_RETRY = 5
KEPT_SECONDS = 30 * 24 * 3600
SWEPT = 200
INTERRUPTED = gettext_noop("多次被中断，没有完成；请重新开始")
UNFORESEEN = gettext_noop("出现意外，没有完成；请重新开始，如仍有问题请联系技术支持")


class JobTrouble(Exception):
    """The work can't be done, and trying again won't help; the message is Chinese and for people."""


class Cancelled(Exception):
    """Somebody no longer wants it."""


class Interrupted(Exception):
    """This server stops; the job goes back into the queue, and another server begins it anew."""


class LeaseLost(Exception):
    """Another runner has taken over, or the job is gone: stop without writing anything."""


Work = Callable[["Task"], Record | None]
"""Does a job; what it returns is the job's result."""


@dataclass(frozen=True)
class Every:
    """A job of this kind in each span of so many seconds, once, however many runners there are."""

    kind: str
    seconds: int


def job(kind: str, args: Record, owner: str = "", id: str = "", delay: float = 0) -> Put:
    """A new job, to be committed together with what it is about. Its id is a random one if none is given."""
    record = {"kind": kind, "args": args, "owner": owner, "state": QUEUED, "attempts": 0}
    record |= {"created_at": now(), "run_at": now(delay)}
    return Put("job", id or uuid.uuid4().hex, record, expect=0)


def cancel(store: Store, id: str) -> None:
    """Ask for a job to be stopped: at once when it still waits, else at its next sign of progress."""
    for _attempt in range(10):
        found = store.get("job", id)
        if found is None or found["state"] in FINISHED:
            return
        waiting = found["state"] == QUEUED
        change = {"state": CANCELLED, "run_at": now()} if waiting else {"cancel": True}
        try:
            store.commit(Patch("job", id, expect=found["revision"], set=change))
        except Conflict:
            continue  # it has just begun, gone on or ended
        return


class Task:
    """A claimed job, as its work sees it. All methods raise LeaseLost when it is no longer ours."""

    def __init__(self, store: Store, claimed: Record, lease: float, stopping: threading.Event) -> None:
        self.id, self.args, self.owner = claimed["id"], claimed["args"], claimed.get("owner", "")
        self._store, self._claimed, self._lease = store, claimed, lease
        self._revision, self._lock = claimed["revision"], threading.Lock()
        self._cancelled, self._stopping = bool(claimed.get("cancel")), stopping

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Say how far the work is; keeps the lease. Raises Cancelled when nobody wants it, Interrupted."""
        self.write(progress={"done": done, "total": total, "text": text}, run_at=now(self._lease))
        if self._cancelled:
            raise Cancelled
        if self._stopping.is_set():
            raise Interrupted

    def keep(self) -> None:
        """Hold on to the job for another lease."""
        self.write(run_at=now(self._lease))

    def write(self, *also: Any, **fields: Any) -> None:
        """Change the job, and commit `also` with it, as long as it is ours."""
        with self._lock:
            while True:
                patch = Patch("job", self.id, expect=self._revision, set=fields)
                try:
                    self._revision = self._store.commit(patch, *also)[0]
                except Conflict as conflict:
                    if (conflict.collection, conflict.id) != ("job", self.id):
                        raise
                    self._look_again()
                else:
                    return

    def _look_again(self) -> None:
        found = self._store.get("job", self.id)
        same = found and all(found.get(key) == self._claimed[key] for key in ("worker", "attempts"))
        if not found or not same or found["state"] != RUNNING:
            raise LeaseLost(self.id)
        self._revision, self._cancelled = found["revision"], bool(found.get("cancel"))


class Runner:
    """Runs jobs in `threads` of this process. `lease` in seconds; `schedule` are the periodic ones."""

    def __init__(
        self,
        store: Store,
        works: Mapping[str, Work],
        threads: int = 1,
        lease: float = 60,
        schedule: Sequence[Every] = (),
        pause: float = 0.5,
    ) -> None:
        self.store, self.works, self.lease = store, works, lease
        self.schedule, self.pause, self.name = schedule, pause, uuid.uuid4().hex[:12]
        self._stopping = threading.Event()
        self._tasks: dict[str, Task] = {}
        self._threads = [
            threading.Thread(target=self._work, name=f"job-{n}", daemon=True) for n in range(threads)
        ]
        self._threads.append(threading.Thread(target=self._keep, name="job-lease", daemon=True))

    def start(self) -> None:
        """Begin to work, in the background."""
        self.plan()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Bring what is being done to its next sign of progress, begin nothing new, and return."""
        self._stopping.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def run_due(self) -> bool:
        """Claim one job and do it; False when none is due."""
        claimed = self.store.claim(self.name, self.lease)
        if claimed is None:
            return False
        task = Task(self.store, claimed, self.lease, self._stopping)
        self._tasks[task.id] = task
        try:
            self._do(task, claimed)
        except LeaseLost:
            log.warning("job %s (%s) was taken over", task.id, claimed["kind"])
        finally:
            del self._tasks[task.id]
        return True

    def plan(self) -> None:
        """Put the periodic jobs of this moment in, if no other runner has."""
        for every in self.schedule:
            slot = int(time.time() // every.seconds)
            put = job(every.kind, {}, id=f"{every.kind}-{every.seconds}-{slot}")
            try:
                self.store.commit(put)
            except Conflict:
                continue  # another runner was quicker, or it was done before

    def _do(self, task: Task, claimed: Record) -> None:
        work = self.works.get(claimed["kind"])
        if work is None or claimed["attempts"] > MOST_ATTEMPTS:
            task.write(state=FAILED, error=INTERRUPTED, run_at=now())
            return
        try:
            result = work(task)
        except LeaseLost:
            raise
        except Cancelled:
            task.write(state=CANCELLED, run_at=now())
        except Interrupted:
            task.write(state=QUEUED, attempts=claimed["attempts"] - 1, run_at=now())
        except JobTrouble as trouble:
            task.write(state=FAILED, error=str(trouble), run_at=now())
        except Exception:
            log.exception("job %s (%s) failed", task.id, claimed["kind"])
            self._put_back(task, claimed["attempts"])
        else:
            task.write(state=DONE, result=result, run_at=now())

    def _put_back(self, task: Task, attempts: int) -> None:
        if attempts >= MOST_ATTEMPTS:
            task.write(state=FAILED, error=UNFORESEEN, run_at=now())
        else:
            task.write(state=QUEUED, run_at=now(FIRST_RETRY * 4 ** (attempts - 1)))

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                if self.run_due():
                    continue
            except StoreError as error:
                log.error("jobs wait: %s", error)
            self._stopping.wait(self.pause)

    def _keep(self) -> None:
        while not self._stopping.wait(min(self.lease / 3, 20)):
            for task in list(self._tasks.values()):
                try:
                    task.keep()
                except (LeaseLost, StoreError) as error:
                    log.warning("job %s: lease not kept: %s", task.id, error)
            try:
                self.plan()
            except StoreError as error:
                log.error("periodic jobs wait: %s", error)


def sweep(store: Store) -> int:
    """Forget jobs that ended long ago; how many."""
    gone, before = 0, now(-KEPT_SECONDS)
    for state in FINISHED:
        for found in store.find("job", "ready", (state,), limit=SWEPT):
            if found["run_at"] >= before:
                break
            result = found.get("result") or {}
            files = [result["sha256"]] if "sha256" in result else []
            store.commit(Delete("job", found["id"]), *needs_no_more(store, files, found["id"]))
            gone += 1
    return gone
