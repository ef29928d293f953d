"""Which edition of the tables a database has, and bringing it to ours.

An empty database gets the tables as `schema` declares them. One that has tables is changed step by step
by what stands in `migrations/versions`, and only when an operator says so: `tianbiao storage upgrade`.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect

from .interface import StoreBroken

STEPS = Path(__file__).with_name("migrations")


def prepare(connection: Connection, metadata: MetaData) -> None:
    """Make the tables in an empty database. Raises StoreBroken for tables of another edition."""
    have, ours = _revision(connection), _newest()
    if have == ours:
        return
    if have is not None:
        raise StoreBroken(
            f"数据库的表结构是 {have}，程序需要 {ours}；请先备份，再运行 tianbiao storage upgrade"
        )
    if present := set(inspect(connection).get_table_names()) & metadata.tables.keys():
        if _revision(connection) == ours:
            return  # another server has just made them
        raise StoreBroken(f"数据库中已有别的表：{'、'.join(sorted(present))}；请另建一个空的数据库")
    metadata.create_all(connection)
    MigrationContext.configure(connection).stamp(ScriptDirectory(str(STEPS)), ours)


def upgrade(connection: Connection) -> str:
    """Bring the tables to our edition; its name."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return _newest()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _newest() -> str:
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    return config
