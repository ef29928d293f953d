"""Any JSON value, typed as JSON: for what no other kind can show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .. import json
from .kind import Kind, Value

if TYPE_CHECKING:
    from ..model import Field

INDENT = 2
SHORT = 60
"""Values up to so many characters are written on one line."""


class Json(Kind):
    """A value whose cell holds its JSON text, as typed. Words without quotes are a text; what should be
    more than a text and can't be read has a finding that names line and column."""

    name = "json"
    title = "JSON"
    formula_type = "list"
    wide = True
    lines = True
    boxed = True

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return False

    def typed(self, value: Value) -> Any:
        return None

    def show(self, value: Value, field: Field) -> str:
        """The text, with an indent."""
        return "" if value is None else text_of(value_of(value))

    def judged(self, value: Value) -> Any:
        return value_of(value)

    def kept(self, value: Any) -> Value:
        return text_of(value)

    def unread(self, value: Value) -> str:
        """What is wrong with the JSON, and where."""
        try:
            json.loads(value if isinstance(value, str) else "0")
        except json.JsonError as error:
            return str(error)
        return ""


def value_of(text: Value) -> Any:
    """The value of a cell; a text that is no JSON stands for itself."""
    try:
        return json.loads(text) if isinstance(text, str) else text
    except json.JsonError:
        return text


def text_of(value: Any) -> str:
    """The text that reads as this value again, with an indent where it is long."""
    if isinstance(value, str) and value == value.strip() and value_of(value) is value:
        return value
    short = json.dumps(value)
    return short if len(short) <= SHORT else json.dumps(value, indent=INDENT)
