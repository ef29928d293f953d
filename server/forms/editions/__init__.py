"""A table over the years: what changed between two editions, and carrying answers from one to the next.

`diff` and `migrate` rest on the same pairing of places, so what one announces the other does.
docs/editions.md is the manual.
"""

from .change import DANGERS, TYPES, Change
from .diff import diff
from .migrate import CLEAN, OUTCOMES, Carried, Migration, migrate, unread

__all__ = [
    "CLEAN",
    "DANGERS",
    "OUTCOMES",
    "TYPES",
    "Carried",
    "Change",
    "Migration",
    "diff",
    "migrate",
    "unread",
]
