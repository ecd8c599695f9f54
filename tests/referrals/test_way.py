"""From the yes to whether it helped: dates, coming and not coming, calling off, what is said in between."""

from datetime import timedelta
from typing import Any

import pytest

from apps.common.clock import now
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.followups.models import Case
from apps.outbox.commands import Op, do
from apps.outbox.models import HandlerRun
from apps.outbox.sweeps import run_handlers
from apps.people.models import Consent, Person
from apps.referrals.actions import answers, asking, care, coming, handover
from apps.referrals.models import Disclosure, Need
from tests.dispatch.scenes import alerted, refused
from tests.people import People
from tests.referrals.scenes import act, asked, at, consent, fresh, says, seen, service, steps


def test_asked_accepted_scheduled_attended_and_it_helped(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places, op=Op(occurred_at=now() - timedelta(days=4)))
    says(people, need, places[1], "accept", first_action="Room 2, tea")
    thursday = now() + timedelta(days=2)
    says(people, need, places[1], "schedule", at=thursday)
    row = at(need, places[1])
    assert (row.answered_by, row.appointment_at) == ("Rosa Ibarra", thursday)
    assert row.due_at == thursday + timedelta(hours=2), "two hours later somebody asks whether she came"
    assert seen(people.casey, need)["next"]["action"] == "did_attend"
    act(coming.attended, people.system, need, places[1], name="Rosa Ibarra")
    assert seen(people.casey, need)["connected_days"] == 4
    assert seen(people.casey, need)["next"]["action"] == "close"
    act(coming.close, people.casey, need, places[1], helped=True, words="She stayed.")
    shown = seen(people.casey, need)
    assert shown["ended_at"] is not None
    assert shown["next"]["action"] == "none"


def test_every_no_has_a_code_and_every_date_a_time(people: People, visit: Assignment, places: list[Service]) -> None:
    need = asked(people.casey, visit, places)
    with refused(Code.INVALID, fields=["code"]):
        says(people, need, places[0], "decline")
    with refused(Code.INVALID, fields=["at"]):
        says(people, need, places[0], "schedule")
    with refused(Code.INVALID, fields=["answer"]):
        says(people, need, places[0], "perhaps")
    with refused(Code.ILLEGAL_TRANSITION, fields=["status"]):
        act(coming.attended, people.casey, need, places[0])
    with refused(Code.INVALID, fields=["reason"]):
        act(coming.cancel, people.casey, need, places[0], reason="released")
    with refused(Code.INVALID, fields=["words"]):
        act(coming.mark_error, people.casey, need, places[0], words=" ")


def test_who_did_not_come_has_a_case_and_the_need_an_owner_who_can_see_to_it(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1])
    says(people, need, places[0], "accept")
    act(coming.missed, people.system, need, places[0], name="Rosa")
    assert alerted("ReferralMissed", "need") == {"Casey"}
    run_handlers()
    case = Case.objects.get(encounter_id=visit.id)
    assert (case.owner_id, case.rule) == (people.cam.id, "missed")
    assert steps(people.casey, need)["Harbor Light"] == ("missed", "get_time", "us")
    HandlerRun.objects.update(status="due", claimed_until=None)
    run_handlers()
    assert Case.objects.count() == 1
    says(people, need, places[0], "schedule", at=now() + timedelta(days=1))
    assert at(need, places[0]).status == "scheduled"


def test_a_missed_one_gives_way_when_another_says_yes(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1])
    says(people, need, places[0], "accept")
    act(coming.missed, people.casey, need, places[0])
    do(asking.ask_next, by=people.casey, need_id=need.id, referral_id=uuid7(), service_id=places[1].id)
    says(people, need, places[1], "accept")
    assert (at(need, places[0]).status, at(need, places[0]).end_reason) == ("cancelled", "released")
    with refused(Code.PLACE_TAKEN):
        says(people, need, places[0], "schedule", at=now())


def test_a_withdrawn_consent_stops_what_stands_on_it_and_the_places_are_told(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    agreed = consent(people, visit, places)
    need = asked(people.casey, visit, places[:2], basis="consent", consent_id=agreed.id)
    says(people, need, places[0], "accept")
    other = asked(people.casey, visit, [service(people, "Clinic")], consent_id=agreed.id)
    Consent.objects.filter(id=agreed.id).update(withdrawn_at=now(), withdrawn_by=people.casey)
    for _ in range(2):
        do(_withdrawn, by=people.system, consent=agreed)
    row = at(need, places[0])
    assert (row.status, row.end_reason, seen(people.casey, need)["next"]["action"]) == (
        "cancel_requested",
        "withdrawn",
        "confirm_cancel",
    )
    assert other.referrals.get().status == "sent", "on treatment it goes on"
    act(answers.confirm_cancel, people.system, need, places[0])
    assert steps(people.casey, need)["Harbor Light"][0] == "cancelled"
    assert seen(people.casey, need)["next"]["action"] == "ask_next"


def _withdrawn(*, consent: Consent, by: object) -> None:
    care.consent_withdrawn(consent_id=consent.id, by=by)


def test_a_newer_version_carries_what_it_names_and_stops_what_it_leaves_out(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    first = consent(people, visit, places)
    need = asked(people.casey, visit, places, basis="consent", consent_id=first.id)
    second = consent(people, visit, places[:1], replaces=first)
    for _ in range(2):
        do(_replaced, by=people.system, consent=first)
    assert fresh(need.id).consent_id == second.id
    assert {row.service_name: row.status for row in need.referrals.all()} == {
        "Harbor Light": "sent",
        "Casa Serena": "cancelled",
        "Vera House": "cancelled",
    }
    Consent.objects.filter(id=second.id).update(withdrawn_at=now(), withdrawn_by=people.casey)
    do(_withdrawn, by=people.system, consent=second)
    assert at(need, places[0]).end_reason == "withdrawn"


def test_a_need_on_an_older_version_stops_too_when_the_newest_is_withdrawn(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    first = consent(people, visit, places)
    need = asked(people.casey, visit, places[:1], basis="consent", consent_id=first.id)
    second = consent(people, visit, places, replaces=first)
    Consent.objects.filter(id__in=[first.id, second.id]).update(withdrawn_at=now(), withdrawn_by=people.casey)
    do(_withdrawn, by=people.system, consent=second)
    assert at(need, places[0]).status == "cancelled"


def test_when_its_last_day_is_over_nothing_is_called_off_and_the_owner_asks_again(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    agreed = consent(people, visit, places)
    need = asked(people.casey, visit, places[:1], basis="consent", consent_id=agreed.id)
    says(people, need, places[0], "accept")
    Consent.objects.filter(id=agreed.id).update(ends_at=now())
    do(_over, by=people.system, consent=agreed)
    assert steps(people.casey, need)["Harbor Light"] == ("accepted", "ask_person", "us")
    assert alerted("NeedChanged", "need") == {"Casey"}


def _replaced(*, consent: Consent, by: object) -> None:
    care.consent_replaced(consent_id=consent.id, by=by)


def _over(*, consent: Consent, by: object) -> None:
    care.consent_over(consent_id=consent.id, by=by)


def test_a_question_is_answered_and_the_clock_of_the_place_runs_again(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1], urgency="soon")
    act(answers.ask_question, people.system, need, places[0], name="Vera", text="Which language?")
    assert alerted("ReferralAsked", "need") == {"Casey"}
    assert steps(people.casey, need)["Harbor Light"] == ("sent", "answer_question", "us")
    said: dict[str, Any] = {"id": uuid7(), "kind": "answer", "text": "Spanish"}
    act(answers.note, people.casey, need, places[0], **said)
    act(answers.note, people.casey, need, places[0], **said)
    shown = seen(people.casey, need)["referrals"][0]
    assert [(one["kind"], one["by_name"]) for one in shown["notes"]] == [("question", "Vera"), ("answer", "Casey")]
    assert shown["next"]["action"] == "wait"
    times = [now() + timedelta(days=1), now() + timedelta(days=2)]
    act(answers.propose_times, people.system, need, places[0], name="Vera", times=times)
    assert steps(people.casey, need)["Harbor Light"] == ("sent", "get_time", "us")
    with refused(Code.INVALID, fields=["times"]):
        act(answers.propose_times, people.system, need, places[0], name="Vera", times=[])
    with refused(Code.INVALID, fields=["text"]):
        act(answers.note, people.casey, need, places[0], id=uuid7(), kind="call", text=" ")


def test_the_person_may_call_it_off_and_a_place_that_said_yes_confirms(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:2])
    act(coming.cancel, people.casey, need, places[1], reason="by_person", words="Too far")
    assert at(need, places[1]).status == "cancelled"
    says(people, need, places[0], "accept")
    act(coming.cancel, people.casey, need, places[0], reason="by_us")
    assert steps(people.casey, need)["Harbor Light"] == ("cancel_requested", "confirm_cancel", "place")
    do(care.end, by=people.casey, need_id=need.id, words="She goes to her sister.")
    act(answers.confirm_cancel, people.system, need, places[0])
    assert seen(people.casey, need)["next"]["action"] == "none"


def test_what_was_told_by_phone_or_at_the_door_is_in_the_accounting(
    people: People, visit: Assignment, ruth: Person, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places[:1])
    act(answers.answer, people.casey, need, places[0], answer="accept", name="Rosa Ibarra")
    act(handover.left, people.casey, need, places[0])
    act(handover.hand_over, people.casey, need, places[0], to="Priya Nair", told=["risk", "safety_plan"])
    rows = Disclosure.objects.order_by("created_at").values_list("way", "recipient_name", "person_id", "basis")
    assert list(rows) == [
        ("phone", "Rosa Ibarra", ruth.id, "treatment"),
        ("in_person", "Priya Nair", ruth.id, "treatment"),
    ]


def test_the_warm_handover_says_who_when_where_and_what_first_and_counts_as_attended(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    says(people, need, places[0], "accept")
    act(handover.left, people.casey, need, places[0], op=Op(occurred_at=now() - timedelta(minutes=35)))
    there = now() - timedelta(minutes=15)
    act(handover.arrived, people.casey, need, places[0], op=Op(occurred_at=there))
    row = at(need, places[0])
    assert row.due_at == there + timedelta(minutes=20), "the promise at the door"
    assert steps(people.casey, need)["Harbor Light"] == ("accepted", "did_attend", "place")
    said: dict[str, Any] = {
        "to": "Priya Nair",
        "where": "side door",
        "first_action": "Quiet room, tea",
        "told": ["risk"],
    }
    act(handover.hand_over, people.casey, need, places[0], **said)
    row = at(need, places[0])
    assert (row.status, row.handed_over_to, row.told, row.answered_by) == (
        "attended",
        "Priya Nair",
        ["risk"],
        "Rosa Ibarra",
    ), "what both sides said is kept"
    before = fresh(need.id).version
    act(coming.attended, people.system, need, places[0], name="Rosa Ibarra")
    act(handover.hand_over, people.casey, need, places[0], to="Somebody else")
    assert fresh(need.id).version == before
    with refused(Code.INVALID, fields=["to", "told"]):
        other = asked(people.casey, visit, places[:1])
        act(handover.hand_over, people.casey, other, places[0], to=" ", told=["gossip"])


def test_at_the_door_of_a_place_that_never_answered_taking_over_is_the_yes(
    people: People, visit: Assignment, places: list[Service]
) -> None:
    need = asked(people.casey, visit, places)
    act(handover.hand_over, people.casey, need, places[0], to="Priya Nair")
    assert {name: said[0] for name, said in steps(people.casey, need).items()} == {
        "Harbor Light": "attended",
        "Casa Serena": "cancelled",
        "Vera House": "cancelled",
    }
    with refused(Code.PLACE_TAKEN):
        act(handover.arrived, people.casey, need, places[1])


@pytest.mark.parametrize("minutes", [45, 0, True, "x"])
def test_the_promise_at_the_door_is_the_programmes(
    minutes: object, people: People, visit: Assignment, places: list[Service]
) -> None:
    type(people.calder).objects.filter(id=people.calder.id).update(settings={"drop_off_minutes": minutes})
    need = asked(people.casey, visit, places[:1])
    act(handover.arrived, people.casey, need, places[0])
    row = at(need, places[0])
    assert row.arrived_at is not None
    assert row.due_at == row.arrived_at + timedelta(minutes=45 if minutes == 45 else 20)


def test_a_mistake_is_marked_and_the_place_is_told(people: People, visit: Assignment, places: list[Service]) -> None:
    need = asked(people.casey, visit, places[:2])
    act(coming.mark_error, people.casey, need, places[0], words="wrong person")
    assert at(need, places[0]).status == "entered_in_error"
    assert steps(people.casey, need)["Casa Serena"][0] == "sent"
    assert Need.objects.get().ended_at is None
