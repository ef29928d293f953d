"""How often somebody may try: counted in the store, so that every process of an installation counts along."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from datetime import datetime

from ..language import counted
from ..storage.interface import Conflict, Delete, Missing, Put, Store, now

SWEPT = 5
"""Each attempt clears away so many that are over; more than one, or they would pile up."""


class TooManyAttempts(Exception):
    """Not again before `seconds` have passed."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(counted("密码多次输入有误，请在 %(count)s 分钟后重试", max(1, round(seconds / 60))))


@dataclass(frozen=True)
class Throttle:
    """`most` attempts in `seconds`, for each name apart."""

    store: Store
    most: int
    seconds: int

    def count(self, name: str) -> None:
        """Note an attempt before it is judged, or many at the same time would all be the first.

        Raises TooManyAttempts.
        """
        while True:
            record = self.store.get("throttle", _id(name)) or {"revision": 0, "ends": []}
            ends = [end for end in record["ends"] if end > now()]
            if len(ends) >= self.most:
                left = datetime.fromisoformat(ends[0]) - datetime.fromisoformat(now())
                raise TooManyAttempts(round(left.total_seconds()))
            ends.append(now(self.seconds))
            noted = {"ends": ends, "over_at": ends[-1]}
            try:
                self.store.commit(Put("throttle", _id(name), noted, expect=record["revision"]))
            except Conflict:
                continue  # another attempt at the same time; both count
            self._sweep()
            return

    def forget(self, name: str) -> None:
        """It was the right person after all."""
        self._drop(_id(name))

    def _sweep(self) -> None:
        for record in self.store.find("throttle", "over", limit=SWEPT):
            if record["over_at"] <= now():
                self._drop(record["id"], record["revision"])

    def _drop(self, id: str, expect: int | None = None) -> None:
        with contextlib.suppress(Missing, Conflict):  # somebody else has just done so, or tried again
            self.store.commit(Delete("throttle", id, expect=expect))


def _id(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
