"""Those who run a server can see whether it is well and what it does."""

from __future__ import annotations

import json
import logging
from secrets import token_hex
from urllib.request import urlopen

import pytest

from server.web.watching import JsonLines
from tests.serving import RunningServer


def test_a_server_says_that_it_lives_and_is_ready(app):
    client = app.test_client()
    assert client.get("/health/live").json == {"status": "live"}
    assert client.get("/health/ready").json == {"status": "ready"}


def test_a_server_whose_store_takes_no_writes_is_not_ready(app, services, monkeypatch):
    monkeypatch.setattr(services.store._journal, "broken", "磁盘已满")
    answer = app.test_client().get("/health/ready")
    assert (answer.status_code, answer.json) == (503, {"status": "not-ready"})


def test_metrics_count_requests_by_view_and_status_and_jobs_by_state(app):
    client = app.test_client()
    client.get("/sign-in")
    told = client.get("/metrics").text
    assert 'tianbiao_requests_total{endpoint="access.sign_in",method="GET",status="200"}' in told
    assert 'tianbiao_jobs{state="queued"} 0' in told


@pytest.mark.parametrize(
    "given", [{"headers": {"X-Forwarded-For": "1.2.3.4"}}, {"environ_base": {"REMOTE_ADDR": "10.0.0.5"}}]
)
def test_metrics_are_for_this_machine_alone(app, given):
    assert app.test_client().get("/metrics", **given).status_code == 404


def test_a_request_is_one_line_of_json_with_its_number(app, caplog):
    with caplog.at_level(logging.INFO, "server.requests"):
        answer = app.test_client().get("/sign-in")
    line = json.loads(JsonLines().format(caplog.records[-1]))
    assert line["request"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["path"], line["status"], line["level"]) == ("GET", "/sign-in", 200, "info")


@pytest.fixture(scope="module")
def workers(postgres, tmp_path_factory):
    """A server with two worker processes."""
    settings = {"TIANBIAO_STORE": postgres.database("k" + token_hex(8)), "TIANBIAO_WORKERS": "2"}
    server = RunningServer(tmp_path_factory.mktemp("workers") / "data", **settings)
    server.start()
    yield server
    server.stop()


def test_several_workers_serve_and_count_together(workers):
    for _ in range(20):
        urlopen(workers.url + "/sign-in").close()
    told = urlopen(workers.url + "/metrics").read().decode()
    counted = [line for line in told.splitlines() if line.startswith("tianbiao_requests_total{")]
    assert any('endpoint="access.sign_in"' in line and float(line.split()[-1]) >= 20 for line in counted)


def test_several_workers_need_a_database(tmp_path):
    server = RunningServer(tmp_path / "data", TIANBIAO_WORKERS="2")
    with pytest.raises(AssertionError, match="--store"):
        server.start()
