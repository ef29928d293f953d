"""Plain posts: WTForms builds the inputs of a section once per form and reads what a browser sends back.

Step 1 of an answer's journey when there is no JavaScript. The names of inputs are the paths of cells.
Nothing is judged here: the form's JSON Schema is the only rule book, so no field has validators, and
`Meta.render_field` hands every input to its kind's template instead of a stock widget.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from markupsafe import Markup
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import MultipleFileField, SelectMultipleField, StringField
from wtforms.fields.core import Field as Input
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from ..forms import Cells, Field, Form, Rows, Section, row_ids
from ..forms.model import MOST_ROWS
from ..forms.saving import ROW_ID

SHOWN = "_shown"
"""Name of the hidden inputs that carry the paths of ticked-or-not controls: unticked ones send nothing."""

CAPTION = "caption:"
"""An input of this name and a file id holds the caption of that file."""

NAMELESS = "_"
"""The key, in addresses, of the section that holds fields standing loose at the root of a form."""

NEW_ROWS = ("__row__", "__inner_row__")
"""Stand for the ids of rows, outermost first, in the templates from which the browser makes new rows."""


class Meta(DefaultMeta):
    """How inputs of a section are drawn: by the one who asks, with our kind templates."""

    def render_field(self, field: Input, render_kw: Mapping[str, Any]) -> Markup:
        """The control of an input; `control` is the skeleton's drawing of its cell."""
        drawn: Markup = render_kw["control"](field)
        return drawn


class SectionForm(BaseForm):
    """The inputs of a section or a row. On BaseForm, since a cell may be called `data` or `errors`."""

    unbound: ClassVar[Mapping[str, UnboundField]] = {}

    def __init__(self, post: MultiDict[str, Any] | None = None, prefix: str = "") -> None:
        super().__init__(self.unbound, prefix=prefix, meta=Meta())
        self.process(post)


_classes: dict[tuple[str, str], type[SectionForm]] = {}


def form_class(form: Form, section: Section) -> type[SectionForm]:
    """The inputs of a section by cell path, without its rows. Built once per form."""
    rows = {field.path for block in _rows(section) for table in block.walk() for field in table.fields}
    own = {field.path: field for field in section.fields() if field.path not in rows}
    return _class(form, section.path, own)


def row_class(form: Form, rows: Rows) -> type[SectionForm]:
    """The inputs of one row by the column's path in it; its prefix is `<rows path>/<row id>/`. Built once
    per form."""
    return _class(form, f"{rows.path}/*", {rows.within(field.path): field for field in rows.fields})


def section_of(form: Form, key: str) -> Section | None:
    """The section with this key in an address, None when the form has no such section."""
    path = "" if key == NAMELESS else key
    return next((section for section in form.sections if section.path == path), None)


def read_post(form: Form, key: str, post: MultiDict[str, Any], cells: Cells) -> dict[str, Any]:
    """The changes a posted section asks for: path -> what was typed, exactly as `forms.apply` takes them.

    Only what was on the page counts: other cells stay as they are. A row the post brings along that
    `cells` don't know is added. Unknown sections and names change nothing.
    """
    section = section_of(form, key)
    if section is None:
        return {}
    present = {*post, *post.getlist(SHOWN)}
    changes: dict[str, Any] = {}
    for path, _rows_here, posted in _posted(section, present):
        if added := [row for row in posted if row not in row_ids(cells, path)]:
            changes[path] = {"add": added}
    for bound in _inputs(form, section, post, present):
        if bound.name in present and not isinstance(bound, MultipleFileField):
            changes[bound.name] = bound.data if bound.data is not None else ""
    return changes


def read_files(form: Form, key: str, files: MultiDict[str, FileStorage]) -> list[tuple[str, FileStorage]]:
    """The files a posted section carries, each with the path of its slot; empty file inputs are skipped."""
    section = section_of(form, key)
    inputs = _inputs(form, section, files, set(files)) if section else ()
    slots = [bound for bound in inputs if isinstance(bound, MultipleFileField)]
    return [(slot.name, file) for slot in slots for file in slot.data or () if getattr(file, "filename", "")]


def read_captions(post: MultiDict[str, Any]) -> dict[str, str]:
    """The captions on the page: file id -> text."""
    return {name.removeprefix(CAPTION): str(post[name]) for name in post if name.startswith(CAPTION)}


def _inputs(form: Form, section: Section, post: MultiDict[str, Any], present: set[str]) -> Iterator[Input]:
    yield from form_class(form, section)(post)
    for path, rows, posted in _posted(section, present):
        for row in posted:
            yield from row_class(form, rows)(post, prefix=f"{path}/{row}/")


def _rows(section: Section) -> Iterator[Rows]:
    return (block for block in section.blocks if isinstance(block, Rows))


def _posted(section: Section, present: set[str]) -> Iterator[tuple[str, Rows, list[str]]]:
    """The tables of which rows were posted: concrete path, table and row ids; outer ones first."""
    for rows in _rows(section):
        yield from _posted_in(rows, rows.path, [name for name in present if name.startswith(rows.path)])


def _posted_in(rows: Rows, path: str, present: list[str]) -> Iterator[tuple[str, Rows, list[str]]]:
    names: dict[str, list[str]] = {}
    for name in present:
        if name.startswith(f"{path}/"):
            names.setdefault(name[len(path) + 1 :].partition("/")[0], []).append(name)
    posted = sorted(row for row in names if ROW_ID.fullmatch(row) and row not in NEW_ROWS)[:MOST_ROWS]
    yield path, rows, posted
    for row in posted:
        for table in rows.inner:
            yield from _posted_in(table, f"{path}/{row}/{rows.within(table.path)}", names[row])


def _class(form: Form, path: str, fields: Mapping[str, Field]) -> type[SectionForm]:
    known = _classes.get((form.hash, path))
    if known is None:
        unbound = {name: _input(field) for name, field in fields.items() if not field.readonly}
        known = _classes[form.hash, path] = type("CompiledSectionForm", (SectionForm,), {"unbound": unbound})
    return known


def _input(field: Field) -> UnboundField:
    if field.kind.uploaded:
        return MultipleFileField(field.label)
    if field.kind.many or field.kind.parts:
        return SelectMultipleField(field.label, validate_choice=False)
    return StringField(field.label)
