"""Writes what is made of the lint catalogue and its fixtures: the examples of --explain, and docs/lint.md.

Run it after a rule or a fixture has changed; tests hold both files equal to what this would write.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.forms import json
from server.forms.findings import parts_of
from server.forms.lint import RULES
from server.forms.lint.catalogue import EXAMPLES, TOPIC_TITLES, Rule

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests" / "lint"
PAGE = ROOT / "docs" / "lint.md"
WIDTH, LINES = 72, 14
MARK = "<!-- rules -->\n"
HEAD = "| 规则 | | 什么 | 为什么 | 怎么改 |\n|---|---|---|---|---|\n"
LEVELS = {"error": "错误", "warning": "警告"}


def examples() -> dict[str, dict[str, str]]:
    """For each rule the part of its fixture that breaks it, and the same part mended where there is one."""
    expected: Mapping[str, Mapping[str, str]] = json.loads((TESTS / "expected.json").read_bytes())
    found = {}
    for name in RULES:
        if name in expected:
            told = expected[name]
            wrong, right = (_part(_file(folder, name, told), told["at"]) for folder in ("fixtures", "mended"))
            found[name] = {"wrong": wrong} | ({"right": right} if right else {})
    return found


def page() -> str:
    """docs/lint.md with its table of rules as the catalogue has them now."""
    kept = PAGE.read_text(encoding="utf-8")
    head, _, rest = kept.partition(MARK)
    _, _, tail = rest.partition(MARK)
    return f"{head}{MARK}{table()}{MARK}{tail}"


def table() -> str:
    """All rules, a table a topic."""
    expected: Mapping[str, Mapping[str, str]] = json.loads((TESTS / "expected.json").read_bytes())
    parts = []
    for topic, title in TOPIC_TITLES.items():
        rows = [_row(rule, expected.get(rule.name, {})) for rule in RULES.values() if rule.topic == topic]
        parts.append(f"\n### {title}\n\n{HEAD}{''.join(rows)}")
    return "".join(parts) + "\n"


def _row(rule: Rule, told: Mapping[str, str]) -> str:
    name = f"`{rule.name}`"
    if told:
        name = f"[{name}](../tests/lint/fixtures/{told.get('file', rule.name + '.json')})"
    words = [text.replace("|", "\\|") for text in (rule.title, rule.why, rule.mend)]
    return f"| {name} | {LEVELS[rule.severity]} | {' | '.join(words)} |\n"


def _file(folder: str, name: str, told: Mapping[str, str]) -> Path:
    return TESTS / folder / told.get("file", f"{name}.json")


def _part(path: Path, pointer: str) -> str:
    """The object around a pointer, in few lines; the beginning of a text that is no JSON."""
    if not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8")
    try:
        node = json.loads(text)
    except json.JsonError:
        return text.strip()[:WIDTH]
    shown, key = node, ""
    for part in parts_of(pointer):
        if isinstance(node, list) and part.isdigit() and int(part) < len(node):
            node = node[int(part)]
        elif isinstance(node, Mapping) and part in node:
            node = node[part]
            if isinstance(node, Mapping):
                shown, key = node, part
        else:
            break
        if isinstance(node, Mapping):
            shown, key = node, "" if part.isdigit() else part
    text = (f'"{key}": ' if key else "") + _written(shown, 0)
    lines = text.splitlines()
    return "\n".join([*lines[:LINES], "…"] if len(lines) > LINES else lines)


def _written(value: Any, depth: int) -> str:
    """JSON with short things on one line and deep things left out."""
    flat: str = json.dumps(value)
    if len(flat) + 2 * depth <= WIDTH or not isinstance(value, Mapping | list):
        return flat if len(flat) <= 2 * WIDTH else f"{flat[: 2 * WIDTH]}…"
    if depth > 3:
        return "{…}" if isinstance(value, Mapping) else "[…]"
    inside = "  " * (depth + 1)
    if isinstance(value, list):
        items = [inside + _written(item, depth + 1) for item in value]
        return "[\n" + ",\n".join(items) + "\n" + "  " * depth + "]"
    pairs = [f"{inside}{json.dumps(key)}: {_written(item, depth + 1)}" for key, item in value.items()]
    return "{\n" + ",\n".join(pairs) + "\n" + "  " * depth + "}"


if __name__ == "__main__":
    EXAMPLES.write_text(json.dumps(examples(), indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
