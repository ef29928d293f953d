"""Rules about rule sets: what compiling one against a form says, and what a reviewer would add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..findings import ERROR, WARNING, Finding, pointer_of
from .catalogue import finding, told

told(
    __name__,
    ERROR,
    {
        "ruleset-word": ("规则集里有不认识的词", "写错的词不起作用。", "按提示改正拼写，或补上缺的部分。"),
        "scale": (
            "计分方式不对",
            "一项指标只能用一种计分方式。",
            "只写 at_least、at_most、options、points 中的一种。",
        ),
        "bands-overlap": ("分档重叠", "两档界限相同，后一档永远用不上。", "改正界限，或删去一档。"),
        "bands-order": (
            "分档没有由好到差",
            "从好到差逐档判断，顺序乱了会判错档。",
            "at_least 从大到小，at_most 从小到大。",
        ),
        "bands-points": ("差的一档得分反而高", "分数应随档次下降。", "对照标准改正得分。"),
        "points-above-maximum": (
            "得分超过满分",
            "一档的得分不能比这一项的满分还高。",
            "改正得分或 maximum。",
        ),
        "maximum-unreachable": (
            "拿不到满分",
            "最好的一档也达不到满分，合计就对不上。",
            "改正最好一档的得分或 maximum。",
        ),
        "option-unknown": (
            "选项编码不存在",
            "表里没有这个选项，给它的分永远得不到。",
            "改成表里选项的编码。",
        ),
        "option-missing": ("有的选项没有得分", "选了它就算不出得分。", "给每个选项写明得分，不得分的写 0。"),
        "maximum-sum": ("各项合计与满分不符", "总分永远对不上标准。", "对照标准改正各项的 maximum。"),
        "minimum-above-maximum": ("最低分超过满分", "这一类永远达不到最低分。", "改正 minimum 或 maximum。"),
        "category-empty": ("一类指标是空的", "没有指标就没有分。", "补上指标；由地方自定的写 plugin: true。"),
        "name-twice": ("名称重复", "公式里分不清是哪一个。", "换一个 id。"),
        "condition-sort": (
            "条件的写法不止一种",
            "不知道按哪一种判断。",
            "只写 formula、judgement、all、any 中的一种。",
        ),
        "condition-empty": ("组里没有条件", "下面的都去掉了，组也没有意义。", "连同这一组一起去掉。"),
        "input-unknown": ("没有这项数据", "inputs 里没有这个名称。", "在 inputs 里声明，或改正拼写。"),
        "input-unbound": ("数据没有写明出处", "不知道从表的哪里取。", "在 forms 里写明这项数据的公式。"),
        "input-type": ("数据类型不符", "声明的类型和公式得出的不一样。", "改正 type 或公式。"),
        "input-unused": ("数据没有用到", "多余的数据让人以为还要填。", "删去，或在条件、指标里用上。"),
        "form-unbound": (
            "没有这张表的取数办法",
            "不知道各项数据在表里叫什么。",
            "在 forms 里加上这张表或它的系列。",
        ),
        "evidence-missing": (
            "计分要求佐证，表里却没有",
            "没有附件可以核对，这一项分不清该不该得。",
            "在表的字段上写 x-evidence，或去掉指标的 evidence。",
        ),
        "override": ("年度调整的写法不对", "不知道是去掉还是改写。", "要么写 drop，要么写 set。"),
        "override-unknown": (
            "年度调整指向没有的条目",
            "这一处调整不起作用。",
            "改正 at，写条件、指标或类的 id。",
        ),
        "plugin-category": (
            "补入的类别不存在",
            "地方指标没有地方放。",
            "改正 category，写 plugin: true 的那一类。",
        ),
        "plugin-unknown": ("没有这个地方指标", "名称写错了。", "对照 plugins 里的名称改正。"),
    },
)

told(
    __name__,
    WARNING,
    {
        "standard-basis": ("没有写明条款", "企业和审核人不知道依据哪一条。", "加 basis，写文件和条款。"),
        "standard-title-twice": ("两条同名", "结果里分不清是哪一条。", "改成不同的标题。"),
        "verdict-unreachable": (
            "后面的结论轮不到",
            "前面的结论总是成立，或条件相同。",
            "由高到低排列结论，条件由严到宽。",
        ),
        "minimum-zero": ("最低分是 0", "总是达到，等于没有要求。", "删去 minimum，或写上标准里的最低分。"),
        "band-zero": (
            "零分的一档多余",
            "最后一档以外本来就得 0 分。",
            "删去得 0 分的一档。",
        ),
    },
)


At = tuple[str | int, ...]


def lint_standard(document: Mapping[str, Any]) -> Iterator[Finding]:
    """What a reviewer would say of a rule set that compiles."""
    yield from _unfounded(document)
    yield from _same_titles(document)
    yield from _verdicts(document)
    yield from _idle_minimums(document)


def _items(document: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], At]]:
    """Conditions at any depth and indicators, with their places."""
    waiting: list[tuple[Mapping[str, Any], At]] = [
        (one, ("conditions", at)) for at, one in enumerate(document.get("conditions", []))
    ]
    while waiting:
        told_so, at = waiting.pop(0)
        yield told_so, at
        for word in ("all", "any"):
            waiting += [(one, (*at, word, place)) for place, one in enumerate(told_so.get(word, []))]
    for place, category in enumerate((document.get("scoring") or {}).get("categories", [])):
        for number, indicator in enumerate(category.get("indicators", [])):
            yield indicator, ("scoring", "categories", place, "indicators", number)


def _unfounded(document: Mapping[str, Any]) -> Iterator[Finding]:
    for item, at in _items(document):
        inside = len(at) > 2 and at[0] == "conditions"
        if "basis" not in item and not inside:
            message = f"“{item['title']}”没有写明依据的条款，请加 basis"
            yield finding("standard-basis", pointer_of(at), message)


def _same_titles(document: Mapping[str, Any]) -> Iterator[Finding]:
    seen: set[tuple[object, str]] = set()
    for item, at in _items(document):
        if (at[:-1], item["title"]) in seen:
            message = f"有两条都叫“{item['title']}”，请改成不同的标题"
            yield finding("standard-title-twice", pointer_of((*at, "title")), message)
        seen.add((at[:-1], item["title"]))


def _verdicts(document: Mapping[str, Any]) -> Iterator[Finding]:
    taken: set[str] = set()
    for place, level in enumerate(document["verdict"]["levels"]):
        text = "".join(level["formula"].lower().split())
        if text in taken or taken & {"true", "真"}:
            message = f"结论“{level['title']}”轮不到，前面的总是先成立，请由严到宽排列"
            yield finding("verdict-unreachable", pointer_of(("verdict", "levels", place, "formula")), message)
        taken.add(text)


def _idle_minimums(document: Mapping[str, Any]) -> Iterator[Finding]:
    scoring = document.get("scoring") or {}
    places = [((), scoring)] + [
        (("categories", at), one) for at, one in enumerate(scoring.get("categories", []))
    ]
    for at, told_so in places:
        if at and told_so.get("minimum") == 0:
            message = f"“{told_so['title']}”的最低分是 0，总是达到，请删去或写上标准里的最低分"
            yield finding("minimum-zero", pointer_of(("scoring", *at, "minimum")), message)
    for item, where in _items(document):
        for word in ("at_least", "at_most"):
            bands = item.get(word, [])
            if len(bands) > 1 and bands[-1][1] == 0:
                message = f"“{item['title']}”最后一档得 0 分，不写也是 0 分，请删去这一档"
                yield finding("band-zero", pointer_of((*where, word, len(bands) - 1)), message)
