"""The doorbell's place. What rings is set by config, so that nothing here knows of sockets or Redis."""

import time
from collections.abc import Callable
from contextvars import ContextVar

_rung_at_ns: ContextVar[int] = ContextVar("rung_at_ns", default=0)
_ring: Callable[[frozenset[str]], None] | None = None


def set_ring(ring: Callable[[frozenset[str]], None]) -> None:
    """Let config say what happens after a commit that wrote to these streams. It must return at once."""
    global _ring
    _ring = ring


def ring(streams: frozenset[str]) -> None:
    """Say "look at these streams". May be lost; the heartbeat, the sweep or a poll finds the rows."""
    _rung_at_ns.set(time.time_ns())
    if _ring is not None:
        _ring(streams)


def rung_at_ns() -> int:
    """When the last commit of this request or thread rang, for benches: ns since 1970, 0 when none did."""
    return _rung_at_ns.get()
