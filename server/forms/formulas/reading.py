"""A formula read aloud: how a computed cell comes about, for people who don't write formulas.

The page shows it beside the cell: "研发费用（2021年） ÷ 营业收入（2021年） × 100，四舍五入保留 2 位小数".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from ...language import SOURCE, current, gettext_noop, joined
from ...language import gettext as _
from .catalogue import ALIASES, lookup
from .columns import year_offset
from .evaluate import Formula
from .parse import parse
from .statistics import COUNTING, STATISTICS, leading
from .tree import Binary, Call, Group, Literal, Member, Node, Reference, Unary

SIGNS = {
    **{"*": "×", "/": "÷", "<=": "≤", ">=": "≥", "<>": "≠"},
    **{"and": gettext_noop("且"), "or": gettext_noop("或")},
}
CHINESE = {name: alias for alias, name in reversed(ALIASES.items()) if not alias.isascii()}
PHRASES = {
    "ISBLANK": gettext_noop("{0} 没有填"),
    "IFBLANK": gettext_noop("{0}（没有填时取 {1}）"),
    "BETWEEN": gettext_noop("{0} 在 {1} 到 {2} 之间"),
    "CONTAINS": gettext_noop("{0} 含有 {1}"),
    "YEARS": gettext_noop("从 {0} 到 {1} 的周年数"),
    "MONTHS": gettext_noop("从 {0} 到 {1} 的整月数"),
    "DAYS": gettext_noop("从 {0} 到 {1} 的天数"),
    "YEAR": gettext_noop("{0} 的年份"),
    "EDATE": gettext_noop("{0} 之后 {1} 个月"),
    "TODAY": gettext_noop("今天"),
}
"""Functions that read better as a sentence; the others keep their Chinese name and brackets."""
BRACKETS = re.compile(r"[\[\]]")
BEFORE = re.compile(r"^(?:其中[:：]|第?[一二三四五六七八九十]+[、.章节])")
"""What stands before a title only for its place in the table."""
CHOICES = ("IF", "IFS", "BAND")
ROWS = {
    "SUM": gettext_noop("{0} 的合计"),
    "AVG": gettext_noop("{0} 的平均值"),
    "MAX": gettext_noop("{0} 的最大值"),
    "MIN": gettext_noop("{0} 的最小值"),
    "PRODUCT": gettext_noop("{0} 的连乘积"),
    "COUNT": gettext_noop("{0} 的个数"),
    "DISTINCT": gettext_noop("{0} 的种类数"),
}
AMONG = {
    "ANY": gettext_noop("{0}中 有一行 {1}"),
    "ALL": gettext_noop("{0}中 每一行都 {1}"),
    "COUNT": gettext_noop("{0}中 {1} 的行数"),
}


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
            return _("{0}，四舍五入{1}").format(reader.say(inner), _digits(digits))
        case Call() if reader.called(tree) in CHOICES:
            return reader.choice(tree)
    return reader.say(tree)


class _Reader:
    def __init__(
        self, formula: Formula, edition: int, offset: int | None, name_of: Callable[[str], str]
    ) -> None:
        self._text, self._walks, self._name_of = formula.text, formula.walks, name_of
        self._dated = formula.relative if "[-" in formula.text or "[+" in formula.text else frozenset()
        self._titles = {start: title for start, _end, title in formula.spellings}
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
                return _("的").join(map(_bare, names)) + self._years(node)
            case Group():
                return _("（{0}）").format(self.say(node.inner))
            case Unary():
                inner = self.say(node.operand)
                return {"-": f"-{inner}", "%": f"{inner}%", "not": _("非 {0}").format(inner)}[node.sign]
            case Binary():
                return f"{self.say(node.left)} {_sign(node.sign)} {self.say(node.right)}"
            case Member():
                among = joined(map(self.say, node.among))
                return _("{0} 是 {1} 之一").format(self.say(node.value), among)
            case Call():
                return self._call(node)
        raise TypeError(node)

    def choice(self, node: Call) -> str:
        """IF, IFS and BAND as sentences."""
        name, said = self.called(node), [self._result(argument) for argument in node.arguments]
        if name == "BAND":
            pairs = zip(said[1::2], said[2::2], strict=True)
            steps = _("，").join(_("{0} 以上得 {1}").format(*pair) for pair in pairs)
            return _("{0} 达到 {1}，其余得 0").format(said[0], steps)
        if name == "IF":
            said = [*said, _("空")][:3]
            return _("如果 {0}，则 {1}，否则 {2}").format(*said)
        return _("；").join(
            _("其余 {0}").format(result)
            if condition == _("是")
            else _("{0} 时 {1}").format(condition, result)
            for condition, result in zip(said[::2], said[1::2], strict=True)
        )

    def _result(self, node: Node) -> str:
        match node:
            case Call(arguments=(inner, *digits)) if self.called(node) == "ROUND" and _written(digits):
                return _("{0}（四舍五入{1}）").format(self.say(inner), _digits(digits))
        return self.say(node)

    def _call(self, node: Call) -> str:
        name = self.called(node)
        if name in CHOICES:
            return _("（{0}）").format(self.choice(node))
        if name in STATISTICS:
            return self._statistic(node, name)
        said = [self.say(argument) for argument in node.arguments]
        if name in ("AND", "OR"):
            return f" {_sign(name.lower())} ".join(
                _("（{0}）").format(one)
                if isinstance(argument, Call | Binary) and self._mixed(argument, name)
                else one
                for one, argument in zip(said, node.arguments, strict=True)
            )
        if name == "NOT":
            inner = node.arguments[0]
            if isinstance(inner, Call) and self.called(inner) == "ISBLANK":
                return _("{0} 已填").format(self.say(inner.arguments[0]))
            return _("非（{0}）").format(said[0])
        if name == "EDITION":
            return f"{self._edition}"
        if name == "ROUND" and _written(node.arguments[1:]):
            return _("四舍五入（{0}，{1}）").format(said[0], _digits(node.arguments[1:]))
        if name in PHRASES:
            return _(PHRASES[name]).format(*said)
        word = CHINESE.get(name, name) if current() == SOURCE else name
        return _("{0}（{1}）").format(word, _("，").join(said))

    def _statistic(self, node: Call, name: str) -> str:
        """“知识产权清单的金额 的合计（只算 类别 = “发明专利” 的行）”."""
        lead = leading(name)
        first, *rest = node.arguments[lead:]
        if name in COUNTING and rest:
            return _(AMONG[name]).format(self.say(first), self._all(rest))
        taken = self._walks.get(node.start, len(rest))
        over, values = self.say(first), joined(map(self.say, rest[:taken]))
        if node.start in self._walks and values:
            shown = _("{0}各行 {1}").format(over, values)
        else:
            shown = joined(filter(None, [over, values]))
        result = _(ROWS.get(name, gettext_noop("{0} 逐个用{1}连写"))).format(
            shown, self.say(node.arguments[0])
        )
        if not rest[taken:]:
            return result
        return _("{0}（只算 {1} 的行）").format(result, self._all(rest[taken:]))

    def _all(self, conditions: Sequence[Node]) -> str:
        return f" {_sign('and')} ".join(map(self.say, conditions))

    def _mixed(self, argument: Call | Binary, name: str) -> bool:
        """Whether AND stands within OR or the other way round."""
        inner = self.called(argument) if isinstance(argument, Call) else argument.sign.upper()
        return inner in ("AND", "OR") and inner != name

    def _literal(self, node: Literal) -> str:
        if isinstance(node.value, Decimal):
            return self._text[node.start : node.end]
        if isinstance(node.value, str):
            return f"“{self._name_of(node.value)}”"
        return {True: _("是"), False: _("否"), None: _("空")}[node.value]

    def _years(self, node: Reference) -> str:
        selector = node.selector
        if selector is None or selector.kind == "shift":
            by = selector.by if selector else 0
            if self._offset is not None and (selector or node.start in self._dated):
                return _("（{0}年）").format(self._edition + self._offset + by)
            before_or_after = _("（前 {0} 年）") if by < 0 else _("（后 {0} 年）")
            return before_or_after.format(abs(by)) if by else ""
        first, last = year_offset(selector.first), year_offset(selector.last or selector.first)
        if first is None or last is None:
            return _("（{0}）").format(self._titles.get(selector.start, selector.first).strip("[]"))
        begin, end = self._edition + first, self._edition + last
        return _("（{0}年）").format(begin) if begin == end else _("（{0}—{1}年）").format(begin, end)


def _sign(sign: str) -> str:
    return _(SIGNS.get(sign, sign))


def _bare(title: str) -> str:
    """A title without brackets and without what stands before it only for its place in the table."""
    return BEFORE.sub("", BRACKETS.sub("", title)).removeprefix(_("其中："))


def _written(digits: list[Node] | tuple[Node, ...]) -> bool:
    return not digits or (isinstance(digits[0], Literal) and isinstance(digits[0].value, Decimal))


def _digits(digits: list[Node] | tuple[Node, ...]) -> str:
    number = digits[0].value if digits and isinstance(digits[0], Literal) else Decimal(0)
    return _("保留 {0} 位小数").format(number) if number else _("到整数")
