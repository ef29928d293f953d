"""Cut one font down to the characters we print and turn its outlines into TrueType.

Second step of script/fonts.py. Chinese fonts come with CFF outlines; WeasyPrint is faster, smaller and
leaner with TrueType ones, and a browser then embeds them as they are. The family name is replaced by our own,
so a style sheet names exactly this file and a font of the same name on the machine cannot get in its way.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import uharfbuzz as hb
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

FEATURES = ["kern", "ccmp", "palt", "halt", "mark", "mkmk"]
"""The layout features a form needs; vertical writing and alternates are left out."""

UNUSED_TABLES = ["CFF ", "VORG", "vhea", "vmtx", "BASE", "DSIG", "GDEF"]
"""The old outlines, and what only serves vertical writing."""

TOLERANCE = 1.0
"""Largest distance between the cubic and the quadratic curve, in thousandths of the character size."""

NOTICES = (0, 7, 13, 14)
"""Name records that are carried over: copyright, trademark, licence and where to read it."""


def cut(source: Path, index: int, wanted: Iterable[int]) -> bytes:
    """Return the face `index` of `source` with only the `wanted` code points (those it has)."""
    face = hb.Face(hb.Blob.from_file_path(str(source)), index)
    plan = hb.SubsetInput()
    plan.unicode_set.update(set(wanted) & set(face.unicodes))
    plan.layout_feature_tag_set.clear()
    plan.layout_feature_tag_set.update(int.from_bytes(tag.encode()) for tag in FEATURES)
    plan.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    return bytes(hb.subset(face, plan).blob.data)


def convert(data: bytes) -> TTFont:
    """Return the font in `data` with TrueType outlines; one that has them already is only opened."""
    font = TTFont(BytesIO(data), recalcBBoxes=False, recalcTimestamp=False)
    if "CFF " in font:
        _replace(font, hb.Font(hb.Face(hb.Blob(data))))
    for tag in UNUSED_TABLES:
        if tag in font:
            del font[tag]
    return font


def rename(font: TTFont, family: str, weight: int) -> None:
    """Give the font our family name, and make every place that states its weight (400 or 700) agree."""
    bold = weight >= 700
    style = "Bold" if bold else "Regular"
    names = font["name"]
    notices = [(record.nameID, record.toUnicode()) for record in names.names if record.nameID in NOTICES]
    names.names = []
    postscript = f"{family}-{style}".replace(" ", "")
    own = {1: family, 2: style, 3: postscript, 4: f"{family} {style}", 6: postscript}
    for key, text in {**dict(notices), **own}.items():
        names.setName(text, key, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    selection = font["OS/2"].fsSelection & ~0b0110_0001
    font["OS/2"].fsSelection = selection | (1 << 5 if bold else 1 << 6)
    font["head"].macStyle = int(bold)


def _replace(font: TTFont, drawn: hb.Font) -> None:
    """Put a glyf table in place of the CFF one."""
    outlines = _Outlines()
    tolerance = TOLERANCE * drawn.face.upem / 1000
    for glyph in range(drawn.face.glyph_count):
        pen = TTGlyphPen(None)
        drawn.draw_glyph_with_pen(glyph, Cu2QuPen(pen, tolerance, reverse_direction=True))
        outlines.add(pen.glyph())
    font.sfntVersion = "\x00\x01\x00\x00"
    outlines.store(font)


class _Outlines:
    """The glyphs of one font as bytes, with the sums that the other tables want to know."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.offsets = [0]
        self.boxes: list[tuple[int, int, int, int]] = []
        self.points = self.contours = 0

    def add(self, glyph: Any) -> None:
        """Append one glyph drawn by a TTGlyphPen; an empty one takes no bytes."""
        count = glyph.numberOfContours
        box = (0, 0, 0, 0)
        if count > 0:
            glyph.recalcBounds(None)
            box = (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax)
            glyph.program.fromBytecode(b"")
            self.data += glyph.compile(None, recalcBBoxes=False)
            self.data += bytes(-len(self.data) % 4)
            self.points = max(self.points, len(glyph.coordinates))
            self.contours = max(self.contours, count)
        self.boxes.append(box)
        self.offsets.append(len(self.data))

    def store(self, font: TTFont) -> None:
        """Write glyf, loca and maxp, and correct hmtx, head and post to match."""
        metrics, order = font["hmtx"].metrics, font.getGlyphOrder()
        for name, box in zip(order, self.boxes, strict=True):
            metrics[name] = (metrics[name][0], box[0])
        head = font["head"]
        drawn = [box for box in self.boxes if any(box)]
        head.xMin, head.yMin = min(box[0] for box in drawn), min(box[1] for box in drawn)
        head.xMax, head.yMax = max(box[2] for box in drawn), max(box[3] for box in drawn)
        head.indexToLocFormat, head.glyphDataFormat = 1, 0
        for tag, data in self._tables(len(order)).items():
            font[tag] = table = DefaultTable(tag)
            table.data = data
        font["post"].formatType = 3.0

    def _tables(self, count: int) -> dict[str, bytes]:
        maxp = struct.pack(">LHHH11H", 0x10000, count, self.points, self.contours, 0, 0, 2, *[0] * 8)
        loca = struct.pack(f">{count + 1}L", *self.offsets)
        return {"glyf": bytes(self.data), "loca": loca, "maxp": maxp}
