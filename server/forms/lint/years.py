"""Rules about year columns, and about what last year's answers become."""

from __future__ import annotations

from ..editions.pairing import names_before, parent
from ..findings import ERROR, WARNING
from .catalogue import Spotted, rule
from .subject import Subject

ROLL = "roll-years"


@rule(
    "column-twice",
    ERROR,
    "同一列写了两次",
    "两列读写同一个单元格，印出来是两列一样的数。",
    "删去重复的一列，或改成另一年。",
)
def _double(subject: Subject) -> Spotted:
    for matrix in subject.matrices:
        keys = [column.key for column in matrix.columns]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                yield (
                    subject.pointer(matrix.path, "x-layout", "columns", place),
                    f"列“{key}”写了两次，请删去一个",
                )


@rule(
    "column-title-twice",
    WARNING,
    "两列的表头相同",
    "填报人分不清该填哪一列。",
    "改成不同的表头；年度列的 heading 里要有 {year}。",
)
def _same_heads(subject: Subject) -> Spotted:
    for matrix in subject.matrices:
        named = [column for column in matrix.columns if column.offset is None]
        titles = [column.title for column in named]
        for column in named:
            if titles.count(column.title) > 1:
                place = list(matrix.columns).index(column)
                message = f"有两列的表头都是“{column.title}”，请改成不同的"
                yield subject.pointer(matrix.path, "x-layout", "columns", place, "title"), message
                break


@rule(
    "column-order",
    WARNING,
    "年度没有按先后排",
    "年份忽前忽后，填报人容易填错列，增长率也会看反。",
    "从早到晚排，例如 y-3、y-2、y-1（从晚到早也可以，但不要乱）。",
)
def _jumbled(subject: Subject) -> Spotted:
    for matrix in subject.matrices:
        years = [column.offset for column in matrix.columns if column.offset is not None]
        unique = list(dict.fromkeys(years))
        if unique != sorted(unique) and unique != sorted(unique, reverse=True):
            message = "年度列没有按先后排，请从早到晚排，例如 y-3、y-2、y-1"
            yield subject.pointer(matrix.path, "x-layout", "columns"), message


@rule(
    "column-unused",
    WARNING,
    "没有一行用到这一列",
    "整列都印成短横。",
    "删去这一列，或在各行的 properties 里加上它。",
)
def _unused(subject: Subject) -> Spotted:
    for matrix in subject.matrices:
        used = {key for row in matrix.rows for key in row.cells}
        for place, column in enumerate(matrix.columns):
            if matrix.rows and column.key not in used:
                message = f"没有一行用到列“{column.title}”，请删去，或在各行里加上 {column.key}"
                yield subject.pointer(matrix.path, "x-layout", "columns", place), message


@rule(
    "heading-year",
    WARNING,
    "年度列的表头没有年份",
    "heading 里没有 {year}，几个年度列的表头一模一样。",
    "在 heading 里写 {year}，例如 {year}年。",
)
def _headless(subject: Subject) -> Spotted:
    for matrix in subject.matrices:
        heading = subject.place[matrix.path].schema["x-layout"].get("heading", "{year}")
        if "{year}" not in heading and any(column.offset is not None for column in matrix.columns):
            yield (
                subject.pointer(matrix.path, "x-layout", "heading"),
                "heading 里没有 {year}，请写成 {year}年 之类",
            )


@rule(
    "forecast-unknown",
    ERROR,
    "预计列不在列里",
    "forecast 里的年度不在 columns 里，不起作用。",
    "改正年度，或把它加进 columns。",
)
def _no_forecast(subject: Subject) -> Spotted:
    for matrix in subject.matrices:
        known = {column.key for column in matrix.columns}
        for place, key in enumerate(subject.place[matrix.path].schema["x-layout"].get("forecast", [])):
            if key not in known:
                message = f"预计列“{key}”不在 columns 里，请改正或加进 columns"
                yield subject.pointer(matrix.path, "x-layout", "forecast", place), message


@rule(
    "forecast-missing",
    WARNING,
    "将来的年度没有标明预计",
    "申报时还没有过完的年度只能是预计数，不标明会被当作实际数审核。",
    "把这些列写进 forecast，表头会印上（预计）。",
)
def _future(subject: Subject) -> Spotted:
    for matrix in subject.matrices:
        for place, column in enumerate(matrix.columns):
            if (
                column.offset is not None
                and column.offset > 0
                and not column.forecast
                and "预" not in column.title
            ):
                message = f"“{column.title}”还没有过完，请写进 forecast 标明预计"
                yield subject.pointer(matrix.path, "x-layout", "columns", place), message


@rule(
    "forecast-past",
    WARNING,
    "过去的年度标成了预计",
    "已经过完的年度有审计数，标成预计会让人随手填。",
    "从 forecast 里去掉这一列。",
)
def _past(subject: Subject) -> Spotted:
    for matrix in subject.matrices:
        forecast = subject.place[matrix.path].schema["x-layout"].get("forecast", [])
        for column in matrix.columns:
            if column.forecast and column.offset is not None and column.offset < 0:
                at = subject.pointer(matrix.path, "x-layout", "forecast", forecast.index(column.key))
                yield at, f"“{column.title}”已经过完，不是预计，请从 forecast 里去掉"


@rule(
    "indent-orphan",
    WARNING,
    "“其中”上面没有总数",
    "第一行就缩进，不知道是谁的其中。",
    "在前面加上总数行，或去掉 x-indent。",
)
def _orphan(subject: Subject) -> Spotted:
    for matrix in subject.matrices:
        before = 0
        for place, row in enumerate(matrix.rows):
            if row.indent > (before + 1 if place else 0):
                yield subject.pointer(row.path, "x-indent"), f"“{row.title}”缩进了，上面却没有总数行，请改正"
            before = row.indent


@rule(
    "matrix-empty",
    WARNING,
    "年度表没有行",
    "只有表头，没有可填的。",
    "在 properties 里加上各行，或删去这张表。",
)
def _no_rows(subject: Subject) -> Spotted:
    for matrix in subject.matrices:
        if not matrix.rows:
            yield subject.pointer(matrix.path), "年度表没有行，请在 properties 里加上各行"


@rule(
    "carry-roll",
    WARNING,
    "按年份带入用在没有年份的地方",
    "roll-years 只对年度列有意义，别处不起作用。",
    "改用 copy 或 copy-and-confirm。",
)
def _unrolled(subject: Subject) -> Spotted:
    in_years = {place for field in subject.fields if field.column for place in _around(field.path)}
    for place in subject.places:
        if place.schema.get("x-carry") == ROLL and place.path not in in_years:
            yield (
                f"{place.pointer}/x-carry",
                "这里没有年度列，roll-years 不起作用，请改用 copy 或 copy-and-confirm",
            )


def _around(path: str) -> list[str]:
    """A path with those around it, outwards."""
    found = [path]
    while parent(found[-1]):
        found.append(parent(found[-1]))
    return found


@rule(
    "was-self",
    WARNING,
    "x-was 就是现在的路径",
    "路径没有改，不必写 x-was。",
    "删去，或改成以前的路径。",
)
def _unchanged(subject: Subject) -> Spotted:
    for place in subject.places:
        if place.path in names_before(place.schema):
            yield f"{place.pointer}/x-was", f"x-was 就是现在的路径“{place.path}”，请删去或改成以前的路径"


@rule(
    "was-twice",
    ERROR,
    "两处都说以前是同一项",
    "一份旧答案只能带到一个地方，另一处会丢。",
    "只在真正接着它的那一处写 x-was。",
)
def _claimed(subject: Subject) -> Spotted:
    first: dict[str, str] = {}
    for place in subject.places:
        for was in names_before(place.schema):
            holder = first.setdefault(was, place.path)
            if holder != place.path:
                yield f"{place.pointer}/x-was", f"“{holder}”也说以前是“{was}”，请只在一处写 x-was"


@rule(
    "edition-mismatch",
    WARNING,
    "年度版与文件名不符",
    "年度列的年份由 edition 推出；文件叫 2023 而 edition 写 2022，整张表就差一年。",
    "把 edition 改成文件名里的年份。",
)
def _misfiled(subject: Subject) -> Spotted:
    year = subject.form.id.rpartition("/")[2]
    if len(year) == 4 and year.isdigit() and subject.form.edition and int(year) != subject.form.edition:
        message = f"文件是 {year} 年度版，edition 却写 {subject.form.edition}，请改成一致"
        yield "/x-form/edition", message
