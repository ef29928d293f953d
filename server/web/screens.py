"""Themes and compiled pages: which templates and styles are in force, and each form's skeleton.

A theme is a folder under `themes/`: `theme.json`, style sheets, and templates that replace ours by name.
"""

from __future__ import annotations

import threading
from pathlib import Path

from flask import Blueprint, Flask, send_from_directory
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.utils import safe_join

from .. import language
from ..forms import Form
from ..forms import json as forms_json
from ..settings import CHECKOUT
from .languages import here
from .skeleton import Skeleton

THEMES = CHECKOUT / "themes"
TEMPLATES = Path(__file__).parent / "templates"
DEFAULT = "default"
"""The theme that gives whatever another theme lacks."""

MOST_SKELETONS = 64


class UnknownTheme(Exception):
    """No theme has that name; the message lists those there are."""


class Screens:
    """The look of one application. Skeletons are compiled on first use and kept by form fingerprint."""

    def __init__(self, app: Flask, theme: str) -> None:
        self.folder = THEMES / theme
        if not (self.folder / "theme.json").is_file():
            known = "、".join(sorted(path.parent.name for path in THEMES.glob("*/theme.json")))
            raise UnknownTheme(f"没有名为“{theme}”的主题，可选：{known}")
        facts = forms_json.loads((self.folder / "theme.json").read_text(encoding="utf-8"))
        self.app, self.theme = app, theme
        self._skeletons: dict[tuple[str, str, bool], Skeleton] = {}
        self._lock = threading.Lock()
        folders = (self.folder / "templates", TEMPLATES)
        app.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
        app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
        language.teach(app.jinja_env)
        app.jinja_env.globals.update(theme=theme, theme_facts=facts, here=here)
        app.register_blueprint(self._styles())

    def skeleton(self, form: Form, reading: bool = False) -> Skeleton:
        """The static HTML of a form in this theme, once per language; `reading` shows values, not inputs."""
        name = (form.hash, language.current(), reading)
        known = self._skeletons.get(name)
        if known is None:
            with self._lock:
                if len(self._skeletons) >= MOST_SKELETONS:
                    self._skeletons.clear()
                known = self._skeletons[name] = Skeleton(form, self.app.jinja_env, reading)
        return known

    def _styles(self) -> Blueprint:
        blueprint = Blueprint("theme", __name__)

        @blueprint.get("/theme/<path:name>")
        def style(name: str) -> ResponseReturnValue:
            own = safe_join(str(self.folder), name)
            folder = self.folder if own and Path(own).is_file() else THEMES / DEFAULT
            return send_from_directory(folder, name, max_age=300)

        return blueprint
