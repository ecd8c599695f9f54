"""Nobody is disturbed in their quiet hours, in whatever zone, also in the nights in which the clock is changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from apps.common.quiet import USUAL, Quiet, is_quiet, next_allowed, quiet_of

NEW_YORK, LORD_HOWE, SANTIAGO, HAVANA = (
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "America/Havana",
)
CHANGING = [NEW_YORK, LORD_HOWE, SANTIAGO, HAVANA, "Europe/London", "Africa/Casablanca", "Pacific/Apia"]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

zones = st.sampled_from(CHANGING) | st.sampled_from(sorted(available_timezones() - {"localtime"}))
quiets = st.builds(Quiet, *[st.times().map(lambda at: at.replace(second=0, microsecond=0))] * 2)


def changes(zone: str, year: int) -> list[datetime]:
    """The moments of a year at which the clock there is changed, to the minute."""
    there, at, found = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC), []
    while at.year == year:
        after = at + timedelta(days=1)
        if at.astimezone(there).utcoffset() != after.astimezone(there).utcoffset():
            low, high = at, after
            while high - low > MINUTE:
                middle = low + (high - low) // 2
                same = middle.astimezone(there).utcoffset() == low.astimezone(there).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high.replace(second=0, microsecond=0))
        at = after
    return found


NEAR = [at for zone in CHANGING for year in (2011, 2026, 2027) for at in changes(zone, year)]
moments = st.integers(946_684_800, 2_114_380_800).map(lambda at: datetime.fromtimestamp(at, UTC)) | st.builds(
    lambda at, minutes: at + minutes * MINUTE, st.sampled_from(NEAR), st.integers(-2000, 2000)
)


def by_the_wall(at: datetime, zone: str, quiet: Quiet) -> bool:
    """What the clock on the wall says, without a thought for its changes."""
    shown = at.astimezone(ZoneInfo(zone)).time()
    if quiet.start <= quiet.end:
        return quiet.start <= shown < quiet.end
    return shown >= quiet.start or shown < quiet.end


def offset(at: datetime, zone: str) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


@given(moments, zones, quiets)
def test_next_allowed_is_the_first_moment_that_is_not_quiet(at: datetime, zone: str, quiet: Quiet) -> None:
    found = next_allowed(at, zone, quiet)
    assert found >= at
    assert found.tzinfo is UTC
    assert not is_quiet(found, zone, quiet)
    assert (found == at) == (not is_quiet(at, zone, quiet))
    step = max((found - at) / 50, MINUTE)
    while at < found:
        assert is_quiet(at, zone, quiet), "nothing before it is allowed"
        at += step
    if step > MINUTE:
        assert is_quiet(found - timedelta(seconds=1), zone, quiet)


@given(moments, zones, quiets)
def test_whenever_the_wall_says_quiet_it_is_quiet(at: datetime, zone: str, quiet: Quiet) -> None:
    assume(by_the_wall(at, zone, quiet))
    assert is_quiet(at, zone, quiet)


@given(moments, zones, quiets)
def test_it_is_quiet_for_longer_than_the_wall_says_only_where_an_hour_comes_twice(
    at: datetime, zone: str, quiet: Quiet
) -> None:
    if offset(at + 25 * HOUR, zone) >= offset(at - 25 * HOUR, zone):
        assert is_quiet(at, zone, quiet) == by_the_wall(at, zone, quiet)


@given(moments, zones, quiets)
def test_somebody_is_reached_within_three_days_however_short_the_time_for_it(
    at: datetime, zone: str, quiet: Quiet
) -> None:
    assert next_allowed(at, zone, quiet) - at <= timedelta(days=3)


@given(moments, zones, st.times())
@example(datetime(2026, 11, 1, 6, tzinfo=UTC), NEW_YORK, time(1))
def test_hours_that_end_where_they_begin_are_never_quiet(at: datetime, zone: str, both: time) -> None:
    assert not is_quiet(at, zone, Quiet(both, both))
    assert next_allowed(at, zone, Quiet(both, both)) == at


@pytest.mark.parametrize(
    ("zone", "day", "quiet", "asked", "allowed"),
    [
        (NEW_YORK, date(2026, 7, 1), USUAL, "03:00", "12:00"),  # 23:00 there, until 08:00 summer time
        (NEW_YORK, date(2026, 12, 1), USUAL, "03:00", "13:00"),
        (NEW_YORK, date(2026, 3, 8), USUAL, "05:00", "12:00"),  # the night of the skip is an hour shorter
        (NEW_YORK, date(2026, 11, 1), USUAL, "05:00", "13:00"),  # and that of the doubled hour longer
        (NEW_YORK, date(2026, 3, 8), Quiet(time(20), time(2, 30)), "05:00", "07:00"),  # 02:30 is skipped: at 03:00
        (NEW_YORK, date(2026, 3, 8), Quiet(time(2, 30), time(8)), "06:59", "06:59"),
        (NEW_YORK, date(2026, 3, 8), Quiet(time(2, 30), time(8)), "07:00", "12:00"),  # begins with the skip
        (NEW_YORK, date(2026, 3, 8), Quiet(time(2, 10), time(2, 50)), "07:00", "07:00"),  # skipped as a whole
        (NEW_YORK, date(2026, 11, 1), Quiet(time(20), time(1, 30)), "05:00", "06:30"),  # the second 01:30
        (NEW_YORK, date(2026, 11, 1), Quiet(time(20), time(1, 30)), "05:45", "06:30"),  # between the two
        (NEW_YORK, date(2026, 11, 1), Quiet(time(1, 30), time(8)), "06:10", "13:00"),  # begun at the first
        (LORD_HOWE, date(2026, 4, 4), Quiet(time(20), time(1, 45)), "14:30", "15:15"),  # half an hour comes twice
        (SANTIAGO, date(2026, 9, 6), Quiet(time(20), time(0, 30)), "03:00", "04:00"),  # skipped at midnight
    ],
)
def test_the_nights_of_the_change_by_hand(zone: str, day: date, quiet: Quiet, asked: str, allowed: str) -> None:
    at, then = (datetime.combine(day, time.fromisoformat(each), UTC) for each in (asked, allowed))
    assert next_allowed(at, zone, quiet) == then


@pytest.mark.parametrize("said", [{}, {"quiet_from": "22:00"}, {"quiet_from": "late", "quiet_to": "08:00"}])
def test_a_programme_that_says_nothing_sensible_has_the_usual_hours(said: dict[str, str]) -> None:
    assert quiet_of(said) == USUAL
    assert quiet_of({"quiet_from": "21:30", "quiet_to": "07:00"}) == Quiet(time(21, 30), time(7))
