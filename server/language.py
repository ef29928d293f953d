"""The language a person reads, and our words in it: the ground that every floor stands on.

Chinese is the source: every text is looked up by its Chinese wording, and a text without a translation stays
Chinese. Whoever serves a person says so once (`speak`); below, `gettext` follows. The catalogues lie in
`translations/<language>/LC_MESSAGES/` as .po files, read when the language is first spoken.
"""

from __future__ import annotations

import gettext as standard
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "zh"
"""The language that definitions, templates and messages are written in; it needs no catalogue."""

TAGS = {SOURCE: "zh-CN"}
"""What stands in `lang` where it is more than the name of the folder."""

FOLDER = Path(__file__).resolve().parents[1] / "translations"
_spoken: ContextVar[str] = ContextVar("language", default=SOURCE)


@dataclass(frozen=True, slots=True)
class Definitions:
    """The catalogue of definitions: texts by form id, by family, and those that mean one thing everywhere."""

    by_form: Mapping[tuple[str, str], str] = field(default_factory=dict)
    by_family: Mapping[tuple[str, str], str] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)

    def find(self, form_id: str, text: str) -> str:
        """The translation made for this form, else for another year of it, else for all; "" for none."""
        family = form_id.rpartition("/")[0]
        return (
            self.by_form.get((form_id, text))
            or self.by_family.get((family, text))
            or self.shared.get(text, "")
        )


@cache
def languages() -> Mapping[str, str]:
    """The languages there are, each with its own name: {"zh": "中文", "en": "English"}."""
    codes = [SOURCE, *sorted(path.parent.name for path in FOLDER.glob("*/LC_MESSAGES"))]
    return MappingProxyType({code: _own_name(code) for code in codes})


def current() -> str:
    """The language spoken now, by its folder: "zh" unless somebody chose another."""
    return _spoken.get()


def tag() -> str:
    """The language spoken now as `lang` wants it: zh-CN, en."""
    return TAGS.get(current(), current().replace("_", "-"))


def speak(language: str) -> None:
    """From here on, in this thread or task, this language; one that we don't have is Chinese."""
    _spoken.set(language if language in languages() else SOURCE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """The same for a while."""
    before = current()
    speak(language)
    try:
        yield
    finally:
        _spoken.set(before)


def gettext(message: str, **values: Any) -> str:
    """Our own words in the language spoken now, `%(name)s` filled in."""
    known = _words("interface", current())
    said = known.gettext(message) if known else message
    return said % values if values else said


def counted(message: str, count: int, **values: Any) -> str:
    """Words about a number of things, `%(count)s`: languages other than Chinese have plurals."""
    known = _words("interface", current())
    said = known.ngettext(message, message, count) if known else message
    return said % {"count": count, **values}


def gettext_noop(message: str) -> str:
    """Marks a text that is translated where it is shown, not where it is written down."""
    return message


def teach(environment: Any) -> None:
    """Give a Jinja environment `_` and `counted`, and the rest that templates say in the language spoken."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(gettext, _plural, newstyle=True)
    environment.globals.update(
        counted=counted, joined=joined, languages=languages, spoken=current, language_tag=tag
    )


def _plural(message: str, _many: str, count: int) -> str:
    return counted(message, count)


def joined(words: Iterable[str]) -> str:
    """Words as a list: 甲、乙 or A, B."""
    return gettext("、").join(words)


def definition_text(form_id: str, text: str) -> str:
    """A text of a form definition in the language spoken now; as it is when nobody translated it."""
    return definitions(current()).find(form_id, text) or text


def locale() -> Locale:
    """For Babel's dates and numbers."""
    return _locale(current())


@cache
def client_words(language: str) -> Mapping[str, str | list[str]]:
    """The words of the page's scripts: Chinese -> the translation, or its plural forms."""
    path = _catalogue("client", language)
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        messages = [message for message in read_po(file, language) if message.id and not message.fuzzy]
    return {_text(message.id): _said(message.string) for message in messages if _said(message.string)}


@cache
def definitions(language: str) -> Definitions:
    """The catalogue of definitions in a language; an empty one for Chinese."""
    path = _catalogue("definitions", language)
    if not path.is_file():
        return Definitions()
    with path.open("rb") as file:
        messages = [message for message in read_po(file, language) if message.id and message.string]
    by_form = {
        (message.context, _text(message.id)): str(message.string)
        for message in messages
        if message.context and not message.fuzzy
    }
    families = {(form.rpartition("/")[0], text): said for (form, text), said in sorted(by_form.items())}
    ways: dict[str, set[str]] = {}
    for (_form, text), said in by_form.items():
        ways.setdefault(text, set()).add(said)
    agreed = {text: said.pop() for text, said in ways.items() if len(said) == 1}
    shared = {_text(message.id): str(message.string) for message in messages if not message.context}
    return Definitions(by_form, families, {**agreed, **shared})


@cache
def _words(domain: str, language: str) -> standard.NullTranslations | None:
    path = _catalogue(domain, language)
    if not path.is_file():
        return None
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, language))
    compiled.seek(0)
    return standard.GNUTranslations(compiled)


def _catalogue(domain: str, language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / f"{domain}.po"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def _own_name(language: str) -> str:
    own = _locale(language)
    return (own.get_display_name(own) or language).capitalize()


def _said(string: Any) -> str | list[str]:
    """A translation, or its plural forms; empty while it is not complete."""
    return string if isinstance(string, str) else list(string) if string and all(string) else ""


def _text(message_id: Any) -> str:
    return message_id if isinstance(message_id, str) else str(message_id[0])
