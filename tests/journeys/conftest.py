"""Everybody at their screens, against one real server."""

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from tests.journeys.screens import Screen
from tests.people import People
from tests.realtime.conftest import Open, Server, open_phone, server  # noqa: F401  (fixtures)

At = Callable[[User], Screen]


@pytest.fixture
def at(people: People, server: Server, open_phone: Open) -> At:  # noqa: F811
    """`at(people.dana)`: Dana at her screen, live."""

    def sit_down(user: User) -> Screen:
        return Screen(server, open_phone, user)

    return sit_down
