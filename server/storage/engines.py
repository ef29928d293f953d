"""What is particular to a database: how to connect, what must hold at the start, which errors pass."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ResourceClosedError, TimeoutError

from .interface import StoreBroken

OLDEST = 15
PASSING = ("08", "40", "57P0", "25006", "53300", "55P03", "42P07")
"""SQLSTATEs, or how they begin, after which the same transaction may succeed: lost, serialized, moving, and
tables that another server has just made."""
LANGUAGE = """
    SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()
"""
OF_SQLITE = ("locked", "busy")


def connect(url: str, connections: int) -> Engine:
    """The engine of a database: every connection is looked at before it is used again."""
    if url.startswith("sqlite"):
        engine = create_engine(url, pool_size=connections, max_overflow=0)
        _prepare_sqlite(engine)
        return engine
    url = re.sub("^postgres(ql)?://", "postgresql+psycopg://", url)
    return create_engine(url, pool_size=connections, max_overflow=0, pool_pre_ping=True, pool_timeout=10)


def check_server(connection: Connection) -> None:
    """Raises StoreBroken for a database that would lose or misorder something."""
    if connection.dialect.name != "postgresql":
        return
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000
    if version < OLDEST:
        raise StoreBroken(f"需要 PostgreSQL {OLDEST} 或更新的版本，现在是 {version}")
    encoding, language = connection.execute(text(LANGUAGE)).one()
    if encoding != "UTF8" or language in ("C", "POSIX"):
        made = "CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        raise StoreBroken(f"数据库的编码是 {encoding}、区域是 {language}；请用 {made} 另建一个")


def takes_writes(connection: Connection) -> bool:
    """Whether this is a server that may be written to; a replica isn't. Fails when the database is gone."""
    if connection.dialect.name != "postgresql":
        return True
    return str(connection.execute(text("SHOW transaction_read_only")).scalar_one()) == "off"


def may_pass(error: DBAPIError | TimeoutError) -> bool:
    """Whether the same transaction may succeed when it is tried again."""
    if isinstance(error, IntegrityError | TimeoutError | ResourceClosedError):
        return True  # another commit made the same record meanwhile; what was read first decides next time
    if error.connection_invalidated:
        return True
    state = sqlstate(error)
    if state:
        return state.startswith(PASSING)
    # Without a state it never reached the server, or it is SQLite, whose errors have words only.
    unreached = type(error.orig).__module__.startswith("psycopg")
    return unreached or any(word in str(error.orig) for word in OF_SQLITE)


def sqlstate(error: DBAPIError | TimeoutError) -> str:
    """The five characters SQL has for an error, "" if the database gave none."""
    return str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")


def _prepare_sqlite(engine: Engine) -> None:
    """Write-ahead log, every commit on the disk, and writers that wait for their turn at the start."""

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 5000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
