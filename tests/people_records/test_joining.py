"""Two records that are one person: joined by a pointer, taken apart again, and never a circle."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from apps.access import Role
from apps.accounts import actions as accounts
from apps.accounts.models import User
from apps.common.errors import Code
from apps.common.ids import uuid7
from apps.dispatch import actions as dispatch
from apps.dispatch.models import Assignment
from apps.incidents import actions as incidents
from apps.involvement.actions import begin
from apps.involvement.models import Involvement
from apps.outbox.commands import do
from apps.outbox.projections import as_seen_by
from apps.people import actions, queries
from apps.people.models import Merge, Person
from tests.dispatch.scenes import call, fresh, refused
from tests.dispatch.test_at_once import job, outcomes, together
from tests.people import Client, People
from tests.people_records.conftest import link
from tests.people_records.test_linking import who
from tests.teams.riding import ride


def make(people: People, count: int) -> list[Person]:
    """So many records of Calder County, on closed incidents."""
    made = []
    for number in range(count):
        incident, person_id = call(people), uuid7()
        new = {"id": person_id, "given": f"Person {number}"}
        do(incidents.link_person, by=people.dana, incident_id=incident.id, new=new)
        do(incidents.close_incident, by=people.dana, incident_id=incident.id, result="seen")
        made.append(Person.objects.get(id=person_id))
    return made


def join(people: People, one: Person, other: Person) -> None:
    do(actions.merge, by=people.sam, person_id=one.id, into=other.id, reason="same birth, same mother")


def part(people: People, one: Person) -> None:
    do(actions.unmerge, by=people.sam, person_id=one.id, reason="his brother")


def test_the_joined_record_leads_to_the_one_in_force_and_keeps_its_own(
    people: People, signed_in: Callable[..., Client]
) -> None:
    one, other = make(people, 2)
    join(people, one, other)
    sam = signed_in(people.sam)
    shown = sam.get(f"/api/people/{one.id}").json()
    assert (shown["id"], shown["joined"]) == (str(other.id), [str(one.id)])
    assert fresh(one).given == "Person 0"
    history = sam.get(f"/api/people/{other.id}/incidents").json()["incidents"]
    assert {row["person"] for row in history} == {str(one.id), str(other.id)}
    part(people, one)
    assert sam.get(f"/api/people/{one.id}").json()["id"] == str(one.id)
    assert len(sam.get(f"/api/people/{other.id}/incidents").json()["incidents"]) == 1


def test_an_incident_of_the_joined_record_names_the_one_in_force(people: People, sent: Assignment) -> None:
    one, other = make(people, 2)
    link(people.sam, sent.incident, one)
    join(people, one, other)
    assert as_seen_by(people.casey, "incident", [sent.incident_id])[sent.incident_id]["person"] == str(other.id)
    assert fresh(sent.incident).person_id == one.id
    assert set(as_seen_by(people.casey, "person", [one.id, other.id])) == {one.id, other.id}
    assert as_seen_by(people.dana, "person", [other.id]) != {}
    part(people, one)
    assert (who(one.id), who(other.id)) == ({"Casey", "Omar"}, set())
    assert as_seen_by(people.dana, "person", [other.id]) == {}


def test_linking_a_joined_record_links_the_one_in_force(people: People, sent: Assignment) -> None:
    one, other = make(people, 2)
    join(people, one, other)
    assert link(people.sam, sent.incident, one).person_id == other.id


def test_a_case_manager_of_one_record_has_to_do_with_both_while_they_are_one(people: People) -> None:
    one, other = make(people, 2)
    begin(user_ids=[people.cam.id], obj=one, basis=Involvement.Basis.CASE)
    with refused(Code.NOT_FOUND):
        do(actions.merge, by=people.cam, person_id=one.id, into=other.id, reason="same")
    join(people, one, other)
    assert (who(one.id), who(other.id)) == ({"Cam"}, {"Cam"})
    do(actions.unmerge, by=people.cam, person_id=one.id, reason="his brother")
    assert (who(one.id), who(other.id)) == ({"Cam"}, set())


def test_what_was_written_while_both_were_one_is_listed_and_may_be_taken_over(
    people: People, signed_in: Callable[..., Client]
) -> None:
    one, other = make(people, 2)
    join(people, one, other)
    point, name = uuid7(), uuid7()
    fields = {"value": "555 555 0188"}
    do(actions.add_contact_point, by=people.sam, person_id=other.id, id=point, kind="phone", fields=fields)
    do(actions.add_name, by=people.sam, person_id=other.id, id=name, kind="alias", given="Sel")
    incident = link(people.sam, call(people), other)
    part(people, one)
    sam = signed_in(people.sam)
    (listed,) = sam.get(f"/api/people/{one.id}/merges").json()["merges"]
    assert {row["id"] for row in listed["written"]} == {str(point), str(name), str(incident.id)}
    sam.post(f"/api/people/{one.id}/take-over", {"out_of": str(other.id), "ids": [str(point)]})
    assert [row["id"] for row in sam.get(f"/api/people/{one.id}").json()["points"]] == [str(point)]
    assert [row["id"] for row in sam.get(f"/api/people/{other.id}").json()["names"]] == [str(name)]


def test_a_record_joined_elsewhere_is_not_joined_again(people: People) -> None:
    one, other, third = make(people, 3)
    join(people, one, other)
    join(people, one, other)
    assert Merge.objects.count() == 1
    for a, b in ((one, third), (third, one), (other, one)):
        with refused(Code.MERGED_ALREADY):
            join(people, a, b)
    with refused(Code.INVALID):
        join(people, third, third)
    with refused(Code.INVALID):
        do(actions.merge, by=people.sam, person_id=third.id, into=other.id, reason=" ")


def test_a_chain_of_joined_records_ends_at_the_one_in_force(people: People) -> None:
    one, other, third = make(people, 3)
    join(people, one, other)
    join(people, other, third)
    assert queries.root_of(one.id) == third.id
    part(people, other)
    assert (queries.root_of(one.id), queries.root_of(third.id)) == (other.id, third.id)
    assert queries.family_of(other.id) == sorted([one.id, other.id])


@pytest.mark.parametrize("key", ["dana", "casey", "omar", "jo", "cam", "ada", "quinn", "nia"])
def test_others_join_nothing(people: People, key: str) -> None:
    one, other = make(people, 2)
    with refused(Code.NOT_FOUND):
        do(actions.merge, by=people.everyone()[key], person_id=one.id, into=other.id, reason="same")


def test_a_clinician_who_sees_both_joins_nothing_either(people: People, sent: Assignment) -> None:
    one, other = make(people, 2)
    for person in (one, other):
        begin(user_ids=[people.casey.id], obj=person, basis=Involvement.Basis.VISIT)
    with refused(Code.NOT_ALLOWED):
        do(actions.merge, by=people.casey, person_id=one.id, into=other.id, reason="same")


def second_supervisor(people: People) -> Any:
    do(
        accounts.create_user,
        by=people.system,
        user_id=(user_id := uuid7()),
        email="sol@alongside.example",
        name="Sol",
    )
    do(accounts.grant_membership, by=people.system, user_id=user_id, role=Role.SUPERVISOR,
       programme_id=people.calder.id)  # fmt: skip
    return User.objects.get(id=user_id)


def test_two_who_join_crosswise_at_once_make_one_pointer(committed: None, people: People) -> None:
    one, other = make(people, 2)
    sol = second_supervisor(people)
    answers = together(
        [
            job(actions.merge, people.sam, person_id=one.id, into=other.id, reason="same"),
            job(actions.merge, sol, person_id=other.id, into=one.id, reason="same"),
        ]
    )
    assert outcomes(answers) == {"applied": 1, "conflict": 1}
    assert Merge.objects.count() == Person.objects.filter(merged_into__isnull=False).count() == 1


def test_many_who_join_in_a_ring_at_once_make_no_circle(committed: None, people: People) -> None:
    made = make(people, 4)
    sol = second_supervisor(people)
    answers = together(
        [
            job(actions.merge, who, person_id=one.id, into=made[(at + 1) % 4].id, reason="same")
            for at, one in enumerate(made)
            for who in (people.sam, sol)
        ]
    )
    assert set(outcomes(answers)) <= {"applied", "conflict", "already_applied"}
    roots = queries.roots_of([person.id for person in made])
    assert all(Person.objects.get(id=root).merged_into_id is None for root in roots.values())
    assert 0 < outcomes(answers)["applied"] < 4


def test_a_joining_while_the_incident_is_linked_and_a_team_is_sent_leaves_everybody_right(
    committed: None, people: People
) -> None:
    team = ride(people, people.casey, people.omar)
    for turn in range(4):
        one, other = make(people, 2)
        incident = call(people)
        sending = uuid7()
        jobs = [
            job(actions.merge, people.sam, person_id=one.id, into=other.id, reason="same"),
            job(incidents.link_person, people.sam, incident_id=incident.id, person_id=one.id),
            job(dispatch.send_team, people.dana, assignment_id=sending, incident_id=incident.id, team_id=team.id),
        ]
        random.Random(turn).shuffle(jobs)
        assert set(outcomes(together(jobs))) == {"applied"}
        assert who(other.id) == {"Casey", "Omar"} == who(one.id)
        assert (fresh(other).open_incidents, fresh(one).open_incidents) == (1, 0)
        do(dispatch.cancel, by=people.dana, assignment_id=sending)
        assert who(other.id) == set() == who(one.id)
