"""What a kind is: everything the product knows about one sort of field, in one class.

A kind is one Python file here, one template `web/templates/kinds/<name>.html` and one
`printing/templates/kinds/<name>.html`.
Nothing else in the product asks what kind a field is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from ..model import Field

Value = Any
"""A JSON value of answers: str, bool, int, Decimal, list or dict; None is blank."""


def is_blank(value: Value) -> bool:
    """Whether a value counts as not filled in. False and 0 are answers."""
    return value is None or (isinstance(value, str | list | dict) and not value)


class Kind:
    """Base of all kinds: a line of text. Subclasses override what differs.

    `name` is the word used in `x-kind` and in template names; `title` is for the reference;
    `formula_type` is what a formula sees; `rank` orders inference (higher asks first).
    `lines` says that line breaks belong to the text; elsewhere a pasted one becomes a space.
    `formats` are the JSON Schema formats the kind brings, each with its check and its message.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    formula_type: ClassVar[str] = "text"
    rank: ClassVar[int] = 0
    many: ClassVar[bool] = False
    numeric: ClassVar[bool] = False
    wide: ClassVar[bool] = False
    uploaded: ClassVar[bool] = False
    lines: ClassVar[bool] = False
    formats: ClassVar[Mapping[str, tuple[Callable[[str], bool], str]]] = {}

    def infers(self, schema: Mapping[str, Any]) -> bool:
        """Whether a schema without `x-kind` is of this kind."""
        return schema.get("format") in self.formats

    def parse(self, raw: Value, field: Field) -> Value:
        """What was typed or sent -> the JSON value to keep; None when blank.

        What can't be read is kept exactly as typed: the draft loses nothing and validation says why.
        """
        if isinstance(raw, str):
            raw = raw.replace("\x00", "").replace("\r\n", "\n").strip()
            raw = raw if self.lines else raw.replace("\n", " ")
        return None if raw in ("", [], None) else raw

    def typed(self, value: Value) -> Any:
        """JSON value -> what a formula computes with, None when blank or not of this kind."""
        return value if isinstance(value, str) and value else None

    def show(self, value: Value, field: Field) -> str:
        """JSON value -> the words on paper and in read-only views (without unit); "" when blank."""
        return "" if value is None else str(value)

    def edit(self, value: Value, field: Field) -> str:
        """JSON value -> the text that stands in the input."""
        return "" if value is None else str(value)

    def picks(self, value: Value) -> frozenset[str]:
        """The options that are ticked in this value; empty for kinds without options."""
        return frozenset()
