"""What those who run a server see of it: is it alive, is it ready, what does it do, a log line a request.

Health is for whatever starts and stops processes, metrics are Prometheus's, and a line of the log is a JSON
object with the number of the request, so that one request can be followed through proxy, server and database.
"""

from __future__ import annotations

import json
import logging
import os
import time
from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, abort, g, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)

from ..settings import Settings
from .services import services

blueprint = Blueprint("watching", __name__)
log = logging.getLogger("server.requests")

REQUESTS = Counter("tianbiao_requests", "Requests answered", ["endpoint", "method", "status"])
SECONDS = Histogram("tianbiao_request_seconds", "Time until the answer was ready", ["endpoint"])
JOB_STATES = ("queued", "running", "failed")
LOOPBACK = ("127.0.0.1", "::1")


class JsonLines(logging.Formatter):
    """A log record as one line of JSON: time, level, logger, message, and what `extra={"facts": …}` adds."""

    def format(self, record: logging.LogRecord) -> str:
        facts = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            facts["exception"] = self.formatException(record.exc_info)
        return json.dumps(facts, ensure_ascii=False)


def begin_log(settings: Settings) -> None:
    """Where this process logs to: standard error, in words or in JSON; requests only in JSON."""
    handler = logging.StreamHandler()
    words = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(JsonLines() if settings.log_json else words)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    log.setLevel(logging.INFO if settings.log_json else logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it would greet at every start


def watch(app: Flask) -> None:
    """Count, time and log every request of an application."""
    app.before_request(_begin)
    app.after_request(_end)
    app.register_blueprint(blueprint)


@blueprint.get("/health/live")
def live() -> ResponseReturnValue:
    """The process answers. Whatever is wrong with the store, starting it again would not help."""
    return jsonify(status="live")


@blueprint.get("/health/ready")
def ready() -> ResponseReturnValue:
    """Requests can be served: the store takes writes. 503 while it doesn't."""
    told = services().store.health(counting=False)
    return jsonify(status="ready" if told["writable"] else "not-ready"), 200 if told["writable"] else 503


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus; for this machine alone, unless its proxy lets others see them."""
    if request.remote_addr not in LOOPBACK or "X-Forwarded-For" in request.headers:
        abort(404)
    registry: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    counts = [(state, services().store.count("job", "ready", (state,))) for state in JOB_STATES]
    jobs = "".join(f'tianbiao_jobs{{state="{state}"}} {count}\n' for state, count in counts)
    told = generate_latest(registry).decode() + "# TYPE tianbiao_jobs gauge\n" + jobs
    return Response(told, content_type=CONTENT_TYPE_LATEST)


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    seconds, endpoint = time.perf_counter() - g.get("began", time.perf_counter()), request.endpoint or "none"
    REQUESTS.labels(endpoint, request.method, response.status_code).inc()
    SECONDS.labels(endpoint).observe(seconds)
    if request.blueprint != "watching":
        account = g.get("account")
        facts = {"request": g.get("request_id", ""), "method": request.method, "path": request.path}
        facts |= {"status": response.status_code, "milliseconds": round(seconds * 1000, 1)}
        log.info("request", extra={"facts": {**facts, "account": account.id if account else ""}})
    return response
