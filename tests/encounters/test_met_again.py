"""A colleague who meets the same person next week: what helped is on the phone, each earlier visit one tap away."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.dispatch.models import Assignment
from apps.incidents import actions as incidents
from apps.involvement.actions import begin
from apps.involvement.models import Involvement
from apps.outbox.commands import do
from apps.outbox.projections import as_seen_by
from apps.outbox.sweeps import run_handlers
from apps.people import actions as person_actions
from apps.people.models import Person
from tests.dispatch.scenes import call, send, tap
from tests.encounters.scenes import amended, signed, written
from tests.people import Client, People
from tests.people_records.test_linking import start
from tests.teams.riding import ride


@pytest.fixture
def met(people: People, there: Assignment) -> Person:
    """Ansel, whom Casey and Omar visited; the visit is signed and over."""
    person = start(people, there.incident, given="Ansel", family="Varga")
    run_handlers()
    signed(people.casey, there)
    tap(people.casey, there, "cleared")
    run_handlers()
    return person


@pytest.fixture
def next_week(people: People, met: Person) -> Assignment:
    """Riley and Jo go to him."""
    team = ride(people, people.riley, people.jo, name="Harbor 1")
    incident = call(people)
    do(incidents.link_person, by=people.sam, incident_id=incident.id, person_id=met.id)
    return send(people, incident, team)


def held(user: User, person: Person) -> Any:
    """What helped before, on this person's device."""
    return as_seen_by(user, "person", [person.id]).get(person.id, {}).get("helped_before")


def test_the_clinician_who_comes_next_holds_what_helped_and_the_officer_no_word_of_it(
    people: People, met: Person, there: Assignment, next_week: Assignment
) -> None:
    (before,) = held(people.riley, met)
    assert (before["encounter"], before["team"], before["helped"]) == (str(there.id), "Mesa 2", ["space"])
    assert held(people.jo, met) is None
    assert held(people.dana, met) is None
    assert held(people.casey, met) is None, "Casey has nothing to do with him now"


def test_the_earlier_visits_are_listed_as_each_may_read_them(
    people: People, met: Person, there: Assignment, next_week: Assignment, signed_in: Callable[..., Client]
) -> None:
    road = f"/api/people/{met.id}/visits"
    (line,) = signed_in(people.riley).get(road).json()["visits"]
    assert (line["id"], line["team"], line["state"]) == (str(there.id), "Mesa 2", "signed")
    assert line["disposition_text"]["en"]
    assert signed_in(people.riley).get(f"/api/encounters/{line['id']}").json()["helped"] == ["space"]
    for who, status in ((people.jo, 403), (people.omar, 404), (people.dana, 403), (people.nia, 404)):
        answer = signed_in(who).get(road)
        assert (answer.status_code, "space" in answer.content.decode()) == (status, False)
    assert len(signed_in(people.sam).get(road).json()["visits"]) == 1


def test_what_was_amended_is_what_the_next_team_reads(
    people: People, met: Person, there: Assignment, next_week: Assignment
) -> None:
    amended(people.casey, there, "helped", ["one_voice"])
    assert held(people.riley, met)[0]["helped"] == ["one_voice"]


def test_what_helped_goes_with_records_that_are_joined_and_back_when_they_are_taken_apart(
    people: People, met: Person, next_week: Assignment
) -> None:
    other = Person.objects.create(programme=people.calder, given="Anselm", made_by=people.dana)
    begin(user_ids=[people.riley.id], obj=other, basis=Involvement.Basis.CASE)
    do(person_actions.merge, by=people.sam, person_id=met.id, into=other.id, reason="same birth")
    assert [len(held(people.riley, one)) for one in (other, met)] == [1, 0]
    do(person_actions.unmerge, by=people.sam, person_id=met.id, reason="his brother")
    assert [len(held(people.riley, one)) for one in (other, met)] == [0, 1]


def test_an_unsigned_visit_tells_nobody_what_helped(people: People, there: Assignment) -> None:
    person = start(people, there.incident, given="Ansel")
    run_handlers()
    written(people.casey, there)
    assert held(people.casey, person) == []
