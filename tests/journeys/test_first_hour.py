"""The first dispatcher's hour: everything that goes otherwise than planned, each step seen on the board."""

from typing import Any

import pytest

from apps.common.ids import uuid7
from apps.outbox.sweeps import run_handlers
from apps.teams.models import Team
from tests.journeys.conftest import At
from tests.journeys.screens import Screen
from tests.people import People
from tests.teams.riding import ride


@pytest.fixture
def mesa(people: People) -> Team:
    """Casey and Omar."""
    return ride(people, people.casey, people.omar)


@pytest.fixture
def grant(people: People) -> Team:
    """Riley and Jo."""
    return ride(people, people.riley, people.jo, name="Grant 1")


def take_call(dana: Screen, place: str = "1418 Alder Court", level: int = 3) -> str:
    """Dana takes a call and gives it a level; it is on her board."""
    one = str(uuid7())
    dana.done("/api/incidents", id=one, place=place)
    dana.done(f"/api/incidents/{one}/level", level=level, reason="knife within reach")
    dana.see("incident", one, level=level, status="open")
    return one


def order(dana: Screen, incident: str, team: Team, **more: Any) -> str:
    """Dana sends a team; it is on her board."""
    one = str(uuid7())
    dana.done("/api/assignments", id=one, incident=incident, team=str(team.id), **more)
    dana.see("assignment", one, status="assigned")
    return one


def test_a_wrong_address_is_corrected_while_the_team_is_on_its_way(people: People, at: At, mesa: Team) -> None:
    dana, casey, omar = at(people.dana), at(people.casey), at(people.omar)
    incident = take_call(dana, "1418 Alder Street")
    one = order(dana, incident, mesa)
    casey.done(f"/api/assignments/{one}/status", to="en_route")
    answer = dana.post(f"/api/incidents/{incident}", method="PATCH", place="1418 Alder Court")
    assert answer["outcome"] == "applied"
    for phone in (casey, omar):
        phone.alarm("PlaceChanged", incident)
        phone.see("incident", incident, place="1418 Alder Court")
    dana.see("incident", incident, place="1418 Alder Court")


def test_one_cannot_then_can_and_then_neither_can(people: People, at: At, mesa: Team, grant: Team) -> None:
    dana, casey, omar = at(people.dana), at(people.casey), at(people.omar)
    incident = take_call(dana)
    one = order(dana, incident, mesa)
    casey.alarm("TeamSent", one)
    casey.done(f"/api/assignments/{one}/decline", reason="know_person")
    dana.alarm("AssignmentDeclined", one)
    dana.until(lambda: dana.response(one, people.casey)["answer"] == "declined", "the no")
    assert dana.held[("assignment", one)]["status"] == "assigned"
    omar.until(lambda: omar.response(one, people.casey)["answer"] == "declined", "the partner's no")
    casey.done(f"/api/assignments/{one}/accept")
    dana.see("assignment", one, status="acknowledged")
    casey.done(f"/api/assignments/{one}/decline", reason="trouble")
    omar.done(f"/api/assignments/{one}/decline", reason="too_far")
    dana.see("assignment", one, status="cancelled", end_reason="declined")
    dana.see("team", mesa.id, assignment=None)
    casey.lose("incident", incident)
    assert dana.held[("incident", incident)]["status"] == "open"
    two = order(dana, incident, grant)
    assert dana.see("incident", incident)["assignment_ids"] == [one, two]


def test_an_alarm_ends_at_every_desk_once_somebody_says_i_have_this(people: People, at: At, mesa: Team) -> None:
    dana, priya, casey = at(people.dana), at(people.priya), at(people.casey)
    one = order(dana, take_call(dana), mesa)
    casey.done(f"/api/assignments/{one}/decline", reason="too_far")
    priya.until(lambda: priya.response(one, people.casey)["answer"] == "declined", "the no")
    assert dana.done(f"/api/assignments/{one}/alarm", alarm="declined:1")["alarm_by_name"] == "Dana"
    assert priya.see("assignment", one, alarm="declined:1", alarm_by_name="Dana")["alarm_at"]
    again = priya.post(f"/api/assignments/{one}/alarm", alarm="declined:1")
    assert (again["outcome"], again["object"]["alarm_by_name"]) == ("already_applied", "Dana")
    assert priya.post(f"/api/assignments/{one}/alarm", alarm="fire")["data"]["fields"] == ["alarm"]
    assert casey.post(f"/api/assignments/{one}/alarm", alarm="declined:1")["code"] == "not_allowed"


def test_a_team_is_diverted_to_what_is_worse(people: People, at: At, mesa: Team) -> None:
    dana, casey, omar = at(people.dana), at(people.casey), at(people.omar)
    first, worse = take_call(dana), take_call(dana, "16 Juniper Lane", level=4)
    one, two = order(dana, first, mesa), str(uuid7())
    casey.done(f"/api/assignments/{one}/accept")
    dana.done(f"/api/assignments/{one}/divert", id=two, incident=worse)
    for phone in (casey, omar):
        phone.alarm("Diverted", two)
        phone.lose("incident", first)
        assert phone.see("incident", worse)["place"] == "16 Juniper Lane"
        assert phone.see("assignment", two)["staged"]
    dana.see("assignment", one, status="diverted")
    dana.see("assignment", two, status="assigned")
    casey.done(f"/api/assignments/{two}/status", to="staged")
    held = casey.post(f"/api/assignments/{two}/status", to="on_scene")
    assert (held["outcome"], held["code"]) == ("conflict", "hold")
    dana.done(f"/api/assignments/{two}/clear")
    casey.alarm("ClearedToApproach", two)
    casey.done(f"/api/assignments/{two}/status", to="on_scene")
    dana.see("assignment", two, status="on_scene")


def test_a_team_is_taken_back(people: People, at: At, mesa: Team) -> None:
    dana, casey, omar = at(people.dana), at(people.casey), at(people.omar)
    incident = take_call(dana)
    one = order(dana, incident, mesa)
    dana.done(f"/api/assignments/{one}/cancel", reason="caller is calm, daughter is there")
    for phone in (casey, omar):
        phone.alarm("AssignmentCancelled", one)
        phone.lose("incident", incident)
        assert phone.see("assignment", one, status="cancelled")["end_reason"].startswith("caller is calm")
    dana.see("assignment", one, status="cancelled")
    late = casey.post(f"/api/assignments/{one}/accept")
    assert (late["outcome"], late["code"], late["data"]["by_name"]) == ("merged", "kept_in_timeline", "Dana")


def test_the_same_call_twice_is_linked_and_closed(people: People, at: At, mesa: Team) -> None:
    dana, priya = at(people.dana), at(people.priya)
    first = take_call(dana)
    order(dana, first, mesa)
    again = take_call(priya)
    priya.done(f"/api/incidents/{again}/duplicate", of=first)
    for board in (dana, priya):
        board.see("incident", again, status="closed", result="duplicate", duplicate_of=first)
        number = board.held[("incident", again)]["number"]
        board.see("incident", first, duplicates=[{"id": again, "number": number}])


def test_a_stuck_status_is_corrected_and_the_incident_closed_and_reopened(people: People, at: At, mesa: Team) -> None:
    dana, casey = at(people.dana), at(people.casey)
    incident = take_call(dana)
    one = order(dana, incident, mesa)
    casey.done(f"/api/assignments/{one}/status", to="en_route")
    dana.done(f"/api/assignments/{one}/correct", to="on_scene", reason="told by radio, phone is dead")
    for screen in (dana, casey):
        screen.see("assignment", one, status="on_scene")
    refused = dana.post(f"/api/incidents/{incident}/close", result="seen")
    assert refused["code"] == "team_still_on_it"
    dana.done(f"/api/assignments/{one}/correct", to="cleared", reason="told by radio")
    dana.see("assignment", one, status="cleared")
    casey.lose("incident", incident)
    dana.done(f"/api/incidents/{incident}/close", result="seen")
    dana.see("incident", incident, status="closed", result="seen")
    dana.done(f"/api/incidents/{incident}/reopen", reason="she called again")
    dana.see("incident", incident, status="open", result="")


def test_a_level_that_rises_makes_the_team_stage(people: People, at: At, mesa: Team) -> None:
    dana, casey, omar = at(people.dana), at(people.casey), at(people.omar)
    incident = take_call(dana)
    one = order(dana, incident, mesa)
    casey.done(f"/api/assignments/{one}/status", to="en_route")
    dana.done(f"/api/incidents/{incident}/level", level=4, reason="knife is in hand now")
    for phone in (casey, omar):
        phone.alarm("LevelChanged", incident)
    run_handlers()  # what the worker does every second
    for phone in (casey, omar):
        phone.alarm("Held", one)
        phone.see("assignment", one, level=4, staged=True, clear_at=None)
    dana.see("assignment", one, level=4, staged=True)


def test_two_boards_send_at_once_and_one_is_told_who_was_faster(
    people: People, at: At, mesa: Team, grant: Team
) -> None:
    dana, priya = at(people.dana), at(people.priya)
    incident = take_call(dana)
    priya.see("incident", incident)
    order(dana, incident, mesa)
    answer = priya.post("/api/assignments", id=str(uuid7()), incident=incident, team=str(grant.id))
    assert (answer["outcome"], answer["code"]) == ("conflict", "already_sent")
    assert answer["data"]["by_name"] == "Dana"
    priya.until(lambda: [key for key in priya.held if key[0] == "assignment"], "what Dana did")


def test_a_team_that_meets_somebody_shows_up_on_the_board(people: People, at: At, mesa: Team) -> None:
    dana, casey, omar = at(people.dana), at(people.casey), at(people.omar)
    one, incident = str(uuid7()), str(uuid7())
    casey.done("/api/assignments/own", id=one, incident=incident, place="Juniper and 4th", status="on_scene")
    dana.see("incident", incident, source="field")
    dana.see("assignment", one, status="on_scene")
    omar.alarm("StartedOwn", one)
    assert omar.see("incident", incident)["place"] == "Juniper and 4th"
