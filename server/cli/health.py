"""`tianbiao health`: is a server ready? For whatever starts servers and has to know. Of the command line."""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request

import click

PAUSE = 0.3


@click.command()
@click.argument("url", default="http://127.0.0.1:8000")
@click.option("--wait", type=float, default=0, help="最多等待多少秒，直到就绪")
def health(url: str, wait: float) -> None:
    """查看一台服务器能不能提供服务；能则退出码为 0，不能为 1。"""
    deadline = time.monotonic() + wait
    while (said := _status(url)) != "ready" and time.monotonic() < deadline:
        time.sleep(PAUSE)
    click.echo(said)
    sys.exit(0 if said == "ready" else 1)


def _status(url: str) -> str:
    """What the server says of itself; "unreachable" when it says nothing."""
    if not url.startswith(("http://", "https://")):
        raise click.UsageError("请给出服务器的地址，例如 http://127.0.0.1:8000")
    try:
        with urllib.request.urlopen(url.rstrip("/") + "/health/ready", timeout=5) as answer:
            return str(json.load(answer)["status"])
    except urllib.error.HTTPError as error:
        return "not-ready" if error.code == 503 else "unreachable"
    except (OSError, ValueError):
        return "unreachable"
