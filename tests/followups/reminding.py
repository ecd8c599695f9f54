"""A booked appointment of Ruth, whose phone is safe to text, and what leaves and comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.test import Client as Browser

from apps.common.clock import now
from apps.directory.models import Service
from apps.dispatch.models import Assignment
from apps.followups.models import Reminder
from apps.followups.sweeps_reminders import due_reminders
from apps.notifications.models import Kept
from apps.notifications.outgoing.sweeps import send_messages
from apps.outbox.commands import do
from apps.outbox.sweeps import run_handlers
from apps.people import actions as persons
from apps.people.models import ContactPoint, Person
from apps.referrals.models import Need
from tests.people import People
from tests.referrals.scenes import asked, says

ZONE = "America/Los_Angeles"
NUMBER = "(503) 555-0177"
KEY = "k" * 32


def phone_of(people: People, person: Person, **more: Any) -> ContactPoint:
    """A number of theirs, as they said it is safe."""
    fields: dict[str, Any] = {"value": NUMBER, "call": "yes", "text": "yes", **more}
    by, made = people.sam, ContactPoint().id
    do(persons.add_contact_point, by=by, person_id=person.id, id=made, kind="phone", fields=fields)
    return ContactPoint.objects.get(id=made)


def booked(people: People, visit: Assignment, place: Service, at: datetime, **more: Any) -> Need:
    """The place said yes, with this hour."""
    need = asked(people.casey, visit, [place], **more)
    says(people, need, place, "accept")
    rebooked(people, need, place, at)
    return need


def rebooked(people: People, need: Need, place: Service, at: datetime) -> None:
    """Another hour."""
    says(people, need, place, "schedule", at=at)
    run_handlers()


def sweep() -> None:
    """Everything that is owed by now has been done and has left."""
    while run_handlers() + due_reminders() + send_messages():
        pass


@contextmanager
def at_time(at: datetime) -> Iterator[None]:
    """As if it were then; what is owed by then is done at its end."""
    with time_machine.travel(at, tick=False):
        yield
        sweep()


def noon(days: int) -> datetime:
    """Noon where the programme is, so many days from now: never in the quiet hours, whenever this runs."""
    return (now().astimezone(ZoneInfo(ZONE)) + timedelta(days=days)).replace(
        hour=12, minute=0, second=0, microsecond=0
    )


def texted(to: str = NUMBER) -> list[str]:
    """What came to that phone, oldest first."""
    rows = Kept.objects.filter(channel="sms", to=to).order_by("at", "id")
    return list(rows.values_list("body", flat=True))


def states() -> dict[str, tuple[str, str]]:
    """What of -> state and why, of all reminders."""
    rows = Reminder.objects.order_by("created_at", "id")
    return {row.what: (row.state, row.why) for row in rows}


def reply(text: str, *, number: str = "+1 503-555-0177", gateway_id: str = "in-1", key: str = KEY) -> int:
    """What the gateway posts."""
    said = {"id": gateway_id, "number": number, "text": text}
    headers = {"X-Receipt-Key": key}
    answer = Browser().post("/api/messages/replies", said, content_type="application/json", headers=headers)
    return answer.status_code
