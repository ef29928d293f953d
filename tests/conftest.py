"""What every test may use: a real server process on loopback, and the largest real table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.forms import Form, Library, compile_form
from tests import backends
from tests.disks import SmallDisk
from tests.postgres import Postgres
from tests.serving import LITTLE_GIANT, RunningServer


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests have put down (conformance, how much was fuzzed), and the stores."""
    ended = (report for reports in terminalreporter.stats.values() for report in reports)
    reports = [report for report in ended if isinstance(report, pytest.TestReport)]
    for name, value in (figure for report in reports for figure in report.user_properties):
        terminalreporter.write_line(f"{name}: {value}")
    tests = [report for report in reports if report.when == "call" or report.failed]
    if lines := list(backends.ran((test.nodeid, test.outcome) for test in tests)):
        terminalreporter.section("stores")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One server for all tests that only look or work on submissions of their own."""
    server = RunningServer(tmp_path_factory.mktemp("demo") / "data")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[RunningServer]:
    """A server of one's own, to be killed."""
    server = RunningServer(tmp_path / "data")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of 1 MB."""
    try:
        disk = SmallDisk(tmp_path / "disk")
    except PermissionError as error:
        pytest.skip(f"no disk may be mounted here: {error}")
    yield disk
    disk.remove()


@pytest.fixture(scope="session")
def little_giant() -> Form:
    """The largest real table."""
    return compile_form(Library().read(LITTLE_GIANT))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL, for the whole run."""
    server = Postgres()
    yield server
    server.remove()
