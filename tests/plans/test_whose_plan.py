"""A plan changes hands: on record, and whoever gets it finds it under what needs him until he has said so."""

from collections.abc import Callable
from typing import Any

from apps.audit.models import AuditEvent
from apps.common.errors import Code
from apps.outbox.commands import do
from apps.outbox.models import Delivery
from apps.people.actions import plan_field, plan_owner
from apps.people.models import Person
from apps.people.queries.plan_editor import desk
from tests.dispatch.scenes import refused
from tests.people import Client, People
from tests.plans.scenes import approved, draft


def needs(user: Any) -> dict[str, str]:
    """Plan -> why this person is needed."""
    return {row["id"]: row["needs"] for row in desk(user)["plans"] if row["needs"]}


def test_the_new_owner_is_told_under_what_needs_him_until_he_takes_it(
    people: People, person: Person, signed_in: Callable[..., Client]
) -> None:
    plan = approved(people, person)
    riley, cam = signed_in(people.riley), signed_in(people.cam)
    offered = riley.get(f"/api/plans/{plan.id}").json()["owners"]
    assert {row["name"].split()[0] for row in offered} == {"Casey", "Cam", "Sam"}
    told = Delivery.objects.filter(stream=f"user:{people.cam.id}", event="PlanWaits", object_id=plan.id)
    before = told.count()
    given = riley.post(f"/api/plans/{plan.id}/hand-over", {"owner": str(people.cam.id)})
    assert given.status_code == 200
    assert told.count() == before + 1
    assert needs(people.cam) == {str(plan.id): "handed"}
    assert needs(people.riley) == {}
    shown = cam.get(f"/api/plans/{plan.id}").json()["plan"]
    assert (shown["owner"], shown["handed_by_name"].split()[0]) == (str(people.cam.id), "Riley")
    assert riley.post(f"/api/plans/{plan.id}/take", {}).status_code == 409
    assert cam.post(f"/api/plans/{plan.id}/take", {}).status_code == 200
    assert needs(people.cam) == {}
    record = AuditEvent.objects.get(action="plan.handed_over")
    assert (record.facts["was"], record.facts["owner"]) == (str(people.riley.id), str(people.cam.id))


def test_what_the_field_says_goes_to_the_new_owner_also_for_the_version_that_is_being_written(
    people: People, person: Person
) -> None:
    plan = approved(people, person)
    writing = draft(people, person)
    do(plan_owner.hand_over, by=people.sam, plan_id=plan.id, owner_id=people.cam.id)
    do(plan_owner.take, by=people.cam, plan_id=plan.id)
    do(plan_field.suggest, by=people.casey, suggestion_id=plan.id, plan_id=plan.id, about="helped", words="the dog")
    assert needs(people.cam) == {str(plan.id): "suggestion"}
    writing.refresh_from_db()
    assert writing.owner_id == people.cam.id


def test_it_goes_to_nobody_who_could_not_open_it(people: People, person: Person) -> None:
    plan = approved(people, person)
    for who in (people.omar, people.dana, people.nia, people.ada):
        with refused(Code.INVALID, fields=["owner"]):
            do(plan_owner.hand_over, by=people.riley, plan_id=plan.id, owner_id=who.id)
    with refused(Code.NOT_ALLOWED):
        do(plan_owner.hand_over, by=people.omar, plan_id=plan.id, owner_id=people.cam.id)
