"""Rules about option lists: files of codes and names that many tables share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from .. import json
from ..findings import ERROR, WARNING, Finding, pointer_of
from ..messages import sentence
from ..source import BUILTIN
from .catalogue import finding, told

META: Mapping[str, Any] = json.loads((BUILTIN / "meta" / "list.json").read_bytes())
WORDS = Draft202012Validator(META)
DEEPEST = 20
MOST = 20
"""Findings of one rule in one list; more of the same help nobody."""

told(
    __name__,
    ERROR,
    {
        "list-code-twice": ("清单里编码重复", "后一项会盖掉前一项，选不到。", "给每一项不同的 code。"),
        "list-level-unknown": (
            "清单里有没声明的层级",
            "按层级选时永远选不到这一项。",
            "改正 level，或在 levels 里加上它。",
        ),
        "list-cycle": ("清单的上级绕成一圈", "从顶层走不到这些项。", "改正 parent。"),
    },
)

told(
    __name__,
    WARNING,
    {
        "list-name-twice": (
            "同一上级下名称重复",
            "看起来一样的两项，不知道选哪个。",
            "改成不同的名称，或删去一项。",
        ),
        "list-parent-unknown": (
            "有的上级不存在",
            "逐级选时走不到这一项。",
            "改正 parent；指向另一份清单的，全表都要指过去。",
        ),
    },
)


def lint_list(document: Any) -> list[Finding]:
    """Everything wrong with an option list; its words first, the rest only when they are right."""
    wrong = [
        finding("list-invalid", pointer_of(error.absolute_path), _said(error))
        for error in WORDS.iter_errors(document)
    ]
    if wrong:
        return wrong[:MOST]
    items = document["items"]
    rules = (_codes, _names, _levels, _parents, _cycles)
    return [one for rule in rules for one in list(rule(items, document))[:MOST]]


def _said(error: ValidationError) -> str:
    if error.validator == "required":
        needed: Any = error.validator_value
        given: Any = error.instance
        return f"缺少 {'、'.join(key for key in needed if key not in given)}，请补上"
    return f"这里不能写作 {json.dumps(error.instance)[:60]}：{sentence(error)}"


Items = list[Mapping[str, Any]]


def _codes(items: Items, _document: Mapping[str, Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, item in enumerate(items):
        if item["code"] in seen:
            message = f"编码“{item['code']}”重复，请换一个"
            yield finding("list-code-twice", pointer_of(("items", place, "code")), message)
        seen.add(item["code"])


def _names(items: Items, _document: Mapping[str, Any]) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for place, item in enumerate(items):
        if (item["parent"], item["name"]) in seen:
            message = f"同一上级下有两项都叫“{item['name']}”，请改名或删去一项"
            yield finding("list-name-twice", pointer_of(("items", place, "name")), message)
        seen.add((item["parent"], item["name"]))


def _levels(items: Items, document: Mapping[str, Any]) -> Iterator[Finding]:
    known = document.get("levels", [])
    for place, item in enumerate(items):
        if "level" in item and item["level"] not in known:
            message = f"“{item['name']}”的层级“{item['level']}”不在 levels 里，请改正"
            yield finding("list-level-unknown", pointer_of(("items", place, "level")), message)


def _parents(items: Items, _document: Mapping[str, Any]) -> Iterator[Finding]:
    """A list whose parents are all elsewhere is grouped by another list; a mixture is a mistake."""
    codes = {item["code"] for item in items}
    own = any(item["parent"] in codes for item in items)
    for place, item in enumerate(items):
        if own and item["parent"] and item["parent"] not in codes:
            message = f"“{item['name']}”的上级“{item['parent']}”不在清单里，请改正"
            yield finding("list-parent-unknown", pointer_of(("items", place, "parent")), message)


def _cycles(items: Items, _document: Mapping[str, Any]) -> Iterator[Finding]:
    above = {item["code"]: item["parent"] for item in items}
    for place, item in enumerate(items):
        code, steps = item["code"], 0
        while code in above and steps < DEEPEST:
            code, steps = above[code], steps + 1
        if code in above:
            message = f"“{item['name']}”的上级绕成了一圈，请改正 parent"
            yield finding("list-cycle", pointer_of(("items", place, "parent")), message)
            return
