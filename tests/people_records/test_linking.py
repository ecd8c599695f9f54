"""Who an incident is about, and who has to do with that person because of it: exactly while they are on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from apps.common.clock import now
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.dispatch import actions as dispatch
from apps.dispatch.models import Assignment
from apps.incidents import actions
from apps.incidents.models import Entry, Incident
from apps.involvement.models import Involvement
from apps.outbox.commands import Op, do
from apps.outbox.models import Delivery
from apps.outbox.projections import as_seen_by
from apps.people import queries
from apps.people.models import Person
from apps.teams.models import Team
from tests.dispatch.scenes import act, call, fresh, refused, send, tap
from tests.people import Client, People
from tests.people_records.conftest import link


def who(person_id: UUID) -> set[str]:
    """The short names of those who have to do with this person now."""
    rows = Involvement.objects.filter(kind="person", object_id=person_id, until__isnull=True)
    return {row.user.short_name for row in rows.select_related("user")}


def start(people: People, incident: Incident, **fields: Any) -> Person:
    """Casey keeps somebody new on this incident."""
    person_id = uuid7()
    do(actions.link_person, by=people.casey, incident_id=incident.id, new={"id": person_id, **fields})
    return Person.objects.get(id=person_id)


def test_both_of_the_team_have_to_do_with_whom_the_clinician_names(people: People, sent: Assignment) -> None:
    person = start(people, sent.incident, given="Ansel", family="Varga")
    assert who(person.id) == {"Casey", "Omar"}
    assert fresh(sent.incident).person_id == person.id
    assert as_seen_by(people.omar, "person", [person.id])[person.id]["family"] == "Varga"
    assert as_seen_by(people.jo, "person", [person.id]) == {}


def test_the_board_sees_the_person_while_the_incident_is_open_and_no_longer(
    people: People, incident: Incident, known: Callable[..., Person]
) -> None:
    person = known(given="Ansel", family="Varga")
    assert queries.visible_to(people.dana).filter(id=person.id).count() == 0
    link(people.sam, incident, person)
    assert as_seen_by(people.dana, "person", [person.id]) != {}
    do(actions.close_incident, by=people.dana, incident_id=incident.id, result="no_need")
    assert as_seen_by(people.dana, "person", [person.id]) == {}
    do(actions.reopen_incident, by=people.dana, incident_id=incident.id, reason="she called again")
    assert as_seen_by(people.dana, "person", [person.id]) != {}


def test_who_clears_loses_the_person_and_gets_it_back_by_undo(people: People, sent: Assignment) -> None:
    person = start(people, sent.incident, given="Ansel")
    for status in ("en_route", "on_scene", "cleared"):
        tap(people.casey, sent, status)
    assert who(person.id) == set()
    gone = Delivery.objects.filter(event="PersonHidden", object_id=person.id)
    assert {row.stream for row in gone} == {f"user:{people.casey.id}", f"user:{people.omar.id}"}
    act(dispatch.undo, people.casey, sent)
    assert who(person.id) == {"Casey", "Omar"}


def test_a_team_sent_after_the_naming_has_to_do_with_the_person_at_once(
    people: People, incident: Incident, mesa: Team, known: Callable[..., Person]
) -> None:
    person = link(people.sam, incident, known(given="Ansel")).person_id
    assert person is not None
    assert who(person) == set()
    assignment = send(people, incident, mesa)
    assert who(person) == {"Casey", "Omar"}
    act(dispatch.cancel, people.dana, assignment)
    assert who(person) == set()


def test_a_person_reached_through_two_open_incidents_keeps_the_other(
    people: People, sent: Assignment, known: Callable[..., Person]
) -> None:
    person = known(given="Ansel")
    link(people.sam, sent.incident, person)
    other = call(people, by=people.dana)
    link(people.sam, other, person)
    assert fresh(person).open_incidents == 2
    do(actions.close_incident, by=people.dana, incident_id=other.id, result="no_need")
    assert fresh(person).open_incidents == 1
    assert who(person.id) == {"Casey", "Omar"}
    assert as_seen_by(people.dana, "person", [person.id]) != {}


def test_taking_it_back_ends_it_for_everybody(people: People, sent: Assignment) -> None:
    person = start(people, sent.incident, given="Ansel")
    do(actions.unlink_person, by=people.casey, incident_id=sent.incident_id, reason="it is his brother")
    assert (fresh(sent.incident).person_id, who(person.id), fresh(person).open_incidents) == (None, set(), 0)
    assert as_seen_by(people.dana, "person", [person.id]) == {}


def test_two_who_name_somebody_else_apart_hear_of_each_other(people: People, sent: Assignment) -> None:
    person = start(people, sent.incident, given="Ansel")
    with refused(Code.PERSON_LINKED, person=str(person.id)):
        do(actions.link_person, by=people.omar, incident_id=sent.incident_id, new={"id": uuid7(), "given": "Otto"})
    assert Person.objects.filter(given="Otto").count() == 0
    with refused(Code.PERSON_LINKED):
        do(actions.link_person, by=people.omar, incident_id=sent.incident_id, none=True)


def test_the_same_naming_again_changes_nothing(people: People, sent: Assignment) -> None:
    new = {"id": uuid7(), "given": "Ansel"}
    for _ in range(2):
        do(actions.link_person, by=people.casey, incident_id=sent.incident_id, new=new)
    do(actions.link_person, by=people.omar, incident_id=sent.incident_id, person_id=new["id"])
    assert Person.objects.count() == 1
    assert Entry.objects.filter(incident=sent.incident, kind="person").count() == 1


def test_an_unknown_person_is_a_line_of_the_timeline(people: People, sent: Assignment) -> None:
    for _ in range(2):
        do(actions.link_person, by=people.casey, incident_id=sent.incident_id, none=True)
    line = Entry.objects.get(incident=sent.incident, kind="person")
    assert line.facts == {"what": "unknown"}


def test_nobody_links_an_id_that_was_not_shown_to_them(
    people: People, sent: Assignment, known: Callable[..., Person]
) -> None:
    person = known(given="Ansel", family="Varga")
    for by in (people.omar, people.casey, people.dana):
        with refused(Code.NOT_FOUND):
            do(actions.link_person, by=by, incident_id=sent.incident_id, person_id=person.id)


def test_an_officer_may_confirm_whom_his_partner_was_shown_on_this_incident(
    people: People, sent: Assignment, known: Callable[..., Person]
) -> None:
    person = known(given="Ansel", family="Varga")
    asked = {"given": "Ansel", "family": "Varga"}
    with refused(Code.NOT_ALLOWED):
        do(actions.match_person, by=people.omar, incident_id=sent.incident_id, asked=asked)
    do(actions.match_person, by=people.casey, incident_id=sent.incident_id, asked=asked)
    do(actions.link_person, by=people.omar, incident_id=sent.incident_id, person_id=person.id)
    assert fresh(sent.incident).person_id == person.id


def test_what_comes_from_somebody_who_has_left_is_a_line_and_links_nobody(
    people: People, sent: Assignment, known: Callable[..., Person]
) -> None:
    at = now()
    act(dispatch.cancel, people.dana, sent)
    new = {"id": uuid7(), "given": "Ansel", "family": "Varga"}
    do(actions.link_person, by=people.casey, op=Op(occurred_at=at), incident_id=sent.incident_id, new=new)
    assert fresh(sent.incident).person_id is None
    line = Entry.objects.get(incident=sent.incident, kind="person")
    assert (line.text, line.facts["late"]) == ("Ansel Varga", True)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"new": {"given": "x" * 10_000}}, "given"),
    ({"new": {"date_of_birth": "2999-01-01"}}, "date_of_birth"),
    ({"new": {"date_of_birth": "1890-01-01"}}, "date_of_birth"),
    ({"new": {"birth_year": 1890}}, "birth_year"),
    ({"new": {"birth_year": 2999}}, "birth_year"),
    ({"new": {"birth_year": "1990"}}, "birth_year"),
    ({"new": {"date_of_birth": "31.02.1990"}}, "date_of_birth"),
    ({"new": {"weight": 80}}, "weight"),
    ({}, "person"),
    ({"none": True, "person": str(uuid7())}, "person"),
]


@pytest.mark.parametrize(("body", "field"), BAD, ids=[str(number) for number in range(len(BAD))])
def test_what_cannot_be_true_is_refused_by_name(
    people: People,
    incident: Incident,
    signed_in: Callable[..., Client],
    body: dict[str, Any],
    field: str,
) -> None:
    if "new" in body:
        body = {"new": {"id": str(uuid7()), **body["new"]}}
    answer = signed_in(people.dana).post(f"/api/incidents/{incident.id}/person", body)
    assert (answer.status_code, answer.json()["data"]["fields"]) == (422, [field])
    assert Person.objects.count() == 0


@pytest.mark.parametrize("name", ["🙂🙂", "محمد علي", "Ñandú O'Neill-Şahin", "李小龍", " "])
def test_a_name_is_kept_as_it_is_said(
    people: People, incident: Incident, signed_in: Callable[..., Client], name: str
) -> None:
    person_id = str(uuid7())
    body = {"new": {"id": person_id, "given": name}}
    answer = signed_in(people.dana).post(f"/api/incidents/{incident.id}/person", body)
    assert answer.status_code == 200
    assert Person.objects.get(id=person_id).given == name


def test_a_name_with_a_nul_is_refused(people: People, incident: Incident, signed_in: Callable[..., Client]) -> None:
    body = {"new": {"id": str(uuid7()), "given": "An\x00sel"}}
    answer = signed_in(people.dana).post(f"/api/incidents/{incident.id}/person", body)
    assert answer.status_code in {400, 422}
