"""The names formulas may use: which field is meant by a key or a title, seen from where the formula belongs.

The form compiler declares every field, section, matrix and rows block once as a `Name`; all formulas of
the form share the resulting table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NoReturn

from .errors import fault, suggest
from .tokens import WORDS, fold
from .tree import Word
from .values import Value

NameType = Literal["number", "text", "boolean", "date", "list", "matrix-row", "section", "matrix", "rows"]

NUMBERING = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.章节]|\d+[、.](?!\d)|\([一二三四五六七八九十\d]+\)|其中:)"
)
PLAIN = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Name:
    """What a form tells the formula language about one field or block.

    path: template path, "*" for a row id: "patents/*/name". scope: path of the block it stands in
    ("patents", "finance", "" for the form itself). A matrix row lists its column keys in `columns`, their
    titles in `titles` (title -> key), those that follow from the others in `derived`, and the type of its
    cells in `cell`. `convert` replaces the conversion that goes with the type. `shown` is the title in
    another language: formulas are shown with it, and written with `title`.
    """

    path: str
    key: str
    title: str
    type: NameType
    scope: str = ""
    columns: tuple[str, ...] = ()
    cell: str = "number"
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)
    derived: frozenset[str] = frozenset()
    convert: Callable[[object], Value] | None = field(default=None, compare=False)
    shown: str = field(default="", compare=False)

    @property
    def is_container(self) -> bool:
        """Whether `name.field` may be written."""
        return self.type in ("section", "matrix", "rows")

    @property
    def is_value(self) -> bool:
        """Whether it may stand alone: a section or a matrix can't."""
        return self.type not in ("section", "matrix")

    @property
    def value_type(self) -> str:
        """Static type of one cell."""
        return self.cell if self.type == "matrix-row" else self.type


def enclosing_rows(path: str) -> tuple[str, ...]:
    """The rows blocks a template path lies in, outermost first: "a/*/b/*/c" -> ("a", "a/*/b")."""
    parts = path.split("/*/")
    return tuple("/*/".join(parts[:depth]) for depth in range(1, len(parts)))


class Names:
    """All names of one form. Every method that looks something up raises FormulaError."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = tuple(names)
        self._keys: dict[str, list[Name]] = {}
        self._titles: dict[str, list[Name]] = {}
        self._blocks = {name.path: name for name in self._names if name.is_container}
        for name in self._names:
            self._keys.setdefault(fold(name.key), []).append(name)
            for title in _variants(name.title):
                self._titles.setdefault(title, []).append(name)
        self.matrix_paths = frozenset(name.scope for name in self._names if name.type == "matrix-row")
        self.rows_paths = frozenset(
            [name.path for name in self._names if name.type == "rows"]
            + [rows for name in self._names for rows in enclosing_rows(name.path)]
        )

    def resolve(self, words: Sequence[Word], scopes: Sequence[str], bound: Collection[str]) -> list[Name]:
        """The name of each word: blocks, then the field.

        scopes: where the formula belongs, after the rows blocks it is just walking through, innermost
        first. bound: the rows blocks of which one row is at hand.
        """
        if len(words) == 1:
            return [self._field(words[0], scopes, bound)]
        found = [self._block(words[0], scopes, bound)]
        for word in words[1:]:
            if not found[-1].is_container:
                fault(f"“{found[-1].title}”不是栏目或明细表，后面不能写“.{word.text}”", word, "formula-block")
            found.append(self._within(found[-1], word))
        return found

    def respell(self, found: Sequence[Name], scopes: Sequence[str], bound: Collection[str]) -> list[str]:
        """The titles to show for a resolved name, so that reading them again finds the same field."""
        titles = [_spelled(name.shown or name.title) for name in found]
        name = found[-1]
        block = self._blocks.get(name.scope)
        if len(found) > 1 or block is None:
            return titles
        candidates = self._candidates(fold(name.title), scopes, bound, lambda other: other.is_value)
        return titles if candidates == [name] else [f"{_spelled(block.shown or block.title)}.{titles[0]}"]

    def _field(self, word: Word, scopes: Sequence[str], bound: Collection[str]) -> Name:
        folded = fold(word.text)
        found = self._candidates(folded, scopes, bound, lambda name: name.is_value)
        if len(found) == 1:
            return found[0]
        if found:
            self._ambiguous(word, found)
        columns = [name for name in self._called(folded) if name.is_value]
        if columns:
            table = enclosing_rows(columns[0].path)[-1]
            title = self._blocks[table].title if table in self._blocks else table
            hint = f"请写明表名并统计，如 SUM({title}.{word.text})"
            fault(f"“{word.text}”是明细表“{title}”的一列，{hint}", word, "formula-rows")
        blocks = [name for name in self._called(folded) if name.is_container]
        if blocks:
            fault(f"“{word.text}”是栏目，请写明字段：{word.text}.字段名", word, "formula-block")
        known = _spellings(name for name in self._names if name.is_value)
        fault(f"没有字段“{word.text}”{suggest(word.text, known)}", word, "formula-name-unknown")

    def _block(self, word: Word, scopes: Sequence[str], bound: Collection[str]) -> Name:
        found = self._candidates(fold(word.text), scopes, bound, lambda name: name.is_container)
        if len(found) == 1:
            return found[0]
        if found:
            self._ambiguous(word, found)
        called = self._called(fold(word.text))
        if inner := next((name for name in called if name.is_container), None):
            outer = self._blocks[enclosing_rows(inner.path)[-1]].title
            fault(f"“{word.text}”在明细表“{outer}”的每一行里，请写 {outer}.{word.text}", word, "formula-rows")
        if called:
            fault(f"“{word.text}”不是栏目或明细表，后面不能写“.”", word, "formula-block")
        known = _spellings(self._blocks.values())
        fault(f"没有栏目或明细表“{word.text}”{suggest(word.text, known)}", word, "formula-name-unknown")

    def _within(self, block: Name, word: Word) -> Name:
        folded = fold(word.text)
        inside = block.path + ("/*/" if block.type == "rows" else "/")
        members = [name for name in self._names if name.scope == block.path or name.path.startswith(inside)]
        called = [name for name in self._called(folded) if name in members]
        found = [name for name in called if name.scope == block.path] or called
        if len(found) == 1:
            return found[0]
        if found:
            self._ambiguous(word, found)
        fault(
            f"“{block.title}”中没有“{word.text}”{suggest(word.text, _spellings(members))}",
            word,
            "formula-name-unknown",
        )

    def _candidates(
        self, folded: str, scopes: Sequence[str], bound: Collection[str], wanted: Callable[[Name], bool]
    ) -> list[Name]:
        """Nearest first: the same block, the blocks around it, then the whole form."""
        called = [name for name in self._called(folded) if wanted(name)]
        for level in _levels(scopes):
            here = [name for name in called if name.scope == level]
            if here:
                return here
        return [name for name in called if set(enclosing_rows(name.path)) <= set(bound)]

    def _called(self, folded: str) -> list[Name]:
        """Names with this key, else with this title; within one block a key hides another's title."""
        by_key, by_title = self._keys.get(folded, []), self._titles.get(folded, [])
        hidden = {name.scope for name in by_key}
        return by_key + [name for name in by_title if name.scope not in hidden]

    def _ambiguous(self, word: Word, found: Sequence[Name]) -> NoReturn:
        inside = [name for name in found if name.scope in self._blocks]
        written = [f"{self._blocks[name.scope].title}.{name.title}" for name in inside]
        which = written or [name.path for name in found]
        fault(
            f"“{word.text}”不止一个，请写明栏目：{'、'.join(dict.fromkeys(which))}",
            word,
            "formula-name-ambiguous",
        )


def _variants(title: str) -> set[str]:
    """A title as it stands, and without 一、 or 其中： before it."""
    folded = fold(title)
    return {folded, NUMBERING.sub("", folded)} - {""}


def _spellings(names: Iterable[Name]) -> list[str]:
    """What could have been meant by a word that means nothing."""
    return [text for name in names for text in (name.title, name.key)]


def _spelled(title: str) -> str:
    plain = PLAIN.fullmatch(title) and title.lower() not in WORDS
    return title if plain else f"[{title}]"


def _levels(scopes: Sequence[str]) -> list[str]:
    around: list[str] = []
    for scope in reversed(scopes):
        while scope:
            scope = scope.rpartition("/")[0].removesuffix("/*")
            around.append(scope)
    return list(dict.fromkeys([*scopes, *around]))
