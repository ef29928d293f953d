"""Every sentence about a wrong answer, in one table; `x-messages` of a field comes before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jsonschema.exceptions import ValidationError

from ..language import counted, gettext_noop
from ..language import gettext as _
from .kinds import formats, kind_of

TYPES = {
    "number": gettext_noop("应填写数字，例如 1234.5"),
    "integer": gettext_noop("应填写整数，例如 120"),
    "string": gettext_noop("应填写文字"),
    "boolean": gettext_noop("应选择“是”或“否”"),
    "array": gettext_noop("应为列表"),
    "object": gettext_noop("应为一组栏目"),
}


def _limit(message: str) -> Callable[[Any], str]:
    """A sentence that names the rule's value."""
    return lambda error: _(message, limit=error.validator_value)


def _size(message: str) -> Callable[[Any], str]:
    """A sentence about how long a text or list is, and how much that is too much."""
    return lambda error: _(
        message,
        limit=error.validator_value,
        size=len(error.instance),
        excess=len(error.instance) - error.validator_value,
    )


def _plain(message: str) -> Callable[[Any], str]:
    """A sentence that is always the same."""
    return lambda error: _(message)


SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "required": _plain(gettext_noop("必填，请填写")),
    "type": lambda error: _(TYPES.get(_first(error.validator_value), gettext_noop("内容的类型不对"))),
    "digits": _limit(gettext_noop("数字最多 %(limit)s 位有效数字，请检查单位是否填错")),
    "x-decimals": lambda error: counted("最多保留 %(count)s 位小数，请四舍五入后填写", error.validator_value),
    "minLength": _size(gettext_noop("至少填写 %(limit)s 个字，现有 %(size)s 个")),
    "maxLength": _size(gettext_noop("最多 %(limit)s 个字，现有 %(size)s 个，请删去 %(excess)s 个")),
    "minimum": _limit(gettext_noop("不能小于 %(limit)s")),
    "maximum": _limit(gettext_noop("不能大于 %(limit)s")),
    "exclusiveMinimum": _limit(gettext_noop("应大于 %(limit)s")),
    "exclusiveMaximum": _limit(gettext_noop("应小于 %(limit)s")),
    "multipleOf": _limit(gettext_noop("应为 %(limit)s 的整数倍")),
    "enum": _plain(gettext_noop("请从给出的选项中选择")),
    "oneOf": _plain(gettext_noop("请从给出的选项中选择")),
    "anyOf": _plain(gettext_noop("填写的内容不符合任何一种允许的形式")),
    "const": lambda error: (
        _("须勾选同意后才能提交")
        if error.validator_value is True
        else _("应为“%(value)s”", value=error.validator_value)
    ),
    "pattern": _plain(gettext_noop("格式不正确，请对照说明填写")),
    "format": lambda error: _format(error.validator_value),
    "minItems": _size(gettext_noop("至少需要 %(limit)s 项，现有 %(size)s 项")),
    "maxItems": _size(gettext_noop("最多 %(limit)s 项，现有 %(size)s 项，请删去 %(excess)s 项")),
    "uniqueItems": _plain(gettext_noop("有重复的内容，请删去重复项")),
    "work": _plain(gettext_noop("内容过多或过于复杂，没有检查完，请删减后重试")),
    "reference": _plain(gettext_noop("表单定义引用了不存在的内容，无法检查，请联系主管部门")),
    "unknown": _plain(gettext_noop("本表没有这一项，请删去")),
}


def sentence(error: ValidationError) -> str:
    """What to tell a person about one validation error."""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    own = schema.get("x-messages")
    if isinstance(own, Mapping) and isinstance(own.get(error.validator), str):
        return str(own[error.validator])
    kind = kind_of(schema)
    if kind and error.validator in kind.messages:
        return _(kind.messages[str(error.validator)])
    say = SENTENCES.get(str(error.validator))
    return say(error) if say else _("填写的内容不符合要求")


def _format(name: Any) -> str:
    _check, message = formats().get(str(name), (None, gettext_noop("格式不正确")))
    return _(message)


def _first(value: Any) -> str:
    return str(value[0]) if isinstance(value, list) and value else str(value)
