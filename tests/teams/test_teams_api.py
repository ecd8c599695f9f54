"""The routes of teams and shifts, as a phone and a board use them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from apps.common.clock import now, stamp
from apps.common.ids import uuid7
from apps.teams.models import Shift
from tests.people import Client, People
from tests.teams.riding import make_team, put_on, ride

SignedIn = Callable[..., Client]


def test_a_phone_starts_a_shift_with_a_partner_who_says_yes(people: People, signed_in: SignedIn) -> None:
    team = make_team(people)
    casey, omar = signed_in(people.casey), signed_in(people.omar)
    partner_shift = str(uuid7())
    answer = casey.post(
        "/api/shifts",
        {
            "id": str(uuid7()),
            "team": str(team.id),
            "partner": str(people.omar.id),
            "partner_shift_id": partner_shift,
            "ends_at": "2099-01-01T08:00:00Z",
        },
    )
    assert answer.status_code == 201
    assert answer.json()["object"]["confirmed_at"]
    teams = omar.get("/api/teams").json()["teams"]
    assert [member["confirmed"] for member in teams[0]["members"]] == [True, False]
    yes = omar.post(f"/api/shifts/{partner_shift}/confirm", {})
    assert (yes.status_code, yes.json()["outcome"]) == (200, "applied")
    assert casey.get("/api/teams").json()["teams"][0]["kind"] == "pair"


def test_the_board_puts_somebody_on_by_naming_them(people: People, signed_in: SignedIn) -> None:
    team = make_team(people)
    body = {"id": str(uuid7()), "team": str(team.id), "user": str(people.casey.id), "role": "clinician"}
    assert signed_in(people.dana).post("/api/shifts", body).status_code == 201
    assert Shift.objects.get().started_by_id == people.dana.id
    assert signed_in(people.riley).post("/api/shifts", {**body, "id": str(uuid7())}).status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "id"),
        ({"id": "x", "team": "y"}, "team"),
        ({"id": str(uuid7()), "team": str(uuid7()), "rank": 1}, "rank"),
        ({"id": str(uuid7()), "team": str(uuid7()), "role": "chief"}, "role"),
    ],
)
def test_a_body_that_is_not_right_is_named(
    people: People, signed_in: SignedIn, body: dict[str, object], field: str
) -> None:
    answer = signed_in(people.casey).post("/api/shifts", body)
    assert answer.status_code == 422
    assert field in answer.json()["data"]["fields"]
    assert Shift.objects.count() == 0


def test_a_place_is_kept_without_an_envelope(people: People, signed_in: SignedIn) -> None:
    ride(people, people.casey)
    casey = signed_in(people.casey)
    assert casey.post("/api/position", {"lat": 32.7, "lon": -117.1, "accuracy_m": 8}).status_code == 204
    assert casey.post("/api/position", {"lat": 132.7, "lon": -117.1, "accuracy_m": 8}).status_code == 422
    assert signed_in(people.riley).post("/api/position", {"lat": 1, "lon": 1, "accuracy_m": 8}).status_code == 403


def test_teams_of_another_programme_do_not_exist(people: People, signed_in: SignedIn) -> None:
    team = ride(people, people.casey)
    shift = Shift.objects.get()
    nia = signed_in(people.nia)
    assert nia.get("/api/teams").json() == {"teams": []}
    assert nia.post(f"/api/teams/{team.id}/status", {"status": "busy"}).status_code == 404
    assert nia.post(f"/api/shifts/{shift.id}/end", {}).status_code == 404
    quinn = signed_in(people.quinn)
    assert quinn.get("/api/teams").status_code == 403
    assert quinn.get("/api/colleagues").status_code == 403


def test_an_unknown_question_is_refused(people: People, signed_in: SignedIn) -> None:
    assert signed_in(people.dana).get("/api/teams?ordering=name").status_code == 400


def test_a_shift_is_ended_and_ending_again_is_already_so(people: People, signed_in: SignedIn) -> None:
    ride(people, people.casey)
    shift, casey = Shift.objects.get(), signed_in(people.casey)
    assert casey.post(f"/api/shifts/{shift.id}/end", {}).json()["outcome"] == "applied"
    assert casey.post(f"/api/shifts/{shift.id}/end", {}).json()["outcome"] == "already_applied"


def test_a_member_names_the_car_and_the_board_sees_who_chose_it(people: People, signed_in: SignedIn) -> None:
    team = ride(people, people.casey, people.omar)
    road = f"/api/teams/{team.id}/vehicle"
    omar = signed_in(people.omar)
    assert omar.post(road, {"vehicle": " Car  214 "}).json()["outcome"] == "applied"
    assert omar.post(road, {"vehicle": "Car 214"}).json()["outcome"] == "already_applied"
    shown = signed_in(people.dana).get("/api/teams").json()["teams"][0]
    assert (shown["vehicle"], shown["vehicle_by_name"]) == ("Car 214", "Omar")
    assert signed_in(people.riley).post(road, {"vehicle": "Car 9"}).status_code == 403
    assert omar.post(road, {"vehicle": "x" * 41}).status_code == 422


def test_a_choice_of_car_that_comes_late_does_not_undo_a_newer_one(people: People, signed_in: SignedIn) -> None:
    team = ride(people, people.casey, people.omar)
    road, early = f"/api/teams/{team.id}/vehicle", stamp(now() - timedelta(minutes=5)) or ""
    signed_in(people.omar).post(road, {"vehicle": "Car 214"})
    late = signed_in(people.casey).post(road, {"vehicle": "Car 9"}, headers={"X-Occurred-At": early})
    assert (late.json()["outcome"], late.json()["object"]["vehicle"]) == ("already_applied", "Car 214")


def test_who_has_asked_a_partner_may_take_it_back_until_they_have_said_yes(
    people: People, signed_in: SignedIn
) -> None:
    team, partner_shift = make_team(people), str(uuid7())
    casey, omar = signed_in(people.casey), signed_in(people.omar)
    asked = {"partner": str(people.omar.id), "partner_shift_id": partner_shift}
    casey.post("/api/shifts", {"id": str(uuid7()), "team": str(team.id), **asked})
    assert signed_in(people.riley).post(f"/api/shifts/{partner_shift}/end", {}).status_code == 403
    assert casey.post(f"/api/shifts/{partner_shift}/end", {}).json()["outcome"] == "applied"
    again = put_on(people, team, people.omar)
    assert casey.post(f"/api/shifts/{again.id}/end", {}).status_code == 403, "Dana asked, and he said yes"
    assert omar.post(f"/api/shifts/{again.id}/end", {}).status_code == 200
