"""The example forms of this folder's `structure`, with the answers that go with them."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from server.forms import Form, compile_form, disassemble, json, recompute

FOLDER = Path(__file__).with_name("structure")
NAMES = ("nested-rows", "totals", "category-matrix", "forecast")


@cache
def definition(name: str) -> Any:
    """A definition as its file has it; a copy is for changing."""
    return json.loads((FOLDER / f"{name}.json").read_bytes())


def changed(name: str, pointer: str, value: Any) -> Form:
    """The form of a definition in which one place is different; None takes the place away."""
    bundle = deepcopy(definition(name))
    node, *keys = bundle, *pointer.split("/")[1:]
    for key in keys[:-1]:
        node = node[key]
    if value is None:
        del node[keys[-1]]
    else:
        node[keys[-1]] = value
    return compile_form(bundle)


@cache
def structured(name: str) -> Form:
    """One of the forms, compiled."""
    return compile_form(definition(name))


def answers_of(name: str) -> Any:
    """Its answers document, without what is computed."""
    return json.loads((FOLDER / f"{name}.answers.json").read_bytes())


def cells_of(name: str) -> dict[str, Any]:
    """Its answers as cells, computed cells included."""
    cells = disassemble(structured(name), answers_of(name))
    recompute(structured(name), cells)
    return cells
