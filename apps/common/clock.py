"""The one clock: the process's time plus its measured offset to the database, plus the demo's shift.

Ruff bans every other way of asking. Sessions and TLS use real time and do not come here.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_offset: Callable[[], timedelta] = timedelta
_shift: Callable[[], timedelta] = timedelta


def now() -> datetime:
    """The time in UTC that every rule and record uses."""
    return datetime.now(UTC) + _offset()  # noqa: TID251  (the only place)


def shift() -> timedelta:
    """How far the demo's clock was moved on purpose; nothing in production. A device is not wrong by that much."""
    return _shift()


def set_shift_source(source: Callable[[], timedelta]) -> None:
    """Let the composition root say how much of the offset is the demo's shift."""
    global _shift
    _shift = source


def set_offset_source(source: Callable[[], timedelta]) -> None:
    """Let the composition root say how far this process is from the database's clock and the demo's shift."""
    global _offset
    _offset = source


def stamp(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with a Z and milliseconds, as every answer carries it; None stays None."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
