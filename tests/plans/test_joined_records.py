"""What a person agreed to under one record counts for the card of another that is joined with it, and not apart."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.common.ids import uuid7
from apps.outbox.commands import do
from apps.outbox.models import Delivery
from apps.outbox.projections import as_seen_by
from apps.people import actions
from apps.people.actions import plan as writing
from apps.people.actions import plan_basis as basis
from apps.people.models import Person, Plan, PlanBasis
from apps.people.queries.plan import people_with_card
from tests.people import Client, People
from tests.plans.scenes import agree, approved, known


@pytest.fixture
def two(people: People) -> tuple[Person, Person]:
    """Two records; the crew has to do with both."""
    crew = (people.casey, people.omar, people.riley, people.cam)
    return known(people, *crew), known(people, *crew)


def reads(people: People, plan: Plan) -> bool:
    """Whether Omar reads the card, by every road that says so."""
    seen = as_seen_by(people.omar, "plan", [plan.id]).get(plan.id, {})
    has = bool(people_with_card(people.omar, [plan.person_id]))
    assert ("card" in seen) == has
    return has


def join(people: People, one: Person, into: Person) -> None:
    do(actions.merge, by=people.sam, person_id=one.id, into=into.id, reason="same birth")


def part(people: People, one: Person) -> None:
    do(actions.unmerge, by=people.sam, person_id=one.id, reason="his brother")


@pytest.mark.parametrize("of_surviving", [True, False])
def test_a_consent_counts_for_both_records_while_they_are_one(
    people: People, two: tuple[Person, Person], of_surviving: bool
) -> None:
    one, other = two
    plan = approved(people, one)
    agree(people, other)
    assert not reads(people, plan)
    first, into = (other, one) if of_surviving else (one, other)
    told = Delivery.objects.filter(stream=f"user:{people.omar.id}", object_kind="plan", object_id=plan.id)
    before = told.count()
    join(people, first, into)
    assert reads(people, plan)
    assert told.count() > before, "his phone is told"
    part(people, first)
    assert not reads(people, plan)


def test_a_consent_counts_along_a_chain_of_joined_records(people: People, two: tuple[Person, Person]) -> None:
    one, other = two
    third = known(people, people.casey, people.omar, people.riley, people.cam)
    plan = approved(people, one)
    agree(people, third)
    join(people, one, other)
    join(people, other, third)
    assert reads(people, plan)
    part(people, other)
    assert not reads(people, plan)


def test_what_the_person_takes_back_at_the_door_is_taken_back_for_all_records(
    people: People, two: tuple[Person, Person]
) -> None:
    one, other = two
    plan = approved(people, one)
    agree(people, one)
    agree(people, other)
    join(people, one, other)
    do(basis.end_basis, by=people.casey, person_id=other.id)
    assert not reads(people, plan)
    part(people, one)
    assert not reads(people, plan)
    assert PlanBasis.objects.filter(ended_at__isnull=True).count() == 0


def test_a_consent_given_while_both_were_one_is_listed_and_may_go_with_the_other(
    people: People, two: tuple[Person, Person], signed_in: Callable[..., Client]
) -> None:
    one, other = two
    plan = approved(people, one)
    join(people, one, other)
    agree(people, other)
    assert reads(people, plan)
    part(people, one)
    assert not reads(people, plan)
    sam = signed_in(people.sam)
    (listed,) = sam.get(f"/api/people/{one.id}/merges").json()["merges"]
    (row,) = [row for row in listed["written"] if row["kind"] == "plan_basis"]
    moved = sam.post(f"/api/people/{one.id}/take-over", {"out_of": str(other.id), "ids": [row["id"]]})
    assert moved.status_code == 200
    assert reads(people, plan)


def test_the_editor_of_either_record_shows_every_basis_of_the_person(
    people: People, two: tuple[Person, Person], signed_in: Callable[..., Client]
) -> None:
    one, other = two
    agree(people, one)
    join(people, one, other)
    shown: list[dict[str, Any]] = signed_in(people.sam).get(f"/api/people/{other.id}/plans").json()["bases"]
    assert [row["running"] for row in shown] == [True]


def test_what_helps_of_a_joined_record_is_where_a_new_version_begins(
    people: People, two: tuple[Person, Person]
) -> None:
    one, other = two
    plan = approved(people, one)
    join(people, one, other)
    begun = do(writing.draft_plan, by=people.riley, plan_id=uuid7(), person_id=other.id)
    assert (begun.helps, begun.owner_id) == (plan.helps, plan.owner_id)
