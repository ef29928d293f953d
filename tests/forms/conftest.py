"""What the tests of the language share: the toy form, to be broken in every way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.forms import DefinitionError, Finding, Form, Library, compile_form, json

HERE = Path(__file__).parent


@pytest.fixture
def toy() -> dict[str, Any]:
    """The toy definition, to be changed at will."""
    definition: dict[str, Any] = json.loads((HERE / "toy.json").read_bytes())
    return definition


@pytest.fixture
def form(toy: dict[str, Any]) -> Form:
    """The toy form as it stands."""
    return compile_form(toy)


@pytest.fixture
def faults(tmp_path: Path) -> Callable[[Any], list[Finding]]:
    """What is wrong with a definition (a value, or raw text), read from a file as an author's would be."""

    def find(definition: Any) -> list[Finding]:
        path = tmp_path / "form.json"
        path.write_text(definition if isinstance(definition, str) else json.dumps(definition), "utf-8")
        try:
            compile_form(Library(tmp_path).read(str(path)))
        except DefinitionError as error:
            return error.findings
        return []

    return find
