"""The language's own rules: a bundle judged by `schemas/meta/keywords.json` before it is compiled.

The meta-schema is JSON Schema 2020-12 plus our `x-` keywords, so one pass says which keyword does not
exist and whose value has the wrong shape. What a definition means is for `layout` and `compile`, which
may rely on these shapes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from . import json, plain
from .findings import Finding, pointer_of
from .formulas.errors import suggest
from .messages import sentence
from .patterns import PatternError, pattern_of

HERE = Path(__file__).resolve().parents[2] / "schemas" / "meta"
KEYWORDS: Mapping[str, Any] = json.loads((HERE / "keywords.json").read_bytes())
KNOWN: Mapping[str, Mapping[str, Any]] = KEYWORDS["properties"]
"""Each `x-` keyword with its meta-schema; the description is the one-line reference."""

_resource: Resource[Any] = Resource.from_contents(KEYWORDS)
_registry: Registry[Any] = Registry().with_resource(KEYWORDS["$id"], _resource).crawl()
RULES = Draft202012Validator({"$ref": KEYWORDS["$id"]}, registry=_registry)
REASONS = {"anyOf": "没有这种写法", "format": "写法不对", "pattern": "写法不对"}
LONGEST_VALUE = 60

LONGEST_TITLE, LONGEST_TEXT = 300, 20_000
"""Characters of a `title`, and of any other text of a definition."""

MOST_PATTERN_WORK = 500_000
"""Instructions of all different patterns of a definition, once compiled."""


def faults(bundle: Mapping[str, Any]) -> Iterator[Finding]:
    """What in a bundle is not in the words of the language, each with its pointer."""
    rules = {key: value for key, value in bundle.items() if key not in ("x-lists", plain.KEY)}
    seen: set[tuple[str, str]] = set()
    for finding in (
        *_wrong_words(rules),
        *_excesses({key: bundle[key] for key in bundle if key != plain.KEY}, ()),
    ):
        if (finding.pointer, finding.rule) not in seen:
            seen.add((finding.pointer, finding.rule))
            yield finding
    if bundle.get("type") != "object" or not isinstance(bundle.get("properties"), Mapping):
        yield Finding("", "", "not-a-table", "表单定义的根应是 type: object，并在 properties 中列出栏目")


def _wrong_words(rules: Mapping[str, Any]) -> Iterator[Finding]:
    found = RULES.evolve(format_checker=_formats()).iter_errors(rules)
    for error in (near for broad in found for near in _nearest(broad)):
        at = tuple(error.absolute_path)
        if isinstance(error.cause, PatternError):
            yield _wrong_pattern(error, at)
        elif "propertyNames" in error.schema_path:
            word = str(error.instance)
            yield _unknown((*at, word), f"没有关键字“{word}”{suggest(word, KNOWN)}")
        elif error.validator == "additionalProperties":
            yield from _unknown_parts(error, at)
        elif error.validator == "required":
            names: Any = error.validator_value
            given: Any = error.instance
            for key in [key for key in names if key not in given]:
                yield Finding("", pointer_of(at), "keyword-missing", f"{_keyword(at)} 缺少“{key}”")
        else:
            yield _wrong_value(error, at)


def _nearest(error: ValidationError) -> list[ValidationError]:
    """Of several ways to write a value, what is wrong with the one meant: whose fault lies deepest."""
    ways: dict[Any, list[ValidationError]] = {}
    for inner in error.context or []:
        ways.setdefault(inner.schema_path[0], []).append(inner)
    meant = max(ways.values(), key=_depth, default=[])
    if error.validator != "anyOf" or not _depth(meant):
        return [error]
    return [near for inner in meant for near in _nearest(inner)]


def _depth(errors: list[ValidationError]) -> int:
    """How far into the value the first fault of one way of writing it lies."""
    return min((len(inner.path) for inner in errors), default=0)


def _unknown_parts(error: ValidationError, at: tuple[Any, ...]) -> Iterator[Finding]:
    known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
    given: Any = error.instance
    for key in [key for key in given if key not in known]:
        yield _unknown((*at, key), f"{_keyword(at)} 里没有“{key}”{suggest(key, known)}")


def _unknown(at: tuple[Any, ...], message: str) -> Finding:
    return Finding("", pointer_of(at), "keyword-unknown", message)


def _wrong_value(error: ValidationError, at: tuple[Any, ...]) -> Finding:
    word = _keyword(at)
    shown = json.dumps(error.instance)[:LONGEST_VALUE]
    if word in KNOWN:
        reason = _described(error) or KNOWN[word]["description"]
        message = f"{word} 不能写作 {shown}，{_reason(error)}。说明：{reason}"
        return Finding("", pointer_of(at), _rule("keyword", error), message)
    message = f"不符合 JSON Schema 2020-12：{word} 不能写作 {shown}，{_reason(error)}"
    return Finding("", pointer_of(at), _rule("schema", error), message)


def _described(error: ValidationError) -> str:
    """What the meta-schema says of the value, or of what the value stands in."""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    above = error.parent
    return str(schema.get("description", "")) or (
        _described(above) if isinstance(above, ValidationError) else ""
    )


def _rule(words: str, error: ValidationError) -> str:
    """Which rule a wrong value breaks: the type is wrong, or it is not among what may stand."""
    return f"{words}-type" if error.validator == "type" else f"{words}-value"


def _formats() -> FormatChecker:
    """The formats the meta-schema names; `regex` as the validator takes it, within the limit of a form."""
    checker, sizes = FormatChecker(()), Counter[str]()
    checker.checkers = {**Draft202012Validator.FORMAT_CHECKER.checkers}

    @checker.checks("regex", raises=PatternError)
    def fits(value: Any) -> bool:
        if isinstance(value, str):
            if sizes.total() > MOST_PATTERN_WORK:
                raise PatternError("全表的正则表达式合计过大，请减小 {…} 中的次数")
            sizes[value] = pattern_of(value).size
        return True

    return checker


def _wrong_pattern(error: ValidationError, at: tuple[Any, ...]) -> Finding:
    source = str(error.instance)
    message = f"正则表达式“{source[:LONGEST_VALUE]}”不能用：{error.cause}"
    place = (*at, source) if "propertyNames" in error.schema_path else at
    return Finding("", pointer_of(place), "pattern-invalid", message)


def _reason(error: ValidationError) -> str:
    return REASONS.get(str(error.validator)) or sentence(error)


def _keyword(at: tuple[Any, ...]) -> str:
    """The nearest `x-` keyword a place lies in, else the last word of the place."""
    words = [part for part in at if isinstance(part, str)]
    return next((word for word in reversed(words) if word in KNOWN), words[-1] if words else "根")


def _excesses(node: Any, at: tuple[Any, ...]) -> Iterator[Finding]:
    """Numbers that no copy can hold, and texts that no page can show."""
    if isinstance(node, Mapping | list):
        for part, value in node.items() if isinstance(node, Mapping) else enumerate(node):
            yield from _excesses(value, (*at, part))
    elif isinstance(node, str):
        most = LONGEST_TITLE if at[-1:] == ("title",) else LONGEST_TEXT
        if len(node) > most:
            message = f"文字最多 {most} 个字，现有 {len(node)} 个"
            yield Finding("", pointer_of(at), "text-too-long", message)
    elif json.is_number(node) and not json.plain_number(node):
        message = f"数字最多 {json.SIGNIFICANT_DIGITS} 位有效数字，也不能过大"
        yield Finding("", pointer_of(at), "digits", message)
