"""The official JSON-Schema-Test-Suite, as the source distribution of `jsonschema` carries it.

`script/suite` fetches it into .cache; `python -m tests.forms.suite` prints the figures file by file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from server.forms import json
from server.forms.validator import rule_book

SUITE = Path(__file__).parents[2] / ".cache" / "json-schema-test-suite"
REMOTE = "http://localhost:1234/"


@dataclass(frozen=True)
class Case:
    """One instance with its expected verdict, and the schema it is judged by."""

    file: str
    name: str
    schema: Any
    instance: Any
    valid: bool


def cases(draft: str = "draft2020-12", folder: str = "") -> Iterator[Case]:
    """The cases of a draft, required ones unless a folder below it is named."""
    for path in sorted((SUITE / "tests" / draft / folder).glob("*.json")):
        for group in json.loads(path.read_bytes()):
            for test in group["tests"]:
                name = f"{group['description']}: {test['description']}"
                yield Case(path.name, name, group["schema"], test["data"], test["valid"])


def remotes() -> Registry[Any]:
    """What the suite wants to be found on its pretended server, and every official meta-schema."""
    contents = {
        path.relative_to(SUITE / "remotes").as_posix(): json.loads(path.read_bytes())
        for path in sorted((SUITE / "remotes").rglob("*.json"))
    }
    return Registry[Any]().with_resources(
        (REMOTE + name, Resource.from_contents(content, default_specification=DRAFT202012))
        for name, content in contents.items()
    )


def verdict(schema: Any, instance: Any, registry: Registry[Any]) -> bool:
    """What our validator says."""
    first: ValidationError | None = next(rule_book(schema, registry).iter_errors(instance), None)
    return first is None


def failures(draft: str = "draft2020-12", folder: str = "") -> tuple[dict[str, int], list[Case]]:
    """How many cases each file has, and those that are judged otherwise than the suite says."""
    registry, counts, failed = remotes(), dict[str, int](), []
    for case in cases(draft, folder):
        counts[case.file] = counts.get(case.file, 0) + 1
        if verdict(case.schema, case.instance, registry) is not case.valid:
            failed.append(case)
    return counts, failed


def figures(draft: str, folder: str = "") -> str:
    """One line with the figure, and one for each case that fails."""
    counts, failed = failures(draft, folder)
    total, name = sum(counts.values()), f"{draft}/{folder or 'required'}"
    head = f"{name}: {total - len(failed)} of {total} ({(total - len(failed)) / total:.1%})"
    return "\n".join([head, *(f"    {case.file}: {case.name}" for case in failed)])


if __name__ == "__main__":
    print(figures("draft2020-12"))
    print(figures("draft2020-12", "optional"))
