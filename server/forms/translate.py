"""Translating: the words of a definition in another language, everything else untouched.

`WORDS` says once where words for people stand; translating walks it, and so does the extractor that fills the
catalogues. A form is compiled in Chinese, because formulas may name fields by title; `in_language` then gives
its translation: the same hash, formulas and rules under other words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import IO, Any

from .. import language
from . import claims, implied, json
from .compile import retitled, validator_of
from .layout import Layout
from .model import Check, Form
from .options import NAMES
from .plain import KEY

TEXT = "text"
SCHEMA = "schema"
EACH = "*"
"""In WORDS: every key of an object."""

NOTED = {"title": TEXT, "description": TEXT}
LIST = {"title": TEXT, "items": [{"name": TEXT}]}
WORDS: Mapping[str, Any] = {
    **NOTED,
    "x-help": TEXT,
    "x-unit": TEXT,
    "x-group": TEXT,
    "x-messages": {EACH: TEXT},
    "x-layout": {"label": TEXT, "heading": TEXT, "add": TEXT, "columns": [{"title": TEXT}]},
    "x-lists": {EACH: LIST},
    "x-form": {"authority": TEXT, "disclaimer": TEXT},
    "x-checks": [{"message": TEXT}],
    "message": TEXT,  # of a check that tables share, under $defs
    "x-evidence": [{"message": TEXT}],
    "x-attachment": {"template": TEXT},
    "x-print": {
        "lines": [TEXT],
        "cover": {"title": TEXT, "issuer": TEXT, "fields": [{"label": TEXT}]},
        "instructions": [TEXT],
        "blocks": [{"title": TEXT, "lines": [TEXT]}],
    },
    **{key: {EACH: SCHEMA} for key in ("properties", "patternProperties", "$defs", "definitions")},
    **{key: [SCHEMA] for key in ("oneOf", "anyOf", "allOf", "prefixItems")},
    **dict.fromkeys(("items", "contains", "if", "then", "else", "not", "additionalProperties"), SCHEMA),
}
"""Where words for people stand in a schema, in the shape of the schema itself."""

MOST_NAMES = 500
"""Longer option lists stay Chinese: they are national standards, known by their codes and Chinese names."""

CHINESE = re.compile("[\u3400-\u9fff]")
Say = Callable[[str], str]


def in_language(form: Form) -> Form:
    """The form in the language spoken now. It keeps its definition: what is pinned is what was published."""
    if language.current() == language.SOURCE:
        return form
    words = translated(form.definition, form.id)
    layout = Layout(words, form.edition)
    for path, field in layout.fields.items():
        own = form.fields[path].options
        if field.options and own:
            field.options.accept(own)
    said = dict(_messages(form.definition, words))
    implies = {(check.rule, check.at): check.message for check in implied.checks(layout)}
    return replace(
        form,
        title=str(words.get("title", form.title)),
        meta=words.get("x-form") or form.meta,
        sections=layout.sections,
        fields=layout.fields,
        rows=layout.rows,
        computed=retitled(form, layout),
        checks=tuple(_said(check, said, implies) for check in form.checks),
        validator=form.plain.validator if form.plain else validator_of(words),
        claims=claims.reworded(form.claims, layout),
        print=words.get("x-print") or {},
        translation=words,
    )


def translated(bundle: Mapping[str, Any], form_id: str) -> Any:
    """A bundle in the language spoken now: `x-i18n` first, then the catalogue, else the Chinese."""
    if KEY in bundle:  # a plain schema: the words we gave it are those of the interface
        return _Translation(language.gettext).schema(bundle, {})
    return _Translation(lambda text: language.definition_text(form_id, text)).schema(bundle, {})


def texts(definition: Mapping[str, Any]) -> list[str]:
    """All Chinese texts of a definition that a translator should see, each once, in order."""
    found: dict[str, None] = {}

    def note(text: str) -> str:
        if CHINESE.search(text):
            found[text] = None
        return text

    _Translation(note).schema(definition, {})
    return list(found)


def extract(
    file: IO[bytes], keywords: Any, comments: Any, options: Mapping[str, str]
) -> Iterator[tuple[int, str | None, Any, list[str]]]:
    """Babel's way to the texts of a definition file, under its form id; those of shared files have none."""
    content = file.read().decode()
    definition = json.loads(content)
    form_id = (definition.get("x-form") or {}).get("id")
    is_list = isinstance(definition.get("items"), list)
    for text in texts({"x-lists": {"": definition}} if is_list else definition):
        place = content.find(json.dumps(text))
        line = content.count("\n", 0, max(0, place)) + 1
        yield (line, "pgettext", (form_id, text), []) if form_id else (line, None, text, [])


class _Translation:
    """One walk over a definition. `say` gives the words for a text that `x-i18n` has none for."""

    def __init__(self, say: Say) -> None:
        self.say = say

    def schema(self, node: Any, texts: Mapping[str, str]) -> Any:
        """A schema in other words; `texts` are what `x-i18n` above it says for Chinese texts."""
        if not isinstance(node, Mapping):
            return node
        told = (node.get("x-i18n") or {}).get(language.current(), {})
        texts = {**texts, **told.get("texts", {})}
        said = self._value(node, WORDS, told, texts)
        if any(isinstance(value, str) for value in node.get("enum", ())):
            names = [value for value in node["enum"] if isinstance(value, str)]
            said[NAMES] = {name: texts.get(name) or self.say(name) for name in names}
        return said

    def _value(self, node: Any, shape: Any, told: Any, texts: Mapping[str, str]) -> Any:
        if shape == TEXT and isinstance(node, str):
            return told if isinstance(told, str) else texts.get(node) or self.say(node)
        if shape == SCHEMA:
            return self.schema(node, texts)
        if isinstance(shape, Mapping) and isinstance(node, Mapping):
            told = told if isinstance(told, Mapping) else {}
            return {
                key: self._value(value, shape.get(key, shape.get(EACH)), told.get(key), texts)
                for key, value in node.items()
            }
        if isinstance(shape, list) and isinstance(node, list) and len(node) <= MOST_NAMES:
            return [self._value(value, shape[0], None, texts) for value in node]
        if isinstance(shape, list) and isinstance(node, Mapping):  # one where there may be several
            return self._value(node, shape[0], told, texts)
        return node


def _said(check: Check, said: Mapping[str, str], implies: Mapping[tuple[str, str], str]) -> Check:
    """A check with its message in the language spoken now."""
    message = implies.get((check.rule, check.at)) or said.get(check.message)
    return replace(check, message=message or language.gettext(check.message))


def _messages(definition: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The messages of `x-checks`, as published and as they are said now."""
    pairs = zip(definition.get("x-checks", ()), words.get("x-checks", ()), strict=True)
    return ((check["message"], other["message"]) for check, other in pairs)
