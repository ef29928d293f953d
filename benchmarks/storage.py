"""Saves, submissions, queues and start-up of both backends, each beside the least that it could cost.

    .venv/bin/python -m benchmarks.storage [--million] [PART …]

Parts: saves, submissions, queue, start. A save changes one text field of a 30 KB document of 250 fields.
Its limits are a durable write of as many bytes (embedded), and an UPDATE of the whole document in a table
of its own (PostgreSQL: same server, driver and number of connections). Rates need both in one run.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg
from sqlalchemy import insert

from benchmarks.autosave import answers, definition
from server.records.accounts import ENTERPRISE
from server.records.collections import COLLECTIONS
from server.records.submissions import Incomplete, Refused
from server.settings import Settings
from server.storage import open_store
from server.storage.interface import Patch, Put, Record, Store, StoreError
from server.storage.sql import SqlStore
from server.storage.statements import encode
from server.web.services import Services, open_services
from tests.postgres import Postgres

PARTS = ["saves", "submissions", "queue", "start"]
THREADS = (1, 8, 32)
SECONDS, HALF_A_MINUTE, ROUNDS = 1.0, 30.0, 5
FIELDS = 250
DOCUMENT = {f"f{number}": "企业填报内容" * 6 for number in range(FIELDS)}
LINE = 620
"""Bytes of journal that one such save writes."""
Work = Callable[[int], Callable[[int], None]]
"""Makes what one thread, known by its number, does turn after turn."""


def rate(work: Work, threads: int, seconds: float = SECONDS) -> tuple[float, float]:
    """Turns a second, and the milliseconds that 99 of 100 stay under."""
    calls = [work(thread) for thread in range(threads)]
    taken: list[list[float]] = [[] for _ in calls]
    begin = threading.Barrier(threads)

    def run(thread: int) -> None:
        begin.wait()
        end = time.perf_counter() + seconds
        for turn in itertools.count():
            start = time.perf_counter()
            if start > end:
                return
            calls[thread](turn)
            taken[thread].append(time.perf_counter() - start)

    running = [threading.Thread(target=run, args=(thread,)) for thread in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    times = sorted(itertools.chain(*taken))
    return len(times) / seconds, times[len(times) * 99 // 100] * 1e3


def saving(store: Store) -> Work:
    """One save after the other, each thread going round twenty submissions of its own."""

    def work(thread: int) -> Callable[[int], None]:
        run = token_hex(4)
        ids = [f"{run}-{thread}-{number}" for number in range(20)]
        for id in ids:
            store.commit(Put("submission", id, {"enterprise": "e", "created_at": "1"}, body=DOCUMENT))

        def save(turn: int) -> None:
            patch = {f"f{turn % FIELDS}": f"{turn}" + "修改后的内容" * 6}
            at = turn // len(ids) + 1
            store.commit(Patch("submission", ids[turn % len(ids)], patch, at, f"{run}-{turn}", "e"))

        return save

    return work


def durable_writing(folder: Path) -> Work:
    """Writes of as many bytes as a save has, each made durable by itself."""
    handle = os.open(folder / "bare", os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def write(_turn: int) -> None:
        os.write(handle, b"x" * LINE)
        os.fdatasync(handle)

    return lambda _thread: write


def updating(url: str) -> Work:
    """UPDATEs of the whole document, a connection a thread."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (id text PRIMARY KEY, revision int, value text)")

    def work(thread: int) -> Callable[[int], None]:
        connection = psycopg.connect(url, autocommit=True)
        ids = [f"{token_hex(4)}-{thread}-{number}" for number in range(20)]
        for id in ids:
            connection.execute("INSERT INTO bare VALUES (%s, 1, %s)", (id, encode(DOCUMENT)))

        def update(turn: int) -> None:
            value = encode({**DOCUMENT, f"f{turn % FIELDS}": f"{turn}" + "修改后的内容" * 6})
            changed = "UPDATE bare SET revision = revision + 1, value = %s WHERE id = %s"
            connection.execute(changed, (value, ids[turn % len(ids)]))

        return update

    return work


def saves(folder: Path, url: str) -> None:
    """Saves a second with 1, 8 and 32 threads."""
    stores = {
        "embedded": open_store(folder / "saves", COLLECTIONS),
        "PostgreSQL": SqlStore(url, COLLECTIONS, 40),
    }
    limits = {"embedded": durable_writing(folder), "PostgreSQL": updating(url)}
    for (backend, store), threads in itertools.product(stores.items(), THREADS):
        least, ours = [], []
        for _ in range(ROUNDS):
            least.append(rate(limits[backend], threads))
            ours.append(rate(saving(store), threads))
        bare, bare_p99 = map(statistics.median, zip(*least, strict=True))
        each, each_p99 = map(statistics.median, zip(*ours, strict=True))
        print(
            f"saves {backend:>10} {threads:>2} threads: {each:6.0f}/s, p99 {each_p99:6.2f} ms"
            f"   limit {bare:6.0f}/s, p99 {bare_p99:6.2f} ms"
            f"   ratio {each / bare:.2f}, p99 {each_p99 / bare_p99:.1f}"
        )
    for store in stores.values():
        store.close()


def filling(services: Services, failures: list[Exception]) -> Work:
    """A table created, filled section by section, and submitted."""
    form = services.forms.current("bench")
    account = services.accounts.create("bench", "bench-password", "测速", ENTERPRISE, "e")
    sections = [
        {f"{section}/{name}": str(value) for name, value in cells.items()}
        for section, cells in answers(FIELDS).items()
    ]

    def work(thread: int) -> Callable[[int], None]:
        def fill(turn: int) -> None:
            enterprise = {"id": f"e{thread}-{turn}", "name": "示例", "credit_code": "0", "region": "320115"}
            try:
                made = services.submissions.create(form, account, enterprise)
                for number, cells in enumerate(sections):
                    services.submissions.save(made.id, account, number + 1, f"o{number}", cells)
                services.submissions.submit(made.id, account)
            except (Refused, Incomplete, StoreError) as error:
                failures.append(error)

        return fill

    return work


def submissions(folder: Path, url: str) -> None:
    """Tables of 250 fields created, filled and submitted, for half a minute."""
    forms = folder / "forms"
    forms.mkdir()
    (forms / "bench.json").write_text(json.dumps(definition(FIELDS), ensure_ascii=False), encoding="utf-8")
    for backend, address in {"embedded": "", "PostgreSQL": url}.items():
        services = open_services(Settings(data=folder / backend, forms=(forms,), store=address))
        failures: list[Exception] = []
        speed, p99 = rate(filling(services, failures), 4, HALF_A_MINUTE)
        done = services.store.count("submission", "form", ("bench", "submitted"))
        whole = f"{done} submitted in {HALF_A_MINUTE:.0f} s by 4 threads, {len(failures)} failed"
        print(f"submissions {backend}: {whole}, {speed:.1f}/s, p99 {p99:.0f} ms")
        services.close()


def header(number: int) -> Record:
    """One of many submissions that wait in the queues of 17 cities."""
    city = f"41{number % 17:02}00"
    place = {"province": "410000", "city": city, "region": f"{city[:4]}{number % 7:02}"}
    state = {"form": "f", "status": "submitted", "created_at": "1", "submitted_at": f"2026-{number:09}"}
    return {"enterprise": f"e{number}", "enterprise_name": f"示例企业{number}", **place, **state}


def embedded_of(folder: Path, size: int) -> Store:
    """An embedded store with so many submissions."""
    store = open_store(folder, COLLECTIONS)
    for start in range(0, size, 1000):
        store.commit(
            *[
                Put("submission", f"s{number}", header(number), body={})
                for number in range(start, start + 1000)
            ]
        )
    return store


def database_of(url: str, size: int) -> Store:
    """A database with so many headers, loaded at a stretch."""
    store = SqlStore(url, COLLECTIONS)
    tables = store._tables["submission"]
    for start in range(0, size, 10_000):
        records = [(f"s{number}", header(number)) for number in range(start, start + 10_000)]
        rows = [
            {"id": id, "revision": 1, "stamp": "", "record": encode(record), **tables.columns(record)}
            for id, record in records
        ]
        with store._engine.begin() as connection:
            connection.execute(insert(tables.header), rows)
    with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE submission")
    return store


def median(call: Callable[[], object], rounds: int = 100) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1e3


def asked(store: Store, backend: str, size: int) -> None:
    """Time a page from the middle of one city's queue, and how many wait in it."""
    equal = ("submitted", "410300")
    middle = (*equal, f"2026-{size // 2:09}", "s")
    page = median(lambda: store.find("submission", "city", equal, middle, 50))
    count = median(lambda: store.count("submission", "city", equal), 20)
    print(f"queue {backend:>10} {size:>9}: page of 50 {page:.2f} ms, count {count:.2f} ms")
    store.close()


def queue(folder: Path, server: Postgres) -> None:
    """The queues of the cities, at several sizes."""
    for size in (10_000, 100_000):
        asked(embedded_of(folder / f"queue{size}", size), "embedded", size)
        asked(database_of(server.database(f"queue{size}"), size), "PostgreSQL", size)
    if "--million" in sys.argv:
        asked(database_of(server.database("million"), 1_000_000), "PostgreSQL", 1_000_000)


START = """
import sys, time
from pathlib import Path
from server.records.collections import COLLECTIONS
from server.storage import open_store
held = lambda: int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
before, start = held(), time.perf_counter()
store = open_store(Path(sys.argv[1]), COLLECTIONS)
taken, after = time.perf_counter() - start, held()
least = time.perf_counter()
(Path(sys.argv[1]) / "registers.json").read_bytes()
read = time.perf_counter() - least
print(f"{taken:.2f} s, {after - before:.0f} MB more; to read the bare file {read:.3f} s")
"""


def start(folder: Path) -> None:
    """Opening the embedded store in a process of its own."""
    for size in (10_000, 100_000):
        place = folder / f"start{size}"
        embedded_of(place, size).close()
        environment = os.environ | {"PYTHONPATH": os.getcwd()}
        done = subprocess.run(
            [sys.executable, "-c", START, place], capture_output=True, text=True, env=environment
        )
        print(f"start embedded {size:>7}: {done.stdout.strip() or done.stderr}")


@contextmanager
def server() -> Iterator[Postgres]:
    """A PostgreSQL for this run."""
    postgres = Postgres()
    try:
        yield postgres
    finally:
        postgres.remove()


def main() -> None:
    """Measure and print."""
    wanted = [name for name in sys.argv[1:] if not name.startswith("-")] or PARTS
    with tempfile.TemporaryDirectory() as name, server() as postgres:
        folder = Path(name)
        parts = {
            "saves": lambda: saves(folder, postgres.database("saves")),
            "submissions": lambda: submissions(folder, postgres.database("submissions")),
            "queue": lambda: queue(folder, postgres),
            "start": lambda: start(folder),
        }
        for part in wanted:
            parts[part]()


if __name__ == "__main__":
    main()
