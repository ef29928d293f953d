"""The front door: every page says only what is there. Each page's own subject is tested in its room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from server.cli import main
from server.settings import Settings
from tests.serving import ROOT

FOLDERS = ("server", "tests", "docs", "script", "schemas", "themes", "benchmarks", "translations", ".ci")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
MODULES = sorted(path for folder in ("server", "tests", "script") for path in (ROOT / folder).rglob("*.py"))
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(rf"`((?:{'|'.join(map(re.escape, FOLDERS))})/[\w./-]*\w/?)(?:[ `])")
MENTIONED = re.compile(r"\b((?:docs|server|tests|script|schemas|themes)/[\w/-]+\.(?:py|md|json|html|css))\b")

CALLED = re.compile(r"(?:^|`|&& )tianbiao ((?:storage )?[a-z]+)", re.MULTILINE)
VARIABLE = re.compile(r"\bTIANBIAO_([A-Z_]+)\b")
OF_THE_MACHINE = {"FONTS", "FUZZ", "KILLS", "LOSSES", "SEED", "WHEELHOUSE", "DATABASE_PASSWORD", "WRITE_DOCS"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def dead(page: Path, pattern: re.Pattern[str], base: Path) -> Iterator[str]:
    """What a page points to and is not there."""
    found = pattern.findall(page.read_text(encoding="utf-8"))
    return (name for name in found if not (base / name).exists())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page):
    assert list(dead(page, LINK, page.parent)) == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_a_page_names_is_there(page):
    assert list(dead(page, NAMED, ROOT)) == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_a_page_shows_is_understood(page):
    commands = {
        f"{name} {below}" if below else name
        for name, command in main.commands.items()
        for below in ["", *(command.commands if isinstance(command, click.Group) else ())]
    }
    assert set(CALLED.findall(page.read_text(encoding="utf-8"))) <= commands


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_variable_a_page_names_is_read(page):
    known = {name.upper() for name in Settings.__dataclass_fields__} | OF_THE_MACHINE
    assert set(VARIABLE.findall(page.read_text(encoding="utf-8"))) <= known


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_every_file_a_module_mentions_is_there(module):
    assert list(dead(module, MENTIONED, ROOT)) == []


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_front_page_is_read_in_a_minute(page):
    assert len((ROOT / page).read_text(encoding="utf-8").splitlines()) <= 120


def test_every_page_is_reached_from_the_front_page():
    linked = set(LINK.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    assert {name_of(page) for page in PAGES} - linked <= {"README.md", "README.zh-CN.md"}
