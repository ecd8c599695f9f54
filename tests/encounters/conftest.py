"""A crew at the door."""

import pytest

from apps.dispatch.models import Assignment
from apps.incidents.models import Incident
from apps.teams.models import Team
from tests.dispatch.scenes import call, send, tap
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
def there(people: People, mesa: Team, incident: Incident) -> Assignment:
    """Mesa 2 is on scene."""
    sent = send(people, incident, mesa)
    for step in ("en_route", "on_scene"):
        tap(people.casey, sent, step)
    return sent
