"""Every sentence about a wrong answer, in one table; `x-messages` of a field comes before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jsonschema.exceptions import ValidationError

from .kinds import formats, kind_of

TYPES = {
    "number": "应填写数字，例如 1234.5",
    "integer": "应填写整数，例如 120",
    "string": "应填写文字",
    "boolean": "应选择“是”或“否”",
    "array": "应为列表",
    "object": "应为一组栏目",
}

SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "required": lambda error: "必填，请填写",
    "type": lambda error: TYPES.get(_first(error.validator_value), "内容的类型不对"),
    "digits": lambda error: f"数字最多 {error.validator_value} 位有效数字，请检查单位是否填错",
    "x-decimals": lambda error: f"最多保留 {error.validator_value} 位小数，请四舍五入后填写",
    "minLength": lambda error: f"至少填写 {error.validator_value} 个字，现有 {len(error.instance)} 个",
    "maxLength": lambda error: (
        f"最多 {error.validator_value} 个字，现有 {len(error.instance)} 个，"
        f"请删去 {len(error.instance) - error.validator_value} 个"
    ),
    "minimum": lambda error: f"不能小于 {error.validator_value}",
    "maximum": lambda error: f"不能大于 {error.validator_value}",
    "exclusiveMinimum": lambda error: f"应大于 {error.validator_value}",
    "exclusiveMaximum": lambda error: f"应小于 {error.validator_value}",
    "multipleOf": lambda error: f"应为 {error.validator_value} 的整数倍",
    "enum": lambda error: "请从给出的选项中选择",
    "oneOf": lambda error: "请从给出的选项中选择",
    "anyOf": lambda error: "填写的内容不符合任何一种允许的形式",
    "const": lambda error: (
        "须勾选同意后才能提交" if error.validator_value is True else f"应为“{error.validator_value}”"
    ),
    "pattern": lambda error: "格式不正确，请对照说明填写",
    "format": lambda error: _format(error.validator_value),
    "minItems": lambda error: f"至少需要 {error.validator_value} 项，现有 {len(error.instance)} 项",
    "maxItems": lambda error: (
        f"最多 {error.validator_value} 项，现有 {len(error.instance)} 项，"
        f"请删去 {len(error.instance) - error.validator_value} 项"
    ),
    "uniqueItems": lambda error: "有重复的内容，请删去重复项",
    "work": lambda error: "内容过多或过于复杂，没有检查完，请删减后重试",
    "reference": lambda error: "表单定义引用了不存在的内容，无法检查，请联系主管部门",
    "unknown": lambda error: "本表没有这一项，请删去",
}


def sentence(error: ValidationError) -> str:
    """What to tell a person about one validation error."""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    own = schema.get("x-messages")
    if isinstance(own, Mapping) and isinstance(own.get(error.validator), str):
        return str(own[error.validator])
    kind = kind_of(schema)
    if kind and error.validator in kind.messages:
        return kind.messages[str(error.validator)]
    say = SENTENCES.get(str(error.validator))
    return say(error) if say else "填写的内容不符合要求"


def _format(name: Any) -> str:
    _check, message = formats().get(str(name), (None, "格式不正确"))
    return message


def _first(value: Any) -> str:
    return str(value[0]) if isinstance(value, list) and value else str(value)
