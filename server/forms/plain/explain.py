"""Why a document is refused, in words that help: of all that an alternative says, what is nearest.

A validator says of a wrong payment only that no alternative holds. This names what is missing in the
alternative that was obviously meant, and where no one alternative was, what there is to choose from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema.exceptions import ValidationError

from ...language import gettext as _
from ...language import gettext_noop, joined
from ..messages import sentence

CHOOSING = frozenset({"const", "enum", "type", "None"})
"""Rules whose breach says that another alternative was meant."""
ALTERNATIVES = frozenset({"oneOf", "anyOf"})
MISSING = frozenset({"required", "minItems", "minProperties", "contains", "dependentRequired"})
MOST_CAUSES, MOST_NAMES, LONGEST_NAME = 40, 6, 40

WORDS = {
    "not": gettext_noop("填写的内容属于不允许的情形，请修改"),
    "None": gettext_noop("这里不应填写内容，请清空"),
    "contains": gettext_noop("还缺少一项规定的内容"),
    "propertyNames": gettext_noop("名称不符合要求"),
    "minProperties": gettext_noop("填写的项数太少"),
    "maxProperties": gettext_noop("填写的项数太多"),
    "items": gettext_noop("多出的内容请删去"),
    "additionalItems": gettext_noop("多出的内容请删去"),
    "unevaluatedItems": gettext_noop("多出的内容请删去"),
    "unevaluatedProperties": gettext_noop("有不应出现的内容，请删去"),
    "additionalProperties": gettext_noop("有不应出现的内容，请删去"),
}


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason: where in the document, which rule, and what to tell."""

    parts: tuple[Any, ...]
    rule: str
    message: str


def causes(error: ValidationError) -> Iterator[Cause]:
    """The reasons behind an error of the validator; at least one."""
    rule, parts = str(error.validator), tuple(error.absolute_path)
    if rule in ALTERNATIVES:
        yield from _alternatives(error, parts, rule)
    elif rule in ("additionalProperties", "unevaluatedProperties"):
        extra = list(_extra(error))
        for key in extra[:MOST_CAUSES]:
            yield Cause(
                (*parts, key), "unknown", _("本表没有“%(word)s”这一项，请删去", word=key[:LONGEST_NAME])
            )
        if not extra:
            yield Cause(parts, "unknown", _(WORDS[rule]))
    else:
        name = "not-allowed" if rule == "None" else rule
        yield Cause(parts, name, _(WORDS[rule]) if rule in WORDS else sentence(error))


def _alternatives(error: ValidationError, parts: tuple[Any, ...], rule: str) -> Iterator[Cause]:
    branches = _branches(error)
    if not branches:
        yield Cause(parts, rule, _("填写的内容同时符合几种情形，只能符合其中一种，请删去多余的内容"))
        return
    if all(inner.validator == "required" for branch in branches for inner in branch):
        names = [str(inner.path[-1]) for branch in branches for inner in branch]
        yield Cause(parts, "required", _("%(names)s 中至少要填写一组", names=_listed(names)))
        return
    best = min(branches, key=_distance)
    if _distance(best)[0] == 0 and sum(_distance(branch) <= _distance(best) for branch in branches) == 1:
        for inner in best[:MOST_CAUSES]:
            yield from causes(inner)
        return
    titles = [str(one["title"]) for one in _schemas(error) if isinstance(one, Mapping) and "title" in one]
    if chosen := _chosen(branches):
        yield Cause((*parts, chosen), "enum", _one_of(_("请从给出的选项中选择"), titles))
        return
    found = [list(_all(branch)) for branch in branches]
    lacking = any(all(cause.rule in MISSING for cause in branch) for branch in found)
    message = _one_of(_("填写的内容不符合任何一种允许的情形"), titles)
    yield Cause(parts, "required" if lacking else rule, message)


def _one_of(message: str, titles: list[str]) -> str:
    return _("%(told)s：%(names)s", told=message, names=_listed(titles)) if titles else message


def _chosen(branches: list[list[ValidationError]]) -> str:
    """The member whose value fits no alternative, "" when there is none."""
    wrong = [
        {inner.path[0] for inner in branch if len(inner.path) == 1 and inner.validator in ("const", "enum")}
        for branch in branches
    ]
    names = sorted(str(name) for name in set.intersection(*wrong) if isinstance(name, str))
    return names[0] if names else ""


def _all(branch: list[ValidationError]) -> Iterator[Cause]:
    for inner in branch:
        yield from causes(inner)


def _branches(error: ValidationError) -> list[list[ValidationError]]:
    """The errors of each alternative that failed."""
    found: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        key = inner.schema_path[0] if inner.schema_path else id(inner)  # an alternative that is just false
        found.setdefault(key, []).append(inner)
    return list(found.values())


def _distance(branch: list[ValidationError]) -> tuple[int, int]:
    """How far a document is from an alternative: wrong choices first, then everything else."""
    wrong = sum(str(inner.validator) in CHOOSING and len(inner.path) <= 1 for inner in branch)
    return wrong, len(branch)


def _schemas(error: ValidationError) -> list[Any]:
    return error.validator_value if isinstance(error.validator_value, list) else []


def _extra(error: ValidationError) -> Iterator[str]:
    """Members that the schema around the error doesn't name."""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    known: Any = schema.get("properties", {})
    if "patternProperties" not in schema and isinstance(error.instance, dict):
        yield from (key for key in error.instance if key not in known)


def _listed(names: list[str]) -> str:
    shown = [name[:LONGEST_NAME] for name in dict.fromkeys(names)]
    listed = joined(shown[:MOST_NAMES])
    return _("%(names)s等", names=listed) if len(shown) > MOST_NAMES else listed
