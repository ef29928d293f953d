"""A real server process for tests, and the demo answers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from server.forms import json as forms_json

ROOT = Path(__file__).resolve().parents[1]
DEMO_ANSWERS = ROOT / "server" / "demo" / "answers"
LITTLE_GIANT = "miit/little-giant/2022"


class RunningServer:
    """`tianbiao serve --demo` as its own process: it can be killed and started again on the same data."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.settings = settings
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        command = [
            sys.executable,
            "-m",
            "server",
            "serve",
            "--demo",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
        ]
        log = (self.data.parent / "server.log").open("ab")
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **self.settings},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        for _ in range(1200):
            try:
                urllib.request.urlopen(self.url + "/sign-in", timeout=1).close()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert self.process.poll() is None, (self.data.parent / "server.log").read_text()
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """End it the hard way, with all its processes: kill -9."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it politely."""
        assert self.process
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def demo_answers(name: str) -> Any:
    """A demo answers document, e.g. little-giant.complete."""
    return forms_json.loads((DEMO_ANSWERS / f"{name}.json").read_text(encoding="utf-8"))
