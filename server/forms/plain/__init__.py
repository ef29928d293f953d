"""Plain JSON Schemas: definitions without a word of ours become forms too.

Between reading a definition and compiling it. A schema of draft-04 to 2020-12 is translated into our own
language, once; the bundle holds the translation, which everything else works with, and under `x-plain` the
schema as it was written, which alone decides about right and wrong. docs/plain-schemas.md says what
becomes what.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from .. import json
from ..validator import format_checker
from .dialect import validator_class
from .reading import Documents
from .rules import Plain
from .translate import Translation

__all__ = ["KEY", "Plain", "bundle_of", "is_plain"]

KEY = "x-plain"
"""The keyword of the bundle under which a plain schema is kept; no definition has it."""


def is_plain(content: Any, words: Collection[str]) -> bool:
    """Whether a definition has none of our `words` and so is a plain schema. Keywords of others, such as
    an editor's x-icon, change nothing."""
    if isinstance(content, dict):
        return not any(key in words or not is_plain(value, words) for key, value in content.items())
    return not isinstance(content, list) or all(is_plain(value, words) for value in content)


def bundle_of(
    content: Any, file: Path, folder: Path, form_id: str, load: Callable[[Path], Any]
) -> dict[str, Any]:
    """The bundle of a plain schema. Raises DefinitionError for what no validator could work with."""
    documents = Documents(content, file, folder, load)
    rules = validator_class(documents.draft)({}, registry=documents.registry, format_checker=format_checker())

    def judge(value: Any, schema: Any) -> bool:
        return bool(rules.evolve(schema=schema).is_valid(value))

    translated = Translation(documents, judge)
    told = {
        "draft": documents.draft,
        "address": documents.address,
        "documents": {address: json.dumps(found) for address, found in documents.contents.items()},
        "at": translated.at,
        "part": translated.part,
        "blank": translated.blank,
        "shown": translated.shown,
        "demanded": translated.demanded,
        "boxes": translated.boxes,
    }
    return {**translated.definition, "x-form": {"id": form_id}, KEY: json.dumps(told)}
