"""A clinician at the door with somebody whose name is known, and three places that could help."""

import pytest

from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.people.models import Person
from tests.encounters.conftest import incident, mesa, there
from tests.encounters.scenes import written
from tests.people import People
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
