"""One answer on its way into a field that may be of another kind, with other options or another unit.

What can't be converted is kept as it is, like anything else people type that can't be read: the draft
loses nothing and validation says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..kinds import Value
from ..model import Field

Fits = Callable[[Value], bool]


@dataclass
class Converted:
    """The value for the new field, and in Chinese what somebody should look at."""

    value: Value
    reasons: list[str] = field(default_factory=list)


def convert(value: Value, old: Field, new: Field, fits: Fits) -> Converted:
    """A value of the old field for the new one; `fits` says whether the new field admits a value."""
    done = Converted(value)
    if old.kind.numeric and old.unit != new.unit:
        done.reasons.append(f"单位由“{old.unit or '无'}”改为“{new.unit or '无'}”，请换算")
    if old.options and new.options:
        done.value = _recoded(done, old, new)
    if old.kind is not new.kind:
        _rekinded(done, old, new, fits)
    return done


def _recoded(done: Converted, old: Field, new: Field) -> Value:
    """Codes of options that are called the same today; several codes stay several."""
    if isinstance(done.value, list):
        codes = [_code(done, code, old, new) for code in done.value]
        return codes if len(set(map(repr, codes))) == len(codes) else done.value
    return _code(done, done.value, old, new)


def _code(done: Converted, code: Value, old: Field, new: Field) -> Value:
    before, after = old.options, new.options
    if before is None or after is None or not isinstance(code, str) or code not in before:
        return code
    name = before.name_of(code)
    if code not in after:
        today = after.code_of(name)
        if not today:
            done.reasons.append(f"原来选的“{name}”已不在选项中，请重新选择")
        return today or code
    if after.name_of(code) != name:
        done.reasons.append(f"原来选的“{name}”现在叫“{after.name_of(code)}”，请核对")
    return code


def _rekinded(done: Converted, old: Field, new: Field, fits: Fits) -> None:
    """Another kind: the value itself if it is at home there, else the words it was shown or edited with."""
    worded = old.options is not None and new.options is None
    if fits(done.value) and not worded:
        return
    words = list(dict.fromkeys((old.kind.show(done.value, old), old.kind.edit(done.value, old))))
    for text in words if worded else reversed(words):
        parsed = new.kind.parse(text, new)
        if parsed is not None and fits(parsed):
            done.value = parsed
            done.reasons.append(f"由{old.kind.title}“{words[0]}”转为{new.kind.title}，请核对")
            return
    done.value = done.value if isinstance(done.value, str) else words[0] or done.value
    done.reasons.append(f"原来是{old.kind.title}“{words[0]}”，不能转为{new.kind.title}，请重新填写")
