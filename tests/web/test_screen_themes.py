"""Themes: another look by tokens, style sheets and templates that replace ours by name."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from server.web.screens import THEMES
from tests.web.tables import screens

NAMES = sorted(path.parent.name for path in THEMES.glob("*/theme.json"))
GROUNDS = ("page", "paper", "tint", "computed")
INKS = ("ink", "quiet", "accent", "error", "warning", "fine")
ENOUGH = 4.5


def palettes(theme: str) -> list[dict[str, str]]:
    """The light and the dark colours of a theme."""
    light, dark = (THEMES / theme / "tokens.css").read_text(encoding="utf-8").split("@media")
    colours = [dict(re.findall(r"--([\w-]+): (#\w+);", part)) for part in (light, dark)]
    return [colours[0], {**colours[0], **colours[1]}]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", NAMES)
def test_text_is_readable_on_every_ground(theme: str) -> None:
    weak = [
        (ink, ground, round(contrast(palette[ink], palette[ground]), 2))
        for palette, ink, ground in product(palettes(theme), INKS, GROUNDS)
        if contrast(palette[ink], palette[ground]) < ENOUGH
    ]
    assert weak == []


@pytest.mark.parametrize("theme", NAMES)
@pytest.mark.parametrize(
    ("ink", "ground"), [("error", "error-tint"), ("warning", "warning-tint"), ("on-accent", "accent")]
)
def test_words_are_readable_on_their_own_colour(theme: str, ink: str, ground: str) -> None:
    assert all(contrast(palette[ink], palette[ground]) >= ENOUGH for palette in palettes(theme))


@pytest.mark.parametrize("theme", NAMES)
def test_every_token_in_use_has_a_value(theme: str) -> None:
    sheets = [path.read_text(encoding="utf-8") for folder in ("default", theme) for path in sheets_of(folder)]
    tokens = (THEMES / theme / "tokens.css").read_text(encoding="utf-8")
    used = {name for sheet in sheets for name in re.findall(r"var\(--([\w-]+)\)", sheet)}
    assert used <= set(re.findall(r"--([\w-]+):", tokens))


def sheets_of(theme: str) -> list[Path]:
    return [path for path in (THEMES / theme).glob("*.css") if path.name != "print.css"]


def test_a_theme_replaces_a_template_by_its_name() -> None:
    ours, theirs = (screens(theme).app.jinja_env.get_template("section_list.html") for theme in NAMES)
    assert 'aria-label="栏目"' in ours.render(progress=[])
    assert 'aria-label="填写步骤"' in theirs.render(progress=[])
