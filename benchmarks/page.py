"""CPU of one filled page, ours and a bare Flask + WTForms + Jinja page of the same fields, in one run.

    .venv/bin/python benchmarks/page.py [--rounds 15] [--json]

Ours is the whole request of the running application: session, loading, validation, progress, page. The
bare page only binds its values and renders stock widgets. Both run in turn in this process; each figure
is the least process time of all rounds. Growth is a straight line when the fields from 250 to 500 cost
no more each than those from 50 to 250.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask, render_template_string
from wtforms import DecimalField, Form, RadioField, StringField, TextAreaField

from server.forms import hidden_paths
from server.records.accounts import ENTERPRISE
from server.settings import Settings
from server.storage.interface import Put
from server.web.app import create_app
from server.web.services import Services, open_services

SIZES = (50, 250, 500)
TO_A_SECTION = 25
BENT = 1.3
"""Later fields costing this much more than earlier ones would no longer be a straight line."""

CHOICES = [("a", "国有"), ("b", "民营"), ("c", "合资"), ("d", "外资")]
SORTS: list[dict[str, Any]] = [
    {"type": "number", "x-unit": "万元", "x-decimals": 2},
    {"type": "string", "maxLength": 100},
    {"type": "number", "x-unit": "%"},
    {"type": "string", "oneOf": [{"const": code, "title": name} for code, name in CHOICES]},
    {"type": "string", "maxLength": 500},
    {"type": "boolean"},
]
ANSWERS: list[Any] = [Decimal("12408.66"), "示例精密制造有限公司", Decimal("8.37"), "b", "说明" * 60, True]

ENTERPRISE_FACTS = {"name": "示例企业", "credit_code": "91320115MA1EXMP27A", "region": "320115"}

BARE_PAGE = """<!doctype html><html lang="zh-CN"><title>{{ title }}</title>
<form method="post">{% for field in form %}<div class="field">{{ field.label }} {{ field }}
{% if field.errors %}<ul>{% for error in field.errors %}<li>{{ error }}</li>{% endfor %}</ul>{% endif %}</div>
{% endfor %}<button>保存</button></form></html>"""


def definition(size: int) -> dict[str, Any]:
    """A table of so many fields of six sorts, in sections of 25."""
    sections: dict[str, Any] = {}
    for place in range(size):
        key, sort = f"s{place // TO_A_SECTION}", SORTS[place % len(SORTS)]
        section = sections.setdefault(key, {"title": f"栏目{key}", "type": "object", "properties": {}})
        section["properties"][f"f{place}"] = {"title": f"第{place}项", **sort}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{size} 项的表",
        "x-form": {"edition": 2022, "authority": "测速"},
        "type": "object",
        "properties": sections,
    }


def cells(size: int) -> dict[str, Any]:
    """An answer for every field."""
    return {f"s{place // TO_A_SECTION}/f{place}": ANSWERS[place % len(ANSWERS)] for place in range(size)}


def bare(size: int) -> Callable[[], int]:
    """The page as one writes it with Flask, WTForms and Jinja; its class is built once."""
    inputs = [
        lambda label: DecimalField(label, places=2),
        StringField,
        lambda label: DecimalField(label, places=2),
        lambda label: RadioField(label, choices=CHOICES),
        TextAreaField,
        lambda label: RadioField(label, choices=[("True", "是"), ("False", "否")]),
    ]
    fields = {f"f{place}": inputs[place % len(inputs)](f"第{place}项") for place in range(size)}
    values = {f"f{place}": ANSWERS[place % len(ANSWERS)] for place in range(size)}
    form_class = type("BareForm", (Form,), fields)
    app = Flask("bare")

    @app.get("/")
    def page() -> str:
        return render_template_string(BARE_PAGE, title=f"{size} 项的表", form=form_class(data=values))

    client = app.test_client()
    return lambda: len(client.get("/").data)


def ours(services: Services, app: Flask, size: int) -> tuple[Callable[[], int], Callable[[], int]]:
    """The filling page as a request, and the filling of its skeleton alone."""
    form = services.forms.current(f"benchmark/{size}")
    account = services.accounts.create(f"clerk-{size}", "not-used-here", "示例", ENTERPRISE, "e1")
    enterprise = services.store.get("enterprise", "e1") or {}
    submission = services.submissions.create(form, account, enterprise)
    services.submissions.save(submission.id, account, submission.revision, f"fill-{size}", cells(size))
    client = app.test_client()
    with client.session_transaction() as session:
        session["account"], session["session"] = account.id, account.session
    skeleton, filled = app.extensions["screens"].skeleton(form), cells(size)
    address = f"/submissions/{submission.id}"
    assert client.get(address).text.count("data-cell=") == size
    return (
        lambda: len(client.get(address).data),
        lambda: len(skeleton.fill(filled, {}, hidden_paths(form, filled), submission=submission.id)),
    )


def measure(pages: dict[str, Callable[[], int]], rounds: int) -> dict[str, float]:
    """Least milliseconds of process time of each page, all taken in turn."""
    least = dict.fromkeys(pages, float("inf"))
    for page in pages.values():
        assert page() > 1000
    for _ in range(rounds):
        for name, page in pages.items():
            start = time.process_time()
            page()
            least[name] = min(least[name], (time.process_time() - start) * 1000)
    return least


def run(rounds: int) -> list[dict[str, float]]:
    """Milliseconds and ratios for every size."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "forms" / "benchmark"
        place.mkdir(parents=True)
        for size in SIZES:
            (place / f"{size}.json").write_text(json.dumps(definition(size)), encoding="utf-8")
        settings = Settings(data=Path(folder) / "data", forms=(place.parent,))
        services = open_services(settings)
        try:
            services.store.commit(Put("enterprise", "e1", ENTERPRISE_FACTS, expect=0))
            app = create_app(settings, services)
            return [line(size, ours(services, app, size), bare(size), rounds) for size in SIZES]
        finally:
            services.close()


def line(
    size: int, own: tuple[Callable[[], int], Callable[[], int]], plain: Callable[[], int], rounds: int
) -> dict[str, float]:
    """One size: milliseconds of the whole page, its filling alone and the bare page, and their ratio."""
    least = measure({"page": own[0], "fill": own[1], "bare": plain}, rounds)
    return {"fields": size, **least, "ratio": least["page"] / least["bare"]}


def bend(lines: list[dict[str, float]]) -> float:
    """What a later field costs against an earlier one; 1 is a straight line."""
    small, middle, large = lines
    early = (middle["page"] - small["page"]) / (middle["fields"] - small["fields"])
    return (large["page"] - middle["page"]) / (large["fields"] - middle["fields"]) / early


def main() -> int:
    """Print the figures; 1 when the growth is no straight line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    lines = run(options.rounds)
    curve = bend(lines)
    if options.json:
        print(json.dumps({"lines": lines, "bend": curve}, indent=1))
        return int(curve > BENT)
    print("fields   page ms   of it filling ms   bare page ms   page/bare")
    for each in lines:
        figures = (each["fields"], each["page"], each["fill"], each["bare"], each["ratio"])
        print("{:6.0f} {:9.2f} {:18.2f} {:14.2f} {:11.2f}".format(*figures))
    print(f"a later field costs {curve:.2f} times an earlier one (straight line: below {BENT})")
    return int(curve > BENT)


if __name__ == "__main__":
    raise SystemExit(main())
