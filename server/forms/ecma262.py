"""Reading a regular expression of ECMA-262 (with the `u` flag), and saying it in the words of RE2.

First half of `patterns`. Every group becomes a group without a capture and every greedy or lazy repetition
a plain one, because only whether a text matches is asked, never where.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

LONGEST_PATTERN = 4_000
"""Characters of one pattern."""

DEEPEST_PATTERN = 50
"""Groups inside groups."""

MOST_REPEATS = 10_000
"""The largest number in `{…}`."""

RE2_REPEATS = 1_000
"""What RE2 takes in one `{…}`; more is written as several in a row."""

LAST = 0x10FFFF
SPACES = ((0x9, 0xD), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
          (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF))  # fmt: skip
"""White space and line ends of ECMA-262, which are `\\s`."""

LINE_ENDS = ((0xA, 0xA), (0xD, 0xD), (0x2028, 0x2029))
"""What `.` does not match."""

CONTROLS = {"t": 0x9, "n": 0xA, "v": 0xB, "f": 0xC, "r": 0xD}
CATEGORIES = {
    "L": "Letter", "Lu": "Uppercase_Letter", "Ll": "Lowercase_Letter", "Lt": "Titlecase_Letter",
    "Lm": "Modifier_Letter", "Lo": "Other_Letter",
    "M": "Mark", "Mn": "Nonspacing_Mark", "Mc": "Spacing_Mark", "Me": "Enclosing_Mark",
    "N": "Number", "Nd": "Decimal_Number", "Nl": "Letter_Number", "No": "Other_Number",
    "P": "Punctuation", "Pc": "Connector_Punctuation", "Pd": "Dash_Punctuation", "Ps": "Open_Punctuation",
    "Pe": "Close_Punctuation", "Pi": "Initial_Punctuation", "Pf": "Final_Punctuation",
    "Po": "Other_Punctuation",
    "S": "Symbol", "Sm": "Math_Symbol", "Sc": "Currency_Symbol", "Sk": "Modifier_Symbol",
    "So": "Other_Symbol",
    "Z": "Separator", "Zs": "Space_Separator", "Zl": "Line_Separator", "Zp": "Paragraph_Separator",
    "Cc": "Control", "Cf": "Format", "Co": "Private_Use",
}  # fmt: skip
"""General categories of Unicode, short and long; ECMA-262 knows both."""

SHORT = {long: short for short, long in CATEGORIES.items()} | {short: short for short in CATEGORIES}
SHORT |= {"digit": "Nd", "punct": "P", "cntrl": "Cc", "Combining_Mark": "M"}
BINARY = {"pASCII": (0, 0x7F), "PASCII": (0x80, LAST), "pAny": (0, LAST)}
SCRIPT_KEYS, CATEGORY_KEYS = ("Script", "sc"), ("General_Category", "gc")

QUANTIFIER = re.compile(r"(?:[*+?]|\{([0-9]+)(?:(,)([0-9]*))?\})\??")
PROPERTY = re.compile(r"\{(?:([A-Za-z_]+)=)?([A-Za-z0-9_]+)\}")
UNICODE = re.compile(r"([0-9A-Fa-f]{4})|\{([0-9A-Fa-f]{1,6})\}")
LOW_HALF = re.compile(r"\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
NAME = re.compile(r"\?<[\w$]+>")
LOOKS = {"(?=": True, "(?!": False}


class PatternError(ValueError):
    """A pattern that can't be used; the message is Chinese and tells the author why."""


@dataclass
class Way:
    """One alternative: the rest of it in RE2's words, and what must, or must not, follow its start."""

    text: str = ""
    ahead: list[tuple[bool, list[Way]]] = field(default_factory=list)


def read(source: str) -> list[Way]:
    """The alternatives of a pattern. Raises PatternError."""
    if len(source) > LONGEST_PATTERN:
        raise PatternError(f"最多 {LONGEST_PATTERN} 个字符")
    reader = _Reader(source)
    ways = reader.ways(anchored=False)
    if not reader.ended:
        raise PatternError("多了一个右括号“)”")
    return ways


def ranges(pairs: Iterable[tuple[int, int]]) -> str:
    """Ranges of code points as they stand between brackets."""
    return "".join(char(low) if low == high else f"{char(low)}-{char(high)}" for low, high in pairs)


def others(pairs: Iterable[tuple[int, int]]) -> str:
    """All code points but these, likewise; the pairs are in order."""
    starts, ends = zip(*pairs, strict=True)
    return ranges(zip((0, *(end + 1 for end in ends)), (*(start - 1 for start in starts), LAST), strict=True))


def char(code: int) -> str:
    """One character; what means something to RE2 is written by its number."""
    if 0xD800 <= code <= 0xDFFF:
        raise PatternError("\\u 写的是半个字符（代理项），请写成一对或 \\u{…}")
    return chr(code) if code > 0x7F or chr(code).isalnum() else f"\\x{{{code:x}}}"


class _Reader:
    """Reads a pattern from left to right, by recursive descent."""

    def __init__(self, source: str) -> None:
        self.source, self.at, self.depth = source, 0, 0

    @property
    def ended(self) -> bool:
        return self.at >= len(self.source)

    def take(self, word: str) -> bool:
        """Step over a word, if it is next."""
        found = self.source.startswith(word, self.at)
        self.at += len(word) if found else 0
        return found

    def match(self, wanted: re.Pattern[str]) -> re.Match[str] | None:
        """Step over what fits, if it is next."""
        found = wanted.match(self.source, self.at)
        self.at = found.end() if found else self.at
        return found

    def next(self, missing: str) -> str:
        """The next character, stepped over. Raises PatternError, saying what is missing, at the end."""
        if self.ended:
            raise PatternError(missing)
        self.at += 1
        return self.source[self.at - 1]

    def ways(self, anchored: bool) -> list[Way]:
        """Alternatives; lookaheads are read where each starts, if that is where the text starts."""
        found = [self.way(anchored)]
        while self.take("|"):
            found.append(self.way(anchored))
        return found

    def way(self, anchored: bool) -> Way:
        found = Way()
        anchored |= self.take("^")
        while anchored and (look := self.source[self.at : self.at + 3]) in LOOKS:
            found.ahead.append((LOOKS[look], self.looked()))
        found.text = ("^" if anchored else "") + self.sequence()
        return found

    def looked(self) -> list[Way]:
        self.at += 3
        self.open()
        inner = self.ways(anchored=True)
        self.close()
        if self.match(QUANTIFIER):
            raise PatternError("前瞻 (?=…)、(?!…) 后面不能写重复次数")
        return inner

    def open(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST_PATTERN:
            raise PatternError(f"括号最多嵌套 {DEEPEST_PATTERN} 层")

    def close(self) -> None:
        self.depth -= 1
        if not self.take(")"):
            raise PatternError("括号没有配对，缺少“)”")

    def sequence(self) -> str:
        """Atoms with their repetitions, up to the end of the alternative."""
        found = []
        while not self.ended and self.source[self.at] not in "|)":
            found.append(self.repeated(self.atom()))
        return "".join(found)

    def repeated(self, atom: str) -> str:
        quantifier = self.match(QUANTIFIER)
        if quantifier is None:
            return atom
        if atom in ("^", r"\z", r"\b", r"\B"):
            raise PatternError(f"“{quantifier[0]}”前面没有可以重复的内容")
        if quantifier[1] is None:
            return atom + quantifier[0][0]
        least = int(quantifier[1])
        most = int(quantifier[3]) if quantifier[3] else None if quantifier[2] else least
        if max(least, most or 0) > MOST_REPEATS:
            raise PatternError(f"重复次数最多 {MOST_REPEATS}")
        if most is not None and most < least:
            raise PatternError(f"“{quantifier[0]}”的次数应由小到大")
        return _times(atom, least, most)

    def atom(self) -> str:
        letter = self.next("")
        if letter == "^":
            return "^"
        if letter == "$":
            return r"\z"
        if letter == ".":
            return f"[{others(LINE_ENDS)}]"
        if letter == "[":
            return self.brackets()
        if letter == "(":
            return self.group()
        if letter == "\\":
            return self.escape()
        self.at -= 1
        if quantifier := self.match(QUANTIFIER):
            raise PatternError(f"“{quantifier[0]}”前面没有可以重复的内容")
        self.at += 1
        return char(ord(letter))

    def group(self) -> str:
        self.open()
        if not self.take("?:") and not self.match(NAME) and self.take("?"):
            raise PatternError(self.unknown())
        inner = [self.sequence()]
        while self.take("|"):
            inner.append(self.sequence())
        self.close()
        return f"(?:{'|'.join(inner)})"

    def unknown(self) -> str:
        """What is wrong with a group that starts with a question mark."""
        if self.source[self.at : self.at + 1] in ("=", "!"):
            return "前瞻 (?=…)、(?!…) 只能写在开头的 ^ 之后"
        if self.source.startswith(("<=", "<!"), self.at):
            return "不支持后顾 (?<=…)、(?<!…)，请换一种写法"
        return f"没有“(?{self.source[self.at : self.at + 2]}”这种写法"

    def escape(self) -> str:
        """What stands after a backslash, outside brackets."""
        letter = self.source[self.at : self.at + 1]
        if letter in ("b", "B"):
            self.at += 1
            return f"\\{letter}"
        if letter == "k" or (letter.isdigit() and letter != "0"):
            raise PatternError(f"不支持反向引用 \\{letter}，请换一种写法")
        found = self.escaped()
        return char(found) if isinstance(found, int) else f"[{found}]"

    def brackets(self) -> str:
        """A character class."""
        negated, parts = self.take("^"), []
        while not self.take("]"):
            low = self.member()
            ranged = self.source.startswith("-", self.at) and not self.source.startswith("-]", self.at)
            if not ranged:
                parts.append(char(low) if isinstance(low, int) else low)
                continue
            self.at += 1
            high = self.member()
            parts.append(_range(low, high))
        inside = "".join(parts)
        if not inside:
            return f"[{'' if negated else '^'}\\x{{0}}-{chr(LAST)}]"
        return f"[{'^' if negated else ''}{inside}]"

    def member(self) -> int | str:
        """One character of a class, or what stands for several."""
        letter = self.next("方括号没有配对，缺少“]”")
        if letter != "\\":
            return ord(letter)
        return 0x8 if self.take("b") else self.escaped()

    def escaped(self) -> int | str:
        """A code point, or what a class escape stands for, to be put between brackets."""
        letter = self.next("反斜杠后面缺少字符")
        if letter in "dDwW":
            return f"\\{letter}"
        if letter in "sS":
            return ranges(SPACES) if letter == "s" else others(SPACES)
        if letter in "pP":
            return self.property(letter)
        if letter in CONTROLS:
            return CONTROLS[letter]
        if letter == "0" and not self.source[self.at : self.at + 1].isdigit():
            return 0
        if (found := self.numbered(letter)) is not None:
            return found
        if letter.isalnum() and letter.isascii():
            raise PatternError(f"没有“\\{letter}”这种写法")
        return ord(letter)

    def numbered(self, letter: str) -> int | None:
        """`\\cX`, `\\xHH`, `\\uHHHH`, pairs of these, and `\\u{…}`; None for anything else."""
        if letter == "c" and (control := self.match(re.compile("[A-Za-z]"))):
            return ord(control[0]) % 32
        if letter == "x" and (pair := self.match(re.compile("[0-9A-Fa-f]{2}"))):
            return int(pair[0], 16)
        if letter != "u" or not (found := self.match(UNICODE)):
            return None
        code = int(found[1] or found[2], 16)
        if code > LAST:
            raise PatternError(f"没有字符“{found[0]}”")
        if 0xD800 <= code < 0xDC00 and (low := self.match(LOW_HALF)):
            return 0x10000 + ((code - 0xD800) << 10) + int(low[1], 16) - 0xDC00
        return code

    def property(self, letter: str) -> str:
        """`\\p{…}`: a general category, or a script."""
        found = self.match(PROPERTY)
        key, value = (found[1], found[2]) if found else (None, "")
        if found and key in SCRIPT_KEYS:
            return f"\\{letter}{{{value}}}"
        if found and key in (None, *CATEGORY_KEYS) and value in SHORT:
            return f"\\{letter}{{{SHORT[value]}}}"
        if found and key is None and letter + value in BINARY:
            return ranges([BINARY[letter + value]])
        shown = found[0] if found else self.source[self.at : self.at + 10]
        raise PatternError(f"没有字符类“\\{letter}{shown}”；能用的如 \\p{{L}}、\\p{{Nd}}、\\p{{Script=Han}}")


def _range(low: int | str, high: int | str) -> str:
    """A range of a class. Halves of characters, which no text has, are left out; beside `\\w` and its like
    the sign between is a hyphen, as browsers take it."""
    if isinstance(low, str) or isinstance(high, str):
        return "".join(part if isinstance(part, str) else char(part) for part in (low, ord("-"), high))
    if low > high:
        raise PatternError("方括号中“-”两边应是由小到大的两个字符；连字符本身写作 \\-")
    low = 0xE000 if 0xD800 <= low <= 0xDFFF else low
    high = 0xD7FF if 0xD800 <= high <= 0xDFFF else high
    return ranges([(low, high)]) if low <= high else ""


def _times(atom: str, least: int, most: int | None) -> str:
    """An atom repeated, in steps that RE2 takes."""
    whole, rest = divmod(least, RE2_REPEATS)
    parts = [f"{atom}{{{RE2_REPEATS}}}"] * whole + ([f"{atom}{{{rest}}}"] if rest else [])
    if most is None:
        return "".join([*parts, f"{atom}*"])
    whole, rest = divmod(most - least, RE2_REPEATS)
    parts += [f"{atom}{{0,{RE2_REPEATS}}}"] * whole + ([f"{atom}{{0,{rest}}}"] if rest else [])
    return "".join(parts)
