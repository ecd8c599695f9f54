"""What tests of waking ask and do."""

import json
from datetime import timedelta
from typing import Any

from apps.common.ids import uuid7
from apps.dispatch import queries as dispatch
from apps.dispatch.models import Assignment
from apps.notifications.models import Sending
from tests.notifications.conftest import Phone
from tests.notifications.receiver import Arrived
from tests.people import Client, People


def the_one() -> Sending:
    return Sending.objects.get()


def read(phone: Phone, message: Arrived) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(phone.browser.read(message.body))
    return said


def push_of(people: People, assignment: Assignment) -> Any:
    """What the board is shown of Casey's push."""
    seen = dispatch.as_seen_by(people.dana, [assignment.id])[assignment.id]
    return next(each["push"] for each in seen["responses"] if each["name"] == "Casey Moreno")


def later(seconds: float) -> None:
    """As if so much time had passed for what is owed."""
    back = timedelta(seconds=seconds)
    for row in Sending.objects.all():
        claimed = row.claimed_until and row.claimed_until - back
        Sending.objects.filter(id=row.id).update(
            due_at=row.due_at - back, created_at=row.created_at - back, claimed_until=claimed
        )


def do_cancel(people: People, assignment: Assignment) -> None:
    from_desk = Client()
    from_desk.device_id = uuid7()
    from_desk.force_login(people.dana)
    assert from_desk.post(f"/api/assignments/{assignment.id}/cancel", {}).status_code == 200


def void(_nothing: object) -> None:
    """For a lambda that must answer nothing."""
