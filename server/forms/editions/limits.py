"""Limits of a place in two editions: the same, tightened or loosened.

Only what is tightened can trouble an answer. Where a shared block and the definition both limit
something (`allOf`), the tighter one counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

WORDS = {
    "minLength": "最少字数",
    "maxLength": "最多字数",
    "minimum": "最小值",
    "maximum": "最大值",
    "exclusiveMinimum": "下限（不含）",
    "exclusiveMaximum": "上限（不含）",
    "multipleOf": "整数倍",
    "pattern": "格式",
    "format": "格式类别",
    "minItems": "最少项数",
    "maxItems": "最多项数",
    "uniqueItems": "不得重复",
    "const": "固定内容",
    "x-decimals": "小数位数",
}
FILES = {
    "types": "允许的文件类型",
    "max_file_megabytes": "单个文件大小（MB）",
    "max_total_megabytes": "文件总大小（MB）",
    "max_files": "文件个数",
}
"""Parts of `x-attachment`."""

UPPER = {"maxLength", "maximum", "exclusiveMaximum", "maxItems", "x-decimals", *FILES} - {"types"}
LOWER = {"minLength", "minimum", "exclusiveMinimum", "minItems"}


def limits(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The limits a schema sets, the tightest of each keyword."""
    found: dict[str, Any] = {}
    for part in parts(schema):
        for keyword in WORDS.keys() & part.keys():
            value = part[keyword]
            if keyword in found and not tightened(keyword, found[keyword], value):
                continue
            both = keyword in found and keyword not in UPPER | LOWER and found[keyword] != value
            found[keyword] = [found[keyword], value] if both else value
    return found


def parts(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema and the schemas that hold besides it."""
    yield schema
    yield from (part for part in schema.get("allOf", []) if isinstance(part, Mapping))


def tightened(keyword: str, old: Any, new: Any) -> bool:
    """Whether an answer that was within the limit may now be beyond it; None is no limit."""
    if new is None or old is None:
        return new is not None and new is not False
    if keyword in UPPER:
        return bool(new < old)
    if keyword in LOWER:
        return bool(new > old)
    if keyword == "types":
        return not set(old) <= set(new)
    return new is not False
