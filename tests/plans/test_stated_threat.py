"""A clinician states a serious threat: police on this incident read the card, and what was stated stays with care."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.common.clock import now
from apps.common.ids import uuid7
from apps.incidents.models import Incident
from apps.outbox.models import Delivery
from apps.outbox.projections import as_seen_by
from apps.people.models import Person, Plan, PlanBasis
from apps.people.sweeps import due_plans
from tests.dispatch.scenes import call, send
from tests.people import Client, People
from tests.plans.scenes import approved
from tests.teams.riding import ride

WORDS = "He has the kitchen knife and says he will use it on whoever comes in."


@pytest.fixture
def incident(people: People) -> Incident:
    """Casey and Omar are on it."""
    team = ride(people, people.casey, people.omar)
    made = call(people)
    send(people, made, team)
    return made


def seen(user: Any, plan: Plan) -> dict[str, Any]:
    return as_seen_by(user, "plan", [plan.id]).get(plan.id, {})


def state(client: Client, person: Person, incident: Incident, **more: Any) -> Any:
    body = {"id": str(uuid7()), "incident": str(incident.id), "words": WORDS, "source": "person", **more}
    return client.post(f"/api/people/{person.id}/threat", body)


def test_clinicians_read_who_stated_what_and_police_only_that_there_is_a_basis(
    people: People, person: Person, incident: Incident, signed_in: Callable[..., Client]
) -> None:
    plan = approved(people, person)
    assert state(signed_in(people.casey), person, incident).status_code in (200, 201)
    (threat,) = seen(people.casey, plan)["threats"]
    assert (threat["words"], threat["source"], threat["by_name"], threat["ends_at"]) == (
        WORDS,
        "person",
        "Casey",
        None,
    )
    police = seen(people.omar, plan)
    assert police["basis"]["kind"] == "threat"
    assert "threats" not in police
    assert WORDS not in json.dumps(police)
    assert seen(people.riley, plan)["threats"] == [], "Riley is not on this incident"


def test_a_statement_for_some_hours_ends_by_itself_and_phones_are_told(
    people: People, person: Person, incident: Incident, signed_in: Callable[..., Client]
) -> None:
    plan = approved(people, person)
    state(signed_in(people.casey), person, incident, hours=4)
    basis = PlanBasis.objects.get()
    assert basis.ends_at == basis.occurred_at + timedelta(hours=4)
    assert seen(people.omar, plan)["basis"]["ends_at"] is not None
    PlanBasis.objects.update(ends_at=now() - timedelta(seconds=1))
    assert "card" not in seen(people.omar, plan)
    told = Delivery.objects.filter(stream=f"user:{people.omar.id}", object_kind="plan")
    before = told.count()
    due_plans()
    assert told.count() == before + 1


def test_one_who_states_it_may_say_that_it_is_over(
    people: People, person: Person, incident: Incident, signed_in: Callable[..., Client]
) -> None:
    plan, casey = approved(people, person), signed_in(people.casey)
    state(casey, person, incident)
    assert (
        casey.post(f"/api/people/{person.id}/basis/end", {"id": str(PlanBasis.objects.get().id)}).status_code == 200
    )
    assert "card" not in seen(people.omar, plan)
    assert seen(people.casey, plan)["threats"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"words": "  "}, "words"), ({"source": "police database"}, "source"), ({"hours": 0}, "hours"),
     ({"hours": 1000}, "hours")],
)  # fmt: skip
def test_what_is_no_statement_is_refused_by_name(
    people: People,
    person: Person,
    incident: Incident,
    signed_in: Callable[..., Client],
    wrong: dict[str, Any],
    field: str,
) -> None:
    answer = state(signed_in(people.casey), person, incident, **wrong)
    assert answer.status_code == 422
    assert answer.json()["data"]["fields"] == [field]


def test_an_officer_and_the_desk_state_nothing(
    people: People, person: Person, incident: Incident, signed_in: Callable[..., Client]
) -> None:
    approved(people, person)
    for who in (people.omar, people.dana, people.cam, people.sam):
        assert state(signed_in(who), person, incident).status_code in (403, 404)
    assert PlanBasis.objects.count() == 0
