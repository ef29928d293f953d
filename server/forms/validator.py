"""The one rule book: jsonschema, extended by what our keywords say, built once per form.

Every extension keeps the verdict of plain JSON Schema 2020-12 on what plain JSON Schema says.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError

from . import json
from .kinds import formats

Errors = Iterator[ValidationError]
WIDE = Context(prec=80)


def _required(validator: Any, required: Any, instance: Any, schema: Any) -> Errors:
    """As the standard says, but the path of the error names the missing field."""
    if validator.is_type(instance, "object"):
        for key in required:
            if key not in instance:
                yield ValidationError("required", path=[key])


def _type(validator: Any, types: Any, instance: Any, schema: Any) -> Errors:
    """As the standard says; and numbers beyond 15 digits, which no copy of record could hold, are refused."""
    yield from Draft202012Validator.VALIDATORS["type"](validator, types, instance, schema) or ()
    if validator.is_type(instance, "number") and not json.plain_number(instance):
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
        yield from Draft202012Validator.VALIDATORS["multipleOf"](validator, divisor, instance, schema) or ()


def _integer(checker: Any, instance: Any) -> bool:
    if isinstance(instance, bool):
        return False
    return isinstance(instance, int) or (
        isinstance(instance, Decimal) and instance == instance.to_integral_value()
    )


FormValidator = validators.extend(
    Draft202012Validator,
    {"required": _required, "type": _type, "x-decimals": _decimals, "multipleOf": _multiple_of},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _integer),
)


def format_checker() -> FormatChecker:
    """A checker that knows just the formats the kinds bring; other formats are annotations."""
    checker = FormatChecker(())
    for name, (check, _message) in formats().items():
        checker.checks(name)(lambda value, check=check: not isinstance(value, str) or check(value))
    return checker
