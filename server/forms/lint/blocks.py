"""Rules about sections, groups, grids and rows: everything asked has a place, and the place fits it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from ..findings import ERROR, WARNING
from ..model import TWELFTHS, Field, Grid
from .catalogue import Spotted, rule
from .subject import Subject

MOST_COLUMNS, MOST_ROWS, MOST_PRINTED = 10, 1000, 8
ASIDE = ("allOf", "anyOf", "oneOf")
BRANCHES = ("if", "then", "else", "not")


@rule(
    "section-empty",
    WARNING,
    "栏目是空的",
    "页面上只有一个标题，下面什么也没有。",
    "补上字段，或删去这个栏目。",
)
def _empty(subject: Subject) -> Spotted:
    for section in subject.form.sections:
        if not any(True for _ in section.fields()) and not section.help:
            yield subject.pointer(section.path), f"栏目“{section.title}”没有字段，请补上或删去"


@rule(
    "field-unshown",
    ERROR,
    "字段不在任何栏目里",
    "写在 allOf、then 等处的字段只参与校验，页面上没有地方填。",
    "把字段写进栏目的 properties，条件用 x-visible 和 x-required。",
)
def _unshown(subject: Subject) -> Spotted:
    for path, schema, pointer in [("", subject.bundle, ""), *_objects(subject)]:
        for inner, at in _aside(schema, pointer):
            for key in inner.get("properties", {}):
                if f"{path}/{key}".lstrip("/") not in subject.place:
                    message = f"字段“{key}”只写在条件里，页面上没有地方填，请写进栏目的 properties"
                    yield f"{at}/properties/{key}", message


def _objects(subject: Subject) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    for place in subject.places:
        if place.path in subject.form.rows:
            yield f"{place.path}/*", place.schema["items"], f"{place.pointer}/items"
        elif place.path not in subject.form.fields:
            yield place.path, place.schema, place.pointer


def _aside(schema: Mapping[str, Any], pointer: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Schemas that speak of the same object besides its own `properties`."""
    for word in ASIDE:
        for place, inner in enumerate(schema.get(word, [])):
            if isinstance(inner, Mapping):
                yield inner, f"{pointer}/{word}/{place}"
                yield from _aside(inner, f"{pointer}/{word}/{place}")
    for word in BRANCHES:
        if isinstance(schema.get(word), Mapping):
            yield schema[word], f"{pointer}/{word}"
    for key, inner in schema.get("dependentSchemas", {}).items():
        if isinstance(inner, Mapping):
            yield inner, f"{pointer}/dependentSchemas/{key}"


@rule(
    "layout-mismatch",
    WARNING,
    "版式与内容不符",
    "rows 只能排数组，matrix 和 grid 只能排对象；写错了就不起作用。",
    "可增行的写 type: array 和 items，固定行的写 type: object。",
)
def _mismatched(subject: Subject) -> Spotted:
    for place in subject.places:
        wanted = (place.schema.get("x-layout") or {}).get("type")
        if wanted and (wanted == "rows") != (place.path in subject.form.rows):
            message = f"x-layout 的 {wanted} 用在了 type: {place.schema.get('type')} 上，不起作用，请改正其一"
            yield f"{place.pointer}/x-layout/type", message


@rule(
    "layout-useless",
    WARNING,
    "这里不能定宽度或分组",
    "x-width 和 x-group 只在格子里起作用，年度表和明细表的列宽由内容决定。",
    "删去，或改用 grid。",
)
def _useless(subject: Subject) -> Spotted:
    free = {field.path for grid in subject.grids for field in grid.fields}
    for field in subject.fields:
        for word in ("x-width", "x-group"):
            if field.path not in free and word in field.schema:
                yield f"{field.pointer}/{word}", f"{word} 在年度表和明细表里不起作用，请删去"


@rule(
    "group-single",
    WARNING,
    "一个组只有一个字段",
    "合并的标签格旁边只有一格，多占地方，多半是组名写得不一样。",
    "与同组的字段用同一个 x-group，或删去。",
)
def _lonely(subject: Subject) -> Spotted:
    for grid in subject.grids:
        for name, members in _runs(grid):
            if name and len(members) == 1 and _count(grid, name) == 1:
                message = f"组“{name}”只有“{members[0].title}”一个字段，请并入别的组或删去 x-group"
                yield f"{members[0].pointer}/x-group", message


@rule(
    "group-split",
    WARNING,
    "同一组的字段不相邻",
    "中间隔了别的字段，纸面上会印出两个同名的组。",
    "把同组的字段排在一起。",
)
def _split(subject: Subject) -> Spotted:
    for grid in subject.grids:
        seen: set[str] = set()
        for name, members in _runs(grid):
            if name and name in seen:
                yield f"{members[0].pointer}/x-group", f"组“{name}”被别的字段隔开了，请把同组的字段排在一起"
            seen.add(name)


def _runs(grid: Grid) -> list[tuple[str, list[Field]]]:
    return [(name, list(members)) for name, members in groupby(grid.fields, key=lambda field: field.group)]


def _count(grid: Grid, name: str) -> int:
    return sum(field.group == name for field in grid.fields)


@rule(
    "width-hole",
    WARNING,
    "一行没有排满",
    "写明的宽度加起来不到十二格，下一个字段又放不下，行尾留空。",
    "调整 x-width，使每行合计 12。",
)
def _holes(subject: Subject) -> Spotted:
    for grid in subject.grids:
        for _name, members in _runs(grid):
            used = 0
            for before, field in zip([None, *members], members, strict=False):
                if used + field.width > TWELFTHS:
                    if before and used < TWELFTHS and "x-width" in before.schema and not field.kind.wide:
                        message = (
                            f"到“{before.title}”这一行只占 {used} 格，“{field.title}”放不下，行尾留空，请调整"
                        )
                        yield f"{before.pointer}/x-width", message
                    used = 0
                used += field.width


@rule(
    "columns-too-many",
    WARNING,
    "列太多，纸面排不下",
    "A4 竖排放不下这么多列，字会挤成一两个一行。",
    f"明细表不超过 {MOST_COLUMNS} 列，年度表不超过 {MOST_PRINTED} 列；分成两张表，或把长的文字改为多行文字。",
)
def _wide(subject: Subject) -> Spotted:
    for rows in subject.rows:
        if len(rows.fields) > MOST_COLUMNS:
            yield (
                subject.pointer(rows.path),
                f"明细表有 {len(rows.fields)} 列，纸面排不下，请减到 {MOST_COLUMNS} 列以内",
            )
    for matrix in subject.matrices:
        if len(matrix.columns) > MOST_PRINTED:
            message = f"年度表有 {len(matrix.columns)} 列，纸面排不下，请减到 {MOST_PRINTED} 列以内"
            yield subject.pointer(matrix.path, "x-layout", "columns"), message


@rule(
    "rows-unlimited",
    WARNING,
    "明细表没有行数上限",
    "不写 maxItems 时按 100 行限制，填报人和别的校验器都不知道。",
    "加 maxItems，写明最多几行。",
)
def _unlimited(subject: Subject) -> Spotted:
    for rows in subject.rows:
        if "maxItems" not in subject.place[rows.path].schema:
            yield subject.pointer(rows.path), f"“{_title(subject, rows.path)}”没有行数上限，请加 maxItems"


@rule(
    "rows-too-many",
    WARNING,
    f"明细表允许超过 {MOST_ROWS} 行",
    "这么多行在屏幕上填不动，一份表要印几十页。",
    "减小 maxItems；真有这么多，改为上传附件。",
)
def _endless(subject: Subject) -> Spotted:
    for rows in subject.rows:
        if rows.maximum > MOST_ROWS:
            message = f"“{_title(subject, rows.path)}”允许 {rows.maximum} 行，请减小 maxItems 或改为附件"
            yield subject.pointer(rows.path, "maxItems"), message


@rule(
    "rows-column-single",
    WARNING,
    "明细表只有一列",
    "一列的表多占地方，填起来也慢。",
    "补上别的列，或改成多行文字、多选。",
)
def _thin(subject: Subject) -> Spotted:
    for rows in subject.rows:
        if len(rows.fields) == 1:
            yield (
                subject.pointer(rows.path),
                f"“{_title(subject, rows.path)}”只有一列，请补上别的列或改成别的类型",
            )


def _title(subject: Subject, path: str) -> str:
    return str(subject.place[path].schema.get("title", path))


@rule(
    "definition-open",
    WARNING,
    "没有拒绝未知的内容",
    "根上没有 unevaluatedProperties: false，写错的键名别的校验器照收不误。",
    "在根上加 unevaluatedProperties: false。",
)
def _open(subject: Subject) -> Spotted:
    closed = (
        subject.bundle.get("unevaluatedProperties") is False
        or subject.bundle.get("additionalProperties") is False
    )
    if subject.is_official and not closed:
        yield "", "根上没有 unevaluatedProperties: false，多余的内容查不出来，请加上"
