"""The places of the synthetic city, the checks that find what is wrong with needs, and the two needs of the demo."""

from typing import Any

import pytest

from apps.common.ids import uuid7
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.people.models import Person
from apps.referrals.actions import answers
from apps.referrals.models import Disclosure, Need, Referral
from apps.referrals.queries.desk import Asked as Wanted
from apps.referrals.queries.desk import desk
from config import day_needs
from config.cast import fixed_id
from config.simulator import places
from tests.people import People
from tests.referrals.conftest import places as three_places
from tests.referrals.conftest import played, visit
from tests.referrals.scenes import act, asked, says, service

__all__ = ["played", "three_places", "visit"]


@pytest.fixture
def need(people: People, visit: Assignment, three_places: list[Service]) -> Need:
    """Three were asked, one has said yes, and we logged it."""
    made = asked(people.casey, visit, three_places)
    act(answers.answer, people.casey, made, three_places[0], answer="accept")
    assert places.held() == []
    return made


def test_a_referral_without_a_clock_is_found(need: Need) -> None:
    Referral.objects.filter(need=need, status="accepted").update(due_at=None)
    assert [line for line in places.held() if "without a clock" in line]


def test_an_owner_who_has_left_is_found(people: People, need: Need) -> None:
    type(people.casey).objects.filter(id=people.casey.id).update(is_active=False)
    assert places.held() == [f"need {need.id} belongs to somebody who has left"]


def test_a_call_that_is_not_accounted_for_is_found(need: Need) -> None:
    Disclosure.objects.all()._raw_delete(Disclosure.objects.db)
    assert [line for line in places.held() if "not accounted for" in line]


def test_a_place_that_is_told_it_came_too_late_is_counted_so(
    people: People, need: Need, three_places: list[Service]
) -> None:
    late = Referral.objects.get(need=need, service=three_places[1])
    assert places.by_place(answers.answer, late.id, answer="accept", name="Vera") == "places told: place_taken"
    winner = Referral.objects.get(need=need, service=three_places[0])
    more: dict[str, Any] = {"answer": "decline", "code": "full"}
    assert places.by_place(answers.answer, winner.id, **more) == "places said: decline"


def test_a_city_without_a_directory_has_places_of_its_own_and_the_same_ones_again(people: People) -> None:
    Service.objects.update(status=Service.Status.INACTIVE)
    first = places.directory()
    assert len(first) == 4
    assert places.directory() == first


def test_the_demo_has_a_need_that_waits_and_one_with_a_date_once_there_are_places(people: People) -> None:
    Service.objects.update(status=Service.Status.INACTIVE)
    cast = people.everyone()
    for key in ("maura", "ansel"):
        Person.objects.create(
            id=fixed_id(f"person {key}"), programme=people.calder, given=key.title(), made_by=people.sam
        )
    assert day_needs.ask(cast, people.system) == "no places to ask"
    for name in ("Somewhere", "Vera House", "Casa Serena Respite", "Harbor Light Crisis Center"):
        service(people, name)
    for _ in range(2):
        day_needs.ask(cast, people.system)
    page = desk(people.cam, Wanted())
    assert [(row["bay"], len(row["referrals"])) for row in page["rows"]] == [("waiting", 3), ("dated", 2)]
    assert page["rows"][1]["referrals"][0]["status"] in ("scheduled", "cancelled")
    assert Need.objects.count() == 2


def test_what_a_place_says_about_nothing_is_counted_too(people: People) -> None:
    assert places.by_place(answers.mark_seen, uuid7()) == "places told: not_found"


def test_a_yes_by_the_places_own_road_needs_no_call(
    people: People, visit: Assignment, three_places: list[Service]
) -> None:
    made = asked(people.casey, visit, three_places)
    says(people, made, three_places[0], "accept")
    assert places.held() == []
    act(answers.mark_seen, people.system, made, three_places[0])
    assert Referral.objects.get(need=made, service=three_places[0]).seen_at is not None
