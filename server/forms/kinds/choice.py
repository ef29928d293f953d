"""One option out of a short list or a code list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .. import json
from ..options import NOTHING
from .kind import Kind, Value

if TYPE_CHECKING:
    from ..model import Field
    from ..options import Options


def says_nothing(picked: frozenset[str], field: Field) -> bool:
    """Whether all that is picked says that there is nothing; answers that are no option say it in words."""
    nothing = NOTHING | (field.options.nothing if field.options else frozenset())
    return bool(picked) and picked <= nothing


class Choice(Kind):
    """The code of the chosen option; its name is what people see."""

    name = "choice"
    title = "单选"
    rank = 20

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return schema.get("type") == "string" and bool({"enum", "oneOf", "x-options"} & schema.keys())

    def longest(self, field: Field) -> Value:
        codes = field.options.position if field.options else ()
        return max(codes, key=lambda code: len(self.show(code, field)), default=None)

    def parse(self, raw: Value, field: Field) -> Value:
        """A code, or a name that stands for one code (pasted from Excel)."""
        raw = super().parse(raw, field)
        if not isinstance(raw, str) and field.options and json.dumps(raw) in field.options:
            return json.dumps(raw)  # the API may send the 3 or true that a code stands for
        if isinstance(raw, str) and field.options and raw not in field.options:
            return field.options.code_of(raw) or raw
        return raw

    def show(self, value: Value, field: Field) -> str:
        if field.options and isinstance(value, str) and value in field.options:
            return self.words(value, field.options)
        return super().show(value, field)

    def words(self, code: str, options: Options) -> str:
        """What people see of an option."""
        return options.name_of(code)

    def edit(self, value: Value, field: Field) -> str:
        """The name where one searches a code list by typing, the code where one picks from a few."""
        searched = field.options and field.options.source
        return self.show(value, field) if searched else super().edit(value, field)

    def claims(self, value: Value, field: Field) -> bool:
        """An option called 无 claims nothing."""
        return super().claims(value, field) and not says_nothing(self.picks(value), field)

    def picks(self, value: Value) -> frozenset[str]:
        return frozenset({value}) if isinstance(value, str) else frozenset()
