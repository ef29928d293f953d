"""From the text of a formula to tokens: the first step of reading one.

Chinese typing puts full-width signs into formulas; they mean their ASCII twins, except inside quotes
and brackets, where the text is somebody's title or answer. Every token knows its characters, so that
an error can point at them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from .errors import FormulaError

MAX_LENGTH = 2000
"""Longest formula in characters: four times the longest one met in an official rule set."""

Kind = Literal["number", "text", "name", "bracket", "word", "sign", "end"]

# One character for one character, so that positions stay true. Full-width quotes keep their width:
# turned into ASCII they could end a text early.
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "＂＇"}
NARROW.update({ord(wide): ord(narrow) for wide, narrow in zip("×÷【】−　", "*/[]- ", strict=True)})

TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>\d+(?:\.\d+)?|\.\d+)
      | (?P<text>"(?:[^"]|"")*"|'[^']*'|“[^”]*”|‘[^’]*’|＂[^＂]*＂)
      | (?P<bracket>\[[^\[\]]*\])
      | (?P<sign><=|>=|<>|!=|==|[≤≥≠]|[-+*/^%&=<>(),.])
      | (?P<name>[^\W\d]\w*)""",
    re.VERBOSE,
)
SIGNS = {"≤": "<=", "≥": ">=", "≠": "<>", "!=": "<>", "==": "="}
UNITS = re.compile(r"[百千]?[万亿]?(?:元|人|年|项|件|个|分|月|天|日|家)?")
FOREIGN = {
    "|": "“或者”请写 或",
    "!": "“不是”请写 非，“不等于”请写 <>",
    ";": "参数之间用逗号",
    "、": "参数之间用逗号",
    "{": "几个值请写 in (值, 值)",
    ":": "范围只能写在方括号里，如 [y-3:y-1]",
    "$": "单元格没有地址，请写字段名",
}
"""Signs that mean something in Excel or to programmers, and what they are called here."""
OPENERS = {'"': "引号", "'": "引号", "“": "引号", "‘": "引号", "＂": "引号", "[": "方括号"}

WORDS = {
    "and": "and", "且": "and", "并且": "and",
    "or": "or", "或": "or", "或者": "or",
    "not": "not", "非": "not",
    "in": "in", "属于": "in",
    "true": "true", "真": "true", "是": "true",
    "false": "false", "假": "false", "否": "false",
    "null": "blank", "空": "blank",
}  # fmt: skip
"""Words of the language itself; a field with such a title is written in brackets."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign; `value` is what it means, `start` and `end` where it stands."""

    kind: Kind
    value: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Cut a formula into tokens, the last one of kind "end"; raises FormulaError."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            f"公式超过{MAX_LENGTH}个字符，请拆成几个计算字段", MAX_LENGTH, len(text), rule="formula-too-long"
        )
    narrow = text.translate(NARROW)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = TOKEN.match(narrow, position)
        if match is None:
            raise _unreadable(text, narrow, position)
        if match.lastgroup != "space":
            tokens.append(_token(match, text))
        position = match.end()
    tokens.append(Token("end", "", len(text), len(text) + 1))
    return tokens


def fold(name: str) -> str:
    """The form under which names are compared: width, composition and spaces don't matter."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _token(match: re.Match[str], text: str) -> Token:
    start, end, value = match.start(), match.end(), match.group()
    kind = match.lastgroup
    if kind == "number":
        follows = re.compile(r"\w+").match(match.string, end)
        if follows:
            hint = f"名称以数字开头时请加方括号：[{value}{follows.group()}]"
            if UNITS.fullmatch(follows.group()):
                hint = f"数值后面不写单位，请写 {value}，并换算成字段的单位"
            raise FormulaError(hint, start, follows.end())
        return Token("number", value, start, end)
    if kind == "text":
        inner = text[start + 1 : end - 1]
        return Token("text", inner.replace('""', '"') if value[0] == '"' else inner, start, end)
    if kind == "bracket":
        return Token("bracket", text[start + 1 : end - 1].strip(), start, end)
    if kind == "sign":
        return Token("sign", SIGNS.get(value, value), start, end)
    word = WORDS.get(value.lower())
    return Token("word", word, start, end) if word else Token("name", value, start, end)


def _unreadable(text: str, narrow: str, position: int) -> FormulaError:
    opener = OPENERS.get(narrow[position])
    if opener:
        return FormulaError(f"{opener}没有结束", position, len(text))
    hint = FOREIGN.get(narrow[position], "名称里有标点时请加方括号：[名称]")
    return FormulaError(f"不认识的字符“{text[position]}”；{hint}", position)
