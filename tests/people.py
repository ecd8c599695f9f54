"""The cast, for every test: who works where is written in config/cast.py and made through actions."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from django.core.signals import setting_changed
from rest_framework.test import APIClient, ForceAuthClientHandler

from apps.accounts.models import Programme, User
from apps.accounts.queries import system_actor
from apps.common.ids import uuid7
from config.cast import CALDER, CAST, ELLERY, fixed_id


@dataclass(frozen=True)
class People:
    """Everybody by first name. Each attribute is a fresh account with its roles read once."""

    dana: User
    priya: User
    casey: User
    omar: User
    riley: User
    jo: User
    cam: User
    sam: User
    ada: User
    nia: User
    quinn: User
    system: User
    calder: Programme
    ellery: Programme

    def everyone(self) -> dict[str, User]:
        """The cast by key, without the system."""
        return {name: who for name, who in vars(self).items() if isinstance(who, User) and not who.is_system}


def read_people() -> People:
    """Fresh from the database at hand; they were made through actions in the template (cast_in_template.py)."""
    users = User.objects.in_bulk([person.id for person in CAST])
    programmes = Programme.objects.in_bulk([CALDER.id, ELLERY.id])
    return People(
        **{person.key: users[person.id] for person in CAST},
        system=system_actor(),
        calder=programmes[CALDER.id],
        ellery=programmes[ELLERY.id],
    )


@pytest.fixture
def people(request: pytest.FixtureRequest) -> People:
    """The cast: inside the test's transaction, or committed when the test asks for `committed`."""
    request.getfixturevalue("committed" if "committed" in request.fixturenames else "db")
    return read_people()


@cache
def _handler(csrf: bool) -> ForceAuthClientHandler:
    """One for all clients, as on a server: making its middleware looks at every file of the built front end."""
    return ForceAuthClientHandler(csrf)


setting_changed.connect(lambda **_: _handler.cache_clear(), weak=False)


class Client(APIClient):
    """A signed-in browser on a device of its own; every write gets a key unless one is given."""

    default_format = "json"
    user: User
    device_id: UUID

    def __init__(self, enforce_csrf_checks: bool = False) -> None:
        super().__init__(enforce_csrf_checks)
        self.handler = _handler(enforce_csrf_checks)

    def request(self, **kwargs: Any) -> Any:
        """One request with the headers the app sends."""
        kwargs.setdefault("HTTP_X_DEVICE", str(self.device_id))
        if kwargs.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            kwargs.setdefault("HTTP_IDEMPOTENCY_KEY", str(uuid7()))
        return super().request(**kwargs)


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """`signed_in(people.dana)`: a client that talks JSON as this person, from this person's own device."""

    def make(user: User, device_id: UUID | None = None, *, csrf: bool = False) -> Client:
        client = Client(enforce_csrf_checks=csrf)
        client.user, client.device_id = user, device_id or fixed_id(f"device {user.email}")
        client.force_login(user)
        return client

    return make
