"""A clinician at the door with somebody whose name is known, and three places that could help."""

from typing import Any

import pytest

from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.people.models import Person
from tests.encounters.conftest import incident, mesa, there
from tests.encounters.scenes import written
from tests.people import People
from tests.referrals.places import Desk, with_desk
from tests.referrals.scenes import find_out, three

__all__ = ["incident", "mesa", "there"]


@pytest.fixture
def visit(people: People, there: Assignment) -> Assignment:
    """The visit of Mesa 2, begun by Casey; nobody knows yet with whom."""
    written(people.casey, there, contact="met")
    return there


@pytest.fixture
def ruth(people: People, visit: Assignment) -> Person:
    """Who it is."""
    return find_out(people, visit)


@pytest.fixture
def places(people: People) -> list[Service]:
    """Harbor Light, Casa Serena, Vera House."""
    return three(people)


@pytest.fixture
def harbor(people: People, places: list[Service], settings: Any) -> Desk:
    """Harbor Light's desk; what would leave is kept, as in the demo."""
    settings.MAILBOX = True
    return with_desk(places[0], "harbor", "555-0142")


@pytest.fixture
def serena(people: People, places: list[Service]) -> Desk:
    """Casa Serena's desk."""
    return with_desk(places[1], "serena", "555-0143")
