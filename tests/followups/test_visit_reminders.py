"""A person is reminded of an appointment, if they agreed to it: once, by day, at a number that is safe right then."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from apps.accounts.models import Programme
from apps.common.quiet import USUAL, Quiet
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.followups.models import Reminder
from apps.followups.queries.reminders import visit_plan
from apps.followups.sweeps_reminders import due_reminders, plan_forgotten
from apps.notifications import actions as notifications
from apps.notifications.models import Kept, Message
from apps.notifications.outgoing.sweeps import send_messages
from apps.outbox.commands import do
from apps.outbox.models import HandlerRun
from apps.people import actions as persons
from apps.people.models import Consent, Person
from apps.referrals.actions import coming
from tests.followups.reminding import ZONE, at_time, booked, phone_of, rebooked, states, sweep, texted
from tests.people import People
from tests.referrals.conftest import places, played, ruth, visit
from tests.referrals.scenes import act, asked, consent, says

__all__ = ["places", "played", "ruth", "visit"]
HERE = ZoneInfo(ZONE)


@pytest.fixture(autouse=True)
def mailbox(settings: Any) -> None:
    settings.MAILBOX = True


@pytest.fixture
def at() -> datetime:
    """Three days ahead, at two in the afternoon there."""
    day = datetime.now(HERE).date() + timedelta(days=3)  # noqa: TID251
    return datetime.combine(day, time(14), HERE).astimezone(UTC)


def day_before(at: datetime) -> datetime:
    there = at.astimezone(HERE)
    return datetime.combine(there.date() - timedelta(days=1), there.time(), HERE)


def test_she_is_reminded_the_day_before_and_two_hours_before_and_no_word_says_of_what(
    people: People, visit: Assignment, ruth: Person, places: list[Service], at: datetime
) -> None:
    phone_of(people, ruth)
    booked(people, visit, places[0], at)
    sweep()
    assert texted() == []
    with at_time(day_before(at)):
        pass
    assert len(texted()) == 1
    with at_time(at - timedelta(hours=2)):
        pass
    first, second = texted()
    assert first == second
    assert first.startswith("Reminder: you have an appointment on ")
    assert "2:00 pm. Reply C to confirm, STOP for no more texts." in first
    for word in ("Ruth", "Adeyemi", places[0].name, "bed", "crisis", "late", "repeat"):
        assert word not in first
    with at_time(at + timedelta(hours=1)):
        pass
    assert len(texted()) == 2, "and never again"


def test_who_speaks_spanish_reads_spanish(
    people: People, visit: Assignment, ruth: Person, places: list[Service], at: datetime
) -> None:
    phone_of(people, ruth, language="Español")
    booked(people, visit, places[0], at)
    with at_time(day_before(at)):
        pass
    (said,) = texted()
    assert said.startswith("Recordatorio: usted tiene una cita el ")
    assert "Responda C para confirmar" in said


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"text": "not_asked"}, "no_safe_phone"),
        ({"text": "no"}, "no_safe_phone"),
        ({"kind": "stopped"}, "no_safe_phone"),
    ],
)
def test_a_number_that_is_not_called_safe_at_the_moment_of_sending_gets_nothing(
    changed: dict[str, str], why: str, people: People, visit: Assignment, ruth: Person, places: list[Service],
    at: datetime,
) -> None:  # fmt: skip
    point = phone_of(people, ruth)
    booked(people, visit, places[0], at)
    stopped = True if changed.pop("kind", "") else None
    do(
        persons.change_contact_point,
        by=people.sam,
        person_id=ruth.id,
        point_id=point.id,
        fields=changed,
        stopped=stopped,
    )
    with at_time(day_before(at)):
        pass
    assert (texted(), states()["visit_day"]) == ([], ("dropped", why))


def test_a_text_that_waits_for_a_broken_gateway_is_asked_about_again_when_it_leaves(
    people: People, visit: Assignment, ruth: Person, places: list[Service], at: datetime
) -> None:
    point = phone_of(people, ruth)
    booked(people, visit, places[0], at)
    with at_time(day_before(at)):
        due_reminders()
        assert Message.objects.get(audience="person").state == "waiting"
        fields = {"text": "no"}
        do(persons.change_contact_point, by=people.sam, person_id=ruth.id, point_id=point.id, fields=fields)
    assert texted() == []
    assert states()["visit_day"] == ("dropped", "no_safe_phone")


def test_without_consent_any_more_nothing_leaves(
    people: People, visit: Assignment, ruth: Person, places: list[Service], at: datetime
) -> None:
    phone_of(people, ruth)
    yes = consent(people, visit, places)
    booked(people, visit, places[0], at, basis="consent", consent_id=yes.id)
    Consent.objects.filter(id=yes.id).update(withdrawn_at=at - timedelta(days=2))
    with at_time(day_before(at)):
        pass
    assert (texted(), states()["visit_day"]) == ([], ("dropped", "no_consent"))


def test_another_hour_drops_the_old_reminders_and_the_same_hour_again_owes_them_again(
    people: People, visit: Assignment, ruth: Person, places: list[Service], at: datetime
) -> None:
    phone_of(people, ruth)
    need = booked(people, visit, places[0], at)
    later = at + timedelta(days=1)
    rebooked(people, need, places[0], later)
    with at_time(day_before(at)):
        pass
    assert texted() == []
    rebooked(people, need, places[0], at)
    assert set(Reminder.objects.filter(state="waiting").values_list("of_at", flat=True)) == {at}
    with at_time(day_before(at)):
        pass
    assert len(texted()) == 1


def test_an_appointment_that_is_called_off_is_not_reminded_of(
    people: People, visit: Assignment, ruth: Person, places: list[Service], at: datetime
) -> None:
    phone_of(people, ruth)
    need = booked(people, visit, places[0], at)
    act(coming.cancel, people.casey, need, places[0], reason="by_person")
    with at_time(at - timedelta(hours=2)):
        pass
    assert texted() == []
    assert set(states().values()) == {("dropped", "over")}


def test_what_comes_late_says_so_and_what_comes_too_late_does_not_come_and_the_owner_is_called(
    people: People, visit: Assignment, ruth: Person, places: list[Service], at: datetime
) -> None:
    phone_of(people, ruth)
    booked(people, visit, places[0], at)
    with at_time(day_before(at) + timedelta(hours=2)):
        pass
    (said,) = texted()
    assert said.startswith("This message is late. Reminder:")
    assert Reminder.objects.get(what="visit_day").is_late
    with at_time(at - timedelta(minutes=20)):
        pass
    assert (len(texted()), states()["visit_hours"]) == (1, ("dropped", "too_late"))


def test_two_sweeps_at_once_and_a_reaction_that_runs_again_send_one(
    people: People, visit: Assignment, ruth: Person, places: list[Service], at: datetime
) -> None:
    phone_of(people, ruth)
    booked(people, visit, places[0], at)
    HandlerRun.objects.filter(event="ReferralScheduled").update(status="due", claimed_until=None)
    with at_time(day_before(at)):
        due_reminders()
        due_reminders()
        Reminder.objects.filter(what="visit_day").update(state="waiting")  # as a restored row would stand
    assert len(texted()) == 1


def test_an_appointment_whose_reaction_was_lost_is_planned_all_the_same(
    people: People, visit: Assignment, ruth: Person, places: list[Service], at: datetime
) -> None:
    need = asked(people.casey, visit, [places[0]])
    says(people, need, places[0], "schedule", at=at)
    HandlerRun.objects.update(status="dead")
    assert (plan_forgotten(), plan_forgotten()) == (1, 0)
    assert set(states()) == {"visit_day", "visit_hours"}


def plans(at: str, quiet: Quiet = USUAL, booked_days: int = 9) -> list[tuple[str, str, str]]:
    there = datetime.fromisoformat(at).replace(tzinfo=HERE)
    found = visit_plan(there.astimezone(UTC), ZONE, quiet, there - timedelta(days=booked_days))
    return [(one.what, one.planned_at.astimezone(HERE).strftime("%m-%d %H:%M"), one.why) for one in found]


@pytest.mark.parametrize(
    ("at", "day", "hours"),
    [
        ("2026-12-03T10:00", ("12-02 10:00", ""), ("12-03 08:00", "")),
        ("2026-12-03T09:00", ("12-02 09:00", ""), ("12-03 08:00", "")),  # 07:00 is quiet: moved
        ("2026-12-03T08:15", ("12-02 08:15", ""), ("12-03 08:00", "quiet")),  # it would be of no use any more
        ("2026-12-03T07:00", ("12-02 08:00", ""), ("12-03 08:00", "quiet")),
        ("2026-12-03T21:30", ("12-03 08:00", ""), ("12-03 19:30", "")),
        ("2026-03-08T10:00", ("03-07 10:00", ""), ("03-08 08:00", "")),  # the clock was changed in between
        ("2026-11-01T10:00", ("10-31 10:00", ""), ("11-01 08:00", "")),
    ],
)
def test_nobody_is_texted_in_their_quiet_hours(at: str, day: tuple[str, str], hours: tuple[str, str]) -> None:
    assert plans(at) == [("visit_day", *day), ("visit_hours", *hours)]


def test_who_books_for_today_is_reminded_two_hours_before_only() -> None:
    assert [why for _, _, why in plans("2026-12-03T15:00", booked_days=0)] == ["too_late", "too_late"]
    there = datetime(2026, 12, 3, 15, tzinfo=HERE)
    found = visit_plan(there, ZONE, USUAL, there - timedelta(hours=5))
    assert [one.why for one in found] == ["too_late", ""]


def test_a_text_of_anybody_that_comes_due_at_night_waits_for_the_morning(people: People, ruth: Person) -> None:
    phone_of(people, ruth)
    night = datetime.combine(date(2026, 12, 3), time(23), HERE)

    def ask(*, by: Any) -> Any:
        programme = Programme.objects.get(id=people.calder.id)
        said = {"when_en": "x", "when_es": "x", "phone": "555-0111"}
        more: dict[str, Any] = {"text": "visit_reminder", "params": said, "to": "(503) 555-0177", "about": programme}
        row = notifications.queue_message(key="n", channel="sms", audience="person", due_at=night, **more)
        Message.objects.filter(id=row.id).update(programme=programme)

    do(ask, by=people.system)
    with at_time(night):
        pass
    row = Message.objects.get(key="n")
    assert (row.state, row.due_at.astimezone(HERE).strftime("%d %H:%M")) == ("waiting", "04 08:00")
    with at_time(night + timedelta(hours=9, seconds=2)):
        pass
    assert Kept.objects.count() == 1
    assert send_messages() == 0
