"""Serving: one process, many threads, waitress in front; demo data when asked for."""

from __future__ import annotations

import gc
import logging
import signal
from types import FrameType

import waitress

from .. import demo
from ..printing import PrintTrouble
from ..settings import Settings
from ..storage.interface import StoreError
from .app import create_app
from .screens import UnknownTheme
from .services import Services, open_services
from .uploads import LARGEST_BODY

THREADS = 16
CONNECTIONS = 2000
"""Slow and idle connections must never keep others out; a limit of 100 did."""


class CannotServe(Exception):
    """The server can't begin; the message says why and what to do."""


def run(settings: Settings) -> None:
    """Serve until told to stop. Raises CannotServe when that can't begin."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        services = open_services(settings)
    except (StoreError, PrintTrouble) as error:
        raise CannotServe(str(error)) from None
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
    if settings.demo:
        told = demo.seed(services.store, services.forms, services.accounts, services.submissions)
        print(told, flush=True)
    server = waitress.create_server(
        app,
        host=settings.host,
        port=settings.port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        max_request_body_size=LARGEST_BODY,
        ident=None,
    )
    signal.signal(signal.SIGTERM, _stop)
    print(f"填表已就绪：http://{settings.host}:{settings.port}", flush=True)
    try:
        server.run()
    finally:
        server.close()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
