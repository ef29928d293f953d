"""Comparing one place that two editions have: every keyword of its schema, in words.

Keywords with a meaning of their own come first; whatever is left is still told, so that two
definitions without a change are the same table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import plain
from ..meta import KNOWN
from ..model import Field
from .change import ATTENTION, LOSES, SAFE, Change, named, shown
from .limits import FILES, WORDS, limits, parts, tightened
from .pairing import Edition, parent
from .routes import CONFIRM, COPY, NEVER, ROLL

CONDITIONS = {"x-visible": "显示条件", "x-required": "必填条件", "x-readonly": "只读条件"}
STRUCTURE = {"type", "properties", "required", "allOf", "x-kind", "x-was", "x-lists", "x-checks", "x-form"}
TOLD = {
    *STRUCTURE,
    *WORDS,
    *CONDITIONS,
    "title",
    "x-help",
    "description",
    "x-unit",
    "x-compute",
    "x-attachment",
    "x-evidence",
    "x-carry",
}
CARRYING = {
    None: ("从上一年度带入的方式改为缺省", ATTENTION),
    COPY: ("从上一年度照样带入", SAFE),
    CONFIRM: ("从上一年度带入，要确认", ATTENTION),
    ROLL: ("按年份从上一年度带入", SAFE),
    NEVER: ("不从上一年度带入，要重新填写", LOSES),
}
ANNOTATIONS = {"$schema", "$comment", "default", "examples", "deprecated"}


class Comparing:
    """Two editions and which path was which; `place` yields the changes of one place."""

    def __init__(self, old: Edition, new: Edition, pairs: Mapping[str, str]) -> None:
        self.old, self.new, self.pairs = old, new, pairs
        self.renamed = {was: path for path, was in pairs.items()}

    def place(self, path: str) -> Iterator[Change]:
        """What changed at a place that both editions have."""
        was = self.pairs.get(path, path)
        before, after = self._schema(self.old, was), self._schema(self.new, path)
        yield from self._situation(path, was)
        yield from self._words(path, before, after)
        if path in self.new.form.fields:
            yield from self._field(path, self.old.form.fields[was], self.new.form.fields[path])
        yield from self._limits(path, limits(before), limits(after), WORDS)
        yield from self._formulas(path, was, before, after)
        yield from self._evidence(path, before, after)
        yield from self._rest(path, before, after)

    def change(self, path: str, type: str, danger: str, message: str, **told: Any) -> Change:
        """A change of a place of the new edition."""
        was = self.pairs.get(path, path)
        told |= {"was": was if was != path else ""}
        return Change(type, self.new.sort(path), path, self.new.label(path), danger, message, **told)

    def _schema(self, edition: Edition, path: str) -> Mapping[str, Any]:
        """Without what is compared elsewhere: the row's title in a cell, columns, the fields of rows."""
        schema = dict(edition.schemas[path] if path else edition.form.definition)
        if path in edition.form.rows:
            schema["items"] = {key: value for key, value in schema["items"].items() if key not in TOLD}
        elif path in edition.matrices:
            schema["x-layout"] = {**schema["x-layout"], "columns": None}
        elif edition.sort(path) == "cell":
            schema.pop("title")
        return schema

    def _situation(self, path: str, was: str) -> Iterator[Change]:
        above, key = parent(path), path.rpartition("/")[2]
        if path and self.pairs.get(above, above) != parent(was):
            words = f"由“{self.old.title(parent(was))}”移到“{self.new.title(above)}”，已填内容随之移动"
            yield self.change(path, "moved", SAFE, words, old=was, new=path)
        elif key != was.rpartition("/")[2]:
            words = f"键名由“{was.rpartition('/')[2]}”改为“{key}”，已填内容照旧"
            yield self.change(path, "renamed", SAFE, words, old=was, new=path)
        if path and self.old.required(was) != self.new.required(path):
            must = self.new.required(path)
            words = "改为必填，空着的要补填" if must else "不再必填"
            type, danger = ("required", ATTENTION) if must else ("optional", SAFE)
            yield self.change(path, type, danger, words, old=not must, new=must, keyword="required")

    def _words(self, path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
        old, new = before.get("title"), after.get("title")
        if old != new:
            words = f"名称由{shown(old)}改为{shown(new)}"
            yield self.change(path, "retitled", SAFE, words, old=old, new=new, keyword="title")
        for keyword in ("x-help", "description"):
            old, new = before.get(keyword), after.get(keyword)
            if old != new:
                words = f"填写说明由{shown(old)}改为{shown(new)}"
                yield self.change(path, "help", SAFE, words, old=old, new=new, keyword=keyword)
        old, new = before.get("x-carry"), after.get("x-carry")
        if old != new:
            words, danger = CARRYING[new]
            yield self.change(path, "carry", danger, words, old=old, new=new, keyword="x-carry")

    def _field(self, path: str, old: Field, new: Field) -> Iterator[Change]:
        if old.kind is not new.kind:
            words = f"字段类型由{old.kind.title}改为{new.kind.title}"
            danger = LOSES if old.kind.uploaded != new.kind.uploaded else ATTENTION
            danger = SAFE if _admits(old, new) else danger
            yield self.change(path, "kind", danger, words, old=old.kind.name, new=new.kind.name)
        if old.unit != new.unit:
            words = f"单位由{shown(old.unit or None)}改为{shown(new.unit or None)}，已填的数不会自动换算"
            danger = ATTENTION if old.kind.numeric else SAFE
            yield self.change(path, "unit", danger, words, old=old.unit, new=new.unit, keyword="x-unit")
        yield from self._options(path, old, new)
        if new.kind.uploaded:
            yield from self._limits(path, _slot(self.old, old), _slot(self.new, new), FILES)

    def _options(self, path: str, old: Field, new: Field) -> Iterator[Change]:
        if not old.options or not new.options:
            return
        before = {option.code: option.name for option in old.options.choosable()}
        after = {option.code: option.name for option in new.options.choosable()}
        told = [name for name in after.values() if name in before.values()]
        added = {code: name for code, name in after.items() if code not in before and name not in told}
        gone = {code: name for code, name in before.items() if code not in after and name not in told}
        if added:
            words = f"新增选项{named(added.values())}"
            yield self.change(path, "option-added", SAFE, words, new=added)
        if gone:
            words = f"取消选项{named(gone.values())}，选了的要改选"
            yield self.change(path, "option-removed", ATTENTION, words, old=gone)
        yield from self._options_kept(path, before, after)

    def _options_kept(
        self, path: str, before: Mapping[str, str], after: Mapping[str, str]
    ) -> Iterator[Change]:
        for code, name in before.items():
            if code not in after and name in after.values():
                today = next(other for other, same in after.items() if same == name)
                words = f"选项“{name}”的编码由“{code}”改为“{today}”，选了的照旧"
                yield self.change(path, "option-recoded", SAFE, words, old={code: name}, new={today: name})
            elif code in after and after[code] != name:
                words = f"选项“{name}”改为“{after[code]}”，选了的要核对"
                told = {"old": {code: name}, "new": {code: after[code]}}
                yield self.change(path, "option-retitled", ATTENTION, words, **told)

    def _limits(
        self, path: str, before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str]
    ) -> Iterator[Change]:
        for keyword, word in names.items():
            old, new = before.get(keyword), after.get(keyword)
            if old == new:
                continue
            tight = tightened(keyword, old, new)
            type = "limit-tightened" if tight else "limit-loosened"
            type = "decimals" if keyword == "x-decimals" else type
            how = "收紧" if tight else "放宽"
            words = f"{word}由{shown(old)}改为{shown(new)}，限制{how}"
            danger = ATTENTION if tight else SAFE
            yield self.change(path, type, danger, words, old=old, new=new, keyword=keyword)

    def _formulas(
        self, path: str, was: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Iterator[Change]:
        for keyword, word in {"x-compute": "计算公式", **CONDITIONS}.items():
            old, new = before.get(keyword), after.get(keyword)
            if self.same_formula(old, was, new, path):
                continue
            type = "formula" if keyword == "x-compute" else "condition"
            danger = SAFE if new is None and keyword in CONDITIONS else ATTENTION
            words = f"{word}由{shown(old)}改为{shown(new)}"
            yield self.change(path, type, danger, words, old=old, new=new, keyword=keyword)

    def _evidence(self, path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
        old, new = before.get("x-evidence"), after.get("x-evidence")
        if old != new:
            words = "佐证附件的要求有变" if old and new else "要求佐证附件" if new else "不再要求佐证附件"
            danger = SAFE if new is None else ATTENTION
            yield self.change(path, "condition", danger, words, old=old, new=new, keyword="x-evidence")

    def same_formula(self, old: Any, was: str, new: Any, path: str) -> bool:
        """Whether two formulas, each of its edition, mean the same."""
        if not isinstance(old, str) or not isinstance(new, str):
            return bool(old == new)
        before = self.old.meanings.of(old, *_place(self.old, was), self.renamed)
        return bool(before == self.new.meanings.of(new, *_place(self.new, path), {}))

    def _rest(self, path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
        was = self.pairs.get(path, path)
        fields = self.old.form.fields.get(was), self.new.form.fields.get(path)
        chosen = any(field and field.options for field in fields)
        told = TOLD | ({"items", "oneOf", "enum"} if chosen else set())
        for keyword in sorted({*before, *after} - told - ANNOTATIONS):
            old, new = before.get(keyword), after.get(keyword)
            if old == new:
                continue
            type, danger = ("other", SAFE) if keyword in KNOWN else ("rule", ATTENTION)
            if keyword == plain.KEY:
                words = "JSON Schema 的规则有变，请按新的规则核对"
                yield self.change(path, "rule", ATTENTION, words, keyword=keyword)
                continue
            word = str(KNOWN[keyword]["description"]).rstrip("。") if keyword in KNOWN else "校验规则"
            yield self.change(
                path, type, danger, f"{keyword} 有变（{word}）", old=old, new=new, keyword=keyword
            )
        old, new = _besides(before), _besides(after)
        if old != new:
            words = "另有校验规则改变（allOf）"
            yield self.change(path, "rule", ATTENTION, words, old=old, new=new, keyword="allOf")


def _slot(edition: Edition, field: Field) -> Mapping[str, Any]:
    """The limits of an upload slot, the form's own where it sets none."""
    return {**edition.form.meta.get("attachments", {}), **field.schema.get("x-attachment", {})}


def _besides(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What `allOf` demands besides limits and words."""
    besides = [{key: value for key, value in part.items() if key not in TOLD} for part in parts(schema)]
    return [part for part in besides[1:] if part]


def _admits(old: Field, new: Field) -> bool:
    """Whether whatever the old kind holds is at home in the new one."""
    wider = (old.schema.get("type"), new.schema.get("type")) == ("integer", "number")
    same = old.schema.get("type") == new.schema.get("type")
    return (same or wider) and not (new.kind.formats or new.kind.rules or new.options or old.options)


def _place(edition: Edition, path: str) -> tuple[str, str | None]:
    """Where a formula of a place stands: the scope of its names and, in a matrix, its column."""
    field = edition.form.fields.get(path)
    if field is None:
        return path, None
    return field.scope, field.column.key if field.column else None
