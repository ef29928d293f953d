"""Compiling the largest definition, against what a bare validator does with the same file, in one run.

    .venv/bin/python benchmarks/compile.py [--rounds 10] [--json]

`read` gathers file, references and lists, `compile_form` makes the form of them. The peers: `json.loads` of
the same file (nothing can be cheaper), and `jsonschema`'s `check_schema` of the same bundle, which only says
whether it is JSON Schema. `again` is what a running server pays for a form it has compiled. Each figure is
the least process time of all rounds; what counts are the ratios.
"""

from __future__ import annotations

import json as plain_json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from server.forms import Library, compile_form
from server.settings import Settings
from server.web.services import open_services

FORM = "miit/little-giant/2022"
ROUNDS = 10


def ways(folder: Path) -> dict[str, Callable[[], Any]]:
    """Each thing that is measured, by name."""
    library = Library()
    text, bundle = library.find(FORM).read_bytes(), library.read(FORM)
    rules = {key: value for key, value in bundle.items() if key != "x-lists"}
    forms = open_services(Settings(data=folder)).forms
    forms.current(FORM)
    return {
        "json.loads": lambda: plain_json.loads(text),
        "check_schema": lambda: Draft202012Validator.check_schema(rules),
        "read": lambda: library.read(FORM),
        "compile_form": lambda: compile_form(bundle),
        "again": lambda: forms.current(FORM),
    }


def main() -> None:
    """Print the figures."""
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        measured = ways(Path(folder))
        least = dict.fromkeys(measured, float("inf"))
        for _ in range(rounds):
            for name, way in measured.items():
                start = time.process_time()
                way()
                least[name] = min(least[name], time.process_time() - start)
    base = least["check_schema"]
    if "--json" in sys.argv:
        print(
            plain_json.dumps(
                {name: {"ms": took * 1000, "ratio": took / base} for name, took in least.items()}
            )
        )
        return
    for name, took in least.items():
        print(f"{name:14}{took * 1000:9.3f} ms {took / base:8.4f} x check_schema")


if __name__ == "__main__":
    main()
