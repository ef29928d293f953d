"""Faults found while a definition is read, judged word by word and laid out: it can't be used with them."""

from __future__ import annotations

from ..findings import ERROR
from .catalogue import told

told(
    __name__,
    ERROR,
    {
        "form-unknown": (
            "找不到这张表",
            "编号或文件名写错了。",
            "对照 tianbiao check 列出的编号，或给出文件路径。",
        ),
        "not-json": (
            "不是能读的 JSON",
            "引号、逗号或括号有误，后面的内容都读不了。",
            "按行号找到那一处，常见的是多了或少了逗号。",
        ),
        "unreadable": (
            "文件读不了",
            "$ref 引用的文件不存在，或没有权限。",
            "检查文件名和相对路径；路径从写 $ref 的文件算起。",
        ),
        "not-an-object": ("不是 JSON 对象", "表单定义的最外层应是花括号。", "把整个定义放进 {…}。"),
        "reference-invalid": ("$ref 不是文字", "引用要写成地址。", "写成 #/$defs/名称 或 文件#/$defs/名称。"),
        "reference-unknown": (
            "引用的内容不存在",
            "那一段改了名或删了。",
            "对照被引用的文件改正 # 后面的路径。",
        ),
        "reference-cycle": (
            "引用了自身",
            "一层套一层没有尽头。",
            "把公共的部分单独放进 $defs，不要引用上级。",
        ),
        "reference-outside": (
            "引用了表单目录之外的文件",
            "别处的文件不会随表单一起保存。",
            "把文件移到 schemas 下，例如 shared。",
        ),
        "definition-too-large": ("展开后太大", "引用套引用，内容成倍增长。", "减少重复引用，或分成几张表。"),
        "ruleset-unknown": (
            "找不到规则集",
            "x-form.ruleset 或 --ruleset 写错了。",
            "对照 rulesets 下的文件名改正。",
        ),
        "list-unknown": (
            "找不到选项清单",
            "lists 下没有这个文件。",
            "改正 x-options.list，或把清单文件放到 lists 下。",
        ),
        "list-invalid": (
            "选项清单写法不对",
            "清单里少了必需的内容，或写了没有的词。",
            "按 schemas/meta/list.json 改正：title、source、items。",
        ),
        "keyword-unknown": (
            "没有这个关键字",
            "x- 开头的词写错一个字母就不起作用。",
            "按提示改正拼写；可用的关键字见表单语言说明。",
        ),
        "keyword-missing": (
            "关键字缺了必需的部分",
            "少了这一部分就不知道该怎么做。",
            "补上提示里说的那一项。",
        ),
        "keyword-type": (
            "关键字的值类型不对",
            "例如要整数，却写成了带引号的文字。",
            "去掉或加上引号，或改成列表、对象。",
        ),
        "keyword-value": ("关键字的值不对", "值超出范围，或不是允许的写法。", "按提示后面的说明改正。"),
        "schema-type": (
            "JSON Schema 的值类型不对",
            "例如 minimum 要写数字。",
            "改成 JSON Schema 2020-12 要求的类型。",
        ),
        "schema-value": (
            "JSON Schema 的值不对",
            "例如 type 只能写 string、number、object 等。",
            "按提示改正拼写或取值。",
        ),
        "pattern-invalid": (
            "正则表达式有误",
            "括号不配对之类，校验时没法用。",
            "改正表达式；先写简单的，例如 ^[0-9]{6}$。",
        ),
        "digits": (
            "数字太长",
            "超过 15 位有效数字，换一台机器读出来就变了。",
            "减少位数，或改用更大的单位。",
        ),
        "text-too-long": (
            "文字太长",
            "标题或说明长到没有一页放得下。",
            "缩短；成篇的文字放进通知附件。",
        ),
        "fields-too-many": (
            "字段太多",
            "这么多字段的表没有人填得完，打开也慢。",
            "分成几张表，重复的内容改成明细表。",
        ),
        "options-too-many": (
            "直接写出的选项太多",
            "选项一多，页面就打不开。",
            "移到 lists 下的清单，用 x-options 引用。",
        ),
        "rows-minimum": (
            "要求的行数超过上限",
            "填多少行都不对，永远不能提交。",
            "减小 minItems，或增大 maxItems。",
        ),
        "not-a-table": (
            "不是一张表",
            "根上没有 type: object 和 properties。",
            "在根上写 type: object，在 properties 里列出栏目。",
        ),
        "kind-unknown": (
            "看不出字段类型",
            "不知道该显示成什么样的输入框。",
            "写明 type，或改正 x-kind 的拼写。",
        ),
        "field-nested": (
            "这里应是一个字段",
            "表格和成组的字段只能放在栏目里。",
            "把它移到栏目一级；多选要在 items 里写选项。",
        ),
        "layout-columns": (
            "列的写法不对",
            "grid 的 columns 是每行几对，matrix 的是各列。",
            '格子写数字，例如 2；年度表写列，例如 ["y-2", "y-1"]。',
        ),
        "matrix-column-unknown": (
            "年度表没有这一列",
            "单元格的键名要和 columns 里的一样。",
            "在 x-layout.columns 里加上这一列，或改正键名。",
        ),
        "matrix-row-empty": (
            "年度表的行没有列",
            "一行应是对象，列出它有的列。",
            "写 type: object，在 properties 里列出各列。",
        ),
        "total-empty": (
            "合计没有可加的内容",
            "同一单位的数字才能相加，这一格的行和列里都没有。",
            "补上要相加的格子，或删去这一格的合计。",
        ),
        "total-unknown": (
            "合计列出了没有的行或列",
            "合计只能加本表里的行或列。",
            "改正键名，或写 true，加所有的行或列。",
        ),
        "rows-too-deep": (
            "明细表套了三层",
            "第三层明细表在屏幕和纸上都排不下。",
            "把最里面的一层移到外面，成为一张自己的明细表。",
        ),
        "edition-missing": (
            "没有写明年度版",
            "年度列要由 edition 推出年份。",
            "在 x-form 里加 edition，例如 2022。",
        ),
        "options-empty": (
            "没有可选的项",
            "清单里没有这一级，或选项写法不对。",
            "改正 levels；短的选项写作 oneOf: [{const, title}, …]。",
        ),
        "options-parent-unknown": (
            "筛选所依据的字段不存在",
            "parent 要写同一栏目里的字段。",
            "改正 x-options.parent 的键名。",
        ),
        "kind-shape": (
            "字段类型要的写法不全",
            "这种字段的答案有固定的样子，schema 要写明，别的校验器才判得一样。",
            "按提示补上 type 等内容。",
        ),
        "kind-place": (
            "这种字段不能放在这里",
            "有的字段一格放不下，不能放进年度表或明细表。",
            "移到栏目里，或换一种字段类型。",
        ),
        "option-field-unknown": (
            "填写说明的字段不存在",
            "选了“其他”却没有地方说明。",
            "在同一栏目里加上这个字段，或改正 field。",
        ),
        "option-field-ruled": (
            "说明字段另写了条件",
            "它何时显示和必填由选项决定，另写的条件会打架。",
            "删去 x-visible 和 x-required。",
        ),
        "key-invalid": (
            "键名写法不对",
            "键名是路径的一部分，只能用小写字母、数字和下划线。",
            "换成小写英文键名，中文写在 title 里。",
        ),
        "key-reserved": ("键名是公式里的词", "公式里会读成别的意思。", "换一个键名，例如加 _1。"),
        "required-unknown": (
            "required 里的字段不存在",
            "拼错的键名使这一项永远缺着，不能提交。",
            "按提示改正拼写。",
        ),
        "check-at-unknown": ("勾稽关系落在没有的字段上", "问题没有地方显示。", "改正 at，写字段的路径。"),
        "check-twice": ("勾稽关系的 id 重复", "分不清是哪一条。", "换一个 id。"),
    },
)
