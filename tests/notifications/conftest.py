"""A crew, a push service on this machine, and phones that can be woken."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from apps.accounts.models import Device, User
from apps.common.clock import now
from apps.notifications import actions
from apps.notifications.models import VapidKey
from apps.outbox.commands import do
from apps.teams.models import Team
from tests.dispatch.conftest import grant, incident, mesa
from tests.notifications.receiver import Browser, Service, b64
from tests.people import Client, People

__all__ = ["grant", "incident", "mesa"]


@dataclass
class Phone:
    """One person's browser, subscribed."""

    client: Client
    browser: Browser
    name: str

    @property
    def device_id(self) -> UUID:
        return self.client.device_id

    @property
    def device(self) -> Device:
        return Device.objects.get(id=self.device_id)

    def say_subscription(self, endpoint: str, key: str, **changed: Any) -> Any:
        said = {
            "endpoint": endpoint,
            "p256dh": b64(self.browser.p256dh),
            "auth": b64(self.browser.auth),
            "vapid_key": key,
        }
        return self.client.post(f"/api/devices/{self.device_id}/subscription", said | changed)

    def close(self) -> None:
        """The app is closed: nothing has been heard for a while."""
        Device.objects.filter(id=self.device_id).update(last_contact_at=now() - timedelta(minutes=10))


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as running:
        yield running


@pytest.fixture
def key(people: People) -> VapidKey:
    made: VapidKey = do(actions.make_key, by=people.system)
    return made


@pytest.fixture
def phone_of(signed_in: Callable[..., Client], service: Service, key: VapidKey) -> Callable[..., Phone]:
    """`phone_of(people.casey)`: a registered, subscribed phone whose app is closed."""

    def make(user: User, device_id: UUID | None = None) -> Phone:
        phone = Phone(signed_in(user, device_id), Browser(), f"{user.short_name}-{device_id or 'one'}")
        assert phone.client.post("/api/devices", {"id": str(phone.device_id)}).status_code == 201
        assert phone.say_subscription(service.endpoint(phone.name), key.public).status_code == 201
        phone.close()
        return phone

    return make


@pytest.fixture
def casey(people: People, mesa: Team, phone_of: Callable[..., Phone]) -> Phone:
    """Casey's phone, closed; Casey rides with Omar."""
    return phone_of(people.casey)
