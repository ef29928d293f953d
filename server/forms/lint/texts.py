"""Rules about texts: lengths, patterns, formats, messages and the values a schema itself shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..findings import ERROR, WARNING
from ..model import Field
from ..validator import format_checker
from .catalogue import Spotted, rule
from .subject import Subject

ALWAYS = frozenset({"type", "required"})
"""Rules that any field may break."""
REPEAT = re.compile(r"(?<!\\)\[(?:\\.|[^\]\\])+\]|\\[dwsDWS]|\\.|\(|\)|\||[.*+?]|\{[0-9,]*\}|[^\\]")
QUANTITY = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")


def _texts(subject: Subject) -> Iterator[Field]:
    return (field for field in subject.fields if field.schema.get("type") == "string")


@rule(
    "length-missing",
    WARNING,
    "文字没有字数上限",
    "没有上限，填报人不知道该写多少，纸面上也可能排不下。",
    "加 maxLength；通知写了“不超过……字”的照写。",
)
def _endless(subject: Subject) -> Spotted:
    for field in _texts(subject):
        free = (
            not field.options
            and not (field.kind.formats and field.kind.rank > 0)  # a kind told by its format bounds its texts
            and not field.computed
            and "const" not in field.schema
        )
        if (
            free
            and not field.readonly
            and not {"maxLength", "pattern", "format"} & subject.limits(field).keys()
        ):
            yield field.pointer, f"文字“{field.label}”没有字数上限，请加 maxLength"


@rule(
    "pattern-unanchored",
    WARNING,
    "正则表达式没有首尾",
    "JSON Schema 的 pattern 只要求其中一段符合；[0-9]{6} 也收“编号 1234567”。",
    "写成 ^…$，除非真的只看其中一段。",
)
def _unanchored(subject: Subject) -> Spotted:
    for field in _texts(subject):
        pattern = str(field.schema.get("pattern", "^$"))
        ends = pattern.endswith("$") or pattern[-1:].isalnum()  # ^32 asks for a beginning, and means to
        if not (pattern.startswith("^") and ends):
            yield f"{field.pointer}/pattern", f"pattern“{pattern}”没有 ^ 和 $，只要有一段符合就通过，请补上"


@rule(
    "pattern-unexplained",
    WARNING,
    "格式要求没有说明",
    "不符合 pattern 时，填报人只看到“格式不对”，不知道该怎么写。",
    '加 x-messages，例如 {"pattern": "股票代码为 6 位数字"}。',
)
def _unexplained(subject: Subject) -> Spotted:
    for field in _texts(subject):
        if "pattern" in field.schema and "pattern" not in field.schema.get("x-messages", {}):
            yield (
                f"{field.pointer}/pattern",
                f"“{field.label}”的 pattern 没有中文提示，请在 x-messages 里写明",
            )


@rule(
    "pattern-length",
    ERROR,
    "pattern 与字数限制矛盾",
    "pattern 要求 6 位，maxLength 却是 4，怎么填都不对。",
    "以 pattern 为准，删去 minLength 和 maxLength。",
)
def _too_narrow(subject: Subject) -> Spotted:
    for field in _texts(subject):
        width = _width(str(field.schema.get("pattern", "")))
        low, high = field.schema.get("minLength", 0), field.schema.get("maxLength")
        if width and ((high is not None and width[0] > high) or (width[1] is not None and width[1] < low)):
            word = "maxLength" if high is not None and width[0] > high else "minLength"
            message = f"pattern 要求的长度与 {word} {field.schema[word]} 矛盾，请改正其一"
            yield f"{field.pointer}/{word}", message


def _width(pattern: str) -> tuple[int, int | None] | None:
    """Shortest and longest text of a plain pattern from ^ to $; None when it has branches or groups."""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    shortest, longest, last = 0, 0, 0
    unbounded = False
    for part in REPEAT.findall(pattern[1:-1]):
        if part in ("(", ")", "|"):
            return None
        quantity = QUANTITY.fullmatch(part)
        if part in ("*", "+", "?") or quantity:
            fewest, most = _times(part, quantity)
            unbounded = unbounded or most is None
            shortest, longest = shortest + fewest - 1, longest + (most or 1) - 1
        else:
            last = 1
            shortest, longest = shortest + last, longest + last
    return shortest, None if unbounded else longest


def _times(sign: str, quantity: re.Match[str] | None) -> tuple[int, int | None]:
    if quantity is None:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
    fewest = int(quantity[1])
    return fewest, (int(quantity[3]) if quantity[3] else None) if quantity[2] else fewest


@rule(
    "format-unknown",
    WARNING,
    "没有这种 format",
    "不认识的 format 不检查任何东西，错的内容照样通过。",
    "改正拼写，例如 cn-mobile、date、email；自己的写法用 pattern。",
)
def _no_format(subject: Subject) -> Spotted:
    known = format_checker().checkers
    for field in subject.fields:
        name = field.schema.get("format")
        if name is not None and name not in known:
            yield f"{field.pointer}/format", f"没有 format“{name}”，它什么也不检查，请改正拼写或用 pattern"


@rule(
    "message-useless",
    WARNING,
    "给没有的限制写了提示",
    "这个字段没有那条限制，提示永远不会出现，多半是限制写漏了或写错了词。",
    "补上那条限制，或删去提示。",
)
def _idle(subject: Subject) -> Spotted:
    for place in subject.places:
        for word in place.schema.get("x-messages", {}):
            named = [part for part in (place.schema, *place.schema.get("allOf", [])) if word in part]
            if not named and word not in ALWAYS and not _implied(subject, place.path, word):
                yield (
                    f"{place.pointer}/x-messages/{word}",
                    f"这里没有 {word} 的限制，提示不会出现，请补上限制或删去",
                )


def _implied(subject: Subject, path: str, word: str) -> bool:
    """Rules a field has without naming them: of its kind, its options, its decimals or its slot."""
    field = subject.form.fields.get(path)
    if field is None:
        return False
    return (word == "format" and bool(field.kind.formats)) or (
        word in ("options", "options-parent", "oneOf", "enum") and bool(field.options)
    )


def _shown(subject: Subject, word: str) -> Iterator[tuple[Field, str, Any]]:
    """Values a field's schema shows, with their pointers."""
    for field in subject.fields:
        given = subject.form.declared(field.pointer).get(word, field.schema.get(word))
        if given is None:
            continue
        for at, value in (
            enumerate(given) if isinstance(given, list) and word == "examples" else [("", given)]
        ):
            yield field, f"{field.pointer}/{word}" + (f"/{at}" if at != "" else ""), value


@rule(
    "example-invalid",
    WARNING,
    "例子不符合自己的限制",
    "照着例子填，却报错。",
    "改正 examples 里的值，或改正限制。",
)
def _bad_example(subject: Subject) -> Spotted:
    for field, pointer, value in _shown(subject, "examples"):
        if not subject.form.validators[field.path].is_valid(value):
            yield pointer, f"“{field.label}”的例子不符合它自己的限制，请改正"


@rule(
    "default-invalid",
    WARNING,
    "缺省值不符合自己的限制",
    "一打开表就有一处错误。",
    "改正 default，或改正限制。",
)
def _bad_default(subject: Subject) -> Spotted:
    for field, pointer, value in _shown(subject, "default"):
        if not subject.form.validators[field.path].is_valid(value):
            yield pointer, f"“{field.label}”的缺省值不符合它自己的限制，请改正"
