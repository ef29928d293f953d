"""A full check of a table with 260 filled fields, against bare JSON Schema validators, in one run.

    .venv/bin/python benchmarks/validation.py [--rounds 40] [--json]

The table is the largest that ships, with as many rows as make 260 filled fields. Ours is measured twice:
`validate_answers`, which computes, judges conditions, checks and options and sorts findings, and the bare
validator inside it. The peers get the same schema without what only we understand: `jsonschema`, and
`jsonschema-rs`, which is compiled (`script/setup bench` installs it). Each figure is the least time of all
rounds; what counts are the ratios. Once with a good document, once with a fault in every section.
"""

from __future__ import annotations

import copy
import json as plain_json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator

from server.forms import Form, Library, compile_form, disassemble, json, validate_answers

ROOT = Path(__file__).resolve().parents[1]
FORM = "miit/little-giant/2022"
ANSWERS = ROOT / "server" / "demo" / "answers" / "little-giant.complete.json"
FIELDS = 260
ROUNDS = 40


def with_rows(answers: Any, form: Form) -> Any:
    """The answers with more rows of the same, where the table allows them, until FIELDS are filled."""
    longer = copy.deepcopy(answers)
    tables = [rows for section in longer.values() for rows in _lists(section)]
    while tables and len(disassemble(form, longer)) < FIELDS:
        tables[0].append(copy.deepcopy(tables[0][0]))
        if validate_answers(form, longer):
            tables.pop(0).pop()
    return longer


def _lists(section: Any) -> list[Any]:
    inside = [section, *(section.values() if isinstance(section, dict) else ())]
    return [node for node in inside if isinstance(node, list) and node and isinstance(node[0], dict)]


def spoiled(answers: Any) -> Any:
    """The answers with the first value of every section replaced by one of a wrong type."""
    wrong = copy.deepcopy(answers)
    for section in wrong.values():
        inside = section[0] if isinstance(section, list) and section else section
        if isinstance(inside, dict) and inside:
            inside[next(iter(inside))] = ["?"]
    return wrong


def judges(form: Form) -> dict[str, Callable[[Any], int]]:
    """Each way of judging by its name: answers -> number of faults."""
    rules = {key: value for key, value in form.definition.items() if not key.startswith("x-")}
    stock, compiled = Draft202012Validator(rules), jsonschema_rs.Draft202012Validator(rules)
    return {
        "validate_answers": lambda answers: len(validate_answers(form, answers)),
        "our validator": lambda answers: len(list(form.validator.iter_errors(answers))),
        "jsonschema": lambda answers: len(list(stock.iter_errors(answers))),
        "jsonschema-rs": lambda answers: len(list(compiled.iter_errors(answers))),
    }


def measured(form: Form, answers: Any, rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds, faults and ratio to jsonschema of each judge; they take turns."""
    ways = judges(form)
    least = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.process_time()
            way(answers)
            least[name] = min(least[name], time.process_time() - start)
    base = least["jsonschema"]
    return {
        name: {"ms": least[name] * 1000, "ratio": least[name] / base, "faults": way(answers)}
        for name, way in ways.items()
    }


def main() -> None:
    """Print the figures."""
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else ROUNDS
    form = compile_form(Library().read(FORM))
    answers = with_rows(json.loads(ANSWERS.read_bytes()), form)
    filled = len(disassemble(form, answers))
    results = {
        "good": measured(form, answers, rounds),
        "faulty": measured(form, spoiled(answers), rounds),
    }
    if "--json" in sys.argv:
        print(plain_json.dumps({"cells": filled, **results}, ensure_ascii=False))
        return
    print(f"{FORM}, {filled} filled cells")
    for title, ways in results.items():
        for name, seen in ways.items():
            print(
                f"{title:7}{name:18}{seen['ms']:8.2f} ms {seen['ratio']:6.2f} x {seen['faults']:4.0f} faults"
            )


if __name__ == "__main__":
    main()
