"""What records there are, and how they are found: the declaration that drives every storage backend.

Indexed, unique and searched fields hold text; times are written by `storage.interface.now`.
An index must not contain what changes with every save.
"""

from __future__ import annotations

from ..storage.interface import Collection

COLLECTIONS = {
    # Who signs in. An officer's account has no enterprise.
    "account": Collection(unique=("login",), indexes={"enterprise": ("enterprise", "login")}),
    # Who applies; credit_code is the 18-character unified social credit code.
    "enterprise": Collection(unique=("credit_code",), indexes={"region": ("region", "name")}, text="name"),
    # One enterprise's record for one form; the body is what was filled in. A draft has no submitted_at,
    # so the queues of the regions hold only what was submitted.
    "submission": Collection(
        indexes={
            "enterprise": ("enterprise", "created_at"),
            "form": ("form", "status", "created_at"),
            "province": ("status", "province", "submitted_at"),
            "city": ("status", "city", "submitted_at"),
            "county": ("status", "region", "submitted_at"),
        },
        text="enterprise_name",
        body=True,
    ),
    # The copy of record, made at submission and never changed.
    "copy": Collection(indexes={"submission": ("submission", "submitted_at")}, body=True),
    # A form definition that some submission pins; the id is the hash of its content.
    "definition": Collection(indexes={"form": ("form", "title")}, body=True),
    # Sign-ins that failed lately, by the hash of the login name.
    "throttle": Collection(indexes={"over": ("over_at",)}),
    # Which submission or copy of record needs which file.
    "use": Collection(indexes={"file": ("file", "by")}),
    # What the whole installation shares: the keys that sign sessions.
    "setting": Collection(),
    # Long work, see `Store.claim`.
    "job": Collection(indexes={"ready": ("state", "run_at"), "owner": ("owner", "created_at")}),
}
