"""How a case ends and begins again; what a person decides; what follows from visits and from another call."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.followups import actions, queries
from apps.followups.letter_print import address_lines
from apps.followups.models import Case, CaseCall
from apps.followups.sweeps import pass_on_and_let_go
from apps.incidents.actions import link_person
from apps.incidents.models import Incident
from apps.notifications.models import Message
from apps.outbox.commands import do
from apps.outbox.sweeps import run_handlers
from apps.people import queries as persons
from apps.people.models import ContactPoint
from apps.people.queries import visible_to
from tests.dispatch.scenes import alerted, call
from tests.encounters.conftest import incident, mesa, there
from tests.followups.scenes import HOUR, aged, known, opened, states, tried
from tests.people import Client, People

__all__ = ["incident", "mesa", "there"]


def used_up(people: People, there: Assignment) -> Case:
    """A case whose tries are all used."""
    case = aged(opened(people, there), 49 * HOUR)
    for _ in range(5):
        tried(people.cam, case)
    return case


def test_landed_and_closed_are_said_by_a_person_with_a_reason_and_can_be_taken_back(
    people: People, there: Assignment
) -> None:
    case = opened(people, there)
    with pytest.raises(Invalid):
        do(actions.close, by=people.cam, case_id=case.id, reason="other", words=" ")
    do(actions.land, by=people.cam, case_id=case.id, words="Back at work, sees his therapist.")
    case.refresh_from_db()
    assert (case.status, case.end_reason, case.next_action, set(states(case).values())) == (
        *("landed", "landed", "none"),
        {"cancelled"},
    )
    with pytest.raises(Conflict):
        do(actions.close, by=people.cam, case_id=case.id, reason="died")
    do(actions.reopen, by=people.cam, case_id=case.id, words="Not so.")
    case.refresh_from_db()
    assert (case.status, case.next_action, states(case)["day2"]) == ("open", "contact", "due")


def test_an_ended_case_stays_with_its_owner_for_some_days_and_then_leaves(people: People, there: Assignment) -> None:
    person, case = known(people, there), opened(people, there)
    do(actions.close, by=people.cam, case_id=case.id, reason="moved_away")
    pass_on_and_let_go()
    assert set(persons.as_seen_by(people.cam, [person.id])) == {person.id}
    Case.objects.update(ended_at=now() - timedelta(days=8))
    pass_on_and_let_go()
    assert not visible_to(people.cam).filter(id=person.id).exists()
    assert queries.held_as_seen_by(people.cam, [case.id]) == {}
    do(actions.reopen, by=people.cam, case_id=case.id)
    assert set(persons.as_seen_by(people.cam, [person.id])) == {person.id}


def test_a_welfare_visit_is_an_incident_on_the_board_and_the_case_goes_on(people: People, there: Assignment) -> None:
    person, case = known(people, there), used_up(people, there)
    do(actions.decide, by=people.cam, case_id=case.id, way="visit", words="No answer for three days.")
    made = Incident.objects.exclude(id=there.incident_id).get()
    assert (made.person, made.caller_name, made.words) == (
        person,
        people.cam.name,
        "Welfare visit: No answer for three days.",
    )
    assert CaseCall.objects.get().asked_by_us is True
    run_handlers()
    assert alerted("CaseCalledAgain", "case") == set(), "the owner knows"
    case.refresh_from_db()
    assert (case.next_action, case.tries_used) == ("contact", 0)


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("1420 Alder Court, Apt 6, Mesa, CA 92111", ["1420 Alder Court", "Apt 6", "Mesa, CA 92111"]),
        ("12 Calle Ñandú\nSan Diego, CA 92111-0002\n", ["12 Calle Ñandú", "San Diego, CA 92111-0002"]),
        ("31 Foundry Rd, Quarry Hill", ["31 Foundry Rd", "Quarry Hill"]),
    ],
)
def test_an_address_stands_as_on_an_envelope(typed: str, lines: list[str]) -> None:
    assert address_lines(typed) == lines


def test_a_letter_goes_only_to_an_address_that_was_called_safe(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    person, case = known(people, there), used_up(people, there)
    address = {"person": person, "kind": "address", "value": "1418 Alder Court, Calder", "made_by": people.casey}
    point = ContactPoint.objects.create(**address)
    road, cam = f"/api/cases/{case.id}", signed_in(people.cam)
    assert cam.get(f"{road}/letter.pdf").json()["code"] == Code.NOT_SAFE_FOR_LETTER
    assert cam.post(f"{road}/decide", {"way": "letter"}).json()["code"] == Code.NOT_SAFE_FOR_LETTER
    ContactPoint.objects.filter(id=point.id).update(letter="yes")
    assert cam.get(f"{road}/letter.pdf").content.startswith(b"%PDF")
    assert cam.post(f"{road}/decide", {"way": "letter"}).status_code == 200
    assert case.attempts.filter(channel="letter", result="sent", contact=point).count() == 1
    assert signed_in(people.omar).get(f"{road}/letter.pdf").status_code == 404


def test_a_text_is_sent_only_where_texts_are_safe_and_names_nobody(
    people: People, there: Assignment, signed_in: Callable[..., Client]
) -> None:
    point, case = known(people, there).points.get(), opened(people, there)
    road, body = f"/api/cases/{case.id}/text", {"contact": str(point.id), "kind": "call_us"}
    assert signed_in(people.cam).post(road, body).json()["code"] == Code.NOT_SAFE_FOR_TEXT
    ContactPoint.objects.update(text="yes")
    assert signed_in(people.cam).post(road, body).status_code == 200
    sent = Message.objects.get(audience="person")
    assert (sent.to, sent.text, set(sent.params)) == ("555-0188", "case_call_us", {"phone"})
    case.refresh_from_db()
    assert case.tries_used == 1


def test_somebody_who_is_looked_after_calls_again_and_the_owner_is_told(people: People, there: Assignment) -> None:
    person, case = known(people, there), opened(people, there)
    again = call(people)
    do(actions.attempt, by=people.cam, case_id=case.id, id=uuid7(), channel="call", result="reached")
    link(people, again, person)
    assert alerted("CaseCalledAgain", "case") == {"Cam"}
    shown = queries.as_seen_by(people.cam, [case.id])[case.id]
    assert (shown["calls"][0]["incident"], shown["repeat_30d"]) == (str(again.id), 1)


def test_a_case_that_had_ended_is_open_again_when_the_person_calls(people: People, there: Assignment) -> None:
    person, case = known(people, there), opened(people, there)
    do(actions.land, by=people.cam, case_id=case.id)
    again = call(people)
    link(people, again, person)
    run_handlers()
    case.refresh_from_db()
    assert (case.status, case.reopened_at is not None, case.next_action) == ("open", True, "contact")
    assert alerted("CaseCalledAgain", "case") == {"Cam"}
    assert CaseCall.objects.count() == 1


def link(people: People, incident: Incident, person: Any) -> None:
    """The supervisor, who may know everybody, says who it is."""
    do(link_person, by=people.sam, incident_id=incident.id, person_id=person.id)
    run_handlers()
