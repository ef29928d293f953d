"""A whole installation: primary and replica, two servers, nginx in front."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deployment.nginx import Nginx
from tests.postgres import Postgres
from tests.serving import RunningServer


@dataclass
class Installation:
    """What stands where; `store` is the database's address, whichever server is the primary."""

    primary: Postgres
    replica: Postgres
    servers: list[RunningServer]
    nginx: Nginx
    store: str


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Everything running; the second server has two worker processes."""
    primary = Postgres()
    name = primary.database("tianbiao")
    replica = primary.replica()
    store = f"{name},{replica.folder}&target_session_attrs=read-write&connect_timeout=3"
    shared = {"TIANBIAO_STORE": store, "TIANBIAO_FILES": str(tmp_path / "files"), "TIANBIAO_PROXIES": "1"}
    servers = [
        RunningServer(tmp_path / "one" / "data", **shared, TIANBIAO_SECURE_COOKIES="yes"),
        RunningServer(
            tmp_path / "two" / "data", **shared, TIANBIAO_SECURE_COOKIES="yes", TIANBIAO_WORKERS="2"
        ),
    ]
    nginx = Nginx(tmp_path / "nginx", [server.port for server in servers], root=os.geteuid() == 0)
    for server in servers:
        server.data.parent.mkdir()
        server.start()
    nginx.start()
    yield Installation(primary, replica, servers, nginx, store)
    nginx.stop()
    for server in servers:
        server.stop()
    for database in (replica, primary):
        database.remove()
