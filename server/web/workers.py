"""Serving with several processes: granian's workers on one database, behind a proxy that buffers slow bodies.

One process reads the settings and starts the others; they get theirs through the environment.
"""

from __future__ import annotations

import os
from multiprocessing.util import Finalize

from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from ..settings import Settings, from_environment, to_environment
from .app import create_app
from .watching import begin_log

THREADS = 16
BACKLOG = 2048
FIRST = 100
"""Before Python closes the queues to our print processes (10) and waits for them; atexit is later still."""


def run_workers(settings: Settings) -> None:
    """Serve with `settings.workers` processes until told to stop; a worker that dies is replaced."""
    os.environ.update(to_environment(settings))
    print(f"填表已就绪：http://{settings.host}:{settings.port}（{settings.workers} 个进程）", flush=True)
    Granian(
        f"{__name__}:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=settings.print_seconds,
        log_enabled=False,
    ).serve()


def application() -> Flask:
    """The application of one worker."""
    settings = from_environment()
    begin_log(settings)
    app = create_app(settings)
    services = app.extensions["tianbiao"]
    Finalize(None, services.close, exitpriority=FIRST)
    services.runner.start()
    return app
