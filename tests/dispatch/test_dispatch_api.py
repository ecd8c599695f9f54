"""The routes of assignments, as the board and the phones use them."""

from collections.abc import Callable

import pytest

from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.incidents.models import Incident
from apps.teams.models import Team
from tests.dispatch.scenes import call
from tests.people import Client, People

SignedIn = Callable[..., Client]


def test_from_the_order_to_cleared_over_http(
    people: People, signed_in: SignedIn, mesa: Team, incident: Incident
) -> None:
    dana, casey, omar = signed_in(people.dana), signed_in(people.casey), signed_in(people.omar)
    one = str(uuid7())
    body = {"id": one, "incident": str(incident.id), "team": str(mesa.id)}
    answer = dana.post("/api/assignments", body)
    assert answer.status_code == 201
    assert answer.json()["object"]["responses"][0]["name"] == "Casey Moreno"
    assert casey.post(f"/api/assignments/{one}/accept", {}).json()["object"]["status"] == "acknowledged"
    assert omar.post(f"/api/assignments/{one}/accept", {}).json()["outcome"] == "applied"
    for to in ("en_route", "on_scene", "cleared"):
        answer = casey.post(f"/api/assignments/{one}/status", {"to": to})
        assert (answer.status_code, answer.json()["object"]["status"]) == (200, to)
    again = casey.post(f"/api/assignments/{one}/status", {"to": "cleared"})
    assert again.json()["outcome"] == "already_applied"
    assert casey.get(f"/api/incidents/{incident.id}").status_code == 404


def test_the_same_request_again_is_answered_as_it_stands_now(
    people: People, signed_in: SignedIn, mesa: Team, incident: Incident
) -> None:
    dana, key = signed_in(people.dana), str(uuid7())
    body = {"id": str(uuid7()), "incident": str(incident.id), "team": str(mesa.id)}
    first, second = (dana.post("/api/assignments", body, HTTP_IDEMPOTENCY_KEY=key) for _ in range(2))
    assert (first.json()["outcome"], second.json()["outcome"]) == ("applied", "already_applied")
    other = dana.post("/api/assignments", {**body, "override_reason": "x"}, HTTP_IDEMPOTENCY_KEY=key)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Assignment.objects.count() == 1


def test_who_was_faster_is_named_in_the_answer(
    people: People, signed_in: SignedIn, sent: Assignment, mesa: Team
) -> None:
    body = {"id": str(uuid7()), "incident": str(call(people).id), "team": str(mesa.id)}
    answer = signed_in(people.priya).post("/api/assignments", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "team_taken")
    assert answer.json()["data"]["by_name"] == "Dana"


def test_a_team_begins_its_own_incident_over_http(people: People, signed_in: SignedIn, mesa: Team) -> None:
    body = {"id": str(uuid7()), "incident": str(uuid7()), "place": "Juniper and 4th", "status": "on_scene"}
    casey = signed_in(people.casey)
    answer = casey.post("/api/assignments/own", body)
    assert (answer.status_code, answer.json()["object"]["status"]) == (201, "on_scene")
    assert casey.get(f"/api/incidents/{body['incident']}").status_code == 200


def test_the_board_asks_which_teams_fit(people: People, signed_in: SignedIn, mesa: Team, incident: Incident) -> None:
    (row,) = signed_in(people.dana).get(f"/api/incidents/{incident.id}/teams").json()
    assert (row["team"], row["ok"]) == (str(mesa.id), True)
    assert signed_in(people.nia).get(f"/api/incidents/{incident.id}/teams").status_code == 404
    assert signed_in(people.casey).get(f"/api/incidents/{incident.id}/teams").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("", {"id": "1"}, "id"),
        ("/{id}/status", {"to": "assigned"}, "to"),
        ("/{id}/status", {"to": None}, "to"),
        ("/{id}/decline", {"reason": "bored"}, "reason"),
        ("/{id}/decline", {"reason": "other"}, "words"),
        ("/{id}/correct", {"to": "on_scene"}, "reason"),
        ("/{id}/cancel", {"reason": "x" * 501}, "reason"),
        ("/{id}/accept", {"team": 1}, "team"),
        ("/own", {"id": str(uuid7()), "incident": str(uuid7()), "person_age": 900}, "person_age"),
    ],
)
def test_a_body_that_is_not_right_is_named_and_changes_nothing(
    people: People, signed_in: SignedIn, sent: Assignment, path: str, body: dict[str, object], field: str
) -> None:
    who = people.dana if path.endswith(("correct", "cancel")) or not path else people.casey
    answer = signed_in(who).post("/api/assignments" + path.format(id=sent.id), body)
    assert answer.status_code == 422
    assert field in answer.json()["data"]["fields"]
    assert Assignment.objects.get().version == sent.version


@pytest.mark.parametrize("what", ["accept", "status", "undo", "cancel", "clear", "hold", "divert", "correct"])
def test_another_programmes_assignment_does_not_exist(
    people: People, signed_in: SignedIn, sent: Assignment, what: str
) -> None:
    body = {
        "status": {"to": "en_route"},
        "divert": {"id": str(uuid7()), "incident": str(uuid7())},
        "correct": {"to": "on_scene", "reason": "x"},
    }.get(what, {})
    for stranger in (people.nia, people.quinn, people.riley):
        answer = signed_in(stranger).post(f"/api/assignments/{sent.id}/{what}", body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
