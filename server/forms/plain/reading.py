"""Reading a plain schema: the documents it consists of, and whether they can be judged by at all.

Comes right after the file is loaded. References may lead into files of the same folders, never further;
they are kept as they are, since a schema may refer to itself (a tree of parts, say). Refused is only what
no validator could work with: words of the wrong shape, references to nothing, and a reference that comes
back to itself without going deeper into the answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from jsonschema import FormatChecker
from referencing import Registry, Resource
from referencing.exceptions import NoSuchResource

from ..findings import DefinitionError, Finding, parts_of, pointer_of
from ..patterns import PatternError, pattern_of
from .dialect import document_of, draft_of, registry_of, validator_class
from .nodes import Node, Unresolvable, root_of

HERE = "https://tianbiao.invalid/"
"""Stands for the folder of forms in addresses; nothing is ever fetched."""
IN_PLACE = frozenset(
    {"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"}
)
"""Words whose schemas judge the same value as the schema around them."""
MOST_VALUES = 50_000
"""Objects, lists, words and numbers of one document of a schema."""
MOST_PATTERN_WORK = 500_000
"""Instructions of all different patterns of one document, once compiled."""
MOST_FAULTS = 20
LONGEST_VALUE = 60


class Documents:
    """A plain schema with the files it refers to, by address. `load` reads a file as JSON."""

    def __init__(self, content: Any, file: Path, folder: Path, load: Callable[[Path], Any]) -> None:
        self.folder, self.load, self.file = folder, load, file
        self.draft = draft_of(content)
        name = file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.name
        declared = content.get("$id", content.get("id")) if isinstance(content, Mapping) else None
        self.id = declared if isinstance(declared, str) and urlsplit(declared).scheme else ""
        self.address = self.id.rstrip("#") or HERE + name
        self.contents = {self.address: content}
        _raise(_wrong_words(content, self.draft, ()))
        registry = Registry(retrieve=self._retrieve)  # type: ignore[call-arg]
        self.registry = registry.combine(registry_of(self.contents, self.draft))
        self.root = root_of(self.registry, self.address, self.draft)
        _raise(self._faults())

    def _retrieve(self, address: str) -> Resource[Any]:
        """A document that is referred to: a file beside this one, or below the folder of forms."""
        around = urljoin(self.id, ".") if self.id else HERE
        if address.startswith(HERE):
            place = self.folder / unquote(address.removeprefix(HERE))
        elif address.startswith(around) or not urlsplit(address).scheme:
            place = self.file.parent / unquote(address.removeprefix(around))
        else:
            raise NoSuchResource(ref=address)  # type: ignore[call-arg]
        place = place.resolve()
        if not place.is_relative_to(self.folder) or not place.is_file():
            raise NoSuchResource(ref=address)  # type: ignore[call-arg]
        content = self.load(place)
        _raise(_wrong_words(content, self.draft, ()))
        self.contents[address] = content
        return document_of(content, self.draft)

    def _faults(self) -> Iterator[Finding]:
        """References to nothing, and references that lead back to themselves."""
        met: dict[int, Node] = {}
        within: dict[int, set[int]] = {}
        waiting: list[tuple[Node, tuple[Any, ...]]] = [(self.root, ())]
        while waiting:
            node, at = waiting.pop()
            if id(node.schema) in met or isinstance(node.schema, bool):
                continue
            met[id(node.schema)] = node
            edges = within.setdefault(id(node.schema), set())
            if node.reference is not None:
                target = _target(node, node.reference)
                if target is None:
                    message = f"$ref“{node.reference}”指向的内容不存在；只能引用本文件和表单目录中的文件"
                    yield Finding("", pointer_of((*at, "$ref")), "reference-unknown", message)
                else:
                    edges.add(id(target.schema))
                    waiting.append((target, tuple(parts_of(_fragment(target)))))
            if not node.alone:
                inner = [(way, child) for way, child in node.children()]
                edges.update(id(child.schema) for way, child in inner if way[0] in IN_PLACE)
                waiting += [(child, (*at, *way)) for way, child in inner]
        yield from _loops(met, within)


def _target(node: Node, reference: str) -> Node | None:
    try:
        found = node.target(reference)
    except (Unresolvable, ValueError):
        return None
    return found if isinstance(found.schema, dict | bool) else None


def _fragment(node: Node) -> str:
    """The JSON Pointer of a schema in its document."""
    return unquote(node.address.partition("#")[2])


def _loops(met: Mapping[int, Node], within: Mapping[int, set[int]]) -> Iterator[Finding]:
    try:
        TopologicalSorter(within).prepare()
    except CycleError as error:
        node = next(met[place] for place in error.args[1] if place in met)
        message = "这里的 $ref 引用了自身，没有进入下一层内容，无法校验；请让它经过 properties 或 items"
        yield Finding("", _fragment(node), "reference-cycle", message)


def _wrong_words(content: Any, draft: str, at: tuple[Any, ...]) -> Iterator[Finding]:
    """What the meta-schema of the draft refuses, patterns that are none included."""
    if sum(1 for _ in islice(_values(content), MOST_VALUES + 1)) > MOST_VALUES:
        message = f"JSON Schema 最多 {MOST_VALUES} 项内容；选项很多时请改用选项清单"
        yield Finding("", pointer_of(at), "definition-too-large", message)
        return
    rules = validator_class(draft)
    judge = rules(rules.META_SCHEMA, format_checker=_formats(rules.FORMAT_CHECKER))
    for error in judge.iter_errors(content):
        if error.validator == "digits":  # a bound of 64 bits is no fault: no answer comes near it
            continue
        if isinstance(error.cause, PatternError):
            message = f"正则表达式“{str(error.instance)[:LONGEST_VALUE]}”不能用：{error.cause}"
            yield Finding("", pointer_of((*at, *error.absolute_path)), "pattern-invalid", message)
            continue
        word = next((part for part in reversed(error.absolute_path) if isinstance(part, str)), "根")
        value = str(error.instance)[:LONGEST_VALUE]
        message = f"不符合 JSON Schema（{draft.split('/')[-2]}）：{word} 不能写作 {value}"
        yield Finding("", pointer_of((*at, *error.absolute_path)), "schema", message)


def _values(node: Any) -> Iterator[Any]:
    """Everything in a document, however deep."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()


def _formats(stock: FormatChecker) -> FormatChecker:
    """The formats that meta-schemas name, and patterns as our validator takes them."""
    checker, sizes = FormatChecker(()), Counter[str]()
    checker.checkers = {**stock.checkers}

    @checker.checks("regex", raises=PatternError)
    def fits(value: Any) -> bool:
        if isinstance(value, str):
            if sizes.total() > MOST_PATTERN_WORK:
                raise PatternError("正则表达式合计过大，请减小 {…} 中的次数")
            sizes[value] = pattern_of(value).size
        return True

    return checker


def _raise(faults: Iterator[Finding]) -> None:
    found = [finding for finding, _ in zip(faults, range(MOST_FAULTS), strict=False)]
    if found:
        raise DefinitionError(found)
