"""Behind nginx a server knows who asks and how, and believes nothing that anybody else claims."""

from __future__ import annotations

import json
import os
import ssl
import urllib.request
from urllib.error import HTTPError

import pytest

from tests.deployment.nginx import Nginx
from tests.serving import RunningServer, free_port


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    """nginx before one server; nobody listens where the other should be."""
    folder = tmp_path_factory.mktemp("proxy")
    settings = {"TIANBIAO_PROXIES": "1", "TIANBIAO_SECURE_COOKIES": "yes", "TIANBIAO_LOG_JSON": "yes"}
    server = RunningServer(folder / "data", **settings)
    server.start()
    proxy = Nginx(folder / "nginx", [free_port(), server.port], root=os.geteuid() == 0)
    proxy.start()
    yield proxy
    proxy.stop()
    server.stop()


def ask(nginx, path: str, data: bytes | None = None, **headers: str):
    """One request through the proxy."""
    trusted = ssl.create_default_context(cafile=nginx.folder / "certificate.pem")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return urllib.request.urlopen(urllib.request.Request(nginx.url + path, data, named), context=trusted)


def test_a_server_that_is_away_is_not_noticed(nginx):
    assert [ask(nginx, "/sign-in").status for _ in range(6)] == [200] * 6


def test_the_session_is_for_encrypted_lines_alone(nginx):
    cookie = ask(nginx, "/sign-in").headers["Set-Cookie"]
    assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_one_number_finds_a_request_in_both_logs(nginx):
    number = ask(nginx, "/sign-in").headers["X-Request-Id"]
    ours = (nginx.folder.parent / "server.log").read_text()
    theirs = [json.loads(line) for line in (nginx.folder / "access.log").read_text().splitlines()]
    assert f'"request": "{number}"' in ours
    assert number in [line["request"] for line in theirs]


def test_what_a_client_claims_of_itself_is_dropped(nginx):
    number = ask(nginx, "/sign-in", X_Request_Id="forged-forged").headers["X-Request-Id"]
    assert number != "forged-forged"


@pytest.mark.parametrize("claimed", ["127.0.0.1", "203.0.113.9"])
def test_metrics_are_not_to_be_had_through_the_proxy(nginx, claimed):
    with pytest.raises(HTTPError, match="404"):
        ask(nginx, "/metrics", X_Forwarded_For=claimed)


def test_a_body_that_is_too_large_stops_at_the_proxy(nginx):
    with pytest.raises(HTTPError, match="413"):
        ask(nginx, "/api/session", bytes(5 * 2**20))


def test_readiness_is_told_to_this_machine(nginx):
    assert json.load(ask(nginx, "/health/ready")) == {"status": "ready"}
