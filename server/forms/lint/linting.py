"""Running every rule over a form: the findings in the order of the definition."""

from __future__ import annotations

from ..findings import Finding
from ..model import Form
from .catalogue import RULES
from .subject import Subject

MOST = 500
"""Findings told about one form; a definition with more is not worth listing to the end."""


def lint(form: Form) -> list[Finding]:
    """What is bad about a form that compiles, errors first, each group in reading order of the catalogue."""
    subject = Subject(form)
    found = [
        Finding("", pointer, rule.name, message, severity=rule.severity)
        for rule in RULES.values()
        if rule.find
        for pointer, message in rule.find(subject)
    ]
    unique = list(dict.fromkeys(found))
    return sorted(unique, key=lambda one: not one.is_error)[:MOST]
