"""Claims: what a definition's `x-evidence` says, compiled: which answer wants which attachment.

Part of compiling, once layout and formula names are known; `evidence` judges answers by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .findings import ERROR, Finding, pointer_of
from .formulas import Formula
from .formulas.errors import suggest
from .layout import Layout
from .model import Claim

Compiler = Callable[[str, str, str], Formula | None]
"""Formula text, the path it stands at, its pointer -> the formula, or None with the fault noted."""


def claims_of(
    layout: Layout, compile: Compiler, faults: list[Finding], severity: str = ""
) -> Iterator[Claim]:
    """The claims of a definition; what can't be one is added to `faults`.

    severity: what `x-form.evidence` says of the whole table, "" where each claim says its own.
    """
    for path, (schema, pointer) in layout.schemas.items():
        told = schema.get("x-evidence", [])
        for place, one in enumerate(told if isinstance(told, list) else [told]):
            at = pointer + pointer_of(("x-evidence", *([place] if isinstance(told, list) else [])))
            for claim in _claims(layout, path, one, at, compile, faults):
                yield replace(claim, severity=severity or claim.severity)


def reworded(claims: Iterable[Claim], layout: Layout) -> tuple[Claim, ...]:
    """The same claims with the words of the same form in another language."""
    others = claims_of(layout, lambda _text, _path, _pointer: None, [])
    pairs = zip(claims, others, strict=True)
    return tuple(replace(claim, label=other.label, message=other.message) for claim, other in pairs)


def _claims(
    layout: Layout, path: str, told: Mapping[str, Any], at: str, compile: Compiler, faults: list[Finding]
) -> Iterator[Claim]:
    places = _places(layout, path)
    if not places:
        message = "x-evidence 应写在字段、年度表的一行或明细表上"
        faults.append(Finding("", at, "evidence-place", message))
        return
    slot = _slot(layout, path, told["attachment"])
    if not slot:
        slots = [path for path, field in layout.fields.items() if field.kind.uploaded]
        near = suggest(told["attachment"], slots)
        message = f"“{told['attachment']}”不是本表的附件{near}；明细表里的附件只能作同一行的佐证"
        faults.append(Finding("", at + "/attachment", "evidence-unknown", message))
        return
    for template, label in places.items():
        when = compile(told["when"], template, at + "/when") if "when" in told else None
        yield Claim(template, slot, label, told.get("severity", ERROR), told.get("message", ""), when)


def _places(layout: Layout, path: str) -> dict[str, str]:
    """Template and label of what claims: the field, the rows, or each cell of a matrix row."""
    title = str(layout.schemas[path][0].get("title", path))
    if path in layout.rows or path in layout.fields:
        return {path: layout.fields[path].label if path in layout.fields else title}
    cells = [field for field in layout.fields.values() if field.path.rpartition("/")[0] == path]
    return {cell.path: title for cell in cells if cell.column}


def _slot(layout: Layout, path: str, named: str) -> str:
    """The template of the slot: a path, or the key of a neighbour. Blank when it can prove nothing here."""
    for template in (named, f"{path.rpartition('/')[0]}/{named}"):
        field = layout.fields.get(template)
        rows = template.rpartition("/*/")[0]
        if field and field.kind.uploaded and (not rows or path.startswith(f"{rows}/*/")):
            return template
    return ""
