"""The doorbell's place. What rings is set by config, so that nothing here knows of sockets or Redis."""

from collections.abc import Callable

_ring: Callable[[frozenset[str]], None] | None = None


def set_ring(ring: Callable[[frozenset[str]], None]) -> None:
    """Let config say what happens after a commit that wrote to these streams. It must return at once."""
    global _ring
    _ring = ring


def ring(streams: frozenset[str]) -> None:
    """Say "look at these streams". May be lost; the heartbeat, the sweep or a poll finds the rows."""
    if _ring is not None:
        _ring(streams)
