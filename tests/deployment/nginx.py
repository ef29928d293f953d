"""A real nginx with the project's own configuration, on loopback, with a certificate of its own."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.serving import ROOT, free_port

OURS = ROOT / "script" / "deployment" / "nginx.conf"
AROUND = """
daemon off; pid {0}/nginx.pid; error_log {0}/error.log; {1}
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/fastcgi;
    uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;
    include {0}/tianbiao.conf;
}}
"""


class Nginx:
    """nginx in a folder, in front of servers on these ports. `url` is where it listens."""

    def __init__(self, folder: Path, ports: Sequence[int], root: bool) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        folder.mkdir()
        make_certificate(folder)
        (folder / "tianbiao.conf").write_text(self.fitted(ports))
        (folder / "nginx.conf").write_text(AROUND.format(folder, "user root;" if root else ""))

    def fitted(self, ports: Sequence[int]) -> str:
        """Our configuration with the ports and paths of this test; each is there exactly once."""
        text = OURS.read_text(encoding="utf-8")
        for old, new in {
            "127.0.0.1:8000": f"127.0.0.1:{ports[0]}",
            "127.0.0.1:8001": f"127.0.0.1:{ports[1]}",
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "/etc/tianbiao/tls/certificate.pem": f"{self.folder}/certificate.pem",
            "/etc/tianbiao/tls/key.pem": f"{self.folder}/key.pem",
            "/var/log/nginx/tianbiao.log": f"{self.folder}/access.log",
        }.items():
            assert len(re.findall(re.escape(old), text)) == 1, old
            text = text.replace(old, new)
        return text

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self.process = subprocess.Popen(self.command())
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "error.log").read_text())

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(20)

    def command(self, *more: str) -> list[str]:
        """How nginx is called."""
        folder = str(self.folder)
        return [
            "/usr/sbin/nginx",
            "-p",
            folder,
            "-e",
            f"{folder}/error.log",
            "-c",
            f"{folder}/nginx.conf",
            *more,
        ]


def make_certificate(folder: Path) -> None:
    """A certificate for this machine alone."""
    made = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem"), "-days", "1"]
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *made, *subject]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
