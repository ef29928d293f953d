"""Every setting of a server in one table: command line first, environment second, default last."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Settings:
    """`docs/settings.md` explains each; a test keeps the two in step."""

    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = Path("data")
    store: str = ""
    files: str = ""
    workers: int = 0
    proxies: int = 0
    log_json: bool = False
    forms: tuple[Path, ...] = ()
    theme: str = "default"
    demo: bool = False
    session_minutes: int = 480
    secure_cookies: bool = False
    print_workers: int = 1
    print_seconds: int = 120
    backup_hours: int = 24


def from_environment(**given: Any) -> Settings:
    """Settings from TIANBIAO_… variables, overridden by what is given (None = not given)."""
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        text = os.environ.get(f"TIANBIAO_{setting.name.upper()}")
        if text is not None:
            values[setting.name] = _read(setting.default, text)
    values.update({name: value for name, value in given.items() if value is not None})
    return Settings(**values)


def to_environment(settings: Settings) -> dict[str, str]:
    """The variables that give another process the same settings."""
    values = {setting.name: getattr(settings, setting.name) for setting in fields(Settings)}
    return {f"TIANBIAO_{name.upper()}": _write(value) for name, value in values.items()}


def _write(value: Any) -> str:
    if isinstance(value, tuple):
        return os.pathsep.join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read(default: Any, text: str) -> Any:
    if isinstance(default, bool):
        return text.lower() in ("1", "true", "yes")
    if isinstance(default, int):
        return int(text)
    if isinstance(default, tuple):
        return tuple(Path(part) for part in text.split(os.pathsep) if part)
    return Path(text) if isinstance(default, Path) else text
