"""Attachments: a list of uploaded files, each with its name, size, hash and caption."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...language import joined
from .kind import WIDEST, Kind, Value

if TYPE_CHECKING:
    from ..model import Field

FILES, NAME = 5, 40
"""Files in one slot, and characters in a file's name, when paper is tried out."""


class Attachment(Kind):
    """The files of one slot. Files are added and removed by uploading, never by typing."""

    name = "attachment"
    title = "附件"
    formula_type = "list"
    wide = True
    uploaded = True
    many = True

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return False

    def longest(self, field: Field) -> Value:
        most = min(int(field.schema.get("x-attachment", {}).get("max_files", FILES)), FILES)
        return [{"name": f"{WIDEST * NAME}.pdf", "size": 99_999_999, "caption": WIDEST * NAME}] * most

    def typed(self, value: Value) -> list[str] | None:
        return _names(value) if isinstance(value, list) else None

    def show(self, value: Value, field: Field) -> str:
        return joined(_names(value)) if isinstance(value, list) else super().show(value, field)

    def edit(self, value: Value, field: Field) -> str:
        return self.show(value, field)


def _names(files: list[Any]) -> list[str]:
    return [str(file.get("name", "")) for file in files if isinstance(file, dict)]
