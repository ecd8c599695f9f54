"""How far this process's clock is from the database's, plus the demo's shift; read again at most once a second."""

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection

INTERVAL_S: Final = 1.0
FAULTS_INTERVAL_S: Final = 5.0
NOISE: Final = timedelta(milliseconds=50)
"""Within one slow round trip two clocks cannot be told apart."""


class _Known:
    next_at: float = 0.0
    offset: timedelta = timedelta()
    shift: timedelta = timedelta()


_known = _Known()
_lock = threading.Lock()


def offset() -> timedelta:
    """The offset to add to this process's time. Keeps the last one known when the database cannot be asked now."""
    if time.monotonic() >= _known.next_at and _may_ask() and _lock.acquire(blocking=False):
        try:
            _measure()
        finally:
            _lock.release()
    return _known.offset


def shift() -> timedelta:
    """How much of the offset is the demo's shift, as of when it was asked last."""
    return _known.shift


def _may_ask() -> bool:
    """Not on an event loop, and not in somebody's transaction, which may have failed or hold locks."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return not connection.in_atomic_block
    return False


def _measure() -> None:
    _known.next_at = time.monotonic() + INTERVAL_S
    try:
        before = datetime.now(UTC)  # noqa: TID251  (this measures the process's own clock)
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp(), clock_shift_s FROM outbox_epoch")
            row = cursor.fetchone()
        after = datetime.now(UTC)  # noqa: TID251
    except DatabaseError:
        _known.next_at = time.monotonic() + FAULTS_INTERVAL_S
        return
    if row is None:
        return
    there, moved = row
    drift = there - (before + (after - before) / 2)
    own = timedelta() if abs(drift) < NOISE else drift
    _known.shift = timedelta(seconds=moved) if settings.CLOCK_SHIFT else timedelta()
    _known.offset = own + _known.shift
