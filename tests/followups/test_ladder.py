"""The steps after a visit: who is tried when, what one contact covers, and what follows where nobody is reached."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid
from apps.common.ids import uuid7
from apps.common.quiet import Quiet, is_quiet
from apps.dispatch.models import Assignment
from apps.followups import actions, queries
from apps.followups.ladder import Policy, before_quiet, ladder_of, steps_for
from apps.followups.models import Attempt, Case
from apps.outbox.commands import Op, do, run
from tests.encounters.conftest import incident, mesa, there
from tests.followups.scenes import HOUR, aged, in_hours, known, opened, states, tried
from tests.people import People

__all__ = ["incident", "mesa", "there"]

ZONES = ("America/Los_Angeles", "America/New_York", "America/Phoenix", "Pacific/Honolulu", "Europe/Madrid")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
NEVER = {"quiet_from": "00:00", "quiet_to": "00:00"}


@pytest.fixture
def awake(people: People) -> People:
    """A programme without quiet hours, where the hour of the day at which a test runs makes no difference."""
    Programme.objects.filter(id=people.calder.id).update(settings=NEVER)
    return people


@given(
    zone=st.sampled_from(ZONES),
    since=st.integers(0, 60 * 24 * 730),
    hours=st.integers(24, 24 * 30),
    start=st.times(),
    length=st.integers(0, 20 * 60),
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_step_is_never_due_in_quiet_hours_and_never_later_than_promised(
    zone: str, since: int, hours: int, start: time, length: int
) -> None:
    begins = start.replace(microsecond=0)
    quiet = Quiet(begins, (datetime.combine(NEW_YEAR, begins) + timedelta(minutes=length)).time())
    at = NEW_YEAR + timedelta(minutes=since)
    due = before_quiet(at, at + timedelta(hours=hours), zone, quiet)
    assert not is_quiet(due, zone, quiet)
    assert at < due <= at + timedelta(hours=hours), "a day is longer than any night: there is time before it"
    if not is_quiet(at + timedelta(hours=hours), zone, quiet):
        assert due == at + timedelta(hours=hours)


def test_a_promise_that_falls_into_the_night_the_clock_changes_is_due_on_the_evening_before() -> None:
    zone, quiet = "America/Los_Angeles", Quiet(time(20), time(8))
    for month, day in ((3, 7), (10, 31)):
        at = datetime(2026, month, day, 1, 30, tzinfo=ZoneInfo(zone))
        due = before_quiet(at, at + timedelta(hours=24), zone, quiet).astimezone(ZoneInfo(zone))
        assert (due.date(), due.hour) in ((at.date(), 19), (at.date(), 20)), "until the last second before eight"


def test_a_programme_may_have_its_own_steps_and_nonsense_is_passed_over(db: None) -> None:
    own = {"case_ladder": [{"name": "day2", "hours": 36}, {"name": "day9", "hours": 1}, {"name": "day7"}, 5]}
    assert [(step.name, step.hours) for step in ladder_of(own)] == [("day2", 36)]
    usual = [name for name, _ in steps_for(Policy.of({}), "high", now(), "UTC")]
    assert usual == ["day1", "day2", "day3", "day7", "day30"]
    assert [name for name, _ in steps_for(Policy.of({"case_ladder": "x"}), "", now(), "UTC")] == usual[1:]


def test_high_risk_is_tried_within_a_day_and_everybody_within_two(awake: People, there: Assignment) -> None:
    case = opened(awake, there, judgement="high")
    assert (case.risk, case.next_action, round(in_hours(case.next_due_at))) == ("high", "contact", 24)
    assert list(states(case)) == ["day1", "day2", "day3", "day7", "day30"]


def test_who_was_reached_has_the_step_done_and_the_next_one_is_due(awake: People, there: Assignment) -> None:
    case = tried(awake.cam, aged(opened(awake, there), 40 * HOUR), "reached", words="Eats, sleeps, wants to go on.")
    assert states(case) == {"day2": "done", "day3": "due", "day7": "due", "day30": "due"}
    assert (case.tries_used, round(in_hours(case.next_due_at))) == (0, 32)


def test_a_step_that_was_done_after_its_hour_says_so_and_earlier_ones_end_with_it(
    awake: People, there: Assignment
) -> None:
    case = tried(awake.cam, aged(opened(awake, there, judgement="high"), 50 * HOUR), "reached")
    assert states(case)["day1"] == states(case)["day2"] == "done"
    assert [rung.late for rung in case.rungs.filter(state="done")] == [True, True]
    assert states(case)["day3"] == "due"


def test_what_was_done_without_signal_has_its_true_time_and_cancels_what_it_covers(
    awake: People, there: Assignment
) -> None:
    """Reached 46 hours after the visit; told when day two and day three were over on our side."""
    case = aged(opened(awake, there, judgement="high"), 80 * HOUR)
    meant = case.rungs.get(name="day1")
    tried(awake.cam, case, "reached", at=now() - 34 * HOUR, rung=meant.id)
    assert states(case) == {"day1": "done", "day2": "cancelled", "day3": "due", "day7": "due", "day30": "due"}
    done = case.rungs.get(name="day1")
    assert done.done_at is not None
    assert (done.late, round((now() - done.done_at) / HOUR)) == (True, 34)
    shown = queries.as_seen_by(awake.cam, [case.id])[case.id]
    assert (shown["attempts"][0]["occurred_late"], shown["next"]["rung"]) == (
        True,
        str(case.rungs.get(name="day3").id),
    )


def test_nobody_answers_so_it_is_tried_later_and_by_another_way(awake: People, there: Assignment) -> None:
    known(awake, there, text="yes")
    case = tried(awake.cam, aged(opened(awake, there), 49 * HOUR))
    assert (case.tries_used, case.next_channel, round(in_hours(case.next_due_at))) == (1, "text", 4)
    assert tried(awake.cam, case, "sent", "text").next_channel == "call"
    assert states(case)["day2"] == "due"


def test_a_next_try_never_falls_into_the_quiet_hours_of_the_person(people: People, there: Assignment) -> None:
    case = opened(people, there)
    evening = datetime(2026, 11, 2, 18, 0, tzinfo=ZoneInfo("America/New_York"))
    Case.objects.filter(id=case.id).update(zone="America/New_York")
    tried(people.cam, aged(case, now() - evening + 50 * HOUR), at=evening)
    assert case.planned_at is not None
    there_at = case.planned_at.astimezone(ZoneInfo("America/New_York"))
    assert (there_at.day, there_at.hour) == (3, 8)


def test_after_the_last_try_a_person_decides_and_one_more_round_begins(awake: People, there: Assignment) -> None:
    case = aged(opened(awake, there), 49 * HOUR)
    for _ in range(4):
        tried(awake.cam, case)
    assert case.next_action == "contact"
    tried(awake.cam, case)
    assert (case.next_action, case.tries_used) == ("decide", 5)
    assert queries.as_seen_by(awake.cam, [case.id])[case.id]["to_decide"] is True
    do(actions.decide, by=awake.cam, case_id=case.id, way="again", words="Try his sister.")
    case.refresh_from_db()
    assert (case.next_action, case.tries_used) == ("contact", 0)
    with pytest.raises(Conflict):
        do(actions.decide, by=awake.cam, case_id=case.id, way="again")


def test_a_try_that_is_told_late_takes_nothing_back(awake: People, there: Assignment) -> None:
    """Reached at two; the unanswered call of one o'clock comes in afterwards."""
    case = tried(awake.cam, aged(opened(awake, there), 49 * HOUR), "reached")
    before = case.next_due_at
    tried(awake.cam, case, at=now() - HOUR)
    assert (case.tries_used, case.next_due_at, case.attempts.count()) == (0, before, 2)


def test_the_same_try_twice_is_one_and_on_a_case_that_is_over_it_is_kept(awake: People, there: Assignment) -> None:
    case, one = opened(awake, there), uuid7()
    for _ in range(2):
        do(actions.attempt, by=awake.cam, case_id=case.id, id=one, channel="call", result="no_answer")
    assert Attempt.objects.count() == 1
    do(actions.land, by=awake.cam, case_id=case.id)
    late: dict[str, Any] = {"case_id": case.id, "id": uuid7(), "channel": "call", "result": "reached"}
    answer = run(actions.attempt, by=awake.cam, key=uuid7(), op=Op(occurred_at=now() - HOUR), **late)
    assert (answer.outcome, answer.code, Attempt.objects.count()) == ("merged", Code.KEPT_LATE, 2)
    assert Case.objects.get().status == "landed"


def test_a_message_where_nobody_called_it_safe_is_kept_and_marked(awake: People, there: Assignment) -> None:
    point = known(awake, there, voicemail="no").points.get()
    case = opened(awake, there)
    tried(awake.cam, case, "left_message", contact_id=point.id)
    tried(awake.cam, case, "no_answer", contact_id=point.id)
    assert list(case.attempts.order_by("received_at").values_list("unsafe", flat=True)) == [True, False]


def test_later_than_promised_needs_words(awake: People, there: Assignment) -> None:
    case = opened(awake, there)
    do(actions.later, by=awake.cam, case_id=case.id, due_at=now() + 5 * HOUR)
    case.refresh_from_db()
    assert round(in_hours(case.next_due_at)) == 5
    with pytest.raises(Invalid):
        do(actions.later, by=awake.cam, case_id=case.id, due_at=now() + 60 * HOUR)
    do(actions.later, by=awake.cam, case_id=case.id, due_at=now() + 60 * HOUR, words="At his mother's until then.")
    case.refresh_from_db()
    assert round(in_hours(case.next_due_at)) == 60
