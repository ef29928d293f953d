"""Paper: the same walk over the same form as the screen, with print templates.

`print_html` is all other rooms need: a compiled form and flat cells in, one HTML document out, that
`printing.pdf` turns into pages. It reads no clock and no network; the same answers give the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup, escape

from .. import language
from ..forms import Cells, Field, Form, covered, hidden_paths
from ..language import gettext as _
from ..language import gettext_noop
from .fonts import CHECKOUT, PrintTrouble, printable, unprintable
from .grid import ems
from .pieces import Piece, Sheet
from .values import Looks, Mode, Shown, show

TEMPLATES = Path(__file__).parent / "templates"
THEMES = CHECKOUT / "themes"
LAST_BRACKET = re.compile(r"(.+)([（(][^（(]*)")
LONGEST_UNIT = 7
"""In full-width characters, brackets included."""
COUNTS = (
    *("", "", gettext_noop("两"), gettext_noop("三"), gettext_noop("四"), gettext_noop("五")),
    *(gettext_noop("六"), gettext_noop("七"), gettext_noop("八"), gettext_noop("九"), gettext_noop("十")),
)


@dataclass(frozen=True, slots=True)
class PrintFacts:
    """What a copy of record says about itself: the submission's number, when it was submitted (with its
    time zone), and the SHA-256 of its canonical answers."""

    submission: str
    submitted_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class CoverLine:
    """One line of the cover: what is asked, and the answer or nothing."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section on paper."""

    title: str
    help: str
    pieces: list[Piece]


def print_html(
    form: Form,
    cells: Cells,
    *,
    theme: str = "default",
    mode: Mode = "complete",
    submission: PrintFacts | None = None,
) -> str:
    """The whole table as one HTML document, for `printing.pdf`.

    `mode` complete prints the answers, draft adds a watermark to every page, blank prints empty cells to
    fill by hand (and ignores the answers). Hidden answers are left out. `submission` puts number, time
    and hashes of the copy of record on its pages. Raises PrintTrouble for an unknown theme or no fonts.
    """
    templates = environment(theme)
    hidden = frozenset() if mode == "blank" else hidden_paths(form, cells)
    sheet = Sheet(form, cells, mode, hidden, Looks(templates))
    facts = {
        "form": form,
        "mode": mode,
        "submission": submission,
        "cover": form.print.get("cover"),
        "cover_lines": _cover_lines(form, cells, hidden, mode),
        "company": _company(form, cells, hidden, mode),
        "instructions": list(_instructions(form.print)),
        "parts": _parts(sheet),
        "blocks": form.print.get("blocks", []),
        "looks": sheet.looks,
    }
    body = templates.get_template("sheets.html").render(facts)
    document = templates.get_template("document.html")
    return printable(document.render(facts, body=Markup(body), missing=unprintable([body])))


@lru_cache(maxsize=8)
def environment(theme: str) -> Environment:
    """Print templates of a theme: its own under themes/<theme>/print/, by name, before ours."""
    own = theme_folder(theme) / "print"
    loader = ChoiceLoader([FileSystemLoader(own), FileSystemLoader(TEMPLATES)])
    found = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    language.teach(found)
    found.filters.update(size=readable_size, code_point=code_point, unit_whole=unit_whole)
    return found


def theme_folder(theme: str) -> Path:
    """The folder of a theme. Raises PrintTrouble when there is no such theme."""
    place = THEMES / theme
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", theme) or not (place / "print.css").is_file():
        raise PrintTrouble(_("没有名为“%(theme)s”的主题，或主题中没有 print.css", theme=theme))
    return place


def code_point(character: str) -> str:
    """U+20BB7"""
    return f"U+{ord(character):04X}"


def unit_whole(label: str) -> Markup:
    """A label whose last bracket is not broken over lines: 注册资本（万元）, never （万 / 元）."""
    found = LAST_BRACKET.fullmatch(label)
    if not found or ems(found[2]) > LONGEST_UNIT:
        return escape(label)
    return Markup('{}<span class="unit">{}</span>').format(*found.groups())


def readable_size(size: Any) -> str:
    """Bytes as people read them: 2.1 MB."""
    if not isinstance(size, int) or isinstance(size, bool):
        return ""
    if size < 1024 * 1024:
        return f"{max(1, size // 1024)} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def _parts(sheet: Sheet) -> list[Part]:
    """The sections that have something on paper."""
    shown = [section for section in sheet.form.sections if not covered(section.path, sheet.hidden)]
    parts = (Part(section.title, section.help, list(sheet.pieces(section))) for section in shown)
    return [part for part in parts if part.pieces]


def _cover_lines(form: Form, cells: Cells, hidden: frozenset[str], mode: Mode) -> list[CoverLine]:
    lines = (form.print.get("cover") or {}).get("fields", [])
    return [CoverLine(str(line.get("label", "")), _text(form, cells, hidden, mode, line)) for line in lines]


def _text(form: Form, cells: Cells, hidden: frozenset[str], mode: Mode, line: Mapping[str, Any]) -> str:
    field = _field(form, line)
    if field is None or covered(field.path, hidden):
        return ""
    return show(field, field.path, cells.get(field.path), mode).text


def _field(form: Form, line: Mapping[str, Any]) -> Field | None:
    return form.field_at(str(line.get("path", "")))


def _company(form: Form, cells: Cells, hidden: frozenset[str], mode: Mode) -> str:
    """Whose paper it is, for the running head: the first answer the cover names."""
    lines = (form.print.get("cover") or {}).get("fields", [])
    return next((_text(form, cells, hidden, mode, line) for line in lines if _field(form, line)), "")


def _instructions(declared: Mapping[str, Any]) -> Iterator[str]:
    """The definition's instructions, and how many copies are asked for."""
    yield from (str(paragraph) for paragraph in declared.get("instructions", []))
    copies = declared.get("copies")
    if isinstance(copies, int) and 1 < copies < len(COUNTS):
        yield _("本表纸质材料一式%(number)s份。", number=_(COUNTS[copies]))


__all__ = ["Mode", "PrintFacts", "Shown", "environment", "print_html", "readable_size", "theme_folder"]
