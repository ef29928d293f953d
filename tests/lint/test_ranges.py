"""What a condition can come to: called impossible or certain only where no answer could make it otherwise."""

from __future__ import annotations

import pytest

from server.forms import compile_form
from server.forms.lint.conditions import judge
from server.forms.lint.subject import Subject
from tests.forms.tables import table

FIELDS = {
    "share": {"title": "占比", "type": "number", "minimum": 0, "maximum": 100},
    "income": {"title": "收入", "type": "number", "exclusiveMinimum": 0},
    "free": {"title": "数", "type": "number"},
    "size": {"title": "规模", "type": "string", "oneOf": [{"const": code, "title": code} for code in "ab"]},
    "listed": {"title": "上市", "type": "boolean"},
}
OPEN, NEVER, ALWAYS = (True, True), (False, True), (True, False)
CONDITIONS = [
    ("share > 50", OPEN),
    ("share >= 0", ALWAYS),
    ("share > 100", NEVER),
    ("share >= 100", OPEN),
    ("100 < share", NEVER),
    ("share <> 150", ALWAYS),
    ("income > 0", ALWAYS),
    ("income <= 0", NEVER),
    ("free < -1000000", OPEN),
    ("free > 5 AND free < 3", NEVER),
    ("free > 5 AND free <= 5", NEVER),
    ("free >= 5 AND free <= 5", OPEN),
    ("AND(free > 5, listed = true, free < 3)", NEVER),
    ("free > 5 OR free < 3", OPEN),
    ('size = "a"', OPEN),
    ('size = "c"', NEVER),
    ('size <> "c"', ALWAYS),
    ('size = "a" AND size = "b"', NEVER),
    ('size in ("a", "b")', ALWAYS),
    ('size in ("c", "d")', NEVER),
    ("NOT(share > 100)", ALWAYS),
    ("listed = true OR true", ALWAYS),
    ("1 = 1", ALWAYS),
    ("1 > 2", NEVER),
    ("ISBLANK(size)", OPEN),
    ("share > free", OPEN),
]


@pytest.mark.parametrize(("condition", "expected"), CONDITIONS, ids=[text for text, _ in CONDITIONS])
def test_a_condition_can_come_to(condition: str, expected: tuple[bool, bool]) -> None:
    note = {"title": "说明", "type": "string", "x-visible": condition}
    subject = Subject(compile_form(table(**FIELDS, note=note)))
    (written,) = subject.written
    assert judge(subject, written).outcome(written.tree) == expected
