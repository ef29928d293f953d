"""Autosave of one field against the bare durable write, at 50, 250 and 500 fields.

    .venv/bin/python benchmarks/autosave.py [--json]

Per round and size: one write of the journal line's bytes with fdatasync (the limit: nothing durable is
cheaper), one save through `Submissions.save` on the embedded store, and one PATCH through the whole
application. Interleaved; medians; ratios are what counts. Growth from 50 to 500 fields is shown as the
slope between neighbours: equal slopes are a straight line.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from server.records.accounts import ENTERPRISE, Account
from server.records.submissions import Submissions
from server.settings import Settings
from server.storage.interface import Put
from server.web.app import create_app
from server.web.services import Services, open_services

SIZES = (50, 250, 500)
TO_A_SECTION = 50
ROUNDS = 200
LINE = b"x" * 400 + b"\n"


def cell(number: int) -> dict[str, Any]:
    """Of ten fields seven are texts, two amounts, and one is computed from those."""
    if number % 10 < 7:
        return {"title": f"文字{number}", "type": "string", "maxLength": 100}
    amount = {"title": f"金额{number}", "type": "number", "x-unit": "万元", "x-decimals": 2}
    if number % 10 < 9:
        return amount
    formula = f"ROUND(f{number - 1}/f{number - 2}*100, 2)"
    return {**amount, "title": f"比率{number}", "x-unit": "%", "x-compute": formula}


def answers(fields: int) -> dict[str, Any]:
    """Something in every field that is not computed."""
    filled: dict[str, dict[str, Any]] = {}
    for number in range(fields):
        if number % 10 != 9:
            section = filled.setdefault(f"s{number // TO_A_SECTION * TO_A_SECTION}", {})
            section[f"f{number}"] = "文" * 20 if number % 10 < 7 else number
    return filled


def definition(fields: int) -> dict[str, Any]:
    """A table of that many cells: text and amounts, every tenth computed."""
    sections: dict[str, Any] = {}
    for start in range(0, fields, TO_A_SECTION):
        cells = {f"f{number}": cell(number) for number in range(start, min(start + TO_A_SECTION, fields))}
        sections[f"s{start}"] = {"title": f"第{start}栏", "type": "object", "properties": cells}
    return {"title": "测速表", "type": "object", "x-form": {"edition": 2026}, "properties": sections}


def bare_write(folder: Path) -> Callable[[int], None]:
    """The limit: as many bytes as a journal line, on disk."""
    handle = os.open(folder / "bare", os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def write(_round: int) -> None:
        os.write(handle, LINE)
        os.fdatasync(handle)

    return write


def direct_save(services: Services, account: Account, submission: str) -> Callable[[int], None]:
    """A save by the records, without HTTP."""
    records: Submissions = services.submissions

    def save(round_: int) -> None:
        revision = records.header(submission)["revision"]
        records.save(submission, account, revision, f"d{round_}", {"s0/f7": str(round_ + 1)})

    return save


def web_save(services: Services, submission: str) -> Callable[[int], None]:
    """A save as the page makes it."""
    client = create_app(services.settings, services).test_client()
    headers = {"X-CSRFToken": client.get("/api/session").json["csrf"]}
    token = client.post(
        "/api/session", json={"login": "bench", "password": "bench-password"}, headers=headers
    ).json["csrf"]

    def save(round_: int) -> None:
        revision = services.submissions.header(submission)["revision"]
        body = {"base_revision": revision, "operation": f"w{round_}", "changes": {"s0/f8": str(round_ + 1)}}
        answer = client.patch(f"/api/submissions/{submission}", json=body, headers={"X-CSRFToken": token})
        assert answer.status_code == 200

    return save


def opened(folder: Path) -> Services:
    """The services with a form of every size."""
    forms = folder / "forms"
    forms.mkdir()
    for size in SIZES:
        text = json.dumps(definition(size), ensure_ascii=False)
        (forms / f"bench{size}.json").write_text(text, encoding="utf-8")
    return open_services(Settings(data=folder / "data", forms=(forms,)))


def calls(services: Services, folder: Path) -> dict[tuple[int, str], Callable[[int], None]]:
    """What is measured, by size and name."""
    enterprise = {"id": "e", "name": "示例", "credit_code": "0", "region": "320115"}
    services.store.commit(Put("enterprise", "e", enterprise))
    account = services.accounts.create("bench", "bench-password", "测速", ENTERPRISE, "e")
    made: dict[tuple[int, str], Callable[[int], None]] = {}
    for size in SIZES:
        form = services.forms.current(f"bench{size}")
        submission = services.submissions.create(form, account, enterprise, answers(size))
        made[size, "bare"] = bare_write(folder)
        made[size, "save"] = direct_save(services, account, submission.id)
        made[size, "patch"] = web_save(services, submission.id)
    return made


def measure(folder: Path) -> dict[int, dict[str, float]]:
    """Medians in milliseconds by size."""
    services = opened(folder)
    made = calls(services, folder)
    taken: dict[tuple[int, str], list[float]] = {key: [] for key in made}
    for round_ in range(ROUNDS):
        for key, call in made.items():
            start = time.perf_counter()
            call(round_)
            taken[key].append(time.perf_counter() - start)
    services.close()
    return {
        size: {what: statistics.median(taken[size, what]) * 1e3 for what in ("bare", "save", "patch")}
        for size in SIZES
    }


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    if "--json" in sys.argv:
        print(json.dumps(figures))
        return
    print("fields  bare write ms  save ms (ratio)  PATCH ms (ratio)")
    for size, row in figures.items():
        ratios = {what: row[what] / row["bare"] for what in ("save", "patch")}
        print(
            f"{size:>6}  {row['bare']:>13.3f}  {row['save']:>7.3f} ({ratios['save']:>4.1f})"
            f"   {row['patch']:>7.3f} ({ratios['patch']:>4.1f})"
        )
    for what in ("save", "patch"):
        slopes = [(figures[b][what] - figures[a][what]) / (b - a) * 1e3 for a, b in pairwise(SIZES)]
        print(f"{what}: microseconds a field {', '.join(f'{slope:.2f}' for slope in slopes)}")


if __name__ == "__main__":
    main()
