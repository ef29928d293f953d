"""One cell as paper shows it: the kind's words, its ticks, and how the kind's template wants to stand.

A kind's print template `kinds/<name>.html` declares `shape` (where it stands on the sheet), `room`
(how many characters wide it likes to be in a column) and a macro `value(cell)`. So nothing in this
room asks which kind a field is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jinja2 import Environment
from markupsafe import Markup

from ..forms import Field
from ..forms.kinds import Kind, Value
from ..language import gettext as _
from .fonts import is_rare

Mode = Literal["complete", "draft", "blank"]
"""What the paper is: a copy of record, a draft with its watermark, or the empty form to fill by hand."""

MOST_TICKS = 12
"""More options than this are not all printed; the chosen ones are named instead."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One printed option."""

    name: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell ready for its template. `text` is what the kind says, "" in a blank form; `compact` is a
    place as narrow as a table column, where the chosen option is named instead of ticking all."""

    field: Field
    path: str
    value: Value
    text: str
    picks: frozenset[str]
    ticks: tuple[Tick, ...]
    rare: bool
    blank_form: bool
    compact: bool = False

    @property
    def label(self) -> str:
        """The field's title with its unit, as official tables write it: 注册资本（万元）."""
        return labelled(self.field.title, self.field.unit)

    @property
    def paragraphs(self) -> list[str]:
        """The text line by line, without empty lines."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


def labelled(title: str, unit: str) -> str:
    """Title and unit; a title that names its unit in brackets already stays as it is."""
    named = re.search(rf"[（(](?:单位[：:])?{re.escape(unit)}[）)]", title)
    return _("%(title)s（%(unit)s）", title=title, unit=unit) if unit and not named else title


def show(field: Field, path: str, value: Value, mode: Mode, compact: bool = False) -> Shown:
    """The cell of a field with this value; a blank form shows no value at all."""
    value = None if mode == "blank" else value
    text = field.kind.show(value, field)
    picks = field.kind.picks(value)
    ticks, blank_form = _ticks(field, picks), mode == "blank"
    return Shown(field, path, value, text, picks, ticks, is_rare(text), blank_form, compact)


def _ticks(field: Field, picks: frozenset[str]) -> tuple[Tick, ...]:
    options = field.options
    if options is None or options.levels or options.parent or len(options.position) > MOST_TICKS:
        return ()
    return tuple(Tick(options.name_of(code), code in picks) for code in options.position)


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind stands on paper, read from its template."""

    shape: str
    room: int
    value: Any

    def html(self, cell: Shown) -> Markup:
        """The cell's value as markup."""
        return Markup(self.value(cell))


class Looks:
    """The looks of all kinds under one theme; a kind without a template prints as a line of text."""

    def __init__(self, templates: Environment) -> None:
        self.templates = templates
        self._looks: dict[Kind, Look] = {}

    def of(self, kind: Kind) -> Look:
        """The look of a kind, read from its template once."""
        if kind not in self._looks:
            names = [f"kinds/{kind.name}.html", "kinds/text.html"]
            module: Mapping[str, Any] = vars(self.templates.select_template(names).module)
            self._looks[kind] = Look(str(module["shape"]), int(module["room"]), module["value"])
        return self._looks[kind]
