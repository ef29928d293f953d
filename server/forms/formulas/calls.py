"""Function calls when compiling: plain functions, and those with rules of their own for blanks or types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from .catalogue import Function
from .errors import fault
from .evaluate import Context, call, constant
from .functions import between, fixed, make_date, plain
from .logic import band, blank, choose, concatenation, fallback, joined, negation
from .parts import SCALARS, Part, common_type, comparable, constant_number, expect, single
from .tree import Call, Literal
from .values import as_date

Parts = Sequence[Part]


def plain_call(node: Call, function: Function, run: Callable[..., Any], parts: Parts) -> Part:
    """A function that the catalogue describes completely; raises FormulaError."""
    wanted = zip(parts, function.takes, strict=False)
    runs = [expect(part, *types.split("|")) for part, types in wanted]
    return Part(node, call(run, runs), function.gives)


def _all_true(node: Call, parts: Parts) -> Part:
    return Part(node, joined([expect(part, "boolean") for part in parts], decisive=False), "boolean")


def _any_true(node: Call, parts: Parts) -> Part:
    return Part(node, joined([expect(part, "boolean") for part in parts], decisive=True), "boolean")


def _not(node: Call, parts: Parts) -> Part:
    return Part(node, negation(expect(parts[0], "boolean")), "boolean")


def _if(node: Call, parts: Parts) -> Part:
    condition, *results = parts
    for part in results:
        single(part)
    otherwise = results[1].run if len(results) > 1 else constant(None)
    return Part(
        node, choose([(expect(condition, "boolean"), results[0].run)], otherwise), common_type(results)
    )


def _ifs(node: Call, parts: Parts) -> Part:
    if len(parts) % 2:
        fault("IFS 的参数应成对：IFS(条件1, 结果1, 条件2, 结果2, …)", node.name, "formula-arguments")
    conditions, results = parts[::2], parts[1::2]
    for part in results:
        single(part)
    pairs = [
        (expect(condition, "boolean"), result.run)
        for condition, result in zip(conditions, results, strict=True)
    ]
    return Part(node, choose(pairs, constant(None)), common_type(results))


def _band(node: Call, parts: Parts) -> Part:
    value, *rest = parts
    if len(rest) % 2:
        fault("BAND 应写作 BAND(数值, 下限1, 得分1, 下限2, 得分2, …)", node.name, "formula-arguments")
    thresholds, points = rest[::2], rest[1::2]
    for higher, lower in pairwise(thresholds):
        above, below = constant_number(higher.node), constant_number(lower.node)
        if above is not None and below is not None and above <= below:
            fault("BAND 的下限应从高到低排列", lower.node, "formula-bands")
    bands = [
        (expect(low, "number"), expect(point, "number"))
        for low, point in zip(thresholds, points, strict=True)
    ]
    return Part(node, band(expect(value, "number"), bands), "number")


def _is_blank(node: Call, parts: Parts) -> Part:
    return Part(node, blank(parts[0].run, expected=True), "boolean")


def _if_blank(node: Call, parts: Parts) -> Part:
    for part in parts:
        single(part)
    return Part(node, fallback(parts[0].run, parts[1].run), common_type(parts))


def _between(node: Call, parts: Parts) -> Part:
    return Part(node, call(between, comparable(parts, ("number", "date", "text"))), "boolean")


def _date(node: Call, parts: Parts) -> Part:
    if len(parts) == 2:
        fault('DATE 应写作 DATE(年, 月, 日) 或 DATE("2022-05-31")', node.name, "formula-arguments")
    if len(parts) == 3:
        return Part(node, call(make_date, [expect(part, "number") for part in parts]), "date")
    if parts[0].type == "text" and not isinstance(parts[0].node, Literal):
        return Part(node, call(as_date, [expect(parts[0], "text")]), "date")
    return Part(node, expect(parts[0], "date"), "date")


def _today(node: Call, parts: Parts) -> Part:
    return Part(node, lambda context: context.today, "date")


def _edition(node: Call, parts: Parts) -> Part:
    return Part(node, _edition_year, "number")


def _edition_year(context: Context) -> Decimal | None:
    return None if context.edition is None else Decimal(context.edition)


def _text(node: Call, parts: Parts) -> Part:
    if len(parts) == 2:
        return Part(node, call(fixed, [expect(part, "number") for part in parts]), "text")
    return Part(node, call(plain, [expect(parts[0], *SCALARS)]), "text")


def _concat(node: Call, parts: Parts) -> Part:
    return Part(node, concatenation([expect(part, *SCALARS) for part in parts]), "text")


SPECIAL: dict[str, Callable[[Call, Parts], Part]] = {
    "AND": _all_true,
    "OR": _any_true,
    "NOT": _not,
    "IF": _if,
    "IFS": _ifs,
    "BAND": _band,
    "ISBLANK": _is_blank,
    "IFBLANK": _if_blank,
    "BETWEEN": _between,
    "DATE": _date,
    "TODAY": _today,
    "EDITION": _edition,
    "TEXT": _text,
    "CONCAT": _concat,
}
"""Functions that decide by themselves what a blank means or which types go together."""
