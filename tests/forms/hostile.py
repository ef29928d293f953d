"""Definitions and answers made to hurt. `python -m tests.forms.hostile` tries all and says what came of it.

It runs as a process of its own, so that a hang is a failure and not the end of the tests.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from server.forms import DefinitionError, Library, compile_form, json, validate_answers

Definition = dict[str, Any]


def text(**words: Any) -> Definition:
    """A text field."""
    return {"title": "甲", "type": "string", **words}


def number(**words: Any) -> Definition:
    """A number field."""
    return {"title": "乙", "type": "number", **words}


def table(**fields: Definition) -> Definition:
    """A definition with one section."""
    section = {"title": "一", "type": "object", "properties": fields}
    return {"title": "表", "x-form": {}, "type": "object", "properties": {"a": section}}


def formula(text: str) -> Definition:
    """A definition with one computed field."""
    return table(b=number(), c=number(**{"x-compute": text}))


def rows(items: dict[str, Any], **words: Any) -> Definition:
    """A definition with one rows block."""
    block = {"title": "一", "type": "array", "items": {"type": "object", "properties": items}, **words}
    return {"title": "表", "x-form": {}, "type": "object", "properties": {"a": block}}


def chain(length: int) -> Definition:
    """A reference to a reference to a reference…"""
    links: dict[str, Any] = {f"d{step}": {"$ref": f"#/$defs/d{step + 1}"} for step in range(length)}
    return {**table(b={"$ref": "#/$defs/d0"}), "$defs": {**links, f"d{length}": text()}}


def laughs(levels: int) -> Definition:
    """Ten of ten of ten…"""
    tens: dict[str, Any] = {f"d{i}": {"allOf": [{"$ref": f"#/$defs/d{i + 1}"}] * 10} for i in range(levels)}
    return {**table(b={"$ref": "#/$defs/d0"}), "$defs": {**tens, f"d{levels}": text()}}


def bush(depth: int) -> Definition:
    """Alternatives of alternatives, none of which holds."""
    leaf: Definition = {"minLength": 99}
    for _ in range(depth):
        leaf = {"anyOf": [leaf] * 6}
    return leaf


ENDLESS = {**table(b={"$ref": "#/$defs/d"}), "$defs": {"d": {"allOf": [{"$ref": "#/$defs/d"}]}}}
TWICE = '{"title": "x", "type": "object", "properties": {"a": {"type": "string"}, "a": {"type": "number"}}}'
LISTED = table(b=text(**{"x-options": {"list": "given"}}))

DEFINITIONS: dict[str, tuple[str, Callable[[], Any]]] = {
    "catastrophic pattern": ("", lambda: table(b=text(pattern="^(a+)+$"))),
    "back-reference": ("pattern-invalid", lambda: table(b=text(pattern="(a+)\\1"))),
    "thousands of large patterns": (
        "pattern-invalid", lambda: table(**{f"b{i}": text(pattern=f"^.{{0,900}}{i}$") for i in range(3000)}),
    ),
    "chain of references": ("reference-cycle", lambda: chain(5000)),
    "billion laughs": ("definition-too-large", lambda: laughs(12)),
    "endless reference": ("reference-cycle", lambda: ENDLESS),
    "dynamic reference": ("reference-invalid", lambda: ELSEWHERE),
    "hundreds of thousands of options": (
        "definition-too-large", lambda: table(b=text(enum=[str(i) for i in range(400_000)])),
    ),
    "many options": ("options-too-many", lambda: table(b=text(enum=[str(i) for i in range(501)]))),
    "hundred thousand fields": (
        "definition-too-large", lambda: table(**{f"b{i}": text() for i in range(100_000)}),
    ),
    "many fields": ("fields-too-many", lambda: table(**{f"b{i}": text() for i in range(3001)})),
    "deep formula": ("formula-too-long", lambda: formula("(" * 900 + "b" + ")" * 900)),
    "long formula": ("keyword-value", lambda: formula("+".join(["b"] * 9999))),
    "formula bomb": ("", lambda: formula("((9^999)^999)^999+b")),
    "deep nesting": ("not-json", lambda: '{"allOf": [' * 5000 + "{}" + "]}" * 5000),
    "brackets": ("not-json", lambda: "[" * 1_000_000),
    "long title": ("text-too-long", lambda: table(b=text(title="甲" * 301))),
    "long text": ("text-too-long", lambda: table(b=text(description="甲" * 20_001))),
    "rows nobody can fill": ("rows-minimum", lambda: rows({"b": text()}, minItems=10_000, maxItems=20_000)),
    "gigantic length": ("", lambda: table(b=text(maxLength=10**14))),
    "number of a thousand digits": ("digits", lambda: table(b=number(maximum=10**1000))),
    "endless number": ("digits", lambda: '{"x-form": {}, "maximum": 1e999999999}'),
    "key twice": ("not-json", lambda: TWICE),
    "not a number": ("not-json", lambda: '{"title": NaN}'),
    "not UTF-8": ("not-json", lambda: b'{"title": "\xff"}'),
    "UTF-16": ("not-json", lambda: json.dumps(table(b=text())).encode("utf-16")),
    "byte order mark": ("", lambda: b"\xef\xbb\xbf" + json.dumps(table(b=text())).encode()),
    "half a character": ("", lambda: json.dumps(table(b=text())).replace("甲", "\\ud800")),
    "hundred megabytes": ("definition-too-large", lambda: b" " * 100_000_000),
    "wrong everywhere": ("keyword-type", lambda: {**table(), "properties": {"a": 5}, "x-form": 5}),
}  # fmt: skip
"""What hurts -> the rule that refuses it ("" when it is harmless here), and the definition or the file."""

LISTS: dict[str, Callable[[], list[Any]]] = {
    "circle": lambda: [
        {"code": "a", "name": "甲", "parent": "b"},
        {"code": "b", "name": "乙", "parent": "a"},
    ],
    "code twice": lambda: [{"code": "a", "name": "甲"}, {"code": "a", "name": "乙"}],
    "not options": lambda: [None, 1, {"code": None}],
    "fifty thousand and one": lambda: [{"code": str(i), "name": "甲"} for i in range(50_001)],
}
"""Option lists that are refused as `list-invalid`."""

CHOICES = {
    "title": "多",
    "type": "array",
    "uniqueItems": True,
    "items": {"type": "string", "enum": ["a", "b"]},
}
OPEN = table(b=CHOICES, s=text(pattern="^(a+)+$"), n=number(multipleOf=3))
ELSEWHERE = table(b=text(**{"$dynamicRef": "https://example.com/x"}))
ITSELF = table(b=text(**{"$dynamicRef": "#m", "$dynamicAnchor": "m"}))
GRID = rows({"b": number(), "c": text(**bush(4))}, maxItems=10**6, uniqueItems=True)

ANSWERS: dict[str, tuple[str, Definition, Callable[[], Any]]] = {
    "deep": ("not-json", OPEN, lambda: nested(100_000)),
    "million rows": ("not-json", GRID, lambda: {"a": [{}] * 1_000_000}),
    "many rows": ("maxItems", GRID, lambda: {"a": [{"b": 1}] * 2001}),
    "explosion of alternatives": ("work", GRID, lambda: {"a": [{"c": "x"}] * 2000}),
    "items to compare": ("enum", OPEN, lambda: {"a": {"b": [str(i) for i in range(100_000)]}}),
    "numbers with one hash": ("type", OPEN, lambda: {"a": {"b": [i * (2**61 - 1) for i in range(100_000)]}}),
    "text against a pattern": ("pattern", OPEN, lambda: {"a": {"s": "a" * 3_000_000 + "b"}}),
    "giant number": ("digits", OPEN, lambda: {"a": {"n": 10**4000}}),
    "tiny number": ("digits", OPEN, lambda: json.loads('{"a": {"n": 1e-999999999}}')),
    "unknown keys": ("unknown", OPEN, lambda: {"a": {f"z{i}": 1 for i in range(100_000)}}),
    "reference to nowhere": ("reference", ELSEWHERE, lambda: {"a": {"b": "x"}}),
    "reference to itself": ("work", ITSELF, lambda: {"a": {"b": "x"}}),
    "wrong types": ("type", OPEN, lambda: {"a": {"b": {"": {}}, "s": [[]], "n": {"a": None}}}),
}
"""What hurts -> a rule that must be among the findings, the definition, and the answers."""


def nested(depth: int) -> Any:
    """A list in a list in a list…"""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


def closed(definition: Definition) -> Definition:
    """The definition, taking no key it does not know."""
    section = definition["properties"]["a"]
    return {**definition, "properties": {"a": {**section, "unevaluatedProperties": False}}}


def refusal(folder: Path, content: Any) -> list[str]:
    """The rules that a definition breaks, read from a file."""
    path = folder / "form.json"
    path.write_bytes(content if isinstance(content, bytes) else _written(content).encode())
    try:
        compile_form(Library(folder).read(str(path)))
    except DefinitionError as error:
        return sorted({finding.rule for finding in error.findings})
    return []


def refused_list(folder: Path, items: list[Any]) -> list[str]:
    """The rules broken by a definition that uses a list."""
    (folder / "lists").mkdir(exist_ok=True)
    (folder / "lists" / "given.json").write_text(json.dumps({"items": items}), "utf-8")
    return refusal(folder, LISTED)


def verdict(definition: Definition, answers: Any) -> list[str]:
    """The rules that answers break."""
    return sorted({finding.rule for finding in validate_answers(compile_form(closed(definition)), answers)})


def _written(content: Any) -> str:
    return content if isinstance(content, str) else json.dumps(content)


def main(folder: Path) -> None:
    """Print, as JSON: what hurts -> rules, and CPU seconds."""
    tries: dict[str, Callable[[], list[str]]] = {}
    for name, (_rule, content) in DEFINITIONS.items():
        tries[name] = partial(lambda make: refusal(folder, make()), content)
    for name, items in LISTS.items():
        tries[name] = partial(lambda make: refused_list(folder, make()), items)
    for name, (_rule, definition, answers) in ANSWERS.items():
        tries[name] = partial(lambda form, make: verdict(form, make()), definition, answers)
    seen: dict[str, Any] = {}
    for name, attempt in tries.items():
        start = time.process_time()
        seen[name] = {"rules": attempt(), "seconds": round(time.process_time() - start, 2)}
        print(f"{name}: {seen[name]}", file=sys.stderr, flush=True)
    print(json.dumps({name: {**one, "seconds": str(one["seconds"])} for name, one in seen.items()}))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        main(Path(place))
