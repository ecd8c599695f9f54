"""A person in the record, and incidents to link."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.incidents import actions
from apps.incidents.models import Incident
from apps.outbox.commands import do
from apps.people.models import Person
from apps.teams.models import Team
from tests.dispatch.scenes import call, fresh, send
from tests.people import People
from tests.teams.riding import ride


@pytest.fixture
def mesa(people: People) -> Team:
    """Casey and Omar, who ride together."""
    return ride(people, people.casey, people.omar)


@pytest.fixture
def incident(people: People) -> Incident:
    """A call of level 3 at Alder Court."""
    return call(people)


@pytest.fixture
def sent(people: People, mesa: Team, incident: Incident) -> Assignment:
    """Mesa 2, sent to Alder Court by Dana."""
    return send(people, incident, mesa)


@pytest.fixture
def known(people: People) -> Callable[..., Person]:
    """`known(given="Ansel", …)`: somebody who was met on an earlier incident, which is closed."""

    def make(by: Any = None, call_back: str = "", place: str = "9 Elsewhere Road", **fields: Any) -> Person:
        who = by or people.dana
        earlier = do(actions.open_incident, by=who, id=uuid7(), fields={"place": place, "call_back": call_back})
        person_id = uuid7()
        do(actions.link_person, by=who, incident_id=earlier.id, new={"id": person_id, **fields})
        do(actions.close_incident, by=who, incident_id=earlier.id, result="seen")
        return Person.objects.get(id=person_id)

    return make


def link(by: Any, incident: Incident, person: Person) -> Incident:
    """By whoever sees the person."""
    do(actions.link_person, by=by, incident_id=incident.id, person_id=person.id)
    found: Incident = fresh(incident)
    return found
