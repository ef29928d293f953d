"""Rules about numbers and limits: units, digits after the point, and limits that contradict one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from .. import json
from ..findings import ERROR, WARNING
from ..model import Field
from .catalogue import Spotted, rule
from .subject import Place, Subject

COUNTED = frozenset(
    ["人", "名", "项", "个", "件", "家", "台", "套", "次", "户", "亩", "份", "岁", "年", "月", "天", "小时"]
)
"""Units of which there can't be fewer than none."""
UNITLESS = re.compile(
    r"[（(].+[）)].*[）)]|[（(][^年]{1,6}[）)]$|年份|年度|名次|排名|序号|编号|等级|系数|指数|倍数|得分|分数"
)
"""Numbers that need no unit, or name it in brackets."""
PART = re.compile(r"占|比重|比例|占比|参保率|合格率|达标率")
CROSSED = {
    "limits-crossed": (
        ("minimum", "maximum"),
        ("exclusiveMinimum", "maximum"),
        ("minimum", "exclusiveMaximum"),
    ),
    "lengths-crossed": (("minLength", "maxLength"),),
    "items-crossed": (("minItems", "maxItems"),),
}
OF_TYPE = {
    "string": {"minLength", "maxLength", "pattern"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
    "array": {"minItems", "maxItems", "uniqueItems"},
}
OF_TYPE["integer"] = OF_TYPE["number"]
LIMITING = frozenset[str]().union(*OF_TYPE.values())


def _numbers(subject: Subject) -> Iterator[Field]:
    return (field for field in subject.fields if field.kind.numeric)


@rule(
    "unit-missing",
    WARNING,
    "数字没有单位",
    "不写单位，填报人不知道该填元还是万元，审核人也不知道填的是什么。",
    "加 x-unit，例如 万元、人、%；没有单位的数（如倍数）写在标题的括号里。",
)
def _unitless(subject: Subject) -> Spotted:
    beside = {field.scope for field in subject.loose if "单位" in field.title}
    for field in _numbers(subject):
        told = (
            field.unit
            or field.options
            or field.kind.unitless
            or UNITLESS.search(field.label)
            or field.scope in beside
        )
        if not told:
            yield field.pointer, f"数字“{field.label}”没有单位，请加 x-unit，例如 万元、人、%"


@rule(
    "percent-decimals",
    WARNING,
    "百分数没有写明小数位数",
    "百分数常有小数；不写 x-decimals，8.37 和 8.3651 都可以填，前后对不上。",
    "加 x-decimals，例如 2。",
)
def _percents(subject: Subject) -> Spotted:
    for field in _numbers(subject):
        if field.unit == "%" and field.decimals is None and field.schema.get("type") != "integer":
            yield field.pointer, f"百分数“{field.label}”没有 x-decimals，请写明几位小数"


@rule(
    "percent-unbounded",
    WARNING,
    "占比没有上限",
    "部分占整体不会超过 100%，没有上限就拦不住多打一个零。",
    "加 minimum 0 和 maximum 100；确实可能超过的，改标题使它不像占比。",
)
def _shares(subject: Subject) -> Spotted:
    for field in _numbers(subject):
        limits = subject.limits(field)
        bounded = {"maximum", "exclusiveMaximum"} & limits.keys()
        if field.unit == "%" and PART.search(field.title) and not field.computed and not bounded:
            yield field.pointer, f"“{field.label}”是占比，却没有上限，请加 maximum: 100"


@rule(
    "minimum-missing",
    WARNING,
    "数量可以填成负数",
    "人数、件数不会是负的，没有下限就拦不住误打的负号。",
    "加 minimum: 0。",
)
def _counts(subject: Subject) -> Spotted:
    for field in _numbers(subject):
        bounded = {"minimum", "exclusiveMinimum"} & subject.limits(field).keys()
        if field.unit in COUNTED and not bounded and not field.computed:
            yield field.pointer, f"“{field.label}”以{field.unit}计，却可以填负数，请加 minimum: 0"


@rule(
    "decimals-integer",
    WARNING,
    "整数写了小数位数",
    "type: integer 不收小数，x-decimals 不起作用，屏幕上却显示 12.00。",
    "要小数就把 type 改为 number，不要就删去 x-decimals。",
)
def _whole(subject: Subject) -> Spotted:
    for field in subject.fields:
        if field.schema.get("type") == "integer" and field.decimals:
            message = f"“{field.label}”是整数，却写了 {field.decimals} 位小数，请改 type 或删去 x-decimals"
            yield f"{field.pointer}/x-decimals", message


@rule(
    "decimals-multiple",
    ERROR,
    "小数位数与 multipleOf 矛盾",
    "要求 0.001 的整数倍，却只许两位小数，有的数怎么填都不对。",
    "改成一致：x-decimals 为 2 时 multipleOf 为 0.01 或它的整数倍，一般不必写 multipleOf。",
)
def _steps(subject: Subject) -> Spotted:
    for field in _numbers(subject):
        step = subject.limits(field).get("multipleOf")
        if step is not None and field.decimals is not None and json.decimals(Decimal(step)) > field.decimals:
            message = f"“{field.label}”只许 {field.decimals} 位小数，却要求是 {step} 的整数倍，请改成一致"
            yield f"{field.pointer}/multipleOf", message


@rule(
    "decimals-limit",
    WARNING,
    "上下限的小数比允许填的多",
    "上限 99.999 而只许两位小数，这个上限永远填不到，多半是写错了。",
    "上下限的小数位数不要超过 x-decimals。",
)
def _fine_limits(subject: Subject) -> Spotted:
    for field in _numbers(subject):
        for word in ("minimum", "maximum"):
            limit = field.schema.get(word)
            if (
                limit is not None
                and field.decimals is not None
                and json.decimals(Decimal(limit)) > field.decimals
            ):
                message = f"{word} {limit} 的小数多于 x-decimals 允许的 {field.decimals} 位，请改正"
                yield f"{field.pointer}/{word}", message


def _crossed(subject: Subject, name: str) -> Spotted:
    for place in _limited(subject):
        for low, high in CROSSED[name]:
            if _is_over(place.schema, low, high):
                message = f"{low} {place.schema[low]} 大于 {high} {place.schema[high]}，怎么填都不对，请改正"
                yield f"{place.pointer}/{low}", message


def _limited(subject: Subject) -> Iterator[Place]:
    return (
        place
        for place in subject.places
        if place.path in subject.form.fields or place.path in subject.form.rows
    )


def _is_over(schema: Mapping[str, Any], low: str, high: str) -> bool:
    return low in schema and high in schema and schema[low] > schema[high]


@rule(
    "limits-crossed",
    ERROR,
    "最小值大于最大值",
    "没有一个数能填。",
    "对照通知改正 minimum 和 maximum，多半是写反了。",
)
def _numbers_crossed(subject: Subject) -> Spotted:
    return _crossed(subject, "limits-crossed")


@rule(
    "lengths-crossed",
    ERROR,
    "最少字数大于最多字数",
    "没有一段文字能填。",
    "改正 minLength 和 maxLength，多半是写反了。",
)
def _lengths_crossed(subject: Subject) -> Spotted:
    return _crossed(subject, "lengths-crossed")


@rule(
    "items-crossed",
    ERROR,
    "最少项数大于最多项数",
    "填几行都不对，永远不能提交。",
    "改正 minItems 和 maxItems，多半是写反了。",
)
def _items_crossed(subject: Subject) -> Spotted:
    return _crossed(subject, "items-crossed")


@rule(
    "limits-single",
    WARNING,
    "上下限相同，只能填一个数",
    "只有一个答案的问题不用问。",
    "放宽 minimum 或 maximum；固定的数写进说明，或用 x-compute 算出。",
)
def _fixed(subject: Subject) -> Spotted:
    for field in _numbers(subject):
        low, high = field.schema.get("minimum"), field.schema.get("maximum")
        if low is not None and low == high:
            yield f"{field.pointer}/minimum", f"“{field.label}”只能填 {low}，请放宽上下限或改为计算"


@rule(
    "limit-useless",
    WARNING,
    "限制用错了类型",
    "maxLength 只管文字，minimum 只管数字；用错了不报错，也不起作用。",
    "换成管这个类型的限制，例如数字用 maximum，文字用 maxLength，明细表用 maxItems。",
)
def _idle(subject: Subject) -> Spotted:
    for place in _limited(subject):
        sort = place.schema.get("type")
        for word in sorted(LIMITING & place.schema.keys()) if sort in OF_TYPE or sort == "boolean" else []:
            if word not in OF_TYPE.get(str(sort), set()):
                message = f"{word} 对 type: {sort} 不起作用，请换成管这个类型的限制或删去"
                yield f"{place.pointer}/{word}", message
