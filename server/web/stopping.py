"""Stopping in good order: no new connections, every request under way gets its whole answer, then the end.

waitress by itself leaves answers unsent when it is told to stop. So its loop is run here, in short rounds.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from waitress import wasyncore

ROUND = 1.0
"""Seconds one round of the loop may wait for something to happen."""
LAST_ROUND = 0.05


class StopSignal:
    """Whether somebody asked this process to stop, by SIGTERM or Ctrl+C. The second time ends it at once."""

    def __init__(self, wake: Callable[[], object]) -> None:
        self.was_given, self._wake = False, wake
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._given)

    def _given(self, number: int, _frame: FrameType | None) -> None:
        self.was_given = True
        signal.signal(number, signal.SIG_DFL)
        self._wake()


def serve_until(stop: StopSignal, channels: dict[int, Any], seconds: float) -> None:
    """Serve what is in `channels`, waitress's map of sockets. Once stopped, wait so long for answers."""
    while not stop.was_given:
        wasyncore.loop(timeout=ROUND, use_poll=True, map=channels, count=1)
    for listener in [channel for channel in channels.values() if channel.accepting]:
        wasyncore.dispatcher.close(listener)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(map(_is_busy, channels.values())):
        wasyncore.loop(timeout=LAST_ROUND, use_poll=True, map=channels, count=1)


def _is_busy(channel: Any) -> bool:
    """Whether a request is being worked on, or a part of its answer not yet sent."""
    return bool(getattr(channel, "requests", None) or getattr(channel, "total_outbufs_len", 0))
