"""A rule set as it stands in one year for one form, with a province's plug-in put in.

Items that are dropped leave a gap, so that positions and with them JSON Pointers stay right; `moved`
says where a changed part was really written.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..findings import Finding, pointer_of
from ..formulas.errors import suggest


class Revision:
    """The document for a year and a form id. `faults`: those of the overrides and the plug-in themselves."""

    def __init__(self, document: Mapping[str, Any], year: int, plugin: str = "", form: str = "") -> None:
        self.document: dict[str, Any] = copy.deepcopy(dict(document))
        self.moved: dict[str, str] = {}
        self.dropped: set[str] = set()
        self.faults: list[Finding] = []
        if plugin:
            self._plug(plugin)
        for place, change in enumerate(self.document.get("overrides", {}).get(str(year), [])):
            if self._concerns(form, change.get("forms"), ("overrides", str(year), place)):
                self._change(change, ("overrides", str(year), place))

    def written(self, pointer: str) -> str:
        """Where the author finds what stands at a pointer of the revised document."""
        for moved in sorted(self.moved, key=len, reverse=True):
            if pointer == moved or pointer.startswith(moved + "/"):
                return self.moved[moved] + pointer[len(moved) :]
        return pointer

    def _plug(self, name: str) -> None:
        plugins = self.document.get("plugins", {})
        if name not in plugins:
            self._fault((), "plugin-unknown", f"规则集没有“{name}”这份地方指标{suggest(name, plugins)}")
            return
        plugin, at = plugins[name], ("plugins", name)
        self._add(self.document["inputs"], plugin["inputs"], ("inputs",), at)
        for form, bindings in plugin["forms"].items():
            known = self.document["forms"].setdefault(form, {})
            self._add(known, bindings, ("forms", form), at)
        for place, category in enumerate(self.document.get("scoring", {}).get("categories", [])):
            if category["id"] == plugin["category"] and category.get("plugin"):
                category["indicators"] = plugin["indicators"]
                where = pointer_of(("scoring", "categories", place, "indicators"))
                self.moved[where] = pointer_of((*at, "indicators"))
                return
        message = f"没有等待地方指标的类“{plugin['category']}”：类上要写 plugin: true"
        self._fault((*at, "category"), "plugin-category", message)

    def _add(
        self,
        known: dict[str, Any],
        added: Mapping[str, Any],
        at: tuple[str, ...],
        source: tuple[str, ...],
    ) -> None:
        for key, value in added.items():
            if key in known:
                self._fault((*source, *at, key), "name-twice", f"“{key}”已经有了，请换一个名称")
            known[key] = value
            self.moved[pointer_of((*at, key))] = pointer_of((*source, *at, key))

    def _concerns(self, form: str, only: list[str] | None, at: tuple[str | int, ...]) -> bool:
        """Whether a change is meant for this form: for all, unless it names some, by id or family."""
        known = self.document["forms"]
        for place, name in enumerate(only or []):
            if name not in known:
                message = f"forms 中没有“{name}”{suggest(name, known)}"
                self._fault((*at, "forms", place), "override-unknown", message)
        return only is None or form in only or form.rpartition("/")[0] in only

    def _change(self, change: Mapping[str, Any], at: tuple[str | int, ...]) -> None:
        if ("drop" in change) == ("set" in change):
            self._fault(at, "override", "一处调整要么写 drop，要么写 set")
            return
        items = {item.id: item for item in items_of(self.document)}
        found = items.get(change["at"])
        if found is None:
            message = f"没有“{change['at']}”这个条件、标准值、指标或类{suggest(change['at'], items)}"
            self._fault((*at, "at"), "override-unknown", message)
        elif "set" in change:
            found.data.update(change["set"])
            found.data["basis"] = change["set"].get("basis", change["basis"])
            for key in change["set"]:
                self.moved[pointer_of((*found.at, key))] = pointer_of((*at, "set", key))
        elif isinstance(found.holder, list):
            found.holder[int(found.at[-1])] = None
            self.dropped.add(pointer_of(found.at))
        else:
            self._fault((*at, "at"), "override", "计分总则和标准值只能用 set 改写")

    def _fault(self, at: tuple[str | int, ...], rule: str, message: str) -> None:
        self.faults.append(Finding("", pointer_of(at), rule, message))


class Item(NamedTuple):
    """A part with an id: what it says, the list it stands in, and where."""

    id: str
    data: dict[str, Any]
    holder: Any
    at: tuple[str | int, ...]


def items_of(document: Mapping[str, Any]) -> Iterator[Item]:
    """Standards, conditions at any depth, `scoring` itself, categories and indicators."""
    for key, data in document.get("standards", {}).items():
        yield Item(key, data, None, ("standards", key))
    yield from _conditions(document.get("conditions", []), ("conditions",))
    if "scoring" in document:
        scoring = document["scoring"]
        yield Item("scoring", scoring, None, ("scoring",))
        for category in listed(scoring["categories"], ("scoring", "categories")):
            yield category
            yield from listed(category.data.get("indicators", []), (*category.at, "indicators"))


def listed(holder: list[Any], at: tuple[str | int, ...]) -> Iterator[Item]:
    """The items of one list that are not dropped."""
    for place, data in enumerate(holder):
        if data is not None:
            yield Item(data["id"], data, holder, (*at, place))


def _conditions(holder: list[Any], at: tuple[str | int, ...]) -> Iterator[Item]:
    for item in listed(holder, at):
        yield item
        for word in ("all", "any"):
            yield from _conditions(item.data.get(word, []), (*item.at, word))
