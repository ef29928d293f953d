"""From tokens to a tree: the grammar of the formula language, by operator precedence.

What Excel and mathematics read differently (`-2^2`, `2^3^2`, `1<x<3`) is refused with a hint, never guessed.
"""

from __future__ import annotations

from decimal import Decimal

from .columns import Selector, read_selector
from .errors import fault
from .tokens import Token, tokenize
from .tree import Binary, Call, Group, Literal, Member, Node, Reference, Unary, Word, height

MAX_NESTING = 40
"""Brackets and functions within one another."""
MAX_HEIGHT = 120
"""Levels of the tree; `a+a+…` makes one per term. Keeps evaluation far from Python's recursion limit."""

COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
BINDING = {
    "or": 1, "and": 2, "in": 4, **dict.fromkeys(COMPARISONS, 4),
    "&": 5, "+": 6, "-": 6, "*": 7, "/": 7, "^": 9,
}  # fmt: skip
NOT_BINDING = 3
SIGN_BINDING = 8
CONSTANTS = {"true": True, "false": False, "blank": None}


def parse(text: str) -> Node:
    """Read a formula; raises FormulaError pointing at the first thing that doesn't fit."""
    parser = _Parser(tokenize(text))
    tree = parser.expression(0)
    rest = parser.peek()
    if rest.kind != "end":
        fault(f"多余的{_shown(rest)}", rest)
    if height(tree) > MAX_HEIGHT:
        fault("公式太长太深，请用 SUM 或拆成几个计算字段", tree, "formula-too-long")
    return tree


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._nesting = 0

    def peek(self) -> Token:
        return self._tokens[self._next]

    def expression(self, binding: int) -> Node:
        """Everything up to an operator that binds no tighter than `binding`."""
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            fault(f"括号或函数嵌套超过{MAX_NESTING}层", self.peek(), "formula-too-long")
        left = self._operand()
        while True:
            token = self.peek()
            if self._is_sign("%"):
                left = self._percent(left)
            elif token.kind in ("sign", "word") and BINDING.get(token.value, 0) > binding:
                left = self._member(left) if token.value == "in" else self._binary(left)
            else:
                break
        self._nesting -= 1
        return left

    def _advance(self) -> Token:
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def _is_sign(self, value: str) -> bool:
        token = self._tokens[self._next]
        return token.kind == "sign" and token.value == value

    def _expect(self, value: str) -> Token:
        if not self._is_sign(value):
            token = self.peek()
            fault(
                f"这里应为“{value}”，" + ("公式却结束了" if token.kind == "end" else f"却是{_shown(token)}"),
                token,
            )
        return self._advance()

    def _percent(self, left: Node) -> Node:
        token = self._advance()
        if self.peek().kind in ("number", "name", "bracket") or self._is_sign("("):
            fault("“%”是百分号；求余数请用 MOD(被除数, 除数)", token, "formula-ambiguous")
        return Unary(left.start, token.end, "%", left)

    def _binary(self, left: Node) -> Node:
        token = self._advance()
        right = self.expression(BINDING[token.value])
        if token.value == "^" and _has_sign(left, {"^"}):
            fault("连续乘方有歧义，请加括号，如 (a^b)^c", token, "formula-ambiguous")
        if token.value in COMPARISONS and (_has_sign(left, COMPARISONS) or isinstance(left, Member)):
            fault("比较不能连写，请用 AND(a<=b, b<=c) 或 BETWEEN(b, a, c)", token, "formula-ambiguous")
        return Binary(left.start, right.end, token.value, left, right)

    def _member(self, left: Node) -> Node:
        token = self._advance()
        if _has_sign(left, COMPARISONS) or isinstance(left, Member):
            fault("“属于”前后请加括号", token, "formula-ambiguous")
        if not self._is_sign("("):
            right = self.expression(BINDING["in"])
            return Member(left.start, right.end, left, (right,))
        self._advance()
        among = self._listed()
        return Member(left.start, self._expect(")").end, left, among)

    def _listed(self) -> tuple[Node, ...]:
        listed = [self.expression(0)]
        while self._is_sign(","):
            self._advance()
            listed.append(self.expression(0))
        return tuple(listed)

    def _operand(self) -> Node:
        token = self._advance()
        if token.kind == "number":
            return Literal(token.start, token.end, Decimal(token.value))
        if token.kind == "text":
            return Literal(token.start, token.end, token.value or None)
        if token.kind in ("name", "bracket"):
            return self._named(token)
        if token.kind == "word":
            return self._worded(token)
        if token.kind == "sign" and token.value in "(-+":
            return self._signed(token)
        if token.kind == "end":
            fault("公式不完整，后面还应有数值、字段或函数", token)
        hint = ""
        if token.value == "=":
            hint = "；公式前面不写“=”" if token.start == 0 else "；比较只写一个“=”"
        elif token.value in ("<", ">"):
            hint = "；大于等于写作 >=，小于等于写作 <="
        elif token.value == "&":
            hint = "；“并且”请写 且"
        fault(f"这里应为数值、字段或函数，却是{_shown(token)}{hint}", token)

    def _worded(self, token: Token) -> Node:
        if token.value in CONSTANTS:
            return Literal(token.start, token.end, CONSTANTS[token.value])
        if token.value != "in" and self._is_sign("("):
            return self._call(token)
        if token.value == "not":
            operand = self.expression(NOT_BINDING)
            return Unary(token.start, operand.end, "not", operand)
        fault(f"“{token.value}”前面应有一个条件", token)

    def _signed(self, token: Token) -> Node:
        if token.value == "(":
            inner = self.expression(0)
            return Group(token.start, self._expect(")").end, inner)
        operand = self.expression(SIGN_BINDING)
        if _has_sign(operand, {"^"}):
            fault(f"“{token.value}a^b”有歧义，请写成 (-a)^b 或 -(a^b)", token, "formula-ambiguous")
        return operand if token.value == "+" else Unary(token.start, operand.end, "-", operand)

    def _named(self, token: Token) -> Node:
        if token.kind == "name" and self._is_sign("("):
            return self._call(token)
        words = [Word(token.start, token.end, token.value)]
        while self._is_sign("."):
            self._advance()
            part = self._advance()
            if part.kind not in ("name", "bracket"):
                fault("“.”后面应为字段名", part)
            words.append(Word(part.start, part.end, part.value))
        selector = self._selector()
        end = selector.end if selector else words[-1].end
        return Reference(token.start, end, tuple(words), selector)

    def _selector(self) -> Selector | None:
        if self.peek().kind != "bracket":
            return None
        token = self._advance()
        return read_selector(token.value, token)

    def _call(self, token: Token) -> Node:
        self._advance()
        arguments = () if self._is_sign(")") else self._listed()
        name = Word(token.start, token.end, token.value)
        return Call(token.start, self._expect(")").end, name, arguments)


def _has_sign(node: Node, signs: frozenset[str] | set[str]) -> bool:
    return isinstance(node, Binary) and node.sign in signs


def _shown(token: Token) -> str:
    return "公式的结尾" if token.kind == "end" else f"“{token.value}”"
