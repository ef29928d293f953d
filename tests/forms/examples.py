"""One example form for every kind (`kinds/<kind>.json`), and what is typed into it (`examples/<kind>.json`).

A definition has the kind in a grid (`grid/value`) and, where a column makes sense, in rows (`list/*/value`).
`right` is a list of {typed, kept, shown}, or {file, shown} for what is uploaded; `printed` lists what paper
says where that is more than `shown`. `wrong` is a list of {typed, rule}: the rule of the finding or refusal.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from server.forms import Form, Library, compile_form, json

HERE = Path(__file__).parent
FOLDER = HERE / "kinds"
KINDS = sorted(path.stem for path in FOLDER.glob("*.json"))
VALUE, ROW = "grid/value", "list/r1/value"


@cache
def form_of(kind: str) -> Form:
    """The compiled example form of a kind."""
    return compile_form(Library(FOLDER).read(kind))


def typed_into(kind: str) -> dict[str, Any]:
    """What may be typed into it."""
    example: dict[str, Any] = json.loads((HERE / "examples" / f"{kind}.json").read_bytes())
    return example


def cases(sort: str, wanted: str = "typed") -> list[tuple[str, dict[str, Any]]]:
    """(kind, case) for all `right` or `wrong` cases that have the wanted key, for parametrised tests."""
    return [(kind, case) for kind in KINDS for case in typed_into(kind)[sort] if wanted in case]


def gallery() -> dict[str, Any]:
    """A definition with all kinds in one grid and again in rows, for those who look at a whole page."""
    grid: dict[str, Any] = {}
    rows: dict[str, Any] = {}
    for kind in KINDS:
        properties = json.loads((FOLDER / f"{kind}.json").read_bytes())
        fields = _named(kind, properties)
        grid |= fields
        rows |= fields if "list" in properties["properties"] else {}
    sections = {
        "grid": {"title": "一、各种字段", "type": "object", "properties": grid},
        "list": {"title": "二、明细", "type": "array", "items": {"type": "object", "properties": rows}},
    }
    about = {"id": "gallery", "edition": 2022, "authority": "示例单位"}
    return {"title": "字段类型一览", "x-form": about, "type": "object", "properties": sections}


def _named(kind: str, definition: dict[str, Any]) -> dict[str, Any]:
    """The fields of an example form's grid, named after the kind."""
    value = definition["$defs"]["value"]
    others = definition["properties"]["grid"]["properties"]
    if "other" in value.get("x-options", {}):
        value["x-options"]["other"]["field"] = f"{kind}_other"
        return {kind: value, f"{kind}_other": others["value_other"]}
    return {kind: value}
