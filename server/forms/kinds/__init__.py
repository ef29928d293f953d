"""The registry of kinds: every module of this folder that defines one is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any

from .kind import Kind, Value, is_blank, says

__all__ = ["KINDS", "Kind", "Value", "formats", "is_blank", "kind_of", "register", "says"]

KINDS: dict[str, Kind] = {}
"""All kinds by name."""


def register(module: Any) -> None:
    """Add the named kinds a module defines. Tests and extensions call it with their own module."""
    for thing in vars(module).values():
        if (
            isinstance(thing, type)
            and issubclass(thing, Kind)
            and thing.name
            and thing.__module__ == module.__name__
        ):
            KINDS[thing.name] = thing()


def kind_of(schema: Mapping[str, Any]) -> Kind | None:
    """The kind a field's schema declares (`x-kind`) or implies; None when no kind fits."""
    if "x-kind" in schema:
        return KINDS.get(str(schema["x-kind"]))
    for kind in sorted(KINDS.values(), key=lambda kind: -kind.rank):
        if kind.infers(schema):
            return kind
    return None


def formats() -> dict[str, tuple[Any, str]]:
    """Every JSON Schema format the kinds bring: name -> (check, Chinese message)."""
    return {name: check for kind in KINDS.values() for name, check in kind.formats.items()}


for _module in pkgutil.iter_modules(__path__):
    register(importlib.import_module(f"{__name__}.{_module.name}"))
