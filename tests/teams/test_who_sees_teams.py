"""Which teams, shifts and places each of the cast may know of."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.common.ids import uuid7
from apps.outbox.commands import do
from apps.teams import actions, queries
from apps.teams.models import Shift
from tests.people import People
from tests.teams.riding import be_live, make_team, put_on, ride


def test_the_board_sees_where_a_crew_is_and_another_team_does_not(people: People) -> None:
    mesa, grant = ride(people, people.casey, people.omar), ride(people, people.riley, name="Grant 1")
    be_live(people.casey)
    actions.report_position(by=people.casey, lat=32.7, lon=-117.1, accuracy_m=12)
    for viewer in (people.dana, people.sam, people.omar):
        seen = queries.as_seen_by(viewer, [mesa.id])[mesa.id]
        assert seen["members"][0]["position"]["lat"] == 32.7
        assert "assignment" in seen
    other = queries.as_seen_by(people.riley, [mesa.id, grant.id])
    assert "position" not in other[mesa.id]["members"][0]
    assert "assignment" not in other[mesa.id]
    assert "position" in other[grant.id]["members"][0]


def test_a_crew_reads_clinician_first_and_says_who_is_live(people: People) -> None:
    team = ride(people, people.omar, people.casey)
    be_live(people.casey, ago=timedelta(seconds=10))
    be_live(people.omar, ago=timedelta(minutes=3))
    seen = queries.as_seen_by(people.dana, [team.id])[team.id]
    assert [(member["name"], member["live"]) for member in seen["members"]] == [
        ("Casey Moreno", True),
        ("Omar Haddad", False),
    ]
    assert seen["kind"] == "pair"
    assert seen["members"][0]["phone"] == "555-0111"
    assert seen["members"][0]["agency"] == "Calder County Behavioral Health"


def test_a_revoked_device_reaches_nobody(people: People) -> None:
    be_live(people.casey)
    assert queries.reachable(people.casey.id)
    people.casey.devices.update(revoked_at=people.casey.created_at)
    assert not queries.reachable(people.casey.id)


def test_other_programmes_and_those_who_do_not_ride_see_no_team(people: People) -> None:
    team = ride(people, people.casey)
    shift = Shift.objects.get()
    for stranger in (people.nia, people.quinn, people.cam, people.ada):
        assert queries.as_seen_by(stranger, [team.id]) == {}
        assert queries.shifts_as_seen_by(stranger, [shift.id]) == {}
        assert queries.presence(stranger) == []
        assert queries.snapshot(stranger) in ([], [("team", [])])


def test_a_phone_holds_its_own_team_and_shift_and_the_board_all_teams(people: People) -> None:
    mesa, grant = ride(people, people.casey), ride(people, people.riley, name="Grant 1")
    shift = Shift.objects.get(user=people.casey)
    assert queries.snapshot(people.casey) == [("team", [mesa.id]), ("shift", [shift.id])]
    assert queries.snapshot(people.dana) == [("team", [grant.id, mesa.id])]
    assert queries.snapshot(people.omar) == []


def test_an_ended_shift_is_its_persons_and_the_boards(people: People) -> None:
    ride(people, people.casey)
    shift = Shift.objects.get()
    do(actions.end_shift, by=people.casey, shift_id=shift.id)
    assert queries.shifts_as_seen_by(people.casey, [shift.id])
    assert queries.shifts_as_seen_by(people.dana, [shift.id])
    assert queries.shifts_as_seen_by(people.riley, [shift.id]) == {}


def test_colleagues_are_those_who_ride_with_where_they_ride_now(people: People) -> None:
    ride(people, people.casey)
    found = {row["name"]: row for row in queries.colleagues(people.omar)}
    assert set(found) == {"Casey Moreno", "Omar Haddad", "Riley Chen", "Jo Park"}
    assert found["Casey Moreno"]["on_shift"]["team_name"] == "Mesa 2"
    assert found["Riley Chen"]["on_shift"] is None
    assert "email" not in found["Riley Chen"]


def test_a_list_of_teams_costs_the_same_however_long_it_is(people: People) -> None:
    teams = [ride(people, people.casey, people.omar)]

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.as_seen_by(people.riley, [team.id for team in teams])
        return len(asked)

    cost()  # who Riley is, is asked once
    one = cost()
    teams += [make_team(people, f"Grant {number}") for number in range(6)]
    put_on(people, teams[1], people.riley)
    assert cost() == one <= 6


def test_places_of_a_partner_not_yet_confirmed_are_not_shown(people: People) -> None:
    team = make_team(people)
    do(actions.start_shift, by=people.casey, shift_id=uuid7(), team_id=team.id, partner_id=people.omar.id)
    seen = queries.as_seen_by(people.omar, [team.id])[team.id]
    assert "position" not in seen["members"][0]
    assert seen["kind"] == "clinician"
