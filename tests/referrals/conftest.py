"""A clinician at the door with somebody, and three places that could help: played once for each file of tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.people.models import Person
from tests.databases import Cleaner
from tests.dispatch.scenes import call, send, tap
from tests.encounters.scenes import written
from tests.people import People, read_people
from tests.referrals.places import Desk, with_desk
from tests.referrals.scenes import find_out, three
from tests.teams.riding import ride


@pytest.fixture(scope="module")
def played(cleaner: Cleaner, django_db_blocker: DjangoDbBlocker) -> Iterator[Assignment]:
    """Committed; each test changes it in a transaction of its own."""
    with django_db_blocker.unblock():
        people = read_people()
        there = send(people, call(people), ride(people, people.casey, people.omar))
        for step in ("en_route", "on_scene"):
            tap(people.casey, there, step)
        written(people.casey, there, contact="met")
        three(people)
    yield there
    with django_db_blocker.unblock():
        connections.close_all()
        cleaner.clean()


@pytest.fixture
def visit(played: Assignment, people: People) -> Assignment:
    """The visit of Mesa 2, begun by Casey; nobody knows yet with whom."""
    return Assignment.objects.select_related("incident").get(id=played.id)


@pytest.fixture
def ruth(people: People, visit: Assignment) -> Person:
    """Who it is."""
    return find_out(people, visit)


@pytest.fixture
def places(visit: Assignment) -> list[Service]:
    """Harbor Light, Casa Serena, Vera House."""
    return list(Service.objects.order_by("created_at", "id"))


@pytest.fixture
def harbor(people: People, places: list[Service], settings: Any) -> Desk:
    """Harbor Light's desk; what would leave is kept, as in the demo."""
    settings.MAILBOX = True
    return with_desk(places[0], "harbor", "555-0142")


@pytest.fixture
def serena(people: People, places: list[Service]) -> Desk:
    """Casa Serena's desk."""
    return with_desk(places[1], "serena", "555-0143")
