"""Options of a choice: codes that are stored and names that are shown, flat or as a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

DEEPEST = 10
"""Levels a tree may have."""
SIGNS = re.compile(r"[\s/>›]+")
"""What people and spreadsheets put between the names of a tree."""
NAMES = "x-names"
"""In a translated schema: what the values of its `enum` are called there."""

NOTHING = frozenset({"无", "没有", "否"})
"""Names of options that say there is nothing."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `parent` is the code above it in a tree, "" at the top."""

    code: str
    name: str
    parent: str = ""
    level: str = ""
    placeholder: bool = False


MOST_OPTIONS = 50_000
"""Items of one list: all towns of the country fit."""


class Options:
    """The options of one field, in the order of their list.

    `levels` limits what may be chosen in a tree (the rest only leads there); `parent` is the template
    path of the field whose code filters these options; `source` names the list, "" for short ones.
    An `exclusive` option stands alone; the option `asking` is explained in the field `asked` (its key).
    The codes in `nothing` say that there is nothing, so they want no evidence.
    """

    def __init__(
        self,
        items: list[Option],
        levels: frozenset[str] = frozenset(),
        source: str = "",
        parent: str = "",
        exclusive: frozenset[str] = frozenset(),
        asking: str = "",
        asked: str = "",
    ) -> None:
        self.items = {item.code: item for item in items}
        self.levels, self.source, self.parent = levels, source, parent
        self.exclusive, self.asking, self.asked = exclusive, asking, asked
        self.position = {item.code: place for place, item in enumerate(self.choosable())}
        self.nothing = frozenset(code for code in self.position if self.items[code].name in NOTHING)
        self._codes: dict[str, str] = {}
        for code in self.position:
            words = self.items[code].name, f"{code}{self.items[code].name}", "".join(self.trail(code))
            for name in set(map(_joined, words)):
                self._codes[name] = "" if name in self._codes else code

    def __contains__(self, code: str) -> bool:
        return code in self.position

    def choosable(self) -> Iterator[Option]:
        """The options that may be an answer. A placeholder may where nothing above it does: the 市辖区 of
        a municipality stands for it where a city is asked for."""
        return (item for item in self.items.values() if self._fits(item))

    def under(self, parent: str) -> list[Option]:
        """The options below a code of another field, at any depth."""
        return [item for item in self.choosable() if parent in self.above(item)]

    def above(self, item: Option) -> list[str]:
        """The codes above an option, the nearest first; the last may be of another field's list."""
        codes: list[str] = []
        while item.parent and len(codes) < DEEPEST:
            codes.append(item.parent)
            if item.parent not in self.items:
                break
            item = self.items[item.parent]
        return codes

    def name_of(self, code: str) -> str:
        """The name of a known code."""
        return self.items[code].name

    def code_of(self, name: str) -> str:
        """The code a name stands for; "" when unknown or when several have that name."""
        return self._codes.get(_joined(name), "")

    def accept(self, others: Options) -> None:
        """Understand the names of these options, in another language, as well; what an option says counts
        as it was published."""
        self.nothing = others.nothing
        for option in others.choosable():
            self._codes.setdefault(_joined(option.name), option.code)

    def trail(self, code: str) -> list[str]:
        """Names from the top of the tree down to a code, without placeholders such as 市辖区 in between."""
        names: list[str] = []
        end = code
        while code in self.items and len(names) < DEEPEST:
            item = self.items[code]
            if not item.placeholder or code == end:
                names.append(item.name)
            code = item.parent
        return names[::-1]

    def _fits(self, item: Option) -> bool:
        if not item.placeholder:
            return not self.levels or item.level in self.levels
        above = self.items.get(item.parent)
        return item.level in self.levels and not (above and above.level in self.levels)


def beside(path: str, key: str) -> str:
    """The template path of a field in the same section or row."""
    return f"{path.rpartition('/')[0]}/{key}".lstrip("/")


def _joined(name: str) -> str:
    """A name as it is looked up: 江苏省 / 南京市 is as good as 江苏省南京市."""
    return SIGNS.sub("", name)


def from_schema(schema: Mapping[str, Any]) -> list[Option]:
    """Short lists: `oneOf` const/title, or `enum` (code and name alike), of the field or its items."""
    source = schema.get("items") if isinstance(schema.get("items"), Mapping) else schema
    assert isinstance(source, Mapping)
    titled = [entry for entry in source.get("oneOf", []) if isinstance(entry, Mapping) and "const" in entry]
    if titled:
        return [Option(str(entry["const"]), str(entry.get("title", entry["const"]))) for entry in titled]
    names: Mapping[str, str] = source.get(NAMES, {})
    values = [value for value in source.get("enum", []) if isinstance(value, str)]
    return [Option(value, names.get(value, value)) for value in values]


def from_list(content: Mapping[str, Any]) -> list[Option]:
    """A list file: items with code, name and, in a tree, parent and level."""
    return [
        Option(
            str(item["code"]),
            str(item["name"]),
            str(item.get("parent") or ""),
            str(item.get("level") or ""),
            bool(item.get("placeholder")),
        )
        for item in content["items"]
        if isinstance(item, Mapping) and "code" in item and "name" in item
    ]


def fault(content: Any) -> str:
    """Why a list file can't be used, as the rest of a Chinese sentence; "" when it can."""
    items = content.get("items") if isinstance(content, Mapping) else None
    if not isinstance(items, list):
        return "应有 items 数组"
    if len(items) > MOST_OPTIONS:
        return f"最多 {MOST_OPTIONS} 项，现有 {len(items)} 项"
    above: dict[str, str] = {}
    for place, item in enumerate(items):
        code, name = (item.get("code"), item.get("name")) if isinstance(item, Mapping) else (None, None)
        if not isinstance(code, str) or not isinstance(name, str) or not code:
            return f"第 {place + 1} 项应是有 code 和 name 的对象，两者都是文字"
        if code in above:
            return f"的编码“{code}”不止一项"
        above[code] = str(item.get("parent") or "")
    return _circle(above)


def _circle(above: Mapping[str, str]) -> str:
    """Says so if some code lies below itself."""
    rooted: set[str] = set()
    for start in above:
        trail: dict[str, None] = {}
        code = start
        while code in above and code not in rooted:
            if code in trail:
                return f"的编码“{code}”经 parent 回到了自身"
            trail[code] = None
            code = above[code]
        rooted.update(trail)
    return ""
