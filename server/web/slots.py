"""What changes from request to request in a compiled page, and how templates mark its place.

While a skeleton is compiled its templates see a `Cell` for every field; `{{ cell.value }}` and its like
print a mark, not a value. Each mark stands for a slot, a function that a request calls with its
`Filling`. The cells of a row are drawn once, under their template path, with a slot for the row's id.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, zip_longest
from typing import Any

from markupsafe import Markup, escape

from ..forms import Cells, Field, Finding, Form, covered, in_words, is_blank
from ..forms.formulas import Formula
from ..language import gettext as _
from ..language import joined
from ..records.attachments import Limits, limits_of

Slot = Callable[["Filling"], str]
ROW = "*"
SIGNATURE = re.compile(r" ?[（(](签字|signature)[）)]")
"""What stands behind a signer on paper."""
MOST_VISIBLE = 6
"""Up to so many options are all shown; more stand in a list."""
MOST_LISTED = 30
"""Up to so many stand in a select; longer lists are searched."""


@dataclass(slots=True)
class Filling:
    """One request's values. Inside rows they are keyed by template path, and `rows` are the ids of the rows,
    outermost first; `whole` is then the filling of the whole page."""

    cells: Cells
    findings: Mapping[str, Sequence[Finding]]
    hidden: Set[str]
    required: Set[str]
    page: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    whole: Filling | None = None
    readonly: Set[str] = frozenset()

    def at_row(self, row: str, templates: Sequence[str]) -> Filling:
        """The same request, seen from one row of a table here."""
        whole, rows = self.whole or self, (*self.rows, row)
        paths = {template: concrete(template, rows) for template in templates}
        return Filling(
            {template: whole.cells.get(path) for template, path in paths.items()},
            {template: whole.findings.get(path, ()) for template, path in paths.items()},
            {template for template, path in paths.items() if covered(path, whole.hidden)},
            {template for template, path in paths.items() if path in whole.required},
            whole.page,
            rows,
            whole,
            {template for template, path in paths.items() if path in whole.readonly},
        )


def concrete(template: str, rows: Sequence[str]) -> str:
    """A template with row ids in place of its stars, outermost first; stars beyond them stay."""
    for row in rows:
        template = template.replace(ROW, row, 1)
    return template


class Pieces:
    """HTML cut at its marks: literals and slots in turn."""

    def __init__(self, html: str, marks: Marks) -> None:
        self.bits: list[str] = marks.pattern.split(html)
        self.slots = [marks.slots[int(number)] for number in self.bits[1::2]]

    def fill(self, filling: Filling) -> str:
        """The HTML of one request; costs what its values cost."""
        bits = self.bits.copy()
        bits[1::2] = [slot(filling) for slot in self.slots]
        return "".join(bits)


class Marks:
    """Gives out marks. They carry a random word, so that no text of a definition can look like one."""

    def __init__(self) -> None:
        self.word = secrets.token_hex(8)
        self.slots: list[Slot] = []
        self.pattern = re.compile(f"\x02{self.word}:(\\d+)\x03")

    def __call__(self, slot: Slot) -> Markup:
        self.slots.append(slot)
        return Markup(f"\x02{self.word}:{len(self.slots) - 1}\x03")


class Place:
    """Something on the page with a path: a section, block or cell, which may be hidden."""

    def __init__(self, template: str, marks: Marks) -> None:
        self.template, self.marks = template, marks

    @cached_property
    def path(self) -> Markup:
        """The concrete path, ready for an attribute."""
        parts = map(escape, self.template.split(ROW))
        ids = (self._id(level) for level in range(self.template.count(ROW)))
        return Markup("").join(chain.from_iterable(zip_longest(parts, ids, fillvalue="")))

    def _id(self, level: int) -> Markup:
        """The id of a row it lies in, 0 for the outermost."""
        return self.marks(lambda filling: filling.rows[level])

    @property
    def row(self) -> Markup:
        """The id of the row."""
        return self.marks(lambda filling: filling.rows[-1])

    @cached_property
    def hidden(self) -> Markup:
        """The attribute `hidden`, or nothing."""
        template = self.template
        return self.marks(lambda filling: " hidden" if template in filling.hidden else "")

    @cached_property
    def findings(self) -> Markup:
        """A list item for each finding."""
        template = self.template
        return self.marks(lambda filling: "".join(map(_finding, filling.findings.get(template, ()))))

    def page(self, name: str) -> Markup:
        """A value of the page, such as the id of the submission."""
        return self.marks(lambda filling: str(escape(filling.page.get(name, ""))))


class Cell(Place):
    """A field as its kind's template sees it. `tabled` cells are named by their table's headings."""

    def __init__(self, form: Form, field: Field, node: Mapping[str, Any], marks: Marks, tabled: bool) -> None:
        super().__init__(field.path, marks)
        self.form, self.field, self.node, self.tabled = form, field, node, tabled
        self.width = field.width
        self.text = str(node.get("description", ""))

    @cached_property
    def value(self) -> Markup:
        """The text that stands in the input."""
        template, field, edit = self.template, self.field, self.field.kind.edit
        return self.marks(lambda filling: _escaped(edit(filling.cells.get(template), field)))

    @cached_property
    def shown(self) -> Markup:
        """The words for reading: names for codes, separators in numbers."""
        template, field, show = self.template, self.field, self.field.kind.show
        return self.marks(lambda filling: _escaped(show(filling.cells.get(template), field)))

    @cached_property
    def code(self) -> Markup:
        """The code of the one option that is chosen."""
        template, picks = self.template, self.field.kind.picks
        return self.marks(lambda filling: _escaped("".join(picks(filling.cells.get(template)))))

    @cached_property
    def length(self) -> Markup:
        """How many characters the text has."""
        template = self.template
        return self.marks(lambda filling: str(len(str(filling.cells.get(template) or ""))))

    @cached_property
    def invalid(self) -> Markup:
        """`aria-invalid` when there is an error; a warning is none."""
        template = self.template

        def invalid(filling: Filling) -> str:
            found = filling.findings.get(template)
            wrong = found and any(finding.is_error for finding in found)
            return ' aria-invalid="true"' if wrong else ""

        return self.marks(invalid)

    @cached_property
    def optional(self) -> Markup:
        """For the mark of a conditionally required cell: `hidden` while nothing requires it."""
        if self.field.required:
            return Markup("")
        template = self.template
        return Markup(" data-conditional") + self.marks(
            lambda filling: "" if template in filling.required else " hidden"
        )

    def part(self, place: int) -> Markup:
        """The text that stands in one of several inputs."""
        template, field, edits = self.template, self.field, self.field.kind.edits
        return self.marks(lambda filling: _escaped(edits(filling.cells.get(template), field)[place]))

    @property
    def lockable(self) -> bool:
        """Whether a formula decides if people may change the cell."""
        return self.template in self.form.readonly and not self.field.readonly

    @property
    def locking(self) -> str:
        """When the cell can't be changed, in words."""
        return self._worded(self.form.readonly[self.template])

    def locked(self, word: str) -> Markup:
        """The attribute ` readonly` or ` disabled` while the cell can't be changed."""
        template = self.template
        if not self.lockable:
            return Markup("")
        return self.marks(lambda filling: f" {word}" if template in filling.readonly else "")

    @property
    def unlocked(self) -> Markup:
        """` hidden`, for the words about a locked cell, while people may change it."""
        template = self.template
        return self.marks(lambda filling: "" if template in filling.readonly else " hidden")

    @property
    def signing(self) -> str:
        """Who signs and seals a declaration on paper."""
        steps = [_("由%(signer)s签字", signer=SIGNATURE.sub("", signer)) for signer in self.field.signers]
        return _("，").join([*steps, *([_("加盖单位公章")] if self.field.sealed else [])])

    @property
    def may_be_required(self) -> bool:
        """Whether the cell can ever keep a submission from being handed in."""
        claimed = any(claim.binding for claim in self.form.proving.get(self.template, ()))
        conditional = self.template in self.form.required or claimed
        return not self.field.readonly and (self.field.required or conditional)

    @cached_property
    def proves(self) -> str:
        """The answers whose evidence belongs into this slot, in a sentence or two; blank for none."""
        claims = self.form.proving.get(self.template, ())
        told = [claim.message for claim in claims if claim.message]
        plain = [claim for claim in claims if not claim.message]
        if plain:
            names = joined(dict.fromkeys(_("“%(name)s”", name=claim.label) for claim in plain))
            binding = any(claim.binding for claim in plain)
            told.append(
                _("填报了%(names)s的，须在此上传佐证材料", names=names)
                if binding
                else _("填报了%(names)s的，请在此上传佐证材料", names=names)
            )
        return _("；").join(dict.fromkeys(told))

    def picked(self, code: str, word: str) -> Markup:
        """` checked` or ` selected` when this option is the answer."""
        template, picks = self.template, self.field.kind.picks
        return self.marks(lambda filling: f" {word}" if code in picks(filling.cells.get(template)) else "")

    def strays(self, pattern: str) -> Markup:
        """Answers that are no option, kept as typed: `pattern` for each, with its {text} and {path}."""
        template, known, picks = self.template, self.codes, self.field.kind.picks

        def stray(filling: Filling) -> str:
            value = filling.cells.get(template)
            if is_blank(value):
                return ""
            path = escape(concrete(template, filling.rows))
            odd = sorted((picks(value) or {str(value)}) - known)
            return "".join(pattern.format(text=escape(text), path=path) for text in odd)

        return self.marks(stray)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The options the page offers."""
        return frozenset(self.field.options.position) if self.field.options else frozenset({"true", "false"})

    @cached_property
    def choosing(self) -> str:
        """How one chooses: "visible" options, a "list", or by "searching"."""
        if len(self.codes) <= MOST_VISIBLE and not self.tabled:
            return "visible"
        searched = self.field.options and self.field.options.source and len(self.codes) > MOST_LISTED
        return "searching" if searched else "list"

    def files(self, draw: Callable[..., str]) -> Markup:
        """The uploaded files of the slot, each drawn by a template of its own."""
        template = self.template

        def listed(filling: Filling) -> str:
            value = filling.cells.get(template)
            submission = filling.page.get("submission", "")
            files = value if isinstance(value, list) else ()
            return "".join(draw(file=file, submission=submission) for file in files if isinstance(file, dict))

        return self.marks(listed)

    @cached_property
    def limits(self) -> Limits:
        """What the slot takes."""
        return limits_of(self.form, self.field)

    @cached_property
    def formula(self) -> str:
        """How a computed cell comes about, with titles and years."""
        formula = self.form.computed.get(self.template)
        return self._worded(formula) if formula else ""

    def _worded(self, formula: Formula) -> str:
        offset = self.field.column.offset if self.field.column else None
        lists = [field.options for path in formula.reads if (field := self.form.fields.get(path))]
        names = {item.code: item.name for options in lists if options for item in options.items.values()}
        return in_words(formula, self.form.edition, offset, lambda code: names.get(code, code))

    def reads(self) -> Iterator[tuple[Cell, str]]:
        """The cells a computed cell reads, each with its label; whole columns of rows are left out."""
        here = self.template.rpartition(ROW)[0]
        formula = self.form.computed.get(self.template)
        known = [path for path in formula.reads if path in self.form.fields] if formula else []
        for path in sorted(known, key=list(self.form.fields).index):
            if path.rpartition(ROW)[0] == here:
                field = self.form.fields[path]
                yield Cell(self.form, field, {}, self.marks, tabled=True), field.label


def _escaped(text: str) -> str:
    return str(escape(text)) if text else ""


def _finding(finding: Finding) -> str:
    return f'<li data-severity="{escape(finding.severity)}">{escape(finding.message)}</li>'
