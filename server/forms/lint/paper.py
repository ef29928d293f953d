"""Rules that the paper itself is asked about: `server/printing/worst.py` lays it out and looks."""

from __future__ import annotations

from ..findings import ERROR, WARNING
from .catalogue import told

told(
    __name__,
    ERROR,
    {
        "print-overflow": (
            "填满时印到格子外面",
            "按允许的最长内容排版，字压到旁边的格子或印到纸外。",
            "加宽这一格（x-width、减少列数），缩短标题，或减小 maxLength。",
        ),
    },
)
told(
    __name__,
    WARNING,
    {
        "print-overlap": (
            "封面上的内容叠在一起",
            "标题或答案太长，压到了下一行。",
            "缩短封面标题，减少封面的行，或缩短引用字段的 maxLength。",
        ),
        "print-number-broken": (
            "数字断成两行",
            "断开的数字容易看错、抄错。",
            "加宽这一列（减少列数、缩短行标题），或写明 maximum。",
        ),
        "print-too-many-pages": (
            "填满时页数太多",
            "按允许的最多内容要印上百页，纸质件没法装订。",
            "减小明细表的 maxItems 和文字的 maxLength，或改为附件。",
        ),
        "print-missing-glyph": (
            "有的字印不出来",
            "字库里没有这个字，纸上印成“〓”。",
            "换成通用的字或符号。",
        ),
    },
)
