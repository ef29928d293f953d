"""From a view to a field of our language: which kind asks for a value, and with which limits.

Every answer here is a schema of ours; None means that no kind shows such a value, so it becomes a JSON box.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ...language import gettext_noop
from .. import json
from ..kinds import kind_of
from ..kinds.json import value_of
from .shape import code_of
from .view import View
from .words import LONGEST_TITLE, is_long

OF_TEXTS = ("minLength", "maxLength", "pattern")
OF_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
OF_ARRAYS = ("minItems", "maxItems", "uniqueItems")
WITH_LISTS = frozenset({"cn-region", "cn-industry"})
"""Formats whose kinds need a code list, which a plain schema can't name."""
MOST_OPTIONS = 2000
YES, NO = gettext_noop("是"), gettext_noop("否")


def scalar(view: View, key: str) -> tuple[dict[str, Any], bool] | None:
    """The field of one value, and whether its cell holds codes instead of values."""
    if view.odd or view.never:
        return None
    if view.choices is not None:
        return _choice(view)
    makers = {"string": _text, "number": _number, "integer": _number, "boolean": _boolean}
    maker = makers.get(view.type)
    return (maker(view, key), False) if maker else None


def array(view: View, item: View, key: str) -> dict[str, Any] | None:
    """The field of a list of values: options to tick, or entries line by line."""
    found = scalar(item, key)
    if found is None or found[1] or item.nullable or view.choices is not None or item.type == "boolean":
        return None
    one, _ = found
    rules = {word: view.rules[word] for word in OF_ARRAYS if word in view.rules}
    ticked = item.choices is not None and view.rules.get("uniqueItems") is True
    entry = {word: one[word] for word in one if word != "x-kind"}
    if not ticked and item.choices is not None:
        entry = {"type": "string", "enum": [value for value, _ in item.choices]}
    return {"type": "array", "x-kind": "choices" if ticked else "list", "items": entry, **rules}


def box(judge: Any) -> dict[str, Any]:
    """The JSON box: any value, judged by the schema it has."""
    return {"x-kind": "json", "allOf": [judge]}


def _choice(view: View) -> tuple[dict[str, Any], bool] | None:
    choices = [(value, name) for value, name in view.choices or () if value != "" and _fits(value, view)]
    if not choices or len(choices) > MOST_OPTIONS:
        return None
    if {code_of(value) for value, _ in choices} == {"true", "false"}:
        return {"type": "boolean", "x-kind": "boolean"}, False
    codes = not all(
        isinstance(value, str) and value == " ".join(value.split("\n")).strip() for value, _ in choices
    )
    options = [
        {"const": code_of(value) if codes else value, "title": _title(value, name, codes)}
        for value, name in choices
    ]
    return {"type": "string", "x-kind": "choice", "oneOf": options}, codes


def _title(value: Any, name: str, codes: bool) -> str:
    return (name or (_name(value) if codes else str(value)))[:LONGEST_TITLE]


def _fits(value: Any, view: View) -> bool:
    if view.types is None:
        return True
    sort = "boolean" if isinstance(value, bool) else "string" if isinstance(value, str) else "number"
    return sort in view.types or (sort == "number" and "integer" in view.types)


def _name(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, str):
        return value if value_of(value) is value else f"“{value}”"  # told apart from the number 1
    return code_of(value)


def _text(view: View, key: str) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "string", **_rules(view, OF_TEXTS)}
    declared = view.words.get("format")
    if isinstance(declared, str) and declared not in WITH_LISTS:
        found["format"] = declared
    if declared == "password" or view.words.get("writeOnly") is True:
        return {**found, "x-kind": "secret"}
    kind = kind_of(found)
    if kind is not None and kind.rank > 0 and not (kind.lines and "pattern" in found):
        return {**found, "x-kind": kind.name}
    long = (
        "maxLength" not in found
        and "format" not in found
        and "pattern" not in found
        and is_long(key, view.words)
    )
    return {**found, "x-kind": "long_text" if long else "text"}


def _number(view: View, key: str) -> dict[str, Any]:
    found = {"type": view.type, **_rules(view, OF_NUMBERS)}
    kind = "integer" if view.type == "integer" else "amount"
    step = found.get("multipleOf")
    digits = next((place for place in range(1, 7) if step == Decimal(1).scaleb(-place)), None)
    if digits:
        del found["multipleOf"]
        found["x-decimals"] = digits
    return {**found, "x-kind": kind}


def _boolean(view: View, key: str) -> dict[str, Any]:
    return {"type": "boolean", "x-kind": "boolean"}


def _rules(view: View, words: tuple[str, ...]) -> dict[str, Any]:
    """The limits of a value; a bound that no answer comes near is left to the whole document's judge."""
    kept = {word: view.rules[word] for word in words if word in view.rules}
    near = {
        word: value for word, value in kept.items() if not json.is_number(value) or json.plain_number(value)
    }
    known = {
        word: value for word, value in near.items() if value is not True and value is not False
    }  # draft-04
    return {**known, **({"allOf": view.more} if view.more else {})}
