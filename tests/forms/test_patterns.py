"""Patterns: ECMA-262 as JSON Schema wants it, and never slow."""

from __future__ import annotations

import re

import pytest

from server.forms.ecma262 import DEEPEST_PATTERN, LONGEST_PATTERN, MOST_REPEATS
from server.forms.patterns import PatternError, pattern_of

MATCHES = [
    ("^[0-9]{6}$", "210000"), ("^.{0,2000}$", "字" * 2000), ("^x{1500}$", "x" * 1500), ("", "anything"),
    ("^\\s$", "\u3000"), ("^\\s$", "\ufeff"), ("^\\w+$", "a_9"), ("\\bab\\b", "x ab y"), ("^[^]$", "\n"),
    ("^\\p{L}+$", "汉字é"), ("^\\p{Letter}$", "汉"), ("^\\p{gc=Nd}$", "９"), ("^\\p{Script=Han}+$", "汉字"),
    ("^\\P{ASCII}$", "汉"), ("^[\\p{L}\\d]+$", "汉9"), ("^\\ud83d\\udc32$", "🐲"), ("^\\u{1F432}$", "🐲"),
    ("^🐲*$", "🐲🐲"), ("^\\cA$", "\x01"), ("^\\x41\\t\\0$", "A\t\0"), ("^\\$\\{a\\}\\/$", "${a}/"),
    ("^(?<year>\\d{4})-\\d\\d$", "2022-03"), ("^a+?b*?$", "aab"), ("^[\\w-.]+$", "a-b.c"), ("^[a\\-z]$", "-"),
    ("[a&&b]", "&"), ("[[:alpha:]]", ":]"), ("a{,5}", "a{,5}"), ("^{x}$", "{x}"), ("[\\b]", "\b"),
    ("^(?=.*[a-z])(?=.*\\d).{8,}$", "abcdefg1"), ("^(?!_)(?!.*_$)[\\w\\u4e00-\\u9fa5]+$", "中a"),
    ("^(?=a|b)[a-c]x|^zz$", "zz"), ("^(?!(?!a))a$", "a"), ("^[\\ud800-\\udfffa]$", "a"),
]  # fmt: skip

MISSES = [
    ("^a$", "a\n"), ("^\\d$", "９"), ("^\\w$", "汉"), ("^\\s$", "\u200b"), ("^\\S$", "\u3000"), ("^.$", "\n"),
    ("^.$", "\u2028"), ("[]", "a"), ("^x{1500}$", "x" * 1499), ("^(?=.*\\d).{8,}$", "abcdefgh"),
    ("^(?!_)\\w+$", "_a"), ("^(?=a|b)[a-c]x|^zz$", "cx"), ("^\\P{ASCII}$", "a"), ("a\\.b", "axb"),
    ("^\\p{Lu}$", "a"), ("^[^\\s]$", "\u00a0"),
]  # fmt: skip

REFUSED = [
    ("(", "没有配对"), ("a)", "多了一个右括号"), ("[a", "没有配对"), ("a**", "没有可以重复的内容"),
    ("?", "没有可以重复的内容"), ("^*", "没有可以重复的内容"), ("a{3,1}", "由小到大"), ("[b-a]", "由小到大"),
    ("\\", "缺少字符"), ("\\Z", "没有“\\Z”"), ("(?<=a)b", "后顾"), ("(?<!a)b", "后顾"),
    ("a(?=b)", "开头的 ^ 之后"), ("(?!a)b", "开头的 ^ 之后"), ("^(?=a)*b", "重复次数"),
    ("(a)\\1", "反向引用"), ("\\k<n>", "反向引用"), ("(?i)a", "没有“(?i"), ("(?P<n>a)", "没有“(?P"),
    ("\\p{Han}", "Script=Han"), ("\\p{Script=Nowhere}", "不是能用的"),
    ("\\ud800", "半个字符"), ("\\u{110000}", "没有字符"),
    ("x" * (LONGEST_PATTERN + 1), str(LONGEST_PATTERN)), (f"x{{{MOST_REPEATS + 1}}}", str(MOST_REPEATS)),
    ("(" * 99 + ")" * 99, str(DEEPEST_PATTERN)),
    ("(?:(?:a{100}){100}){100}", "过大"), ("(?:.{0,1000}){60}", "过大"),
]  # fmt: skip

CATASTROPHIC = [
    "(a+)+$",
    "^(a|a)*$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(.*a){12}$",
    "^(\\w+\\s?)*$",
    "(x+x+)+y",
]


@pytest.mark.parametrize(("pattern", "text"), MATCHES)
def test_a_pattern_finds(pattern: str, text: str) -> None:
    assert pattern_of(pattern).found_in(text)


@pytest.mark.parametrize(("pattern", "text"), MISSES)
def test_a_pattern_does_not_find(pattern: str, text: str) -> None:
    assert not pattern_of(pattern).found_in(text)


@pytest.mark.parametrize(("pattern", "reason"), REFUSED)
def test_what_cannot_be_matched_in_linear_time_or_is_no_pattern_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError, match=re.escape(reason)):
        pattern_of(pattern)


@pytest.mark.parametrize("pattern", CATASTROPHIC)
def test_patterns_that_keep_others_busy_for_years_are_answered(pattern: str) -> None:
    assert not pattern_of(pattern).found_in("a" * 50_000 + "!")


def test_half_a_character_in_a_text_does_no_harm() -> None:
    assert pattern_of("^a.$").found_in("a\ud800")
