"""A formula read aloud: how a computed cell comes about, for people who don't write formulas.

The page shows it beside the cell: "研发费用（2021年） ÷ 营业收入（2021年） × 100，四舍五入保留 2 位小数".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from .catalogue import ALIASES, lookup
from .columns import year_offset
from .evaluate import Formula
from .parse import parse
from .statistics import COUNTING, STATISTICS, leading
from .tree import Binary, Call, Group, Literal, Member, Node, Reference, Unary

SIGNS = {"*": "×", "/": "÷", "<=": "≤", ">=": "≥", "<>": "≠", "and": "且", "or": "或"}
CHINESE = {name: alias for alias, name in reversed(ALIASES.items()) if not alias.isascii()}
PHRASES = {
    "ISBLANK": "{0} 没有填",
    "IFBLANK": "{0}（没有填时取 {1}）",
    "BETWEEN": "{0} 在 {1} 到 {2} 之间",
    "CONTAINS": "{0} 含有 {1}",
    "YEARS": "从 {0} 到 {1} 的周年数",
    "MONTHS": "从 {0} 到 {1} 的整月数",
    "DAYS": "从 {0} 到 {1} 的天数",
    "YEAR": "{0} 的年份",
    "EDATE": "{0} 之后 {1} 个月",
    "TODAY": "今天",
}
"""Functions that read better as a sentence; the others keep their Chinese name and brackets."""
BRACKETS = re.compile(r"[\[\]]")
BEFORE = re.compile(r"^(?:其中[:：]|第?[一二三四五六七八九十]+[、.章节])")
"""What stands before a title only for its place in the table."""
CHOICES = ("IF", "IFS", "BAND")
ROWS = {
    "SUM": "合计", "AVG": "平均值", "MAX": "最大值", "MIN": "最小值", "PRODUCT": "连乘积",
    "COUNT": "个数", "DISTINCT": "种类数",
}  # fmt: skip


def in_words(
    formula: Formula, edition: int, offset: int | None = None, name_of: Callable[[str], str] = str
) -> str:
    """A formula as a sentence, with titles.

    edition: the year of the form, for its columns. offset: the year column the cell itself stands in.
    name_of: what a text in the formula is called when it is the code of an option.
    """
    reader, tree = _Reader(formula, edition, offset, name_of), parse(formula.text)
    match tree:
        case Call(arguments=(inner, *digits)) if reader.called(tree) == "ROUND" and _written(digits):
            return f"{reader.say(inner)}，四舍五入{_digits(digits)}"
        case Call() if reader.called(tree) in CHOICES:
            return reader.choice(tree)
    return reader.say(tree)


class _Reader:
    def __init__(
        self, formula: Formula, edition: int, offset: int | None, name_of: Callable[[str], str]
    ) -> None:
        self._text, self._walks, self._name_of = formula.text, formula.walks, name_of
        self._dated = formula.relative if "[-" in formula.text or "[+" in formula.text else frozenset()
        self._titles = {start: title for start, _, title in formula.spellings}
        self._edition, self._offset = edition, offset

    def called(self, node: Call) -> str:
        """The function meant."""
        return lookup(node.name, len(node.arguments))[0]

    def say(self, node: Node) -> str:
        """One node with everything below it."""
        match node:
            case Literal():
                return self._literal(node)
            case Reference():
                names = [self._titles.get(word.start, word.text) for word in node.words]
                shown = "的".join(BEFORE.sub("", BRACKETS.sub("", name)) for name in names)
                return shown + self._years(node)
            case Group():
                return f"（{self.say(node.inner)}）"
            case Unary():
                inner = self.say(node.operand)
                return {"-": f"-{inner}", "%": f"{inner}%", "not": f"非 {inner}"}[node.sign]
            case Binary():
                return f"{self.say(node.left)} {SIGNS.get(node.sign, node.sign)} {self.say(node.right)}"
            case Member():
                return f"{self.say(node.value)} 是 {'、'.join(map(self.say, node.among))} 之一"
            case Call():
                return self._call(node)
        raise TypeError(node)

    def choice(self, node: Call) -> str:
        """IF, IFS and BAND as sentences."""
        name, said = self.called(node), [self._result(argument) for argument in node.arguments]
        if name == "BAND":
            steps = [f"{low} 以上得 {points}" for low, points in zip(said[1::2], said[2::2], strict=True)]
            return f"{said[0]} 达到 {'，'.join(steps)}，其余得 0"
        if name == "IF":
            said = [*said, "空"][:3]
            return f"如果 {said[0]}，则 {said[1]}，否则 {said[2]}"
        return "；".join(
            f"其余 {result}" if condition == "是" else f"{condition} 时 {result}"
            for condition, result in zip(said[::2], said[1::2], strict=True)
        )

    def _result(self, node: Node) -> str:
        match node:
            case Call(arguments=(inner, *digits)) if self.called(node) == "ROUND" and _written(digits):
                return f"{self.say(inner)}（四舍五入{_digits(digits)}）"
        return self.say(node)

    def _call(self, node: Call) -> str:
        name = self.called(node)
        if name in CHOICES:
            return f"（{self.choice(node)}）"
        if name in STATISTICS:
            return self._statistic(node, name)
        said = [self.say(argument) for argument in node.arguments]
        if name in ("AND", "OR"):
            return f" {SIGNS[name.lower()]} ".join(
                f"（{one}）" if isinstance(argument, Call | Binary) and self._mixed(argument, name) else one
                for one, argument in zip(said, node.arguments, strict=True)
            )
        if name == "NOT":
            inner = node.arguments[0]
            blank = isinstance(inner, Call) and self.called(inner) == "ISBLANK"
            return said[0].replace(" 没有填", " 已填") if blank else f"非（{said[0]}）"
        if name == "EDITION":
            return f"{self._edition}"
        if name == "ROUND" and _written(node.arguments[1:]):
            return f"四舍五入（{said[0]}，{_digits(node.arguments[1:])}）"
        if name in PHRASES:
            return PHRASES[name].format(*said)
        return f"{CHINESE.get(name, name)}（{'，'.join(said)}）"

    def _statistic(self, node: Call, name: str) -> str:
        """“知识产权清单的金额 的合计（只算 类别 = “发明专利” 的行）”."""
        lead = leading(name)
        first, *rest = node.arguments[lead:]
        if name in COUNTING and rest:
            conditions = " 且 ".join(map(self.say, rest))
            among = {"ANY": "有一行 {}", "ALL": "每一行都 {}", "COUNT": "{} 的行数"}[name]
            return f"{self.say(first)}中 {among.format(conditions)}"
        taken = self._walks.get(node.start, len(rest))
        shown = ("各行 " if node.start in self._walks else "、").join(map(self.say, [first, *rest[:taken]]))
        conditions = " 且 ".join(map(self.say, rest[taken:]))
        result = f"的{ROWS[name]}" if name in ROWS else f"逐个用{self.say(node.arguments[0])}连写"
        return f"{shown} {result}" + (f"（只算 {conditions} 的行）" if conditions else "")

    def _mixed(self, argument: Call | Binary, name: str) -> bool:
        """Whether AND stands within OR or the other way round."""
        inner = self.called(argument) if isinstance(argument, Call) else argument.sign.upper()
        return inner in ("AND", "OR") and inner != name

    def _literal(self, node: Literal) -> str:
        if isinstance(node.value, Decimal):
            return self._text[node.start : node.end]
        if isinstance(node.value, str):
            return f"“{self._name_of(node.value)}”"
        return {True: "是", False: "否", None: "空"}[node.value]

    def _years(self, node: Reference) -> str:
        selector = node.selector
        if selector is None or selector.kind == "shift":
            by = selector.by if selector else 0
            if self._offset is not None and (selector or node.start in self._dated):
                return f"（{self._edition + self._offset + by}年）"
            return f"（{'前' if by < 0 else '后'} {abs(by)} 年）" if by else ""
        first, last = year_offset(selector.first), year_offset(selector.last or selector.first)
        if first is None or last is None:
            return f"（{self._titles.get(selector.start, selector.first).strip('[]')}）"
        begin, end = self._edition + first, self._edition + last
        return f"（{begin}年）" if begin == end else f"（{begin}—{end}年）"


def _written(digits: list[Node] | tuple[Node, ...]) -> bool:
    return not digits or (isinstance(digits[0], Literal) and isinstance(digits[0].value, Decimal))


def _digits(digits: list[Node] | tuple[Node, ...]) -> str:
    number = digits[0].value if digits and isinstance(digits[0], Literal) else Decimal(0)
    return f"保留 {number} 位小数" if number else "到整数"
