"""Ring the doorbell: one message per commit on one group of the channel layer. It may be lost, never waited for.

The message is sent by one long-lived loop thread per process, started at the first ring so that a fork has its own.
After a failure nothing is sent for 5 s; heartbeats, ticks and polls find the rows meanwhile.
"""

import asyncio
import os
import threading
import time
from collections.abc import Callable
from typing import Final

import structlog
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from apps.common.ids import uuid7

log = structlog.get_logger()
GROUP: Final = "bell"
PATIENCE_S: Final = 0.5
QUIET_S: Final = 5.0

Hears = Callable[[frozenset[str]], None]


class Ring:
    """The sending side in one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pid = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._waiting: set[str] = set()
        self._is_sending = False
        self._quiet_until = 0.0
        self._hearers: set[Hears] = set()
        self.token = ""

    def ring(self, streams: frozenset[str]) -> None:
        """Say "look at these streams" to every socket process. Returns at once, whatever Redis does."""
        loop = self._started()
        for hears in tuple(self._hearers):
            hears(streams)
        if time.monotonic() < self._quiet_until:
            return
        with self._lock:
            self._waiting |= streams
            if self._is_sending:
                return
            self._is_sending = True
        loop.call_soon_threadsafe(self._begin)

    def hear(self, hears: Hears) -> None:
        """Let sockets of this very process hear without Redis. Called from any thread; must return at once."""
        self._started()
        self._hearers.add(hears)

    def unhear(self, hears: Hears) -> None:
        """No longer."""
        self._hearers.discard(hears)

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._pid != os.getpid():
                self._pid, self.token = os.getpid(), uuid7().hex
                self._waiting, self._is_sending, self._hearers = set(), False, set()
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="ring", daemon=True).start()
            return self._loop

    def _begin(self) -> None:
        assert self._loop is not None
        self._task = self._loop.create_task(self._send())

    async def _send(self) -> None:
        layer = get_channel_layer("ring")
        while True:
            with self._lock:
                streams, self._waiting = sorted(self._waiting), set()
                if not streams or layer is None:
                    self._is_sending = False
                    return
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await layer.group_send(GROUP, {"type": "bell.ring", "streams": streams, "by": self.token})
            except (RedisError, OSError, TimeoutError) as error:
                self._quiet_until = time.monotonic() + QUIET_S
                log.warning("ring_failed", error=type(error).__name__)


_ring = Ring()
ring = _ring.ring
hear = _ring.hear
unhear = _ring.unhear


def token() -> str:
    """What marks this process's own messages."""
    return _ring.token
