"""Will it print? A form is filled with the longest answers it allows, laid out, and looked at.

The kinds say what the longest answer of a field is; everything conditional is shown. The layout is the real
one, so what is found here would be seen on somebody's paper. About 0.1 s a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..forms import Field, Finding, Form
from ..forms.findings import pointer_of
from ..forms.kinds import Value
from ..forms.lint import finding
from .fonts import unprintable
from .layout import print_html
from .pdf import lay_out
from .spills import Spill, broken_figures, overlaps, page_height, row_heights, spills

MOST_ROWS = 4
"""Rows laid out in each table; the others look the same, and their pages are reckoned."""
MOST_PAGES = 120
MOST_SAID = 12
"""Findings of one rule; more of the same help nobody."""
WORDS = frozenset(
    {"title", "description", "x-group", "x-unit", "label", "heading", "issuer", "lines", "instructions"}
)
"""Keywords whose text is printed."""


def worst_cells(form: Form) -> dict[str, Value]:
    """The longest answers a form allows, a few rows in each table."""
    cells: dict[str, Value] = {}
    for rows in sorted(form.rows, key=len):
        for path in form.expand(rows, cells):
            most = min(form.rows[rows].maximum, MOST_ROWS)
            cells[path] = [f"r{number}" for number in range(most)]
    for template, field in form.fields.items():
        for path in form.expand(template, cells):
            value = field.kind.longest(field)
            if value is not None:
                cells[path] = value
    return cells


def will_it_print(form: Form, theme: str = "default") -> list[Finding]:
    """What goes wrong on paper, with pointers of fields. Raises PrintTrouble when this machine can't."""
    shown = replace(form, visible={})
    pages = lay_out(print_html(shown, worst_cells(form), theme=theme), theme)
    return [
        *_told(form, "print-overflow", spills(pages)),
        *_told(form, "print-overlap", overlaps(pages)),
        *_told(form, "print-number-broken", broken_figures(pages)),
        *_too_long(form, pages),
        *_missing(form),
    ]


def _told(form: Form, rule: str, found: Iterator[Spill]) -> list[Finding]:
    """One finding a field, at the first page it happens on."""
    first: dict[str, Finding] = {}
    for spill in found:
        field = form.field_at(spill.path)
        key = field.path if field else spill.words
        first.setdefault(key, finding(rule, _pointer(form, field), _sentence(rule, field, spill)))
    return list(first.values())[:MOST_SAID]


def _sentence(rule: str, field: Field | None, spill: Spill) -> str:
    name = f"“{field.label}”" if field else f"“{spill.words[:20]}”"
    if rule == "print-number-broken":
        return f"第 {spill.page} 页{name}的数 {spill.words} 断成了两行，请加宽这一列或减小 maximum"
    if rule == "print-overlap":
        return f"第 {spill.page} 页{name}压住了{spill.where} {spill.millimetres:.0f} 毫米，请缩短标题或答案"
    by = f"{max(1, round(spill.millimetres))} 毫米"
    return f"第 {spill.page} 页{name}超出{spill.where} {by}，请加宽、缩短标题或减小 maxLength"


def _pointer(form: Form, field: Field | None) -> str:
    return field.pointer if field else "/x-print" if form.print else ""


def _too_long(form: Form, pages: list[Any]) -> Iterator[Finding]:
    more = 0.0
    for path, heights in row_heights(pages).items():
        rows = form.rows.get(form.template(path))
        if rows and heights:
            more += (rows.maximum - min(rows.maximum, MOST_ROWS)) * sum(heights) / len(heights)
    count = len(pages) + int(more / page_height(pages))
    if count > MOST_PAGES:
        message = f"填满时约 {count} 页，超过 {MOST_PAGES} 页，请减小明细表的 maxItems 或文字的 maxLength"
        yield finding("print-too-many-pages", "", message)


def _missing(form: Form) -> Iterator[Finding]:
    """Words of the definition with characters that no font holds."""
    for pointer, text in _words(form.definition, ()):
        for character in unprintable([text]):
            message = f"“{text[:20]}”里的“{character}”（U+{ord(character):04X}）印不出来，请换成通用的字"
            yield finding("print-missing-glyph", pointer, message)


def _words(node: Any, at: tuple[Any, ...], printed: bool = False) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        if printed:
            yield pointer_of(at), node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if key != "x-lists":
                names = at[-1:] == ("properties",)
                yield from _words(value, (*at, key), not names and key in WORDS)
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _words(value, (*at, place), printed)
