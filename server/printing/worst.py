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
    """One finding a field, or a table: what its first cell shows, and how many others do the same."""
    alike: dict[str, list[Spill]] = {}
    for spill in found:
        alike.setdefault(_block(form, spill), []).append(spill)
    return [_finding(form, rule, spilt) for spilt in list(alike.values())[:MOST_SAID]]


def _block(form: Form, spill: Spill) -> str:
    """What is told together: the cells of a matrix, the columns of a table of rows, one field."""
    field = form.field_at(spill.path)
    if field is None:
        return f" {spill.words}"
    return field.scope if field.column or "/*/" in field.path else field.path


def _finding(form: Form, rule: str, spilt: list[Spill]) -> Finding:
    worst, field = spilt[0], form.field_at(spilt[0].path)
    cells = len({spill.path for spill in spilt})
    name = f"“{field.label if field else worst.words[:20]}”" + (f"等 {cells} 处" if cells > 1 else "")
    by = f"{max(1, round(worst.millimetres))} 毫米"
    sentences = {
        "print-overflow": f"{name}超出{worst.where} {by}，请加宽、缩短标题或减小 maxLength",
        "print-overlap": f"{name}压住了{worst.where} {by}，请缩短标题或答案",
        "print-number-broken": f"{name}的数 {worst.words} 断成了两行，请减少列数或减小 maximum",
    }
    return finding(rule, _pointer(form, field), f"第 {worst.page} 页{sentences[rule]}")


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
