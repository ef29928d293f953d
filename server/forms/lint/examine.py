"""Examining files: what a file of a schemas folder is, and everything that is wrong with it.

A form is read, compiled, linted and held beside the previous edition of its family; a rule set is compiled
against the forms it names; an option list and a shared block are judged by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .. import json, meta
from ..compile import compile_form
from ..findings import DefinitionError, Finding
from ..model import Form
from ..rulesets import compile_ruleset, words
from ..source import Library
from .catalogue import finding
from .editions import lint_editions
from .linting import lint
from .lists import lint_list
from .standards import lint_standard

SORTS = {
    "form": "表单",
    "ruleset": "规则集",
    "list": "选项清单",
    "shared": "公用字段",
    "meta": "元模式",
    "other": "其他文件",
}
FOLDERS = {"rulesets": "ruleset", "lists": "list", "shared": "shared", "meta": "meta", "workflows": "other"}


UNBOUND = ("ruleset-unknown", "form-unbound", "plugin-unknown")
"""Faults of a rule set that are the form's; the others are told when the rule set is examined."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was looked at: its name, its sort (a key of SORTS), what was found, and the form if usable."""

    name: str
    sort: str
    findings: list[Finding] = field(default_factory=list)
    form: Form | None = None

    def with_more(self, findings: list[Finding]) -> Examined:
        """The same with further findings, errors first."""
        together = sorted([*self.findings, *findings], key=lambda one: not one.is_error)
        return replace(self, findings=together)


def files(name: str) -> list[str]:
    """What a name stands for: the files of a folder, or the one file or form id itself."""
    folder = Path(name)
    if not folder.is_dir():
        return [name]
    found = sorted(folder.rglob("*.json"))
    return [str(path) for path in found if not _is_hidden(path.relative_to(folder))]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def examine(name: str, library: Library) -> Examined:
    """Everything wrong with a file or a form id. Never raises: what can't be read is a finding."""
    try:
        path = library.find(name)
        sort = sort_of(path, library)
        if sort == "form":
            return _form(name, library)
        document = json.loads(path.read_bytes())
    except DefinitionError as error:
        return Examined(name, "form", error.findings)
    except json.JsonError as error:
        return Examined(name, "other", [Finding("", "", "not-json", f"{Path(name).name}：{error}")])
    except OSError as error:
        return Examined(
            name, "other", [Finding("", "", "unreadable", f"{name}：无法读取（{error.strerror}）")]
        )
    judges = {"ruleset": _ruleset, "list": _list, "shared": _words, "meta": _words}
    return Examined(name, sort, judges[sort](document, library) if sort in judges else [])


def sort_of(path: Path, library: Library) -> str:
    """What a file is, by the folder it lies in; outside the library the nearest two folders count."""
    root = next((root for root in library.roots if path.is_relative_to(root)), None)
    folders = path.relative_to(root).parts[:-1] if root else path.parts[-3:-1]
    return next((FOLDERS[part] for part in reversed(folders) if part in FOLDERS), "form")


def previous(form_id: str, library: Library) -> str | None:
    """The id of the edition before this one in the library; None for the first."""
    family, _, edition = form_id.rpartition("/")
    earlier = [one for one in library.ids() if one.rpartition("/")[0] == family and one < form_id]
    return max(earlier, default=None) if family and edition.isdigit() else None


def _form(name: str, library: Library) -> Examined:
    form = compile_form(library.read(name))
    found = [*lint(form), *_unscored(form, library)]
    before = previous(form.id, library)
    if before:
        found += _beside(before, form, library)
    return Examined(name, "form", [], form).with_more(found)


def _beside(before: str, form: Form, library: Library) -> list[Finding]:
    """What the previous edition shows; one that can't be used itself is told when it is examined."""
    try:
        return lint_editions(compile_form(library.read(before)), form)
    except DefinitionError:
        return []


def _unscored(form: Form, library: Library) -> Iterator[Finding]:
    name = form.meta.get("ruleset")
    if not name:
        return
    try:
        compile_ruleset(library.ruleset(name), form, form.meta.get("plugin", ""))
    except DefinitionError as error:
        own = [one for one in error.findings if one.rule in UNBOUND]
        yield from (replace(one, pointer="/x-form/ruleset") for one in own)


def _ruleset(document: Any, library: Library) -> list[Finding]:
    """Against every form it names, with every plug-in for it; what several say is told once."""
    forms = [_compiled(one, library) for one in _named(document, library)]
    found: list[Finding] = []
    for form in [form for form in forms if form]:
        for plugin in ["", *_plugins(document, form)]:
            try:
                compile_ruleset(document, form, plugin)
            except DefinitionError as error:
                found += error.findings
    if not any(forms):
        found += _unnamed(document)
    return list(dict.fromkeys(found)) or list(lint_standard(document))


def _plugins(document: Any, form: Form) -> list[str]:
    """The plug-ins that name the form; those that name none are tried with each."""
    plugins = document.get("plugins")
    keys = {form.id, form.id.rpartition("/")[0]}
    found = []
    for name, plugin in plugins.items() if isinstance(plugins, dict) else ():
        bound = plugin.get("forms") if isinstance(plugin, dict) else None
        if not isinstance(bound, dict) or not bound or keys & bound.keys():
            found.append(name)
    return found


def _unnamed(document: Any) -> list[Finding]:
    """Why no form was found: the words are wrong, or the names."""
    if wrong := list(words.faults(document)):
        return wrong
    named = "、".join(document["forms"])
    return [finding("form-unknown", "/forms", f"找不到规则集所用的表单“{named}”，请改正编号")]


def _named(document: Any, library: Library) -> list[str]:
    """Ids of the forms a rule set names, the latest edition where it names a family."""
    named = document.get("forms", {}) if isinstance(document, dict) else {}
    ids = library.ids()
    found = []
    for name in named if isinstance(named, dict) else []:
        editions = [one for one in ids if one == name or one.rpartition("/")[0] == name]
        found += editions[-1:]
    return found


def _compiled(form_id: str, library: Library) -> Form | None:
    try:
        return compile_form(library.read(form_id))
    except DefinitionError:
        return None


def _list(document: Any, _library: Library) -> list[Finding]:
    return lint_list(document)


def _words(document: Any, _library: Library) -> list[Finding]:
    """A shared block is no table; only its words are judged here, the rest where a table uses it."""
    schema = document if isinstance(document, dict) else {}
    return [one for one in meta.faults({**schema, "type": "object", "properties": {}})]
