"""Notes: words in the order of a section, for those who fill it in and for those who read the paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language import gettext_noop
from .kind import Kind


class Note(Kind):
    """No answer stands here: `title` is its heading, `description` its text, `not: {}` refuses any value."""

    name = "note"
    title = "说明文字"
    wide = True
    answered = False
    shape = {"not": {}}
    messages = {"not": gettext_noop("这里只有说明文字，没有可填的内容，请删去")}

    def infers(self, schema: Mapping[str, Any]) -> bool:
        return False
