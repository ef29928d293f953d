"""Lines of Chinese flush on both sides, which the layout engine alone does not do.

WeasyPrint widens only the spaces of a justified line, and Chinese has none. Here the room that is left
goes between the Chinese characters (and the spaces, if any); words and numbers in the line keep their
shape. Two private functions of WeasyPrint 70 are replaced, so its version is pinned and
tests/printing/test_justify.py looks at the picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
STRETCHING = re.compile(f"(?:{CHINESE.pattern}|[ \u00a0])+")


def install() -> None:
    """Teach WeasyPrint to justify Chinese. Doing it twice does nothing."""
    from weasyprint.layout import inline
    from weasyprint.text.line_break import Layout

    if getattr(inline.justify_line, "chinese", False):
        return
    inline.justify_line = _line_justifier(inline.justify_line)
    Layout.set_text = _text_setter(Layout.set_text)


def _line_justifier(usual: Callable[..., None]) -> Callable[..., None]:
    """`justify_line` for lines with Chinese; others are left to the usual one."""

    def justify_line(context: Any, line: Any, extra_width: float) -> None:
        text = "".join(box.text for box in _text_boxes(line))
        places = _places(text) if CHINESE.search(text) else 0
        if places:
            _Spreading(extra_width / places).move(line)
        elif not CHINESE.search(text):
            usual(context, line, extra_width)

    justify_line.chinese = True  # type: ignore[attr-defined]
    return justify_line


def _text_boxes(box: Any) -> Iterator[Any]:
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _text_boxes(child)


def _places(text: str) -> float:
    """How many times the spacing fits into a text. Half of it stands on each side of a stretching
    character, but none at the very edges, where Pango takes it away."""
    inner = sum(len(run) for run in STRETCHING.findall(text))
    return inner - (_stretches(text[:1]) + _stretches(text[-1:])) / 2


def _stretches(character: str) -> bool:
    return bool(STRETCHING.match(character))


class _Spreading:
    """One walk along a line: `shift` is what has been added so far, `last` the character before."""

    def __init__(self, spacing: float) -> None:
        self.spacing, self.shift, self.last = spacing, 0.0, ""

    def move(self, box: Any) -> None:
        """Shift a box right by what was added before it and widen it by what is added inside."""
        from weasyprint.formatting_structure import boxes

        if isinstance(box, boxes.TextBox):
            self._text(box)
        elif isinstance(box, boxes.LineBox | boxes.InlineBox):
            box.position_x += self.shift
            start = self.shift
            for child in box.children:
                if child.is_in_normal_flow():
                    self.move(child)
            box.width += self.shift - start
        else:
            box.translate(self.shift, 0)
            self.last = ""

    def _text(self, box: Any) -> None:
        if not box.text:
            box.position_x += self.shift
            return
        if self.last:
            self.shift += self.spacing * (_stretches(self.last) + _stretches(box.text[0])) / 2
        added = self.spacing * _places(box.text)
        box.position_x += self.shift
        box.pango_layout.chinese_spacing = self.spacing
        box.width += added
        self.shift += added
        self.last = box.text[-1]


def _text_setter(usual: Callable[..., None]) -> Callable[..., None]:
    """`Layout.set_text` that adds the spacing decided above when the text is drawn."""

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        usual(layout, text, justify)
        spacing = getattr(layout, "chinese_spacing", 0)
        if justify and spacing:
            _spread(layout, spacing)

    return set_text


def _spread(layout: Any, spacing: float) -> None:
    """Letter spacing on the stretching runs of a text; Pango counts in bytes of UTF-8."""
    from weasyprint.text.ffi import TO_UNITS, ffi, pango

    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for run in STRETCHING.finditer(layout.text):
        attribute = pango.pango_attr_letter_spacing_new(int(spacing * TO_UNITS))
        attribute.start_index = len(layout.text[: run.start()].encode())
        attribute.end_index = len(layout.text[: run.end()].encode())
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)
