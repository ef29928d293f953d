"""The first tables. What stands here stays as it is; what changes later is a step of its own.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

EXACT = sa.String().with_variant(sa.String(collation="C"), "postgresql", "cockroachdb")
HEADERS = {
    "account": ("enterprise", "login"),
    "enterprise": ("region", "name", "credit_code"),
    "submission": (
        *("enterprise", "created_at", "form", "status", "province"),
        *("submitted_at", "city", "region", "enterprise_name"),
    ),
    "copy": ("submission", "submitted_at"),
    "definition": ("form", "title"),
    "throttle": ("over_at",),
    "use": ("file", "by"),
    "setting": (),
    "job": ("state", "run_at", "owner", "created_at"),
}
UNIQUE = {"account": "login", "enterprise": "credit_code"}
SEARCHED = ("enterprise", "submission")
WITH_BODIES = ("submission", "copy", "definition")
INDEXES = (
    ("account", "enterprise", ("enterprise", "login")),
    ("enterprise", "region", ("region", "name")),
    ("submission", "enterprise", ("enterprise", "created_at")),
    ("submission", "form", ("form", "status", "created_at")),
    ("submission", "province", ("status", "province", "submitted_at")),
    ("submission", "city", ("status", "city", "submitted_at")),
    ("submission", "county", ("status", "region", "submitted_at")),
    ("copy", "submission", ("submission", "submitted_at")),
    ("definition", "form", ("form", "title")),
    ("use", "file", ("file", "by")),
    ("throttle", "over", ("over_at",)),
    ("job", "ready", ("state", "run_at")),
    ("job", "owner", ("owner", "created_at")),
)


def upgrade() -> None:
    """Make them all."""
    for name, columns in HEADERS.items():
        lowered = [sa.Column("lowered", sa.Text())] if name in SEARCHED else []
        op.create_table(
            name,
            sa.Column("id", EXACT, primary_key=True),
            sa.Column("revision", sa.Integer(), nullable=False),
            sa.Column("stamp", sa.String(32), nullable=False),
            sa.Column("record", sa.Text(), nullable=False),
            *(sa.Column(column, EXACT, unique=UNIQUE.get(name) == column) for column in columns),
            *lowered,
        )
    for name, index, columns in INDEXES:
        op.create_index(f"{name}_by_{index}", name, [*columns, "id"])
    for name in WITH_BODIES:
        _body(name)


def _body(name: str) -> None:
    op.create_table(
        f"{name}_body",
        sa.Column("id", EXACT, primary_key=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        f"{name}_event",
        sa.Column("id", EXACT, primary_key=True),
        sa.Column("revision", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("stamp", sa.String(32), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
    )
    op.create_index(f"{name}_event_by_operation", f"{name}_event", ["id", "operation"])
