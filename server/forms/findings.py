"""A finding: one thing wrong or worth saying, in a definition or in answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Where it is, what rule it breaks, and a Chinese sentence that says what to do.

    `path` is the cell (rows by row id, so it stays right when rows move) and `pointer` the JSON
    Pointer (RFC 6901) into the document that was checked (rows by position).
    """

    path: str
    pointer: str
    rule: str
    message: str
    label: str = ""
    severity: str = ERROR

    @property
    def is_error(self) -> bool:
        """Whether it keeps a submission from being handed in; a warning does not."""
        return self.severity == ERROR

    def as_json(self) -> dict[str, Any]:
        """The finding as the API and `--json` give it."""
        return asdict(self)

    def __str__(self) -> str:
        where = f"{self.label}（{self.pointer or '/'}）" if self.label else (self.pointer or "/")
        return f"{where}：{self.message}"


class DefinitionError(Exception):
    """A form definition that cannot be used; `findings` says why, each with a pointer into the file."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("；".join(str(finding) for finding in findings[:3]))


def pointer_of(parts: Iterable[str | int]) -> str:
    """JSON Pointer (RFC 6901) of a sequence of keys and positions."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def parts_of(pointer: str) -> list[str]:
    """The keys of a JSON Pointer; the way back from `pointer_of`."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
