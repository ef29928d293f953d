"""The fonts paper is set in: where they are, and which characters they hold.

Asked before a page is laid out, because the layout engine says nothing when a character is in no
font: it draws boxes over each other. Paper sees only these fonts, whatever else a machine has.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from ..language import gettext as _

CHECKOUT = Path(__file__).resolve().parents[2]
STAND_IN = "〓"
"""Printed for a character that no font holds. It is the sign Chinese printers have always set for a
missing type; an official who meets it knows that something stands here that could not be printed."""
MAIN = "TianbiaoFangSong-Regular.ttf"
KEPT = frozenset("\n\t")


class PrintTrouble(Exception):
    """Printing is not possible here; the message is Chinese and says what to do."""


def folder() -> Path:
    """The private font folder: TIANBIAO_FONTS, or .cache/fonts. Raises PrintTrouble when it is not there."""
    found = Path(os.environ.get("TIANBIAO_FONTS", CHECKOUT / ".cache" / "fonts")).resolve()
    if not (found / "fonts.conf").is_file():
        raise PrintTrouble(_("没有打印用的字体：请先运行 script/server，或把 TIANBIAO_FONTS 指向字体文件夹"))
    return found


@lru_cache(maxsize=1)
def _coverage(place: Path) -> tuple[frozenset[int], frozenset[int]]:
    """Code points of all fonts together, and of the main font alone."""
    maps = {file.name: _points(file) for file in sorted(place.glob("*.ttf"))}
    return frozenset().union(*maps.values()), maps.get(MAIN, frozenset())


def _points(file: Path) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> str:
    """The text as paper can show it: characters in no font become 〓, invisible ones are left out.

    Invisible are control and format characters; a hidden change of direction must not make paper say
    something else than the record does. Quick for text that has neither.
    """
    known, _rare = _coverage(folder())
    strange = {character for character in set(text) if ord(character) not in known and character not in KEPT}
    strange |= {character for character in set(text) if _invisible(character)}
    if not strange:
        return text
    shown = {ord(character): None if _invisible(character) else STAND_IN for character in strange}
    return text.translate(shown)


def unprintable(texts: Iterable[str]) -> list[str]:
    """Visible characters that no font holds, in order of first appearance."""
    known, _rare = _coverage(folder())
    seen = dict.fromkeys(character for text in texts for character in text)
    visible = [character for character in seen if character not in KEPT and not _invisible(character)]
    return [character for character in visible if ord(character) not in known]


def is_rare(text: str) -> bool:
    """Whether a Chinese character is outside the main font, so that the whole text is set in Song instead.

    One name in two styles looks like a mistake; a whole name in the other style looks meant.
    """
    _, main = _coverage(folder())
    return any(ord(character) not in main for character in set(text) if _ideograph(character))


def _ideograph(character: str) -> bool:
    return "㐀" <= character <= "鿿" or "豈" <= character <= "﫿" or character >= "\U00020000"


def _invisible(character: str) -> bool:
    if character in KEPT or " " <= character <= "~":
        return False
    selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return selector or unicodedata.category(character) in ("Cc", "Cf", "Cs")
