"""Who joins records is shown which others may be the same person, among those he may see anyway."""

from collections.abc import Callable
from datetime import date
from typing import Any

from apps.audit.models import AuditEvent
from apps.involvement.actions import begin
from apps.involvement.models import Involvement
from apps.outbox.commands import do
from apps.people import actions
from apps.people.models import Person
from tests.people import Client, People

ANSEL: dict[str, Any] = {"given": "Ansel", "family": "Varga", "date_of_birth": date(1992, 6, 3)}
TYPED: dict[str, Any] = {"given": "Anselm", "family": "Vargas", "date_of_birth": date(1992, 6, 3)}


def found(client: Client, person: Person, **asked: Any) -> list[str]:
    """The names that come up."""
    answer = client.post(f"/api/people/{person.id}/same-as", asked)
    assert answer.status_code == 200
    return [row["name"] for row in answer.json()["rows"]]


def test_the_record_that_is_like_it_is_offered_and_who_was_shown_is_on_record(
    people: People, known: Callable[..., Person], signed_in: Callable[..., Client]
) -> None:
    one, other = known(**ANSEL), known(**TYPED)
    known(given="Otto", family="Brandt")
    assert found(signed_in(people.sam), one) == ["Anselm Vargas"]
    seen = AuditEvent.objects.get(action="person.find_same")
    assert set(map(str, seen.object_ids)) == {str(one.id), str(other.id)}


def test_by_another_name_others_are_found_and_nobody_who_is_joined_with_it_already(
    people: People, known: Callable[..., Person], signed_in: Callable[..., Client]
) -> None:
    one, other = known(**ANSEL), known(**TYPED)
    known(given="Otto", family="Brandt")
    sam = signed_in(people.sam)
    assert found(sam, one, name="Otto Brandt") == ["Otto Brandt"]
    do(actions.merge, by=people.sam, person_id=other.id, into=one.id, reason="same birth")
    assert found(sam, one) == []
    do(actions.unmerge, by=people.sam, person_id=other.id, reason="his brother")
    assert found(sam, one) == ["Anselm Vargas"]


def test_a_case_manager_is_offered_people_of_the_own_caseload_only(
    people: People, known: Callable[..., Person], signed_in: Callable[..., Client]
) -> None:
    one, other = known(**ANSEL), known(**TYPED)
    begin(user_ids=[people.cam.id], obj=one, basis=Involvement.Basis.CASE)
    cam = signed_in(people.cam)
    assert found(cam, one) == []
    begin(user_ids=[people.cam.id], obj=other, basis=Involvement.Basis.CASE)
    assert found(cam, one) == ["Anselm Vargas"]
    do(actions.merge, by=people.cam, person_id=other.id, into=one.id, reason="the mother says so")
    assert cam.get(f"/api/people/{other.id}").json()["id"] == str(one.id)
