"""Serving: one process, many threads, waitress in front; demo data when asked for."""

from __future__ import annotations

import gc
from typing import Any

import waitress

from .. import demo
from ..printing import PrintTrouble
from ..settings import Settings
from ..storage.interface import StoreError
from .app import create_app
from .screens import UnknownTheme
from .services import Services, open_services
from .stopping import StopSignal, serve_until
from .uploads import LARGEST_BODY
from .watching import begin_log
from .workers import run_workers

THREADS = 16
CONNECTIONS = 2000
"""Slow and idle connections must never keep others out; a limit of 100 did."""


class CannotServe(Exception):
    """The server can't begin; the message says why and what to do."""


def run(settings: Settings) -> None:
    """Serve until told to stop. Raises CannotServe when that can't begin."""
    begin_log(settings)
    if settings.workers and "://" not in settings.store:
        raise CannotServe("多个工作进程需要数据库：请用 --store postgresql://… 指定，或去掉 --workers")
    try:
        services = open_services(settings)
    except (StoreError, PrintTrouble) as error:
        raise CannotServe(str(error)) from None
    if settings.workers:
        _prepare(settings, services)
        run_workers(settings)
        return
    gc.collect()
    gc.freeze()  # the registers live as long as the process; scanning them again and again costs pauses
    try:
        _serve(settings, services)
    except (OSError, UnknownTheme) as error:
        raise CannotServe(f"无法在 {settings.host}:{settings.port} 启动：{error}") from None
    finally:
        services.close()


def _serve(settings: Settings, services: Services) -> None:
    app = create_app(settings, services)
    _seed(settings, services)
    channels: dict[int, Any] = {}
    server = waitress.create_server(
        app,
        map=channels,
        host=settings.host,
        port=settings.port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        max_request_body_size=LARGEST_BODY,
        clear_untrusted_proxy_headers=False,  # the application decides whom to believe
        ident=None,
    )
    stop = StopSignal(server.trigger.pull_trigger)
    services.runner.start()
    print(f"填表已就绪：http://{settings.host}:{settings.port}", flush=True)
    serve_until(stop, channels, settings.print_seconds)


def _prepare(settings: Settings, services: Services) -> None:
    """What is done once, before there are workers."""
    _seed(settings, services)
    services.close()


def _seed(settings: Settings, services: Services) -> None:
    if settings.demo:
        told = demo.seed(services.store, services.forms, services.accounts, services.submissions)
        print(told, flush=True)
