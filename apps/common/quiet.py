"""Quiet hours of a person, by the clock on their wall: when not to write or call, and when next one may.

One night's quiet is one stretch without a hole: it begins the first time the clock shows its start and ends the last
time it shows its end. So nobody is woken between the two 01:30 of an autumn night. A time that the clock skips in
spring is the moment of the skip.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

_DAY: Final = timedelta(days=1)
_S: Final = timedelta(seconds=1)


@dataclass(frozen=True)
class Quiet:
    """From when to when nobody is disturbed, local time; `start == end` means never quiet."""

    start: time
    end: time


USUAL: Final = Quiet(time(20), time(8))
"""Where a programme says nothing (product §8: nobody is written to at night). Inside what US law allows a company to
call, 8 am to 9 pm local time (47 CFR 64.1200(c)(1))."""


def quiet_of(settings: Mapping[str, Any]) -> Quiet:
    """A programme's quiet hours, `quiet_from` and `quiet_to` as "HH:MM"; the usual ones where it has none."""
    try:
        return Quiet(time.fromisoformat(settings["quiet_from"]), time.fromisoformat(settings["quiet_to"]))
    except (KeyError, TypeError, ValueError):
        return USUAL


def is_quiet(at: datetime, zone: str, quiet: Quiet) -> bool:
    """Whether it is quiet there at this moment. Raises KeyError for a zone that does not exist."""
    return any(start <= at < end for start, end in _nights(at, ZoneInfo(zone), quiet))


def next_allowed(at: datetime, zone: str, quiet: Quiet) -> datetime:
    """The first moment from `at` on that is not quiet, in UTC: `at` itself when it is allowed."""
    there, free = ZoneInfo(zone), at.astimezone(UTC)
    while ends := [end for start, end in _nights(free, there, quiet) if start <= free < end]:
        free = max(ends)
    return free


def _nights(at: datetime, zone: ZoneInfo, quiet: Quiet) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of quiet that a moment can lie in, in UTC."""
    if quiet.start == quiet.end:
        return
    today = at.astimezone(zone).date()
    over_midnight = _DAY if quiet.end < quiet.start else timedelta()
    for day in (today - _DAY, today, today + _DAY):
        yield _shown(day, quiet.start, zone, last=False), _shown(day + over_midnight, quiet.end, zone, last=True)


def _shown(day: date, at: time, zone: ZoneInfo, *, last: bool) -> datetime:
    """The first or the last moment at which the clock there shows this; the moment of the skip if it never does."""
    first, second = (datetime.combine(day, at.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return second if last else first
    before, after, old = second, first, second.astimezone(zone).utcoffset()
    while after - before > _S:  # skipped: PEP 495 gives one moment on each side of the skip, which lies on a second
        middle = before + (after - before) // 2 // _S * _S
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after
