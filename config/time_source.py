"""How far this process's clock is from the database's, plus the demo's shift; read again at most once a second."""

import threading
import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import SynchronousOnlyOperation
from django.db import DatabaseError, connection

_INTERVAL_S = 1.0
_FAULTS_INTERVAL_S = 5.0
_state = {"next": 0.0, "offset": timedelta()}
_lock = threading.Lock()


def offset() -> timedelta:
    """The offset to add to this process's time. Keeps the last one known when the database cannot be asked."""
    if time.monotonic() >= _state["next"] and _lock.acquire(blocking=False):
        try:
            _measure()
        finally:
            _lock.release()
    return _state["offset"]


def _measure() -> None:
    # Never inside a transaction that has failed, and never twice at once.
    if connection.in_atomic_block and connection.needs_rollback:
        return
    _state["next"] = time.monotonic() + _INTERVAL_S
    try:
        before = datetime.now(UTC)  # noqa: TID251  (this measures the process's own clock)
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp(), clock_shift_s FROM outbox_epoch")
            there, shift = cursor.fetchone()
        after = datetime.now(UTC)  # noqa: TID251
    except (DatabaseError, SynchronousOnlyOperation, TypeError):
        _state["next"] = time.monotonic() + _FAULTS_INTERVAL_S
        return
    drift = there - (before + (after - before) / 2)
    # Within the noise of one round trip the two clocks are the same.
    own = timedelta() if abs(drift) < timedelta(milliseconds=50) else drift
    _state["offset"] = own + (timedelta(seconds=shift) if settings.CLOCK_SHIFT else timedelta())
