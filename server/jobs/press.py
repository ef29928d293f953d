"""The press: processes that turn HTML into PDF, so that no request thread ever does.

A page costs about 0.1 s of a core and would hold up every other request. Finished documents are kept
on disk under the hash of everything that shaped them, which is safe because printing is deterministic.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from ..language import gettext_noop
from ..printing import PrintFacts, PrintTrouble
from ..printing.pdf import Attachment, fingerprint, pdf_bytes, warm_up

DOCUMENTS_PER_WORKER = 500
"""Workers grow by a tenth of a megabyte a document; a fresh one takes over long before it matters."""

TOO_LONG = gettext_noop("打印用时过长，已停止。请检查是否有特别长的内容")
STOPPED = gettext_noop("打印进程意外停止，请稍后再试")
MOST_KEPT = 2000
"""Finished documents on disk, some 700 MB; any of them can be printed again, byte for byte."""


@dataclass(frozen=True, slots=True)
class _Job:
    html: str
    theme: str
    attachments: tuple[Attachment, ...]
    facts: PrintFacts | None


class PressTrouble(Exception):
    """A document could not be printed; the message is for people, to be translated when it is shown."""


class Press:
    """A pool of print workers. `workers` processes, `seconds` at most for one document, `kept` the folder
    of finished documents (None keeps nothing)."""

    def __init__(self, workers: int = 1, seconds: int = 120, kept: Path | None = None) -> None:
        self.workers, self.seconds, self.kept = workers, seconds, kept
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._printing: dict[str, Future[bytes]] = {}

    def submit(
        self,
        html: str,
        theme: str = "default",
        attachments: Sequence[Attachment] = (),
        facts: PrintFacts | None = None,
    ) -> Future[bytes]:
        """The PDF of a document from `print_html`, soon; asking again meanwhile gives the same future.

        It raises PressTrouble when printing takes too long or its worker dies twice, and PrintTrouble when
        this machine can't print.
        """
        name = _name(html, theme, attachments, facts)
        kept = self.kept / name if self.kept else None
        with self._lock:
            if name in self._printing:
                return self._printing[name]
            result: Future[bytes] = Future()
            if kept and kept.is_file():
                result.set_result(kept.read_bytes())
                return result
            self._printing[name] = result
        result.add_done_callback(lambda _: self._printing.pop(name, None))
        self._start(_Job(html, theme, tuple(attachments), facts), result, kept, attempts=2)
        return result

    def close(self) -> None:
        """Finish what is being printed and let the workers go."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            pool.shutdown(wait=True, cancel_futures=True)

    def _start(self, job: _Job, result: Future[bytes], kept: Path | None, attempts: int) -> None:
        pool = self._ready()

        def done(printed: Future[bytes]) -> None:
            if (
                not printed.cancelled()
                and isinstance(printed.exception(), BrokenProcessPool)
                and attempts > 1
            ):
                self._discard(pool)
                self._start(job, result, kept, attempts - 1)
            else:
                _settle(printed, result, kept)

        try:
            pool.submit(_print, job, self.seconds).add_done_callback(done)
        except (RuntimeError, OSError):  # the pool broke since we asked for it, or no process can be started
            self._discard(pool)
            if attempts > 1:
                self._start(job, result, kept, attempts - 1)
            else:
                result.set_exception(PressTrouble(STOPPED))

    def _ready(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    self.workers,
                    mp_context=multiprocessing.get_context("spawn"),
                    initializer=_warm,
                    max_tasks_per_child=DOCUMENTS_PER_WORKER,
                )
            return self._pool

    def _discard(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                self._pool = None
        broken.shutdown(wait=False)


def _name(html: str, theme: str, attachments: Sequence[Attachment], facts: PrintFacts | None) -> str:
    """File name of a finished document: a hash of everything that shapes it."""
    digest = hashlib.sha256(fingerprint(theme).encode())
    for part in (html, repr(facts), *(f"{item.name} {item.description}" for item in attachments)):
        digest.update(hashlib.sha256(part.encode()).digest())
    for item in attachments:
        digest.update(hashlib.sha256(item.content).digest())
    return f"{digest.hexdigest()}.pdf"


def _settle(printed: Future[bytes], result: Future[bytes], kept: Path | None) -> None:
    """Hand on what became of a printing."""
    error = PressTrouble(STOPPED) if printed.cancelled() else printed.exception()
    if isinstance(error, BrokenProcessPool):
        error = PressTrouble(STOPPED)
    if error:
        result.set_exception(error)
        return
    with contextlib.suppress(OSError):  # a full disk costs the saving, not the document
        _keep(kept, printed.result())
    result.set_result(printed.result())


def _warm() -> None:
    """First thing in a worker. A machine that can't print says so when it is asked to print."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches us too; what is being printed is finished
    with contextlib.suppress(PrintTrouble):
        warm_up()


def _print(job: _Job, seconds: int) -> bytes:
    """In a worker: one document, interrupted by an alarm when it takes too long."""
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(seconds)
    try:
        return pdf_bytes(job.html, job.theme, job.attachments, job.facts)
    finally:
        signal.alarm(0)
        gc.collect()


def _too_long(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise PressTrouble(TOO_LONG)


def _keep(place: Path | None, pages: bytes) -> None:
    """Write a finished document so that a reader never sees half of it; the oldest make room."""
    if place is None:
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, suffix=".part", delete=False) as file:
        file.write(pages)
    os.replace(file.name, place)
    oldest_first = sorted(place.parent.glob("*.pdf"), key=lambda file: file.stat().st_mtime)
    for old in oldest_first[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
