"""An assessment in plain Chinese, line by line, for the command line and for mail."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .assess import plain
from .result import TITLES, Assessment, Check, Earned, Subtotal, Verdict

MARKS = {"met": "✓", "unmet": "✗", "unknown": "…", "judgement": "？"}
MOST_LABELS = 6


def lines(assessment: Assessment) -> Iterator[str]:
    """Verdict first, then every condition and every point with its reason."""
    yield f"{assessment.title}（{'；'.join(assessment.basis)}）　{assessment.edition} 年"
    yield f"结论：{assessment.verdict}"
    if assessment.missing:
        yield f"　待填：{_listed(assessment.missing)}"
    if assessment.conditions:
        yield "条件"
        for condition in assessment.conditions:
            yield from _condition(condition, "　")
    if assessment.scoring:
        yield from _scoring(assessment.scoring)
    if assessment.disclaimer:
        yield assessment.disclaimer


def _condition(verdict: Verdict, indent: str) -> Iterator[str]:
    basis = f"（{verdict.basis}）" if verdict.basis else ""
    yield f"{indent}{MARKS[verdict.status]} {TITLES[verdict.status]}　{verdict.title}{basis}"
    for check in verdict.checks:
        yield f"{indent}　　{_check(check)}"
    if verdict.missing:
        yield f"{indent}　　待填：{_listed(verdict.missing)}"
    for part in verdict.parts:
        yield from _condition(part, indent + "　")


def _check(check: Check) -> str:
    told = "未填" if check.value is None else check.shown
    if check.status == "judgement":
        return f"{check.text}：{told if check.value is not None else '没有可用的数据'}"
    standard = _standard(check)
    word = "超出" if "≤" in check.text or "<" in check.text else "差"
    gap = "" if check.gap is None else f"，{word} {plain(check.gap)}{check.unit}"
    return f"{check.text}{standard}：企业 {told}{gap}"


def _standard(check: Check) -> str:
    """What is still to be said of the number demanded: its unit, or all of it where it has a name."""
    if not isinstance(check.standard, Decimal):
        return ""
    number = plain(check.standard)
    if check.text.endswith(f" {number}"):
        return check.unit
    return "" if number in check.text else f"（{number}{check.unit}）"


def _scoring(scoring: Subtotal) -> Iterator[str]:
    yield f"评分：{_points(scoring)}"
    for category in scoring.categories:
        mark = f"{MARKS[category.status]} " if category.minimum else ""
        yield f"　{mark}{category.title}：{_points(category)}"
        if not category.indicators:
            yield "　　？ 由地方自定的指标，请人工计分"
        for earned in category.indicators:
            yield f"　　{_earned(earned)}"


def _points(subtotal: Subtotal) -> str:
    told = [f"最低 {plain(subtotal.minimum)}", TITLES[subtotal.status]] if subtotal.minimum else []
    if subtotal.points != subtotal.possible:
        told.append(f"最多可达 {plain(subtotal.possible)}")
    words = f"（{'，'.join(told)}）" if told else ""
    return f"{plain(subtotal.points)}/{plain(subtotal.maximum)}{words}"


def _earned(earned: Earned) -> str:
    basis = f"（{earned.basis}）" if earned.basis else ""
    head = f"{earned.title}{basis}"
    if earned.points is None:
        why = f"待填：{_listed(earned.missing)}" if earned.missing else "无法计算，请人工判断"
        return f"{head}：{why}"
    own = f"，企业 {earned.shown}" if earned.shown else ""
    told = f"{head}：{plain(earned.points)}/{plain(earned.maximum)}{own}"
    if earned.unproved:
        with_it = f"补齐后可得 {plain(earned.unproved.points)} 分"
        return f"{told}；没有佐证“{'”“'.join(earned.unproved.slots)}”，计零分，{with_it}"
    if earned.better is None:
        return told
    step, unit = earned.better, earned.unit
    return f"{told}；到 {plain(step.threshold)}{unit} 得 {plain(step.points)} 分，差 {plain(step.gap)}{unit}"


def _listed(labels: tuple[str, ...]) -> str:
    more = f" 等 {len(labels)} 项" if len(labels) > MOST_LABELS else ""
    return "、".join(labels[:MOST_LABELS]) + more
