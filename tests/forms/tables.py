"""Forms to test with: the real ones with their answers, and small ones made of a few fields."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from server.forms import Field, Form, Library, compile_form, json

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / "server" / "demo" / "answers"
REAL_FORMS = {
    "innovative-sme": "miit/innovative-sme/2022",
    "little-giant": "miit/little-giant/2022",
    "jiangsu-product": "jiangsu/product/2021",
    "specialized": "miit/specialized/2022",
    "little-giant-2021": "miit/little-giant/2021",
    "guangdong-specialized": "guangdong/specialized-self-test/2021",
    "guangdong-little-giant": "guangdong/little-giant-self-test/2021",
    "jiangsu-pool": "jiangsu/cultivation-pool/2021",
    "jiangsu-manufacturing": "jiangsu/little-giant-manufacturing/2021",
    "jiangsu-innovative": "jiangsu/little-giant-innovative/2021",
    "jiangsu-product-review": "jiangsu/product-review/2021",
    "jiangsu-manufacturing-review": "jiangsu/little-giant-manufacturing-review/2021",
    "jiangsu-innovative-review": "jiangsu/little-giant-innovative-review/2021",
    "jiangsu-specialized": "jiangsu/specialized/2022",
    "little-giant-2023": "miit/little-giant/2023",
    "little-giant-2026": "miit/little-giant/2026",
    "little-giant-review-2023": "miit/little-giant-review/2023",
    "little-giant-review-2025": "miit/little-giant-review/2025",
    "little-giant-update": "miit/little-giant-update/2023",
    "specialized-2026": "miit/specialized/2026",
    "specialized-review": "miit/specialized-review/2025",
    "innovative-review": "miit/innovative-sme-review/2025",
    "specialized-update": "miit/specialized-update/2023",
    "innovative-update": "miit/innovative-sme-update/2023",
    "enterprise-profile": "miit/enterprise-profile/2022",
    "major-change": "miit/major-change/2022",
    "digital-manufacturing": "miit/digital-manufacturing/2022",
    "digital-services": "miit/digital-services/2022",
    "digital-others": "miit/digital-others/2022",
    "digital-2024": "miit/digital/2024",
    "officer-precheck": "miit/officer-precheck/2023",
    "officer-recommendation": "miit/officer-recommendation/2022",
    "officer-expert-score": "miit/officer-expert-score/2022",
}


@cache
def real_form(name: str) -> Form:
    """One of the tables we ship, by its short name."""
    return compile_form(Library().read(REAL_FORMS[name]))


def complete_answers(name: str) -> Any:
    """Answers that fit a real form without a finding."""
    return json.loads((DEMO / f"{name}.complete.json").read_bytes())


def table(*, checks: Any = (), required: Any = (), lists: Any = None, **fields: Any) -> dict[str, Any]:
    """The bundle of a table for 2022 with one section `s` of these fields."""
    section = {"title": "一、栏目", "type": "object", "properties": fields, "required": list(required)}
    about = {"id": "test", "edition": 2022, "authority": "示例"}
    root = {"title": "测试表", "type": "object", "x-form": about, "properties": {"s": section}}
    return {**root, "x-checks": list(checks), "x-lists": lists or {}}


def field_of(schema: dict[str, Any], lists: Any = None) -> Field:
    """The compiled field of one schema."""
    return compile_form(table(f={"title": "字段", **schema}, lists=lists)).fields["s/f"]


def matrix(*columns: str, **rows: str) -> dict[str, Any]:
    """A year matrix; each row is its title, or the formula of all its cells when it starts with =."""
    return {
        "title": "二、经营情况",
        "type": "object",
        "x-layout": {"type": "matrix", "columns": list(columns)},
        "properties": {key: _row(text, columns) for key, text in rows.items()},
    }


def _row(text: str, columns: tuple[str, ...]) -> dict[str, Any]:
    cell = {"type": "number"}
    if text.startswith("="):
        cell |= {"x-compute": text[1:]}
    return {"title": text, "type": "object", "x-decimals": 2, "properties": dict.fromkeys(columns, cell)}
