"""A rule set's own words, judged by `schemas/meta/ruleset.json` before it is compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from .. import json
from ..findings import Finding, pointer_of
from ..formulas.errors import suggest
from ..messages import sentence
from ..source import BUILTIN

META: Mapping[str, Any] = json.loads((BUILTIN / "meta" / "ruleset.json").read_bytes())
RULES = Draft202012Validator(META)
LONGEST_VALUE = 60


def faults(document: Any) -> Iterator[Finding]:
    """What in a rule set is not in the words of the language, each with its pointer."""
    for error in RULES.iter_errors(document):
        at = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            yield from _unknown(error, at)
        elif error.validator == "required":
            needed: Any = error.validator_value
            given: Any = error.instance
            for key in [key for key in needed if key not in given]:
                yield Finding("", pointer_of(at), "ruleset-word", f"缺少“{key}”{_note(error)}")
        else:
            name = f"名称 {json.dumps(error.instance)} " if "propertyNames" in error.schema_path else ""
            shown = name or f"不能写作 {json.dumps(error.instance)[:LONGEST_VALUE]}，"
            reason = "写法不对" if error.validator == "pattern" else sentence(error)
            yield Finding("", pointer_of(at), "ruleset-word", f"{shown}{reason}{_note(error)}")


def _unknown(error: ValidationError, at: tuple[Any, ...]) -> Iterator[Finding]:
    known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
    given: Any = error.instance
    for key in [key for key in given if key not in known]:
        message = f"规则集里没有“{key}”这一项{suggest(key, known)}"
        yield Finding("", pointer_of((*at, key)), "ruleset-word", message)


def _note(error: ValidationError) -> str:
    note = error.schema.get("description") if isinstance(error.schema, Mapping) else None
    return f"。说明：{note}" if note else ""
