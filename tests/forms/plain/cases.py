"""Plain schemas in the manner of real ones, each with answers that fit and answers that don't.

A case is a file in `schemas/`: `schema`, `valid` and `invalid`. The stock validator of the schema's draft
is the judge of all that we say.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from server.forms import Form, Library, compile_form, json
from server.forms.validator import format_checker

HERE = Path(__file__).parent / "schemas"
NAMES = sorted(path.stem for path in HERE.glob("*.json"))
DRAFTS = {"draft-04": jsonschema.Draft4Validator, "draft-07": jsonschema.Draft7Validator}


@cache
def case(name: str) -> dict[str, Any]:
    """The file of a case."""
    found: dict[str, Any] = json.loads((HERE / f"{name}.json").read_bytes())
    return found


def form_of(schema: Any, folder: Path) -> Form:
    """The form of a schema that was dropped into a folder."""
    (folder / "form.json").write_text(json.dumps(schema), "utf-8")
    return compile_form(Library(folder).read("form"))


def stock(schema: Any) -> Any:
    """The stock validator of a schema, told the formats that our kinds know."""
    declared = str(schema.get("$schema", "")) if isinstance(schema, dict) else ""
    draft = next((DRAFTS[name] for name in DRAFTS if name in declared), None)
    if draft is None:
        old = "dependencies" in json.dumps(schema)
        draft = jsonschema.Draft7Validator if old else jsonschema.Draft202012Validator
    whole = draft.TYPE_CHECKER.redefine("integer", is_integer)
    exact = jsonschema.validators.extend(
        draft, type_checker=whole if draft not in (DRAFTS["draft-04"],) else None
    )
    return exact(schema, format_checker=format_checker())


def is_integer(checker: Any, value: Any) -> bool:
    """As the drafts say, also for a Decimal."""
    return not isinstance(value, bool) and json.is_number(value) and value == value // 1


def pairs(which: str) -> list[tuple[str, Any]]:
    """Name of the case and document, for all `valid` or `invalid` ones."""
    return [(name, document) for name in NAMES for document in case(name)[which]]
