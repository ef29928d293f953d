"""Reading definitions: finds the file, resolves every `$ref`, gathers the option lists it names.

The result, a *bundle*, is one self-contained JSON document: the definition with references written
out and the lists under `x-lists`. A submission pins the bundle by its fingerprint, so a table, its
shared blocks and its code lists can all change next week and last week's answers still read the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import json, meta, options, plain
from .findings import DefinitionError, Finding, parts_of, pointer_of

BUILTIN = Path(__file__).resolve().parents[2] / "schemas"
NOT_FORMS = frozenset({"meta", "shared", "lists", "rulesets", "workflows"})
FORM_ID = re.compile(r"(?=.{1,200}$)[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)*", re.ASCII)
MOST_REFERENCES = 40
"""References followed by references."""

MOST_NODES = 50_000
"""Objects, lists, words and numbers of a definition once references are written out; the largest table
that ships has 3,200."""

LARGEST_FILE = 8 * 2**20
"""Bytes of a definition, a list or a rule set."""

ANNOTATIONS = frozenset(
    {"title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$comment"}
)


class Library:
    """Folders of definitions, the product's own `schemas/` always last.

    `read` takes a form id ("miit/innovative-sme/2022") or the path of a file anywhere.
    """

    def __init__(self, *folders: Path | str) -> None:
        self.roots = [*(Path(folder).resolve() for folder in folders), BUILTIN]

    def ids(self) -> list[str]:
        """Ids of all forms in the folders, sorted, each once."""
        return sorted({form_id for root in self.roots for form_id in _ids(root)})

    def by_id(self, form_id: str) -> Path | None:
        """The file of a form id; None when no folder has it. Never looks outside the folders."""
        if not FORM_ID.fullmatch(form_id):  # one form, one id: `a/../a` would be compiled and kept once more
            return None
        for root in self.roots:
            candidate = (root / f"{form_id}.json").resolve()
            inside = candidate.is_file() and candidate.is_relative_to(root)
            if inside and form_id.split("/")[0] not in NOT_FORMS:
                return candidate
        return None

    def find(self, form: str) -> Path:
        """The file of a form id or path. Raises DefinitionError when there is none."""
        found = self.by_id(form) or (Path(form).resolve() if Path(form).is_file() else None)
        if found is None:
            raise _refusal((), "form-unknown", f"找不到表单“{form}”：既不是 schemas 下的编号，也不是文件路径")
        return found

    def read(self, form: str) -> dict[str, Any]:
        """The bundle of a form. Raises DefinitionError for unreadable files and bad references."""
        path = self.find(form)
        content = _load(path)
        if isinstance(content, dict | bool) and plain.is_plain(content, meta.KNOWN):
            folder = next((root for root in self.roots if path.is_relative_to(root)), path.parent)
            return plain.bundle_of(content, path, folder, self.id_of(path), _load)
        bundle = _Resolver(self.roots, path).resolve(content, Place(path))
        if not isinstance(bundle, dict):
            raise _refusal((), "not-an-object", "表单定义应是一个 JSON 对象")
        if plain.KEY in bundle:
            raise _refusal((plain.KEY,), "keyword-unknown", f"没有关键字“{plain.KEY}”")
        about = bundle.get("x-form", {})
        if isinstance(about, dict):
            bundle["x-form"] = {**about, "id": self.id_of(path, str(about.get("id", "")))}
        used = dict(_list_names(bundle, ()))
        lists = {name: self._named_list(name, at, path) for name, at in sorted(used.items())}
        if lists:
            bundle["x-lists"] = lists
        return bundle

    def ruleset(self, name: str) -> Any:
        """A rule set by its id (`rulesets/<id>.json` of a folder) or path. Raises DefinitionError."""
        places = [(root, (root / "rulesets" / f"{name}.json").resolve()) for root in self.roots]
        found = [path for root, path in places if path.is_file() and path.is_relative_to(root)]
        if not found and not Path(name).is_file():
            raise _refusal(
                (), "ruleset-unknown", f"找不到规则集“{name}”：既不是 rulesets 下的编号，也不是文件路径"
            )
        return _load((found or [Path(name)])[0])

    def id_of(self, path: Path, declared: str = "") -> str:
        """The id a file has by its place: its path below the root; outside, what it declares or its name."""
        for root in self.roots:
            if path.is_relative_to(root):
                return path.relative_to(root).with_suffix("").as_posix()
        return declared or path.stem

    def option_list(self, name: str, beside: Path | None = None) -> dict[str, Any]:
        """One list file (`lists/<name>.json`), searched beside the definition first."""
        places = [*([beside.parent] if beside else []), *self.roots]
        for place in places:
            candidate = (place / "lists" / f"{name}.json").resolve()
            if candidate.is_file() and candidate.is_relative_to(place):
                content = _load(candidate)
                if fault := options.fault(content):
                    raise _refusal((), "list-invalid", f"选项清单“{name}”{fault}")
                return dict(content)
        raise _refusal((), "list-unknown", f"找不到选项清单“{name}”（lists/{name}.json）")

    def _named_list(self, name: str, at: tuple[Any, ...], beside: Path) -> dict[str, Any]:
        try:
            return self.option_list(name, beside)
        except DefinitionError as error:
            raise _refusal(at, error.findings[0].rule, error.findings[0].message) from None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the resolver is: the file, where that stands in the bundle, and the references followed."""

    file: Path
    at: tuple[Any, ...] = ()
    trail: tuple[str, ...] = ()

    def inside(self, part: str | int) -> Place:
        """One step down."""
        return replace(self, at=(*self.at, part))


class _Resolver:
    """Writes references out. One per read, so files are loaded once and growth can be limited."""

    def __init__(self, roots: list[Path], start: Path) -> None:
        self.roots = [*roots, start.parent]
        self.files: dict[Path, Any] = {}
        self.nodes = 0

    def resolve(self, node: Any, place: Place) -> Any:
        """A node with everything below it. Raises DefinitionError."""
        self.nodes += 1
        if self.nodes > MOST_NODES or len(place.at) > json.MOST_DEPTH:
            limits = f"{MOST_NODES} 个节点或 {json.MOST_DEPTH} 层"
            raise _refusal(place.at, "definition-too-large", f"表单定义展开 $ref 后超过 {limits}")
        if isinstance(node, list):
            return [self.resolve(item, place.inside(number)) for number, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        if isinstance(node.get("$dynamicRef"), str):
            raise _refusal((*place.at, "$dynamicRef"), "reference-invalid", "不支持 $dynamicRef，请改用 $ref")
        kept = [(key, value) for key, value in node.items() if key not in ("$ref", "$defs")]
        rest = {key: self.resolve(value, place.inside(key)) for key, value in kept}
        return self.follow(node["$ref"], place, rest) if "$ref" in node else rest

    def follow(self, reference: Any, place: Place, beside: dict[str, Any]) -> Any:
        """What a `$ref` stands for, with the keywords beside it. Raises DefinitionError."""
        at = (*place.at, "$ref")
        if not isinstance(reference, str):
            raise _refusal(at, "reference-invalid", "$ref 应是文字，例如 #/$defs/amount")
        target, file = self.target(reference, place.file, at)
        step = f"{file}#{reference.partition('#')[2]}"
        if step in place.trail or len(place.trail) >= MOST_REFERENCES:
            message = f"$ref“{reference}”引用了自身，或层数超过 {MOST_REFERENCES}"
            raise _refusal(at, "reference-cycle", message)
        return overlay(self.resolve(target, Place(file, place.at, (*place.trail, step))), beside)

    def target(self, reference: str, file: Path, at: tuple[Any, ...]) -> tuple[Any, Path]:
        """The node a reference points to, and its file. Raises DefinitionError."""
        name, _, fragment = reference.partition("#")
        where = (file.parent / name).resolve() if name else file
        if not any(where.is_relative_to(root) for root in self.roots):
            raise _refusal(at, "reference-outside", f"$ref“{reference}”指向表单目录之外")
        if where not in self.files:
            self.files[where] = _load(where, at)
        node = self.files[where]
        for key in parts_of(fragment):
            if not isinstance(node, dict) or key not in node:
                raise _refusal(at, "reference-unknown", f"$ref“{reference}”指向的内容不存在")
            node = node[key]
        return node, where


def overlay(base: Any, over: Any) -> Any:
    """A referenced schema with the keywords beside its `$ref` laid over it.

    Titles and `x-` keywords replace; properties merge; of any other keyword both must hold, as JSON
    Schema 2020-12 says, so a differing original goes into `allOf`.
    """
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over or base
    merged = {**base, **over}
    if _both(dict, base, over, "properties"):
        inner, more = base["properties"], over["properties"]
        merged["properties"] = {**inner, **{key: overlay(inner.get(key, {}), more[key]) for key in more}}
    if _both(list, base, over, "required"):
        known = base["required"]
        merged["required"] = [*known, *(key for key in over["required"] if key not in known)]
    if displaced := {key: base[key] for key in over if _displaces(key, base, merged)}:
        merged["allOf"] = [*merged.get("allOf", []), displaced]
    return merged


def _both(sort: type, base: dict[str, Any], over: dict[str, Any], key: str) -> bool:
    return isinstance(base.get(key), sort) and isinstance(over.get(key), sort)


def _displaces(key: str, base: dict[str, Any], merged: dict[str, Any]) -> bool:
    """Whether a rule of the original is no longer in force."""
    is_rule = key not in ANNOTATIONS and not key.startswith("x-")
    combined = key in ("properties", "required") and isinstance(base.get(key), type(merged[key]))
    return is_rule and not combined and key in base and base[key] != merged[key]


def _ids(root: Path) -> Iterator[str]:
    for path in root.rglob("*.json"):
        relative = path.relative_to(root)
        if len(relative.parts) == 1 or (relative.parts[0] not in NOT_FORMS and "lists" not in relative.parts):
            yield relative.with_suffix("").as_posix()


def _list_names(node: Any, at: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The names of the lists a bundle uses, and where they are used."""
    if isinstance(node, dict):
        options = node.get("x-options")
        if isinstance(options, dict) and isinstance(options.get("list"), str):
            yield options["list"], (*at, "x-options", "list")
        for key, value in node.items():
            yield from _list_names(value, (*at, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _list_names(value, (*at, number))


def _load(path: Path, at: tuple[Any, ...] = ()) -> Any:
    try:
        if path.stat().st_size > LARGEST_FILE:
            most = f"{LARGEST_FILE // 2**20} MB"
            raise _refusal(at, "definition-too-large", f"{path.name}：文件最大 {most}")
        return json.loads(path.read_bytes())
    except json.JsonError as error:
        raise _refusal(at, "not-json", f"{path.name}：{error}") from None
    except OSError as error:
        what = "没有这个文件" if isinstance(error, FileNotFoundError) else "无法读取"
        raise _refusal(at, "unreadable", f"{path.name}：{what}") from None


def _refusal(at: tuple[Any, ...], rule: str, message: str) -> DefinitionError:
    return DefinitionError([Finding(path="", pointer=pointer_of(at), rule=rule, message=message)])
