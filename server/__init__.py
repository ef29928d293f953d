"""Tianbiao 填表: a forms server in which one JSON Schema file is one application table."""

__version__ = "0.1.0"
