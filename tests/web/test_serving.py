"""A server stops in good order, and nobody's slow line is anybody else's trouble."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from secrets import token_hex
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.people import Person
from tests.serving import LITTLE_GIANT, RunningServer

SLOW_HEAD = b"GET /sign-in HTTP/1.1\r\nHost: x\r\nX-Slow: "
SLOW_BODY = b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n{"


@pytest.fixture(params=["waitress", "granian"])
def server(request, tmp_path):
    """A server of each sort, to be stopped."""
    settings = {"TIANBIAO_PRINT_SECONDS": "30"}
    if request.param == "granian":
        database = request.getfixturevalue("postgres").database("k" + token_hex(8))
        settings |= {"TIANBIAO_STORE": database, "TIANBIAO_WORKERS": "2"}
    running = RunningServer(tmp_path / "data", **settings)
    running.start()
    yield running
    running.stop()


@pytest.mark.paper
def test_a_request_under_way_gets_its_whole_answer_when_the_server_is_told_to_stop(server):
    """A blank table takes seconds to print: time enough to ask for a stop."""
    person, got = Person(server), []

    def ask():
        with person.opener.open(f"{server.url}/forms/{LITTLE_GIANT}.pdf", timeout=60) as answer:
            got.append(answer.read())

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.3)
    assert not got, "printed before the stop was asked for"
    server.process.terminate()
    asking.join(60)
    server.process.wait(15)
    assert got and got[0].startswith(b"%PDF") and got[0].rstrip().endswith(b"%%EOF")


def test_a_server_that_stops_takes_no_new_connections_and_ends(server):
    urlopen(server.url + "/health/live").close()
    began = time.monotonic()
    server.process.terminate()
    assert server.process.wait(20) == 0
    assert time.monotonic() - began < 10
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", server.port), 1)


@pytest.mark.parametrize("sent", [b"", SLOW_HEAD, SLOW_BODY])
def test_hundreds_of_idle_and_slow_clients_keep_nobody_waiting(demo_server, sent):
    with ExitStack() as open_lines:
        for _ in range(300):
            line = open_lines.enter_context(socket.create_connection(("127.0.0.1", demo_server.port)))
            line.sendall(sent)
        began = time.monotonic()
        for _ in range(5):
            urlopen(demo_server.url + "/health/ready", timeout=5).close()
        assert time.monotonic() - began < 2


def test_a_proxy_nobody_told_of_is_not_believed(demo_server):
    line = HTTPConnection("127.0.0.1", demo_server.port)
    line.request("GET", "/sign-in", headers={"X-Request-Id": "0123456789abcdef"})
    assert line.getresponse().headers["X-Request-Id"] != "0123456789abcdef"


def test_metrics_asked_for_through_a_proxy_are_refused(demo_server):
    with pytest.raises(HTTPError, match="404"):
        urlopen(Request(demo_server.url + "/metrics", headers={"X-Forwarded-For": "203.0.113.9"}))


def test_readiness_tells_without_counting_the_records(demo_server):
    assert json.load(urlopen(demo_server.url + "/health/ready")) == {"status": "ready"}
