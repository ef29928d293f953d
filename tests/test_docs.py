"""The front door: every page says only what is there. Each page's own subject is tested in its room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import ROOT

FOLDERS = ("server", "tests", "docs", "script", "schemas", "themes", "benchmarks", "translations", ".ci")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
MODULES = sorted(path for folder in ("server", "tests", "script") for path in (ROOT / folder).rglob("*.py"))
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(rf"`((?:{'|'.join(map(re.escape, FOLDERS))})/[\w./-]*\w/?)(?:[ `])")
MENTIONED = re.compile(r"\b((?:docs|server|tests|script|schemas|themes)/[\w/-]+\.(?:py|md|json|html|css))\b")


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


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_every_file_a_module_mentions_is_there(module):
    assert list(dead(module, MENTIONED, ROOT)) == []


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_front_page_is_read_in_a_minute(page):
    assert len((ROOT / page).read_text(encoding="utf-8").splitlines()) <= 120


def test_every_page_is_reached_from_the_front_page():
    linked = set(LINK.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    assert {name_of(page) for page in PAGES} - linked <= {"README.md", "README.zh-CN.md"}
