"""A crew and a call."""

import pytest

from apps.dispatch import actions
from apps.dispatch.models import Assignment
from apps.incidents.models import Incident
from apps.teams.models import Team
from tests.dispatch.scenes import act, call, send
from tests.people import People
from tests.teams.riding import ride


@pytest.fixture
def mesa(people: People) -> Team:
    """Casey and Omar, who ride together."""
    return ride(people, people.casey, people.omar)


@pytest.fixture
def grant(people: People) -> Team:
    """Riley alone."""
    return ride(people, people.riley, name="Grant 1")


@pytest.fixture
def incident(people: People) -> Incident:
    """A call of level 3 at Alder Court."""
    return call(people)


@pytest.fixture
def sent(people: People, mesa: Team, incident: Incident) -> Assignment:
    """Mesa 2, sent to Alder Court by Dana."""
    return send(people, incident, mesa)


@pytest.fixture
def going(people: People, sent: Assignment) -> Assignment:
    """Both have said yes."""
    act(actions.accept, people.casey, sent)
    return act(actions.accept, people.omar, sent)
