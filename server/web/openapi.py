"""The OpenAPI description, generated from the routes and what each view declares about itself.

A view that declares nothing fails a test; so does a schema here that a real reply does not match.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Flask

from .. import __version__
from .problems import PROBLEMS

View = Callable[..., Any]
CHANGING = frozenset({"POST", "PATCH", "PUT", "DELETE"})

TEXT: dict[str, Any] = {"type": "string"}
FINDING: dict[str, Any] = {
    "type": "object",
    "required": ["path", "pointer", "rule", "message", "label", "severity"],
    "properties": {
        "path": {**TEXT, "description": "the cell, rows by row id"},
        "pointer": {**TEXT, "description": "JSON Pointer (RFC 6901) into the answers, rows by position"},
        "rule": TEXT,
        "message": {**TEXT, "description": "for people, says what to do"},
        "label": TEXT,
        "severity": {"enum": ["error", "warning"]},
    },
}
FINDINGS: dict[str, Any] = {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}}
SCHEMAS: dict[str, dict[str, Any]] = {
    "Finding": FINDING,
    "Problem": {
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status"],
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "findings": FINDINGS,
        },
    },
    "Session": {
        "type": "object",
        "required": ["account", "csrf"],
        "properties": {
            "account": {"type": ["string", "null"]},
            "name": TEXT,
            "role": {"enum": ["enterprise", "officer"]},
            "csrf": {**TEXT, "description": "to be sent as X-CSRFToken with every changing request"},
        },
    },
    "Job": {
        "type": "object",
        "required": ["id", "state", "progress", "error"],
        "properties": {
            "id": TEXT,
            "state": {"enum": ["queued", "running", "done", "failed", "cancelled"]},
            "progress": {
                "type": "object",
                "required": ["done", "total", "text"],
                "properties": {"done": {"type": "integer"}, "total": {"type": "integer"}, "text": TEXT},
            },
            "error": {**TEXT, "description": "Chinese, says what to do; empty if nothing is wrong"},
        },
    },
    "SignIn": {
        "type": "object",
        "required": ["login", "password"],
        "properties": {"login": TEXT, "password": TEXT},
    },
    "FormList": {
        "type": "object",
        "required": ["forms"],
        "properties": {
            "forms": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "title", "edition", "hash"],
                    "properties": {"id": TEXT, "title": TEXT, "edition": {"type": "integer"}, "hash": TEXT},
                },
            }
        },
    },
    "FormDefinition": {"type": "object", "description": "a JSON Schema 2020-12 document with x- keywords"},
    "OptionList": {
        "type": "object",
        "required": ["title", "levels", "items"],
        "properties": {
            "title": TEXT,
            "levels": {"type": "array", "items": TEXT},
            "items": {
                "type": "array",
                "items": {"type": "array", "prefixItems": [TEXT, TEXT, TEXT, TEXT, {"type": "integer"}]},
            },
        },
    },
    "NewSubmission": {
        "type": "object",
        "required": ["form"],
        "properties": {"form": TEXT, "answers": {"type": "object"}},
    },
    "Submission": {
        "type": "object",
        "required": [
            "id",
            "form",
            "form_hash",
            "title",
            "edition",
            "status",
            "revision",
            "answers",
            "rows",
            "sha256",
        ],
        "properties": {
            "id": TEXT,
            "form": TEXT,
            "form_hash": TEXT,
            "title": TEXT,
            "edition": {"type": "integer"},
            "status": {"enum": ["draft", "submitted", "reviewing"]},
            "revision": {"type": "integer"},
            "enterprise": TEXT,
            "created_at": TEXT,
            "submitted_at": {"type": ["string", "null"]},
            "answers": {
                "type": "object",
                "description": "valid against the form's definition once submitted",
            },
            "rows": {"type": "object", "description": "row ids by position, for addressing cells in a patch"},
            "sha256": {
                "type": ["string", "null"],
                "description": "of the canonical JSON (RFC 8785) of submitted answers",
            },
        },
    },
    "Patch": {
        "type": "object",
        "required": ["base_revision", "operation", "changes"],
        "properties": {
            "base_revision": {"type": "integer", "description": "the revision the sender knew"},
            "operation": {
                "type": "string",
                "maxLength": 64,
                "description": "the sender's own name for this save",
            },
            "changes": {
                "type": "object",
                "description": "cell path to what was typed; rows: {add, remove} of row ids",
            },
        },
    },
    "Reply": {
        "type": "object",
        "required": ["revision", "saved_at", "changes", "findings", "conflicts", "refused"],
        "properties": {
            "revision": {"type": "integer"},
            "saved_at": TEXT,
            "changes": {
                "type": "object",
                "description": "cells that are now different from what the sender knew",
            },
            "hidden": {"type": "array", "items": TEXT, "description": "all, if it may have changed"},
            "required": {"type": "array", "items": TEXT, "description": "as hidden"},
            "readonly": {"type": "array", "items": TEXT, "description": "as hidden"},
            "findings": {"type": "object", "additionalProperties": FINDINGS},
            "progress": {"type": "object"},
            "conflicts": {
                "type": "array",
                "items": {"type": "object", "description": "not saved: mine, theirs, by, at"},
            },
            "refused": FINDINGS,
        },
    },
    "Caption": {
        "type": "object",
        "required": ["path", "caption"],
        "properties": {"path": TEXT, "caption": TEXT},
    },
}


def answers(schema: str, status: int = 200) -> Callable[[View], View]:
    """Declare what a view answers when all is well."""
    return _note("_answers", (schema, status))


def takes(schema: str) -> Callable[[View], View]:
    """Declare the JSON a view takes."""
    return _note("_takes", schema)


def parameters(**described: str) -> Callable[[View], View]:
    """Declare the query parameters of a view."""
    return _note("_parameters", described)


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI 3.1 document of everything under /api/ and of the PDF."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in app.url_map.iter_rules():
        if not (rule.rule.startswith("/api/") or rule.rule.endswith(".pdf")):
            continue
        view = app.view_functions[rule.endpoint]
        address = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(address, {})[method.lower()] = _operation(
                rule.endpoint, view, method, sorted(rule.arguments)
            )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tianbiao",
            "version": __version__,
            "description": "Errors are RFC 9457 problems, in Chinese or as the cookie `language` says.",
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "tianbiao"}},
        },
    }


def _operation(endpoint: str, view: View, method: str, arguments: list[str]) -> dict[str, Any]:
    schema, status = getattr(view, "_answers", ("", 204))
    described: dict[str, Any] = {
        "operationId": endpoint.replace(".", "_"),
        "summary": (view.__doc__ or "").strip().split("\n")[0],
        "parameters": [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in arguments],
        "responses": {
            str(status): _response(schema),
            "default": {
                "description": "；".join(f"{code} {title}" for code, title in sorted(set(PROBLEMS.values()))),
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    }
    query = getattr(view, "_parameters", {})
    described["parameters"] += [
        {"name": name, "in": "query", "description": text, "schema": TEXT} for name, text in query.items()
    ]
    if method in CHANGING:
        described["parameters"].append(
            {"name": "X-CSRFToken", "in": "header", "required": True, "schema": TEXT}
        )
    if taken := getattr(view, "_takes", ""):
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{taken}"}}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _response(schema: str) -> dict[str, Any]:
    if not schema:
        return {"description": "done"}
    if schema.startswith("application/"):
        return {"description": "the file", "content": {schema: {}}}
    return {
        "description": schema,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def _note(name: str, value: Any) -> Callable[[View], View]:
    def noted(view: View) -> View:
        setattr(view, name, value)
        return view

    return noted
