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


WIDEST = "国"
"""A character as wide as any."""
LONG, LONGEST = 50, 20_000
"""Characters of a text that may be of any length when it is tried out, and the most that are tried."""


def is_blank(value: Value) -> bool:
    """Whether a value counts as not filled in. False and 0 are answers."""
    return value is None or (isinstance(value, str | list | dict) and not value)


def says(schema: Any, shape: Any) -> bool:
    """Whether a schema says all that a kind's `shape` says."""
    if not isinstance(shape, Mapping) or not isinstance(schema, Mapping):
        return bool(schema == shape)
    return all(key in schema and says(schema[key], part) for key, part in shape.items())


class Kind:
    """Base of all kinds: a line of text. Subclasses override what differs.

    `name` is the word used in `x-kind` and in template names; `title` is for the reference;
    `formula_type` is what a formula sees; `rank` orders inference (higher asks first).
    `lines` says that line breaks belong to the text; elsewhere a pasted one becomes a space.
    `boxed` says that a cell holds another shape of the value than the document: see `judged` and `kept`.
    `formats` are the JSON Schema formats the kind brings, each with its check and its message.
    `rules` are judged beyond the schema (True is fine, None says nothing), each with its message;
    `messages` are the kind's own sentences about rules of the schema. `shape` is the least a schema
    that names the kind has to say. `parts` are the inputs of a cell that has several, each with its
    name; the value is an object then. Where `answered` is False there are words and nothing to fill in.
    A number that is `unitless` counts nothing: a year, a quotient.
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
    answered: ClassVar[bool] = True
    unitless: ClassVar[bool] = False
    boxed: ClassVar[bool] = False
    formats: ClassVar[Mapping[str, tuple[Callable[[str], bool], str]]] = {}
    rules: ClassVar[Mapping[str, tuple[Callable[[Value, Field], bool | None], str]]] = {}
    messages: ClassVar[Mapping[str, str]] = {}
    shape: ClassVar[Mapping[str, Any]] = {}
    parts: ClassVar[Mapping[str, str]] = {}

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

    def longest(self, field: Field) -> Value:
        """The answer that takes the most room of those the field allows; paper is tried out with it."""
        return WIDEST * min(int(field.schema.get("maxLength", LONG)), LONGEST)

    def typed(self, value: Value) -> Any:
        """JSON value -> what a formula computes with, None when blank or not of this kind."""
        return value if isinstance(value, str) and value else None

    def show(self, value: Value, field: Field) -> str:
        """JSON value -> the words on paper and in read-only views (without unit); "" when blank."""
        return "" if value is None else str(value)

    def edit(self, value: Value, field: Field) -> str:
        """JSON value -> the text that stands in the input."""
        return "" if value is None else str(value)

    def edits(self, value: Value, field: Field) -> list[str]:
        """The texts that stand in the inputs of the `parts`."""
        return [self.edit(value, field)]

    def typed_part(self, value: Value, part: str) -> Any:
        """What a formula sees of one of the `parts`."""
        return self.typed(value)

    def claims(self, value: Value, field: Field) -> bool:
        """Whether an answer says that there is something, which `x-evidence` may want proved."""
        return not is_blank(value)

    def judged(self, value: Value) -> Any:
        """What a cell stands for in the document, which its schema judges: the value itself."""
        return value

    def kept(self, value: Any) -> Value:
        """What a cell holds for a value of the document: the way back from `judged`."""
        return value

    def unread(self, value: Value) -> str:
        """Why a value of the wrong type is no more than what was typed; "" when there is nothing to add."""
        return ""

    def picks(self, value: Value) -> frozenset[str]:
        """The options that are ticked in this value; empty for kinds without options."""
        return frozenset()

    def chosen(self, key: str, code: str) -> str:
        """The formula that holds while the field `key` has this option."""
        return f'{key} = "{code}"'
