"""What a person answers to a text: C is noted, STOP is honoured at once, and the owner hears of everything else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.common.clock import now
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.followups.actions.replies import meaning_of
from apps.followups.models import Case, Reply
from apps.followups.sweeps_reminders import due_reminders
from apps.notifications import actions as notifications
from apps.notifications.models import Message
from apps.outbox.commands import do
from apps.outbox.models import Delivery
from apps.outbox.sweeps import run_handlers
from apps.people import actions as persons
from apps.people.models import ContactPoint, Person
from tests.encounters.scenes import signed
from tests.followups.reminding import KEY, NUMBER, at_time, booked, noon, phone_of, reply, states, sweep, texted
from tests.people import Client, People
from tests.referrals.conftest import places, played, ruth, visit
from tests.referrals.scenes import seen

__all__ = ["places", "played", "ruth", "visit"]


@pytest.fixture(autouse=True)
def gateway(settings: Any) -> None:
    settings.MAILBOX, settings.SMS_RECEIPT_KEY = True, KEY


@pytest.fixture
def case(people: People, visit: Assignment, ruth: Person) -> Case:
    """Cam looks after Ruth."""
    signed(people.casey, visit)
    run_handlers()
    return Case.objects.get(encounter_id=visit.id)


@pytest.fixture
def point(people: People, ruth: Person) -> ContactPoint:
    return phone_of(people, ruth)


def told() -> set[str]:
    """Who was called because of a reply."""
    rows = Delivery.objects.filter(event="PersonReplied", kind="alert").select_related("user")
    return {row.user.short_name for row in rows if row.user}


def test_c_is_noted_once_beside_the_appointment_and_the_owner_is_told(
    people: People, visit: Assignment, point: ContactPoint, places: list[Service]
) -> None:
    at = noon(4)
    need = booked(people, visit, places[0], at)
    with at_time(at - timedelta(days=1)):
        due_reminders()
    assert len(texted()) == 1
    assert [reply("C"), reply("C"), reply(" c. ", gateway_id="in-2")] == [200, 200, 200]
    (row,) = [one for one in seen(people.casey, need)["referrals"] if one["appointment_at"]]
    assert [note["kind"] for note in row["notes"]] == ["confirmed"]
    assert Reply.objects.count() == 2, "the same message twice is one"
    assert Delivery.objects.filter(event="NeedChanged", kind="alert", user=need.owner).exists()


def test_stop_ends_every_text_to_this_person_at_once_and_only_staff_undo_it(
    people: People, visit: Assignment, case: Case, point: ContactPoint, places: list[Service]
) -> None:
    booked(people, visit, places[0], noon(3))

    def ask(*, by: Any) -> Any:
        more: dict[str, Any] = {"text": "case_call_us", "params": {"phone": "555-0111"}, "to": NUMBER, "about": case}
        notifications.queue_message(key="waits", channel="sms", audience="person", **more)

    do(ask, by=people.system)
    assert reply("Stop!") == 200
    sweep()
    point.refresh_from_db()
    assert (texted(), point.text, Message.objects.get(key="waits").error) == ([], "no", "stop")
    assert told() == {"Cam"}
    assert reply("START", gateway_id="in-2") == 200
    point.refresh_from_db()
    assert (point.text, Reply.objects.get(gateway_id="in-2").meant) == ("no", "start")
    with at_time(noon(2)):
        pass
    assert (texted(), states()["visit_day"]) == ([], ("dropped", "stop"))
    fields = {"text": "yes"}
    do(persons.change_contact_point, by=people.sam, person_id=point.person_id, point_id=point.id, fields=fields)
    do(lambda *, by: ask_again(case), by=people.system)
    Message.objects.filter(key="again").update(due_at=now())
    assert Message.objects.get(key="again").state == "waiting"


def ask_again(case: Case) -> None:
    more: dict[str, Any] = {"text": "case_call_us", "params": {"phone": "555-0111"}, "to": NUMBER, "about": case}
    notifications.queue_message(key="again", channel="sms", audience="person", **more)


def test_stop_from_one_phone_is_in_force_in_every_record_that_has_it(
    people: People, point: ContactPoint, visit: Assignment
) -> None:
    other = Person.objects.create(programme=people.calder, given="Noor", made_by=people.sam)
    twin = phone_of(people, other, value="503.555.0177")
    reply("STOP")
    twin.refresh_from_db()
    assert twin.text == "no"
    added = phone_of(people, other, value="+1 (503) 555 0177")
    assert added.text == "yes", "what staff wrote stands, but"
    do(lambda *, by: ask_again(None), by=people.system)  # type: ignore[arg-type]
    assert Message.objects.get(key="again").state == "stopped"


def test_other_words_are_kept_for_those_who_may_see_the_case_and_the_owner_is_told(
    people: People, case: Case, point: ContactPoint, signed_in: Callable[..., Client], caplog: Any
) -> None:
    words = "I lost the paper. Where was it again?"
    assert reply(words) == 200
    assert told() == {"Cam"}
    assert words not in caplog.text
    road = f"/api/cases/{case.id}/reminders"
    (said,) = signed_in(people.cam).get(road).json()["replies"]
    assert (said["meant"], said["words"], said["told_name"]) == ("other", words, "Cam")
    for who in (people.omar, people.dana, people.ada, people.nia):
        assert signed_in(who).get(road).status_code in (403, 404), who.name


def test_from_a_number_that_nobody_has_nothing_is_kept_and_without_the_key_nothing_is_heard(
    people: People, point: ContactPoint
) -> None:
    assert reply("STOP", number="+1 503-555-0999") == 200
    assert reply("hello", number="anonymous") == 200
    assert reply("STOP", key="wrong") == 404
    assert not Reply.objects.exists()
    point.refresh_from_db()
    assert point.text == "yes"


def test_of_somebody_whom_nobody_looks_after_the_supervisors_hear(people: People, point: ContactPoint) -> None:
    Case.objects.all().delete()
    reply("call me please")
    assert told() == {"Sam"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("C", "confirm"),
        ("Sí", "confirm"),
        ("stop", "stop"),
        ("STOP ALL", "stop"),
        ("Alto.", "stop"),
        ("start", "start"),
        ("Please stop by at noon", "other"),
        ("", "other"),
        ("👍", "other"),
    ],
)
def test_only_a_word_alone_is_an_order(text: str, meant: str) -> None:
    assert meaning_of(text) == meant
