"""Laying together what applies to one value: references, `allOf`, alternatives and conditions.

The part of `view` that follows a schema's combining words. Alternatives become what a page can show: one
list of options, a value that may be null, or variants of an object that a member tells apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .nodes import Node
from .shape import code_of
from .view import Condition, View, own

SCALARS = frozenset({"string", "number", "integer", "boolean"})
MOST_INSIDE = 200
"""Schemas that may apply to one value; beyond, it is asked for as JSON."""


def look(node: Node, budget: list[int] | None = None) -> View:
    """All that applies to a value judged by this schema."""
    budget = [MOST_INSIDE] if budget is None else budget
    budget[0] -= 1
    if budget[0] < 0:
        return View(odd=True)
    view = own(node)
    if isinstance(node.schema, bool):
        return view
    if node.reference is not None:
        target = look(node.target(node.reference), budget)
        if node.alone:
            return _worded(target, view)
        view.take(target)
    for place in range(len(node.schema.get("allOf", []))):
        view.take(look(node.under("allOf", place), budget))
    for word in ("oneOf", "anyOf"):
        branches = [node.under(word, place) for place in range(len(node.schema.get(word, [])))]
        if branches:
            _alternatives(view, node, branches, budget)
    view.variants += _conditional(node, budget)
    return view


def _worded(target: View, beside: View) -> View:
    """In old drafts nothing beside a `$ref` counts, but its words still are for people."""
    target.words = {**target.words, **{word: beside.words[word] for word in beside.words if word != "format"}}
    return target


def _conditional(node: Node, budget: list[int]) -> Iterator[tuple[Condition, View]]:
    """Views that apply when `if` holds or not, or when a member is there."""
    schema = node.schema
    if "if" in schema:
        asked = node.under("if").judge
        for word, condition in (("then", asked), ("else", {"not": asked})):
            if word in schema:
                yield from _under((condition,), look(node.under(word), budget))
    for word in ("dependentSchemas", "dependencies"):
        for key, rule in (schema.get(word) or {}).items():
            if not isinstance(rule, list):
                yield from _under(({"required": [key]},), look(node.under(word, key), budget))


def _under(condition: Condition, view: View) -> Iterator[tuple[Condition, View]]:
    """A view under a condition, and the variants inside it under both."""
    inner, view.variants = view.variants, []
    if not view.never:
        yield condition, view
    yield from (((*condition, *more), variant) for more, variant in inner)


def _alternatives(view: View, node: Node, branches: list[Node], budget: list[int]) -> None:
    looks = [look(branch, budget) for branch in branches]
    null = [one for one in looks if one.types == frozenset({"null"})]
    pairs = [(one, branch) for one, branch in zip(looks, branches, strict=True) if one not in null]
    pairs = [(one, branch) for one, branch in pairs if not one.never]
    looks, branches = [one for one, _ in pairs], [branch for _, branch in pairs]
    nullable = bool(null) or any(one.nullable for one in looks)
    if len(looks) == 1:
        view.take(looks[0])
    elif looks and all(_offers(one) for one in looks) and any(one.choices for one in looks):
        view.take(View(choices=_options(looks), types=_types(looks)))
    elif looks and all(_is_object(one, view) for one in looks):
        _variants(view, looks)
    elif _types(looks) and len(_types(looks) or ()) == 1 and (_types(looks) or frozenset()) <= SCALARS:
        words = looks[0].words if not view.words else {}
        view.take(View(types=_types(looks), words=words))
        view.more.append({"anyOf": [branch.judge for branch in branches]})
    elif looks and not all(_says_nothing(one) for one in looks):
        view.take(View(types=_types(looks), odd=True))
    view.nullable = view.nullable or nullable


def _types(looks: list[View]) -> frozenset[str] | None:
    if any(one.types is None and one.choices is None for one in looks):
        return None
    named = [one.types or frozenset(_type(value) for value, _ in one.choices or ()) for one in looks]
    return frozenset().union(*named) - {"null"}


def _type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "number"


def _offers(one: View) -> bool:
    """Whether a branch names its values; yes and no are two of them."""
    if one.choices is None and one.type == "boolean":
        one.choices = [(True, ""), (False, "")]
    return one.choices is not None and not one.odd


def _options(looks: list[View]) -> list[tuple[Any, str]]:
    found: dict[str, tuple[Any, str]] = {}
    for one in looks:
        for value, name in one.choices or ():
            found.setdefault(code_of(value), (value, name))
    return list(found.values())


def _is_object(one: View, around: View) -> bool:
    if one.odd or one.choices or (one.types is None and around.type != "object"):
        return False
    return one.types is None or one.type == "object"


def _says_nothing(one: View) -> bool:
    """Whether a branch only has rules, such as which members must be there."""
    return one.types is None and not (one.properties or one.choices or one.items or one.odd or one.variants)


def _variants(view: View, looks: list[View]) -> None:
    """Objects of several sorts: shown by the member that tells them apart, else all together."""
    key = next((key for key in _candidates(view, looks) if _tells_apart(key, looks)), "")
    shared = [name for name in looks[0].required if all(name in one.required for one in looks)]
    for name in shared:
        if name not in view.required:
            view.required.append(name)
    if not key:
        view.variants += [pair for one in looks for pair in _under((), one)]
        return
    view.properties.setdefault(key, []).insert(0, _chooser(key, looks))
    for one in looks:
        values = [value for value, _ in _told(key, one) or ()]
        condition = {"properties": {key: {"enum": values}}, "required": [key]}
        one.properties.pop(key)
        view.variants += _under((condition,), one)


def _candidates(view: View, looks: list[View]) -> list[str]:
    hint = view.words.get("discriminator")
    named = [hint["propertyName"]] if isinstance(hint, dict) and "propertyName" in hint else []
    return [key for key in [*named, *looks[0].properties] if all(key in one.properties for one in looks)]


def _told(key: str, one: View) -> list[tuple[Any, str]] | None:
    """The values that a member may have in one variant, None when it may have any."""
    found = look(one.properties[key][0])
    return None if found.odd or not found.choices else found.choices


def _tells_apart(key: str, looks: list[View]) -> bool:
    told = [_told(key, one) for one in looks]
    if any(values is None for values in told):
        return False
    codes = [code_of(value) for values in told for value, _ in values or ()]
    return len(codes) == len(set(codes))


def _chooser(key: str, looks: list[View]) -> Node:
    """The member that tells variants apart, with all its values named by their variants."""
    first = looks[0].properties[key][0]
    options = []
    for one in looks:
        told = _told(key, one) or []
        title = str(one.words.get("title", "")) if len(told) == 1 else ""
        options += [{"const": value, "title": name or title} for value, name in told]
    words = look(first).words
    schema = {**{word: words[word] for word in words if word != "default"}, "oneOf": options}
    return first.make(schema)
