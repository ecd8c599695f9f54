"""Over HTTP: what cannot be right is refused by name, and what people write comes back as they wrote it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.common.ids import uuid7
from apps.people.models import Person, Plan
from apps.people.queries.plan import today_in
from tests.people import Client, People
from tests.plans.scenes import approved, draft

ODD = "😀 مرحبا <script>alert(1)</script> O’Neill-Ñandú"


@pytest.fixture
def riley(people: People, person: Person, signed_in: Callable[..., Client]) -> Client:
    return signed_in(people.riley)


def hazard(people: People, **fields: Any) -> dict[str, Any]:
    today = today_in(people.calder.id)
    return {
        "fact": "Knives in the drawer",
        "source": "caller",
        "on": today.isoformat(),
        "ask_again_by": (today + timedelta(days=9)).isoformat(),
    } | fields


def test_a_plan_is_begun_written_and_read_back_as_it_was_typed(people: People, person: Person, riley: Client) -> None:
    plan_id = uuid7()
    made = riley.post(f"/api/people/{person.id}/plans", {"id": str(plan_id), "looks": ODD, "helps": [ODD]})
    assert made.status_code == 201
    body = {"hazards": [hazard(people)], "calls": [{"name": ODD, "number": "555-0142"}], "with_person": True}
    assert riley.patch(f"/api/plans/{plan_id}", body).status_code == 200
    shown = riley.get(f"/api/plans/{plan_id}").json()["plan"]
    assert (shown["looks"], shown["helps"], shown["calls"][0]["name"]) == (ODD, [ODD], ODD)
    assert shown["hazards"][0]["source"] == "caller"
    assert riley.get(f"/api/people/{person.id}/plans").json()["plan"]["id"] == str(plan_id)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"looks": "x" * 10_000}, ["looks"]),
        ({"helps": ["x"] * 21}, ["helps"]),
        ({"helps": ["x" * 201]}, ["helps"]),
        ({"hazards": [{"fact": "gun"}]}, ["hazards"]),
        ({"hazards": ["a gun"]}, ["hazards"]),
        ({"calls": [{"name": "Lucía", "number": "javascript:alert(1)"}]}, ["calls"]),
        ({"review_on": "2026-02-31"}, ["review_on"]),
        ({"diagnosis": "x"}, ["diagnosis"]),
        ({"language": "tlh"}, ["language"]),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(
    people: People, person: Person, riley: Client, body: dict[str, Any], named: list[str]
) -> None:
    plan = draft(people, person)
    answer = riley.patch(f"/api/plans/{plan.id}", body)
    assert (answer.status_code, answer.json()["data"]["fields"]) == (422, named)
    assert Plan.objects.get(id=plan.id).version == plan.version


@pytest.mark.parametrize("source", ["police_database", "ncic", ""])
def test_a_hazard_comes_from_people_and_never_from_a_database_of_the_police(
    people: People, person: Person, riley: Client, source: str
) -> None:
    plan = draft(people, person)
    answer = riley.patch(f"/api/plans/{plan.id}", {"hazards": [hazard(people, source=source)]})
    assert answer.status_code == 422


def test_a_hazard_is_asked_again_after_it_was_known(people: People, person: Person, riley: Client) -> None:
    plan = draft(people, person)
    body = {"hazards": [hazard(people, ask_again_by="2020-01-01")]}
    assert riley.patch(f"/api/plans/{plan.id}", body).status_code == 422


@pytest.mark.parametrize("days", [-1, 5_000])
def test_a_review_in_the_past_or_in_years_is_not_submitted(
    people: People, person: Person, riley: Client, days: int
) -> None:
    plan = draft(people, person, review_on=today_in(people.calder.id) + timedelta(days=days))
    answer = riley.post(f"/api/plans/{plan.id}/submit", {})
    assert (answer.status_code, answer.json()["code"]) == (422, "plan_not_whole")
    assert answer.json()["data"]["fields"] == ["review_on"]


def test_a_repeated_suggestion_is_one(people: People, person: Person, signed_in: Callable[..., Client]) -> None:
    plan = approved(people, person)
    casey, one, key = signed_in(people.casey), str(uuid7()), str(uuid7())
    body = {"id": one, "about": "helped", "chips": ["Radio low"], "words": ODD}
    first = casey.post(f"/api/plans/{plan.id}/suggest", body, HTTP_IDEMPOTENCY_KEY=key)
    again = casey.post(f"/api/plans/{plan.id}/suggest", body, HTTP_IDEMPOTENCY_KEY=key)
    other = casey.post(f"/api/plans/{plan.id}/suggest", body)
    assert [answer.json()["outcome"] for answer in (first, again, other)] == [
        "applied",
        "already_applied",
        "already_applied",
    ]
    assert plan.suggestions.count() == 1
    assert casey.post(f"/api/plans/{plan.id}/viewed", {}).status_code == 200


def test_consent_is_recorded_and_taken_back_by_road(
    people: People, person: Person, signed_in: Callable[..., Client]
) -> None:
    approved(people, person)
    casey, today = signed_in(people.casey), today_in(people.calder.id)
    body = {"id": str(uuid7()), "given_on": today.isoformat(), "until": (today + timedelta(days=30)).isoformat()}
    given = casey.post(f"/api/people/{person.id}/consent", body)
    assert given.json()["object"]["basis"]["until"] == body["until"]
    ended = casey.post(f"/api/people/{person.id}/basis/end", {})
    assert ended.json()["object"]["basis"] is None
