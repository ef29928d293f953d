"""A made-up table of two years, with every sort of change between them, and last year's answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from server.forms import Form, Library, Migration, compile_form, disassemble, json, migrate
from server.forms.editions import Carried

HERE = Path(__file__).parent
OLD, NEW, ANSWERS = (HERE / f"workshop.{name}.json" for name in ("2021", "2022", "answers"))


@cache
def edition(path: Path) -> Form:
    """A compiled edition."""
    return compile_form(Library().read(str(path)))


def answers() -> Any:
    """What an enterprise filled in last year."""
    return json.loads(ANSWERS.read_bytes())


@cache
def moved() -> Migration:
    """Last year's answers in this year's table."""
    old = edition(OLD)
    return migrate(old, edition(NEW), disassemble(old, answers()))


def fate(was: str) -> Carried:
    """What became of one old answer."""
    return next(carried for carried in moved().carried if carried.was == was)
