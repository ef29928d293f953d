"""The one rule book: jsonschema, extended by what our keywords say, built once per form.

Every extension keeps the verdict of plain JSON Schema 2020-12 on what plain JSON Schema says; the official
test suite is run against it. What can be much work is counted, see `work`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Context, Decimal
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.exceptions import NoSuchResource, Unresolvable

from . import evaluated, json
from .kinds import formats
from .work import TooMuchWork, counted, matches, spend

Errors = Iterator[ValidationError]
Rule = Callable[[Any, Any, Any, Any], Any]
STOCK: Mapping[str, Rule] = Draft202012Validator.VALIDATORS
WIDE = Context(prec=80)

VALIDATION = frozenset(
    {"type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"}
    | {
        "maxLength",
        "minLength",
        "pattern",
        "maxItems",
        "minItems",
        "uniqueItems",
        "maxContains",
        "minContains",
    }
    | {"maxProperties", "minProperties", "required", "dependentRequired"}
)
VOCABULARY = "https://json-schema.org/draft/2020-12/vocab/validation"
"""Keywords that are rules unless the meta-schema of a schema leaves out their vocabulary."""

ONLY_SAID = frozenset({"const", "title", "description", "$comment", "deprecated", "examples"})
"""An alternative of nothing else is an option: it can be looked up instead of tried."""


CHEAP = 20
"""Members that are only looked up, for the price of one step."""

MOVING = frozenset({"$id", "$ref", "$dynamicRef"})
"""Words that take the validator to another place, or change what references mean."""


def judge(validator: Any, instance: Any, most: int) -> list[ValidationError]:
    """The first errors of an instance. If judging takes too much work, the last error says so."""
    found: list[ValidationError] = []
    with counted():
        try:
            for error in islice(validator.iter_errors(instance), most):
                found.append(error)
        except (TooMuchWork, RecursionError):
            found.append(ValidationError("work", validator="work", instance=instance))
        except Unresolvable:  # nothing is fetched, from wherever a reference points to
            found.append(ValidationError("reference", validator="reference", instance=instance))
    return found


def rule_book(
    schema: Any, registry: Registry[Any] | None = None, formats: FormatChecker | None = None
) -> Any:
    """The validator of a schema; without the validation vocabulary if its own meta-schema leaves that out."""
    registry = registry if registry is not None else Registry()
    kind = FormValidator
    if VOCABULARY not in _vocabularies(schema, registry):
        rules = {word: rule for word, rule in kind.VALIDATORS.items() if word not in VALIDATION}
        kind = validators.create(kind.META_SCHEMA, rules, type_checker=kind.TYPE_CHECKER)
    return kind(schema, registry=registry, format_checker=formats)


def _vocabularies(schema: Any, registry: Registry[Any]) -> Collection[str]:
    """What the meta-schema of a schema takes, if the registry has one of its own."""
    name = schema.get("$schema") if isinstance(schema, Mapping) else None
    try:
        meta = registry.contents(name) if isinstance(name, str) else {}
    except NoSuchResource:
        meta = {}
    taken: Collection[str] = meta.get("$vocabulary", (VOCABULARY,))
    return taken


def _required(validator: Any, required: Any, instance: Any, schema: Any) -> Errors:
    """As the standard says, but the path of the error names the missing field."""
    if isinstance(instance, dict):
        spend(len(required) // CHEAP)
        for key in required:
            if key not in instance:
                yield ValidationError("required", path=[key])


def _type(validator: Any, types: Any, instance: Any, schema: Any) -> Errors:
    """As the standard says; and numbers beyond 15 digits, which no copy of record could hold, are refused."""
    names = (types,) if isinstance(types, str) else types
    if not any(validator.is_type(instance, name) for name in names):
        yield ValidationError("type")
    number = isinstance(instance, int | Decimal | float) and not isinstance(instance, bool)
    if number and not json.plain_number(instance):
        yield ValidationError("digits", validator="digits", validator_value=json.SIGNIFICANT_DIGITS)


def _decimals(validator: Any, limit: Any, instance: Any, schema: Any) -> Errors:
    """`x-decimals`: how many digits may stand after the point (exact, unlike `multipleOf` on floats)."""
    if isinstance(instance, Decimal) and isinstance(limit, int) and json.decimals(instance) > limit:
        yield ValidationError("x-decimals")


def _multiple_of(validator: Any, divisor: Any, instance: Any, schema: Any) -> Errors:
    """As the standard says, exactly; a number that is refused for its digits can't be divided exactly."""
    if json.is_number(instance) and json.plain_number(instance):
        if WIDE.remainder(Decimal(instance), Decimal(str(divisor))):
            yield ValidationError("multipleOf")
    elif isinstance(instance, float):
        yield from STOCK["multipleOf"](validator, divisor, instance, schema) or ()


def _properties(validator: Any, members: Any, instance: Any, schema: Any) -> Errors:
    """As the standard says. An answer that is fine, as most are, is seen to be so without a new validator."""
    if not isinstance(instance, dict):
        return
    spend(1 + len(members))
    for key, subschema in members.items():
        if key in instance and not _plainly_fine(validator, instance[key], subschema):
            yield from validator.descend(instance[key], subschema, path=key, schema_path=key)


def _plainly_fine(validator: Any, answer: Any, schema: Any) -> bool:
    """True for a single value in which none of its rules finds a fault. False may mean: look closer."""
    if (
        isinstance(answer, dict | list)
        or not isinstance(schema, dict)
        or not schema.keys().isdisjoint(MOVING)
    ):
        return False
    rules = validator.VALIDATORS
    return not any(
        next(iter(rules[word](validator, value, answer, schema) or ()), None) is not None
        for word, value in schema.items()
        if word in rules
    )


def _pattern(validator: Any, source: Any, instance: Any, schema: Any) -> Errors:
    """As the standard says, in time linear in the text."""
    if isinstance(instance, str) and not matches(source, instance):
        yield ValidationError("pattern")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, schema: Any) -> Errors:
    if isinstance(instance, dict):
        for source, subschema in patterns.items():
            for key in [key for key in instance if matches(source, key)]:
                yield from validator.descend(instance[key], subschema, path=key, schema_path=source)


def _additional(validator: Any, rest: Any, instance: Any, schema: Any) -> Errors:
    if not isinstance(instance, dict):
        return
    known, sources = schema.get("properties", {}), list(schema.get("patternProperties", ()))
    extras = [key for key in instance if key not in known]
    extras = [key for key in extras if not any(matches(source, key) for source in sources)]
    if rest is False and extras:
        yield ValidationError("additionalProperties")
    elif isinstance(rest, dict):
        spend(len(extras))
        for key in extras:
            yield from validator.descend(instance[key], rest, path=key)


def _unevaluated(validator: Any, rest: Any, instance: Any, schema: Any) -> Errors:
    if isinstance(instance, dict):
        judged = evaluated.keys(validator, instance, schema)
        left: list[Any] = [value for key, value in instance.items() if key not in judged]
        if any(next(validator.descend(value, rest), None) for value in left):
            yield ValidationError("unevaluatedProperties")


def _unevaluated_items(validator: Any, rest: Any, instance: Any, schema: Any) -> Errors:
    if isinstance(instance, list):
        judged = evaluated.positions(validator, instance, schema)
        left = [item for place, item in enumerate(instance) if place not in judged]
        if any(next(validator.descend(item, rest), None) for item in left):
            yield ValidationError("unevaluatedItems")


def _unique(validator: Any, wanted: Any, instance: Any, schema: Any) -> Errors:
    """As the standard says, in one pass."""
    if wanted and isinstance(instance, list):
        spend(len(instance))
        if len({_identity(item) for item in instance}) < len(instance):
            yield ValidationError("uniqueItems")


def _enum(validator: Any, values: Any, instance: Any, schema: Any) -> Errors:
    """As the standard says; texts, which most options are, are looked up."""
    spend(len(values) // CHEAP)
    if isinstance(instance, str):
        if instance not in values:
            yield ValidationError("enum")
    else:
        yield from STOCK["enum"](validator, values, instance, schema) or ()


def _one_of(validator: Any, branches: Any, instance: Any, schema: Any) -> Errors:
    """As the standard says; a text among plain options is looked up."""
    spend(1 + len(branches) // CHEAP)
    if isinstance(instance, str) and all(_is_option(branch) for branch in branches):
        if sum(1 for branch in branches if branch["const"] == instance) != 1:
            yield ValidationError("oneOf")
    else:
        spend(len(branches))
        yield from STOCK["oneOf"](validator, branches, instance, schema) or ()


def _is_option(branch: Any) -> bool:
    return isinstance(branch, dict) and "const" in branch and branch.keys() <= ONLY_SAID


def _identity(value: Any) -> Any:
    """Something hashable that is equal for equal JSON values, and only for them."""
    if isinstance(value, dict):
        return "object", frozenset((key, _identity(item)) for key, item in value.items())
    if isinstance(value, list):
        return "array", tuple(_identity(item) for item in value)
    if isinstance(value, int | Decimal | float) and not isinstance(value, bool):
        sign, digits, exponent = Decimal(value).as_tuple()
        written = "".join(map(str, digits)).rstrip("0")
        return "number", written and (sign, written, int(exponent) + len(digits) - len(written))
    return type(value), value


def _integer(checker: Any, instance: Any) -> bool:
    if isinstance(instance, bool):
        return False
    if isinstance(instance, float):
        return instance.is_integer()
    return isinstance(instance, int) or (
        isinstance(instance, Decimal) and instance == instance.to_integral_value()
    )


def _counting(word: str, rule: Rule) -> Rule:
    """A rule that applies subschemas, and counts them."""

    def apply(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
        members = len(instance) if word in BY_MEMBER and isinstance(instance, list | dict) else 0
        spend(1 + members + (len(value) if isinstance(value, list | dict) else 0))
        return rule(validator, value, instance, schema)

    return apply


APPLYING = (
    *("$ref", "$dynamicRef", "allOf", "anyOf", "not", "if", "dependentSchemas"),
    *("propertyNames", "prefixItems", "items", "contains", "dependentRequired"),
)
BY_MEMBER = ("propertyNames", "items", "contains")


def _dependent(validator: Any, dependents: Any, instance: Any, schema: Any) -> Errors:
    """`dependentRequired`, as the standard says, but the path of the error names the missing field."""
    if validator.is_type(instance, "object"):
        for key, needed in dependents.items():
            missing = [name for name in needed if key in instance and name not in instance]
            for name in missing:
                yield ValidationError(
                    "required", path=[name], validator="dependentRequired", validator_value=key
                )


def _dependencies(validator: Any, dependents: Any, instance: Any, schema: Any) -> Errors:
    """What older drafts call the two sorts of dependency."""
    names = {key: needed for key, needed in dependents.items() if isinstance(needed, list)}
    yield from _dependent(validator, names, instance, schema)
    if validator.is_type(instance, "object"):
        for key, rule in dependents.items():
            if key in instance and not isinstance(rule, list):
                yield from validator.descend(instance, rule, schema_path=key)


OWN: Mapping[str, Rule] = {
    "required": _required,
    "type": _type,
    "x-decimals": _decimals,
    "multipleOf": _multiple_of,
    "properties": _properties,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "unevaluatedProperties": _unevaluated,
    "unevaluatedItems": _unevaluated_items,
    "uniqueItems": _unique,
    "enum": _enum,
    "oneOf": _one_of,
    "dependentRequired": _dependent,
    "dependencies": _dependencies,
}
NEWEST_ONLY = frozenset({"unevaluatedProperties", "unevaluatedItems"})
"""Words that mean something else in older drafts."""


def extended(stock: Any) -> Any:
    """The validator of any draft: exact in its numbers, counting its work, naming the missing field."""
    known = {word: rule for word, rule in OWN.items() if word in stock.VALIDATORS}
    if stock is not Draft202012Validator:
        known = {word: rule for word, rule in known.items() if word not in NEWEST_ONLY}
    applying = {word: stock.VALIDATORS[word] for word in APPLYING if word in stock.VALIDATORS}
    rules = {word: _counting(word, rule) for word, rule in applying.items()} | known
    types = stock.TYPE_CHECKER
    if types.is_type(1.0, "integer"):  # draft-04 knows no whole number with a point
        types = types.redefine("integer", _integer)
    return validators.extend(stock, {**rules, "x-decimals": _decimals}, type_checker=types)


FormValidator = extended(Draft202012Validator)


def format_checker() -> FormatChecker:
    """A checker that knows just the formats the kinds bring; other formats are annotations."""
    checker = FormatChecker(())
    for name, (check, _message) in formats().items():
        checker.checks(name)(lambda value, check=check: not isinstance(value, str) or check(value))
    return checker
