"""Settings: one table in the code, one on paper, and the order in which they are found."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from server.settings import Settings, from_environment
from tests.serving import ROOT


@pytest.mark.parametrize("setting", [setting.name for setting in fields(Settings)])
def test_every_setting_is_documented_with_its_variable(setting):
    line = next(
        line
        for line in (ROOT / "docs" / "settings.md").read_text().splitlines()
        if f"| `{setting}` |" in line
    )
    assert f"`TIANBIAO_{setting.upper()}`" in line


def test_the_command_line_comes_before_the_environment(monkeypatch):
    monkeypatch.setenv("TIANBIAO_PORT", "9000")
    assert from_environment().port == 9000
    assert from_environment(port=9001).port == 9001


def test_values_of_the_environment_are_read_as_what_they_are(monkeypatch):
    monkeypatch.setenv("TIANBIAO_FORMS", "a:b")
    monkeypatch.setenv("TIANBIAO_SECURE_COOKIES", "yes")
    settings = from_environment()
    assert settings.forms == (Path("a"), Path("b")) and settings.secure_cookies is True
