"""An officer does not search: he is shown whom the others on the incident have found, and may confirm one."""

from collections.abc import Callable

from apps.audit.models import AuditEvent
from apps.dispatch.models import Assignment
from apps.people.models import Person
from tests.dispatch.scenes import fresh
from tests.people import Client, People
from tests.people_records.test_matching import look


def test_an_officer_confirms_whom_the_clinician_found_and_learns_of_no_plan(
    people: People, sent: Assignment, known: Callable[..., Person], signed_in: Callable[..., Client]
) -> None:
    person = known(given="Ansel", family="Varga")
    omar, road = signed_in(people.omar), f"/api/incidents/{sent.incident_id}"
    assert omar.get(f"{road}/offered").json() == {"rows": []}
    assert omar.post(f"{road}/match", {"name": "Ansel Varga"}).status_code == 403
    look(people.casey, sent.incident, name="Ansel Varga")
    (line,) = omar.get(f"{road}/offered").json()["rows"]
    assert (line["person"], line["name"], line["has_plan"]) == (str(person.id), "Ansel Varga", False)
    assert AuditEvent.objects.filter(action="incident.offered", by_id=people.omar.id, object_ids=[person.id]).exists()
    assert omar.post(f"{road}/person", {"person": str(person.id)}).status_code == 200
    assert fresh(sent.incident).person_id == person.id
    assert omar.get(f"{road}/offered").json() == {"rows": []}


def test_an_officer_of_another_team_is_shown_nobody(
    people: People, sent: Assignment, known: Callable[..., Person], signed_in: Callable[..., Client]
) -> None:
    known(given="Ansel", family="Varga")
    look(people.casey, sent.incident, name="Ansel Varga")
    assert signed_in(people.jo).get(f"/api/incidents/{sent.incident_id}/offered").status_code == 404
