"""Somebody who saves without pause through a proxy, as the page does: a retry has the same operation name."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPSHandler

from server.storage.interface import Store
from tests.people import Person
from tests.serving import LITTLE_GIANT

PAUSE = 0.1


class Saver(Person):
    """One person on a table of their own. `kept`: the acknowledged saves, each time, operation, text."""

    def __init__(self, nginx: Any) -> None:
        trusted = ssl.create_default_context(cafile=Path(nginx.folder, "certificate.pem"))
        super().__init__(nginx, "qiye3", HTTPSHandler(context=trusted))
        self.kept: list[tuple[float, str, str]] = []
        self.retries, self.refused = 0, list[Any]()
        self.id = self.ask("POST", "/api/submissions", {"form": LITTLE_GIANT})["id"]
        self.open(self.id)

    def save_until(self, ended: threading.Event) -> None:
        """Save, and save again."""
        while not ended.is_set():
            operation = token_hex(8)
            typed = f"{len(self.kept)} 号 {operation}"
            patch = {"base_revision": self.seen, "operation": operation, "changes": {"basics/address": typed}}
            reply = self._insist(patch)
            if "revision" not in reply:
                self.refused.append(reply)
                return
            self.seen = reply["revision"]
            self.kept.append((time.monotonic(), operation, typed))

    def _insist(self, patch: Any) -> Any:
        """Send it until there is an answer that isn't about a server being away."""
        while True:
            try:
                reply = self.ask("PATCH", self.at, patch)
                if reply.get("status") != 503:
                    return reply
            except (URLError, OSError, ValueError):  # no answer, half an answer, or nginx's own page
                pass
            self.retries += 1
            time.sleep(PAUSE)

    def troubles(self, store: Store) -> Iterator[str]:
        """What is wrong with what the store has: acknowledged saves lost, saves doubled, gaps."""
        history = store.history("submission", self.id)
        done = [event["operation"] for event in history]
        yield from (f"lost {operation}" for _, operation, _ in self.kept if operation not in done)
        yield from (
            f"doubled {operation}" for operation in {*done} if operation and done.count(operation) > 1
        )
        if [event["revision"] for event in history] != list(range(1, len(history) + 1)):
            yield f"gap in {self.id}"
        if self.kept[-1][2] not in str(store.body("submission", self.id)):
            yield f"{self.id} is not as it was last saved"


def longest_gap(savers: list[Saver]) -> float:
    """Seconds in which nobody's save was acknowledged."""
    times = sorted(at for saver in savers for at, _, _ in saver.kept)
    return max(later - earlier for earlier, later in pairwise(times))


def all_saving(savers: list[Saver], meanwhile: Callable[[], None]) -> None:
    """Everybody saves while something happens."""
    ended = threading.Event()
    threads = [threading.Thread(target=saver.save_until, args=(ended,)) for saver in savers]
    for thread in threads:
        thread.start()
    meanwhile()
    ended.set()
    for thread in threads:
        thread.join(60)
