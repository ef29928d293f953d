"""One difference between two editions: what, where, and what it does to answers already given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

SAFE = "safe"
ATTENTION = "attention"
LOSES = "loses"
DANGERS = {LOSES: "已填内容不能带入新表", ATTENTION: "已填内容需要核对", SAFE: "不影响已填内容"}
"""The worst that carrying may do to an answer because of a change, worst first."""

TYPES = {
    "added": "新增",
    "removed": "删去",
    "moved": "移动",
    "renamed": "改键名",
    "reordered": "改顺序",
    "retitled": "改名称",
    "help": "改填写说明",
    "kind": "改字段类型",
    "unit": "改单位",
    "decimals": "改小数位数",
    "required": "改为必填",
    "optional": "改为选填",
    "option-added": "新增选项",
    "option-removed": "取消选项",
    "option-retitled": "选项改文字",
    "option-recoded": "选项改编码",
    "limit-tightened": "限制收紧",
    "limit-loosened": "限制放宽",
    "formula": "改计算公式",
    "condition": "改条件",
    "rule": "改校验规则",
    "years-rolled": "年度列后移",
    "carry": "改带入方式",
    "edition": "改年度版",
    "other": "其他",
}
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Change:
    """`type` is a key of TYPES, `what` of pairing.SORTS, `danger` of DANGERS.

    `path` is the place in the new edition (in the old one when it is removed), `was` its old path where
    that differs; `old` and `new` are JSON values; `message` is a Chinese sentence for an officer.
    """

    type: str
    what: str
    path: str
    label: str
    danger: str
    message: str
    old: Any = None
    new: Any = None
    keyword: str = ""
    was: str = ""

    def as_json(self) -> dict[str, Any]:
        """The change as `--json` gives it."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.label}：{self.message}"


def named(names: Iterable[str]) -> str:
    """“甲”“乙” and how many more, for sentences."""
    listed = list(names)
    more = f"等 {len(listed)} 项" if len(listed) > MOST_NAMED else ""
    return "".join(f"“{name}”" for name in listed[:MOST_NAMED]) + more


def shown(value: Any) -> str:
    """A keyword's value as people read it."""
    if value is None:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(shown(item) for item in value)
    return f"“{value}”" if isinstance(value, str) else str(value)
