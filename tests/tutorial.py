"""The reader of docs/tutorial.md: does in a folder of its own what the page says, step by step.

The page says what to do in four words, **新建文件**, **加进**, **改**, **删去**, each with the file or place
in backticks, and in ```console blocks with what they print. Nothing else is a step.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from server.cli import main
from tests.serving import ROOT

PAGE = ROOT / "docs" / "tutorial.md"
DONE = ROOT / "docs" / "tutorial"
STEP = re.compile(
    r"^\*\*(?P<verb>新建文件|加进|改|删去)(?P<where>[^*]*?)[：。]\*\*$|^```(?P<fence>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
QUOTED = re.compile(r"`([^`]+)`")
SIZE = re.compile(r"\d+ KB")
HARMLESS = {"mkdir", "cp", "rm"}


@dataclass
class Told:
    """A command of the page and what the page says it prints."""

    number: int
    command: str
    shown: str


@dataclass
class Reader:
    """Somebody who follows the page in `folder`."""

    folder: Path
    printed: dict[int, str] = field(default_factory=dict)
    file: Path = Path()
    place: tuple[str, list[str]] = ("", [])

    def follow(self, text: str) -> None:
        """Do everything that the page says."""
        numbers = iter(range(1000))
        for step in STEP.finditer(text):
            if step["verb"] == "删去":
                *way, last = QUOTED.findall(step["where"])
                self._change(lambda document, way=way, last=last: inside(document, way).pop(last))
            elif step["verb"]:
                self.place = (step["verb"], QUOTED.findall(step["where"]))
            elif step["fence"] == "json":
                self._write(step["text"])
            elif step["fence"] == "console":
                for told in commands(step["text"], numbers):
                    self.printed[told.number] = self._run(told.command)

    def _write(self, text: str) -> None:
        verb, names = self.place
        self.place = ("", [])
        if verb == "新建文件":
            self.file = self.folder / names[0]
            self.file.write_text(text, encoding="utf-8")
        elif verb:
            fragment = json.loads("{" + text + "}")
            self._change(lambda document: lay(inside(document, names), fragment, new=verb == "加进"))
        else:
            raise AssertionError(f"what is to be done with this? {text}")

    def _change(self, change: Any) -> None:
        document = json.loads(self.file.read_text(encoding="utf-8"))
        change(document)
        self.file.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def _run(self, command: str) -> str:
        program, *arguments = shlex.split(command)
        if program == "tianbiao":
            return SIZE.sub("… KB", CliRunner().invoke(main, arguments).output.strip())
        assert program in HARMLESS, command
        ran = subprocess.run(
            [program, *arguments], cwd=self.folder, capture_output=True, text=True, check=True
        )
        if program == "cp":
            self.file = self.folder / arguments[-1]
        return ran.stdout.strip()


def inside(document: Any, way: list[str]) -> Any:
    """What stands at a place of a document."""
    for key in way:
        document = document[key]
    return document


def lay(place: dict[str, Any], fragment: dict[str, Any], new: bool) -> None:
    """Add what is not there yet, or change what is."""
    assert all((key not in place) is new for key in fragment), list(fragment)
    place.update(fragment)


def commands(block: str, numbers: Iterator[int]) -> Iterator[Told]:
    """The commands of a console block, each with the lines below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield Told(next(numbers), command, shown.strip())


def every_command(text: str) -> list[Told]:
    """All commands of the page in order."""
    numbers = iter(range(1000))
    return [
        told
        for step in STEP.finditer(text)
        if step["fence"] == "console"
        for told in commands(step["text"], numbers)
    ]


def rewritten(text: str, printed: dict[int, str]) -> str:
    """The page with what the commands really print."""
    numbers = iter(range(1000))

    def block(step: re.Match[str]) -> str:
        if step["fence"] != "console":
            return step[0]
        lines = [
            f"$ {told.command}\n{printed[told.number]}".rstrip() for told in commands(step["text"], numbers)
        ]
        return "```console\n" + "\n".join(lines) + "\n```"

    return STEP.sub(block, text)
