"""Rules about titles, help and keys: what people read, and what formulas call it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..findings import WARNING
from ..formulas.tokens import fold
from ..model import Field
from .catalogue import Spotted, rule
from .subject import Place, Subject

LONGEST_TITLE, LONGEST_HELP, LONGEST_KEY = 60, 300, 40
HALF_WIDTH = re.compile(r"[一-鿿）”][,;:?!(]|[,;:?!)][一-鿿（“]|\([^)]*[一-鿿]")
IN_BRACKETS = re.compile(r"[（(](?:单位[：:])?([^（()）]{1,6})[）)]$")
NUMERALS = "一二三四五六七八九十"
NUMBERED = re.compile(rf"([{NUMERALS}]{{1,3}})、")
UNFINISHED = re.compile(r"待定|待补|待填|未定稿|？？|\?\?|lorem|ipsum", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d\s*年")


def _titled(subject: Subject) -> Iterator[tuple[Place, str]]:
    """Places with a title, the cells of matrices excepted: they have their row's."""
    for place in subject.places:
        field = subject.form.fields.get(place.path)
        if place.schema.get("title") and not (field and field.column):
            yield place, str(place.schema["title"])


@rule(
    "title-missing",
    WARNING,
    "没有标题",
    "没有标题的字段在屏幕和纸面上只显示键名，填报人看不懂。",
    "在这里加 title，写通知附件上的原文。",
)
def _untitled(subject: Subject) -> Spotted:
    for place in subject.places:
        field = subject.form.fields.get(place.path)
        if not place.schema.get("title") and not (field and field.column):
            yield place.pointer, f"“{place.path}”没有标题，请加 title"


@rule(
    "title-twice",
    WARNING,
    "同一栏目里标题重复",
    "两个字段同名，填报人分不清，公式按标题引用时也不知道指哪一个。",
    "改成不同的标题；属于同一组的用 x-group 写明组名。",
)
def _repeated(subject: Subject) -> Spotted:
    for scope in dict.fromkeys(field.scope for field in subject.loose):
        here = [
            field
            for field in subject.loose
            if field.scope == scope and "title" in field_words(subject, field)
        ]
        yield from _twice(here)
    for matrix in subject.matrices:
        titles = Counter(row.title for row in matrix.rows)
        again = [row for row in matrix.rows if row.title and titles[row.title] > 1]
        for row in again[1:]:
            if row.title != "其中" and row.indent == 0:
                yield subject.pointer(row.path, "title"), f"年度表里有两行都叫“{row.title}”，请改成不同的标题"


def _twice(fields: list[Field]) -> Spotted:
    seen: set[tuple[str, str]] = set()
    for field in fields:
        if (field.group, field.title) in seen:
            yield f"{field.pointer}/title", f"同一栏目里不止一个“{field.title}”，请改标题，或用 x-group 分组"
        seen.add((field.group, field.title))


def field_words(subject: Subject, field: Field) -> dict[str, object]:
    """The schema of a field with its words for people."""
    return dict(subject.place[field.path].schema)


@rule(
    "title-spacing",
    WARNING,
    "标题前后有空格",
    "首尾的空格看不见，却让标题和公式里的名称对不上。",
    "删去标题前后的空格，中间不要连用空格。",
)
def _spaced(subject: Subject) -> Spotted:
    for place, title in _titled(subject):
        if title != title.strip() or "  " in title or "　" in title:
            yield f"{place.pointer}/title", f"标题“{title}”的前后或中间有多余的空格，请删去"


@rule(
    "title-colon",
    WARNING,
    "标题以冒号结尾",
    "标签后面的冒号由版式决定，写在标题里会印出两个，或印在格子里。",
    "删去结尾的冒号。",
)
def _colon(subject: Subject) -> Spotted:
    for place, title in _titled(subject):
        if title.strip().endswith(("：", ":")):
            yield f"{place.pointer}/title", f"标题“{title}”以冒号结尾，请删去冒号"


@rule(
    "title-marks",
    WARNING,
    "中文标题里用了半角标点",
    "公文用全角标点；同一份表里“(万元)”和“（万元）”混用，看起来像两个单位。",
    "改用全角标点，例如（、）、，、：。",
)
def _marks(subject: Subject) -> Spotted:
    for place, title in _titled(subject):
        if HALF_WIDTH.search(title):
            yield f"{place.pointer}/title", f"标题“{title}”里有半角标点，请改用全角"


@rule(
    "title-alike",
    WARNING,
    "标题只差空格或全半角",
    "“研发 费用”和“研发费用”在公式里是同一个名称，填报人也当作同一项。",
    "改成一样的写法，或改成意思不同的标题。",
)
def _alike(subject: Subject) -> Spotted:
    for scope in dict.fromkeys(field.scope for field in subject.loose):
        here = [field for field in subject.loose if field.scope == scope]
        first: dict[tuple[str, str], str] = {}
        for field in here:
            title = first.setdefault((field.group, fold(field.title)), field.title)
            if title != field.title:
                message = f"“{field.title}”和“{title}”只差空格或全半角，请统一或区分"
                yield f"{field.pointer}/title", message


@rule(
    "title-too-long",
    WARNING,
    f"标题超过 {LONGEST_TITLE} 字",
    "标签格印不下很长的标题，会挤占填写的地方。",
    "标题只写名称，解释放进 x-help。",
)
def _long_title(subject: Subject) -> Spotted:
    for place, title in _titled(subject):
        if len(title) > LONGEST_TITLE:
            message = f"标题长 {len(title)} 字，超过 {LONGEST_TITLE} 字，请把解释移到 x-help"
            yield f"{place.pointer}/title", message


@rule(
    "title-unit",
    WARNING,
    "标题里的单位与 x-unit 不符",
    "标题写元、单位写万元，填出来的数会差一万倍。",
    "以通知附件为准，改成一致；标题里不写单位也可以，系统会印上 x-unit。",
)
def _unit_named(subject: Subject) -> Spotted:
    units = {field.unit for field in subject.fields if field.unit}
    for field in subject.loose:
        found = IN_BRACKETS.search(field.title)
        if (
            found
            and field.unit
            and found[1] in units | {"元", "万元", "亿元", "人", "%"}
            and found[1] != field.unit
        ):
            message = f"标题里的单位是“{found[1]}”，x-unit 却是“{field.unit}”，请改成一致"
            yield f"{field.pointer}/title", message


@rule(
    "title-year",
    WARNING,
    "标题里写死了年份",
    "明年的表沿用这份文件时，年份不会跟着变。",
    "改用“上年度”之类的说法，或用年度列，由 edition 推出年份。",
)
def _dated(subject: Subject) -> Spotted:
    for place, title in _titled(subject):
        if year := YEAR.search(title):
            message = f"标题“{title}”写死了{year[0]}，请改用“上年度”等说法或年度列"
            yield f"{place.pointer}/title", message


@rule(
    "words-unfinished",
    WARNING,
    "文字还没有写完",
    "带“待定”“待补”的文字会原样给填报人看到。",
    "补上正式的文字，或删去这一句。",
)
def _unfinished(subject: Subject) -> Spotted:
    for place in subject.places:
        for word in ("title", "description", "x-help"):
            if found := UNFINISHED.search(str(place.schema.get(word, ""))):
                yield f"{place.pointer}/{word}", f"这里还写着“{found[0]}”，请补上正式的文字"


@rule(
    "help-too-long",
    WARNING,
    f"填写说明超过 {LONGEST_HELP} 字",
    "“?”后面的说明太长，没有人读完，手机上也放不下。",
    "只留怎么填；长的政策原文放到栏目的 description 或通知附件里。",
)
def _long_help(subject: Subject) -> Spotted:
    for place in subject.places:
        text = str(place.schema.get("x-help", ""))
        if len(text) > LONGEST_HELP and subject.pointer(place.path) == place.pointer:
            yield f"{place.pointer}/x-help", f"填写说明有 {len(text)} 字，请缩短到 {LONGEST_HELP} 字以内"


@rule(
    "help-repeats",
    WARNING,
    "填写说明只是重复标题",
    "点开“?”却只看到标题，浪费填报人的时间。",
    "写清怎么填、依据什么，或删去 x-help。",
)
def _echo(subject: Subject) -> Spotted:
    for field in subject.loose:
        if field.help and fold(field.help).rstrip("。") == fold(field.title):
            yield f"{field.pointer}/x-help", f"“{field.title}”的填写说明和标题一样，请写清怎么填或删去"


@rule(
    "section-title-twice",
    WARNING,
    "两个栏目同名",
    "目录、导航和问题清单里分不清是哪个栏目。",
    "改成不同的栏目标题。",
)
def _same_sections(subject: Subject) -> Spotted:
    seen: set[str] = set()
    for section in subject.form.sections:
        if section.title in seen:
            yield subject.pointer(section.path, "title"), f"有两个栏目都叫“{section.title}”，请改成不同的标题"
        seen.add(section.title)


@rule(
    "section-number",
    WARNING,
    "栏目的序号不连续",
    "一、三、四少了二，填报人会以为漏了一页。",
    "按栏目的先后改正序号。",
)
def _numbering(subject: Subject) -> Spotted:
    numbered = [
        (found[1], section) for section in subject.form.sections if (found := NUMBERED.match(section.title))
    ]
    for place, (written, section) in enumerate(numbered, 1):
        if place <= len(NUMERALS) and written != NUMERALS[place - 1]:
            message = f"“{section.title}”的序号应为“{NUMERALS[place - 1]}”，请按先后改正"
            yield subject.pointer(section.path, "title"), message
            return


@rule(
    "key-too-long",
    WARNING,
    f"键名超过 {LONGEST_KEY} 个字符",
    "键名是路径和公式的一部分，太长就没法读。",
    "换一个短而准确的英文键名；已经用过的要写 x-was。",
)
def _long_key(subject: Subject) -> Spotted:
    for place in subject.places:
        key = place.path.rpartition("/")[2]
        if len(key) > LONGEST_KEY:
            yield place.pointer, f"键名“{key}”有 {len(key)} 个字符，请换一个短的"
