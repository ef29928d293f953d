"""Faults found while formulas are compiled, in forms and in rule sets."""

from __future__ import annotations

from ..findings import ERROR
from .catalogue import told

told(
    __name__,
    ERROR,
    {
        "evidence-place": (
            "佐证要求写错了地方",
            "只有填报的内容才需要佐证。",
            "把 x-evidence 写在字段、年度表的一行或明细表上。",
        ),
        "evidence-unknown": (
            "佐证要求指向没有的附件",
            "没有这个附件位置，佐证永远交不上。",
            "改成附件字段的路径，或同一栏目、同一行里附件的键名。",
        ),
        "formula-syntax": (
            "公式写法不对",
            "少了括号、引号，或有不认识的字符。",
            "看提示里的第几个字符，改正那里。",
        ),
        "formula-too-long": (
            "公式太长或嵌套太深",
            "太长的公式没有人能核对。",
            "拆成几个计算字段，或用 SUM。",
        ),
        "formula-ambiguous": (
            "公式有歧义",
            "-2^2、a<b<c 之类，各人理解不同。",
            "按提示加括号，或用 AND、BETWEEN。",
        ),
        "formula-function-unknown": (
            "没有这个函数",
            "函数名写错了，或这里没有这个函数。",
            "按提示改正；可用的函数见公式手册。",
        ),
        "formula-arguments": ("函数的参数不对", "参数多了、少了或不成对。", "按提示里的写法改正。"),
        "formula-name-unknown": (
            "公式里的名称不存在",
            "字段改了名，或写错了字。",
            "按提示改正；可以写字段的标题或键名。",
        ),
        "formula-name-ambiguous": (
            "公式里的名称不止一个",
            "几个栏目里有同名的字段。",
            "前面加上栏目名：栏目.字段。",
        ),
        "formula-block": ("公式里写了栏目名", "栏目不是一个值。", "写成 栏目.字段。"),
        "formula-rows": (
            "一列数不能当一个数用",
            "明细表和年度表的一行有许多值。",
            "用 SUM、AVG、COUNT 统计，或写明年度。",
        ),
        "formula-year": (
            "年度的写法不对",
            "没有这一年，或方括号里写得不对。",
            "写 [y-1]、[-1] 或 [y-3:y-1]。",
        ),
        "formula-type": (
            "类型不能这样算",
            "文字不能相加，数字不能和文字比较。",
            "改用同类的字段；文字要加引号。",
        ),
        "formula-bands": (
            "分档的下限没有从高到低",
            "BAND 从高的一档往下找，顺序乱了会取错档。",
            "从高到低排列下限，不要重叠。",
        ),
        "formula-cycle": (
            "计算公式循环引用",
            "甲由乙算，乙又由甲算，永远算不出。",
            "按提示的路径断开一处，改成让人填。",
        ),
    },
)
