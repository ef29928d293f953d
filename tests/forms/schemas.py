"""Random tables and random answers to them, for fuzzing: some good, some wrong, some absurd."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

Schema = dict[str, Any]

TEXTS = ["", "a", "ab", "abc1", "甲", "甲乙丙", "2022-03-05", "2022-02-30", "a@b.cn", "13800000001", "x" * 50]
NUMBERS = [0, 1, -1, 3, 7, 100, 10**14, Decimal("0.5"), Decimal("1.25"), Decimal("-3.0"), Decimal("1E+3")]
ODD: list[Any] = [
    None,
    True,
    False,
    [],
    {},
    [[]],
    ["a", "a"],
    {"a": 1},
    [1, True],
    [1, Decimal("1.0")],
    [None],
]
FORMATS = ["date", "email", "cn-mobile", "cn-postcode", "no-such-format"]
PATTERNS = ["^[a-c]+$", "[0-9]", "^.{2,4}$", "^(a|b)*c?", "\\.", "^(?=.*[a-z])[a-z0-9]+$"]


class Maker:
    """Makes schemas and answers from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def likely(self, share: float) -> bool:
        """True that often."""
        return self.chance.random() < share

    def table(self) -> Schema:
        """A definition that compiles, mostly."""
        makers = [self.grid, self.rows, self.matrix]
        sections = {f"s{place}": self.chance.choice(makers)() for place in range(self.chance.randint(1, 4))}
        root = {"title": "表", "type": "object", "x-form": {"edition": 2026}, "properties": sections}
        return self.sometimes(root, required=lambda: ["s0"], unevaluatedProperties=lambda: False)

    def grid(self) -> Schema:
        """A section of fields, with a rule between them now and then."""
        fields = {f"f{place}": self.field() for place in range(self.chance.randint(1, 5))}
        return self.sometimes(
            {"title": "一", "type": "object", "properties": fields},
            required=lambda: ["f0"],
            unevaluatedProperties=lambda: False,
            additionalProperties=lambda: self.chance.choice([False, self.rule()]),
            dependentRequired=lambda: {"f0": ["f1"]},
            patternProperties=lambda: {"^f[02]$": self.rule()},
            minProperties=lambda: self.chance.randint(0, 3),
            allOf=lambda: [{"properties": {"f0": self.rule()}}],
            anyOf=lambda: [{"required": ["f1"]}, {"properties": {"z": self.rule()}}],
        )

    def rows(self) -> Schema:
        """A section whose rows people add."""
        return self.sometimes(
            {"title": "二", "type": "array", "items": self.grid(), "maxItems": self.chance.randint(1, 9)},
            minItems=lambda: self.chance.randint(0, 1),
            uniqueItems=lambda: True,
            contains=lambda: {"type": "object", "minProperties": 1},
        )

    def matrix(self) -> Schema:
        """Rows by years."""
        years = {year: self.sometimes({"type": "number"}, minimum=lambda: 0) for year in ("y-2", "y-1")}
        line = {"title": "收入", "type": "object", "properties": years}
        layout = {"type": "matrix", "columns": ["y-2", "y-1"]}
        lines = {"r0": line, "r1": line}
        return {"title": "三", "type": "object", "x-layout": layout, "properties": lines}

    def field(self) -> Schema:
        """A field of some kind, with rules that fit it and rules that don't."""
        titled = {"title": self.chance.choice(["甲", "乙", "丙丁"]) + str(self.chance.randint(0, 99))}
        shapes = [
            lambda: {"type": "string"},
            lambda: {"type": "string", "format": self.chance.choice(FORMATS)},
            lambda: {"type": "string", "enum": ["a", "ab", "甲"]},
            lambda: {
                "type": "string",
                "oneOf": [{"const": "a", "title": "A"}, {"const": "ab", "title": "B"}],
            },
            lambda: {"type": "integer"},
            lambda: {"type": "number", "x-decimals": 9},
            lambda: {"type": "boolean"},
            lambda: {"type": "array", "uniqueItems": True, "items": {"type": "string", "enum": ["a", "ab"]}},
        ]
        shape: Schema = self.chance.choice(shapes)()
        return {**titled, **self.rule(2), **shape}

    def rule(self, depth: int = 1) -> Schema:
        """Some keywords that judge a value, nested a little."""
        found = self.sometimes(
            {},
            minLength=lambda: self.chance.randint(0, 3),
            maxLength=lambda: self.chance.randint(0, 60),
            pattern=lambda: self.chance.choice(PATTERNS),
            minimum=lambda: self.chance.choice(NUMBERS),
            exclusiveMaximum=lambda: self.chance.choice(NUMBERS),
            multipleOf=lambda: self.chance.choice([1, 3, Decimal("0.5")]),
            maxItems=lambda: self.chance.randint(0, 3),
        )
        if depth and self.likely(0.3):
            found["anyOf"] = [
                self.rule(depth - 1),
                {"type": self.chance.choice(["string", "number", "null"])},
            ]
        if depth and self.likely(0.2):
            found |= {"if": self.rule(depth - 1), "then": self.rule(depth - 1), "else": self.rule(depth - 1)}
        if depth and self.likely(0.1):
            found["not"] = {"type": self.chance.choice(["string", "boolean"]), "minLength": 3}
        return found

    def sometimes(self, schema: Schema, **keywords: Any) -> Schema:
        """The schema with each keyword one time in five."""
        return {**schema, **{word: make() for word, make in keywords.items() if self.likely(0.2)}}

    def answers(self, schema: Schema) -> Any:
        """A document for a schema: mostly of the right shape."""
        if self.likely(0.04):
            return self.chance.choice([*ODD, *TEXTS, *NUMBERS])
        if "properties" in schema:
            keys = [*schema["properties"], *(["zz"] if self.likely(0.05) else [])]
            inside = {key: schema["properties"].get(key, {}) for key in keys if self.likely(0.85)}
            return {key: self.answers(sub) for key, sub in inside.items()}
        if schema.get("type") == "array":
            return [self.answers(schema["items"]) for _ in range(self.chance.randint(0, 4))]
        return self.value(schema)

    def value(self, schema: Schema) -> Any:
        """A single value, mostly of the type wanted."""
        if self.likely(0.1):
            return self.chance.choice([*ODD, *TEXTS, *NUMBERS])
        if "enum" in schema and self.likely(0.9):
            return self.chance.choice(schema["enum"])
        by_type: dict[str, list[Any]] = {"boolean": [True, False], "string": TEXTS}
        return self.chance.choice(by_type.get(schema.get("type", ""), NUMBERS))
