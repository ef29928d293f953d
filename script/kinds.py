"""Writes the entries of docs/kinds.md from the example form of each kind and what is typed into it.

Run it after a kind or its examples have changed; a test holds the page equal to what this would write.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from server.forms import Form, Library, apply, compile_form, json
from server.forms.kinds import KINDS

ROOT = Path(__file__).resolve().parents[1]
FORMS = ROOT / "tests" / "forms" / "kinds"
TYPED = ROOT / "tests" / "forms" / "examples"
PAGE = ROOT / "docs" / "kinds.md"
MARK = "<!-- kinds -->\n"
HEAD = "| 填入 typed | 存为 kept | 显示 shown |\n|---|---|---|\n"
VALUE = "grid/value"
LONGEST, SHOWN = 100, 8


def page() -> str:
    """docs/kinds.md with the entries as the examples have them now."""
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(MARK)
    _, _, tail = rest.partition(MARK)
    return f"{head}{MARK}{''.join(map(_entry, KINDS))}\n{MARK}{tail}"


def _entry(kind: str) -> str:
    definition = json.loads((FORMS / f"{kind}.json").read_bytes())
    examples = json.loads((TYPED / f"{kind}.json").read_bytes())
    form = compile_form(Library(FORMS).read(kind))
    rows = [*map(_right, examples["right"]), *(_wrong(form, case) for case in examples["wrong"])]
    schema = _laid_out(definition["$defs"]["value"])
    return f"\n### `{kind}` {KINDS[kind].title}\n\n```json\n{schema}\n```\n\n{HEAD}{''.join(rows)}"


def _right(case: dict[str, Any]) -> str:
    typed = f"（上传 upload）{case['file']}" if "file" in case else _code(case["typed"])
    kept = _code(case["kept"]) if "kept" in case else "—"
    return f"| {typed} | {kept} | {_plain(case['shown'])} |\n"


def _wrong(form: Form, case: dict[str, Any]) -> str:
    saved = apply(form, {}, {VALUE: case["typed"]})
    found = [finding for findings in saved.findings.values() for finding in findings] + saved.refused
    return f"| {_code(case['typed'])} | ✗ `{case['rule']}` | {_plain(found[0].message)} |\n"


def _code(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f"`{_plain(text)}`"


def _plain(text: str) -> str:
    """A text for a cell of the page; a long one by its beginning and its length."""
    short = text if len(text) <= LONGEST else f"{text[:SHOWN]}……（{len(text)} 字）"
    return short.replace("|", "\\|").replace("\n", " ⏎ ")


def _laid_out(schema: dict[str, Any]) -> str:
    """A schema on one line, or one keyword to a line where that is too long."""
    line = json.dumps(schema)
    if len(line) <= 100:
        return line
    words = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in schema.items())
    return f"{{\n{words}\n}}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
