"""Compiling a formula: text and names in, something that can be evaluated a million times out.

Done once per form, when its definition is read. This module only walks the tree; names are resolved in
`references`, types checked and runs built in `operators`, `calls` and `statistics`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from . import operators
from .calls import SPECIAL, plain_call
from .catalogue import lookup
from .errors import FormulaError
from .evaluate import Formula, Leaf, Run, constant, remembered
from .names import Name, Names
from .parse import COMPARISONS, parse
from .parts import Part, single
from .references import References
from .statistics import COUNTING, JUDGING, STATISTICS, is_condition, leading, over_rows, over_values, together
from .tables import Walk, witnesses
from .tree import Binary, Call, Group, Literal, Member, Node, Reference, Unary, size


def compile(text: str, names: Names, scope: str = "", column: str | None = None) -> Formula:
    """Compile a formula that belongs to a block of the form; raises FormulaError.

    scope: path of that section, matrix or rows block ("" for the form itself). column: for a cell of a
    year matrix, its column key; then `reads` holds the very cells it reads. Without it the column is
    taken from `Context.at` and `reads` holds the cells of all columns.
    """
    try:
        tree = parse(text)
        compiler = _Compiler(text, References(names, scope, column))
        part = compiler.part(tree)
        rows = compiler.witnesses()
        single(part)
        leaves = compiler.leaves(tree) if part.type in ("boolean", "unknown") else ()
    except FormulaError as error:
        error.text = text
        raise
    references = compiler.references
    return Formula(
        text=text,
        titled=compiler.titled(0, len(text)),
        reads=frozenset(references.reads),
        type="unknown" if part.type == "blank" else part.type,
        run=part.run,
        leaves=tuple(leaves),
        witnesses=rows,
        placed=bool(references.slots or references.columned),
        places=references.places,
        slots=references.slots,
        spellings=tuple(sorted(references.spellings)),
        walks=compiler.walks,
        relative=frozenset(references.relative),
    )


class _Compiler:
    def __init__(self, text: str, references: References) -> None:
        self._text = text
        self.references = references
        self.walks: dict[int, int] = {}
        self._depth = 0
        self._witnesses: list[Run] = []

    def witnesses(self) -> tuple[Run, ...]:
        """For every statistic with conditions, outermost walks only: the rows it looks at."""
        return tuple(self._witnesses)

    def part(self, node: Node) -> Part:
        """Compile one node with everything below it."""
        match node:
            case Literal():
                return Part(node, constant(node.value), _literal_type(node))
            case Reference():
                return self.references.part(node)
            case Group():
                return self.part(node.inner)
            case Unary():
                return operators.unary(node, self.part(node.operand))
            case Binary():
                return operators.binary(node, self.part(node.left), self.part(node.right))
            case Member():
                return operators.membership(
                    node, self.part(node.value), [self.part(other) for other in node.among]
                )
            case Call():
                return self._call(node)
        raise TypeError(node)

    def leaves(self, tree: Node) -> Iterable[Leaf]:
        """The conditions that AND and OR join, each compiled apart."""
        return [self._leaf(node) for node in _conditions(tree)]

    def titled(self, start: int, end: int) -> str:
        """A stretch of the formula, with titles where keys were written."""
        shown, position = "", start
        for first, last, title in sorted(self.references.spellings):
            if start <= first and last <= end:
                shown += self._text[position:first] + title
                position = last
        return shown + self._text[position:end]

    def _call(self, node: Call) -> Part:
        name, function = lookup(node.name, len(node.arguments))
        if name in STATISTICS:
            return self._statistic(node, name)
        parts = self._parts(node.arguments)
        if function.run is None:
            return SPECIAL[name](node, parts)
        return plain_call(node, function, function.run, parts)

    def _statistic(self, node: Call, name: str) -> Part:
        """In a row, what reads nothing of that row is remembered for the next one."""
        references = self.references
        before, references.touched = references.touched, set()
        part = self._over_rows(node, name) or over_values(node, name, self._parts(node.arguments))
        alike = not references.columned and references.touched.isdisjoint(range(len(references.places)))
        references.touched |= before
        if references.places and alike and not self._depth:
            return part._replace(run=remembered(part.run))
        return part

    def _over_rows(self, node: Call, name: str) -> Part | None:
        """A statistic that walks: its first value is a table, or a table's column with conditions."""
        lead = leading(name)
        first, rest = node.arguments[lead], node.arguments[lead + 1 :]
        if not isinstance(first, Reference):
            return None
        rows = self.references.rows_at(first)
        if rows is not None and not rest:
            walk = Walk(self.references.row_ids(first))
            return over_rows(node, name, walk, self._parts(node.arguments[:lead]), None, ())
        if rows is not None:
            valued = name not in COUNTING
            self.walks[node.start] = int(valued)
            return self._walk(node, name, rows, first, rest[0] if valued else None, rest[valued:])
        at = self.references.column_at(first) if name not in JUDGING else None
        if at and any(self._filters(condition, at[0]) for condition in rest):
            self.walks[node.start] = 0
            table = Reference(first.start, first.words[-2].end, first.words[:-1])
            return self._walk(node, name, at[0], table, at[1], rest)
        return None

    def _walk(
        self,
        node: Call,
        name: str,
        rows: Name,
        table: Reference,
        taken: Node | Name | None,
        conditions: Sequence[Node],
    ) -> Part:
        """Compile what is taken of each row, and the conditions, as seen from within that row."""
        before = self._parts(node.arguments[: leading(name)])
        outer = self.references.slot_of(rows.path)
        slot = self.references.enter(rows, table)
        ids, where = self.references.ids_in(rows.path), self.references.table_of(rows.path)
        walk = Walk(ids, slot, sum(map(size, node.arguments)))
        self._depth += 1
        value = self.references.of_row(table, taken) if isinstance(taken, Name) else None
        value = self.part(taken) if isinstance(taken, Node) else value
        filters = self._parts(conditions)
        self._depth -= 1
        self.references.leave(rows, outer)
        part = over_rows(node, name, walk, before, value, filters)
        condition = together(filters)
        if condition and not self._depth:
            self._witnesses.append(witnesses(walk, where, condition))
        return part

    def _parts(self, nodes: Iterable[Node]) -> list[Part]:
        return [self.part(node) for node in nodes]

    def _filters(self, node: Node, rows: Name) -> bool:
        if isinstance(node, Reference):
            return self.references.is_boolean(node, rows)
        return is_condition(node, _called)

    def _leaf(self, node: Node) -> Leaf:
        before, self.references.reads = self.references.reads, set()
        self._witnesses = []
        verdict = self.part(node).run
        rows = tuple(self._witnesses)
        left, right = self._sides(node)
        reads = frozenset(self.references.reads)
        self.references.reads = before
        text = self._text[node.start : node.end]
        return Leaf(text, self.titled(node.start, node.end), reads, verdict, left, right, rows)

    def _sides(self, node: Node) -> tuple[Run, Run]:
        """What a condition compares: two sides, one, or none worth showing."""
        nothing = constant(None)
        match node:
            case Binary() if node.sign in COMPARISONS:
                left, right = self.part(node.left), self.part(node.right)
                if "blank" in (left.type, right.type):
                    return left.run, right.run
                first, second = operators.sides(left, right, node.sign)
                return first, second
            case Member():
                only = node.among[0] if len(node.among) == 1 else None
                return self.part(node.value).run, self.part(only).run if only else nothing
            case Reference():
                return self.part(node).run, nothing
            case Unary():
                return self.part(node.operand).run, nothing
            case Call() if _called(node) == "CONTAINS":
                return self.part(node.arguments[0]).run, self.part(node.arguments[1]).run
            case Call() if _called(node) in ("BETWEEN", "ISBLANK", "NOT"):
                return self.part(node.arguments[0]).run, nothing
        return nothing, nothing


def _conditions(node: Node) -> list[Node]:
    match node:
        case Group():
            return _conditions(node.inner)
        case Binary() if node.sign in ("and", "or"):
            return _conditions(node.left) + _conditions(node.right)
        case Call() if _called(node) in ("AND", "OR"):
            return [leaf for argument in node.arguments for leaf in _conditions(argument)]
    return [node]


def _called(node: Call) -> str:
    return lookup(node.name, len(node.arguments))[0]


def _literal_type(node: Literal) -> str:
    if node.value is None:
        return "blank"
    if isinstance(node.value, bool):
        return "boolean"
    return "number" if isinstance(node.value, Decimal) else "text"
