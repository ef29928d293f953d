"""The keys that sign session cookies: made on first start, renewed monthly, the last two accepted."""

from __future__ import annotations

import datetime
import os
import secrets
from pathlib import Path

from ..forms import json as forms_json

RENEWED_AFTER = datetime.timedelta(days=30)
KEPT = 3


def signing_keys(folder: Path) -> list[str]:
    """Newest first; the file is readable by its owner alone."""
    path = folder / "signing-keys.json"
    keys = forms_json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    now = datetime.datetime.now(datetime.UTC)
    if not keys or now - datetime.datetime.fromisoformat(keys[0]["made"]) > RENEWED_AFTER:
        keys = [{"key": secrets.token_hex(32), "made": now.isoformat()}, *keys][:KEPT]
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(forms_json.dumps(keys))
    return [entry["key"] for entry in keys]
