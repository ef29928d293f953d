"""How one answer travels: a real save is traced, and docs/architecture.md lists exactly what it met.

A function is on the way when it holds the answer: in an argument, a local or what it returns, alone or
inside a patch, the cells, a record. Lambdas and comprehensions belong to the function they stand in.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = str(ROOT / "server") + os.sep
PAGE = ROOT / "docs" / "architecture.md"
START, END = "<!-- journey -->\n", "<!-- /journey -->"
ANSWER = "示例路七九三号"


def holds(value: Any, depth: int = 6) -> bool:
    """Whether the answer is in a value, however deep."""
    if isinstance(value, str | bytes):
        return ANSWER in value if isinstance(value, str) else ANSWER.encode() in value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = [getattr(value, field.name, None) for field in dataclasses.fields(value)]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return depth > 0 and any(holds(part, depth - 1) for part in parts)


def trace(call: Callable[[], Any]) -> tuple[list[CodeType], set[CodeType]]:
    """The own functions that held the answer, in the order they first did; and all own functions run."""
    met: dict[CodeType, None] = {}
    run: set[CodeType] = set()

    def note(frame: FrameType, event: str, result: Any) -> None:
        code = frame.f_code
        if not code.co_filename.startswith(OURS) or "<" in code.co_name:
            return
        run.add(code)
        if code not in met and event in ("call", "return"):
            sys.setprofile(None)
            if holds(list(frame.f_locals.values())) or (event == "return" and holds(result)):
                met[code] = None
            sys.setprofile(note)

    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(None)
    return list(met), run


@pytest.fixture(scope="module")
def journey(app) -> tuple[list[CodeType], set[CodeType]]:
    """A save of one text of the largest table, by a signed-in enterprise."""
    client = app.test_client()
    client.sign_in("qiye3")
    submission = client.post("/api/submissions", json={"form": "miit/little-giant/2022"}).json
    replies: list[dict[str, Any]] = []

    def save(value: str, operation: str) -> None:
        body = {"base_revision": 9, "operation": operation, "changes": {"basics/address": value}}
        replies.append(client.patch(f"/api/submissions/{submission['id']}", json=body).json)

    save("第一次，编译和缓存都在这里", "a")
    traced = trace(lambda: save(ANSWER, "b"))
    assert replies[1]["changes"]["basics/address"]["text"] == ANSWER
    return traced


def rooms(codes: Any) -> list[str]:
    return list(dict.fromkeys(code.co_filename.removeprefix(OURS) for code in codes))


def described(met: list[CodeType], run: set[CodeType]) -> str:
    lines = [
        f"{place:>2}. {code.co_filename.removeprefix(OURS)} {code.co_qualname}"
        for place, code in enumerate(met, 1)
    ]
    total = (
        f"{len(met)} functions in {len(rooms(met))} modules hold the answer; the whole request, with session,"
    )
    return "\n".join(
        ["```", *lines, "```", "", total, f"access and headers, runs {len(run)} in {len(rooms(run))}.", ""]
    )


def test_one_answer_meets_at_most_thirty_functions_in_ten_modules(journey):
    met, run = journey
    assert len(met) <= 30 and len(rooms(met)) <= 10, described(met, run)


def test_the_architecture_page_lists_the_journey_as_it_is(journey):
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    listed, _, after = rest.partition(END)
    if os.environ.get("TIANBIAO_WRITE_DOCS"):
        PAGE.write_text(before + START + described(*journey) + END + after, encoding="utf-8")
        return
    assert listed == described(*journey), "run again with TIANBIAO_WRITE_DOCS=1"
