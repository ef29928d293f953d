"""Lint: what a careful reviewer would say of a definition before it is published.

Compiling refuses what can't be used; lint also says what is legal and yet bad. Both speak in rules of one
catalogue. `lint` judges a compiled form, `lint_editions` two years of one table, `examine` any file of a
schemas folder. Pure like all of `forms`; whether it prints is asked by `server.printing.worst`.
"""

from . import (
    about,
    bands,
    blocks,
    checks,
    choices,
    computing,
    conditions,
    formulas,
    numbers,
    paper,
    reading,
    texts,
    words,
    years,
)
from .catalogue import RULES, Rule, finding, mend
from .editions import lint_editions
from .examine import Examined, examine, files
from .linting import lint

TOPICS = (
    words,
    numbers,
    texts,
    choices,
    conditions,
    computing,
    bands,
    checks,
    blocks,
    years,
    about,
    paper,
    reading,
    formulas,
)
"""Modules that put their rules into the catalogue by being imported."""

__all__ = [
    "RULES",
    "TOPICS",
    "Examined",
    "Rule",
    "examine",
    "files",
    "finding",
    "lint",
    "lint_editions",
    "mend",
]
