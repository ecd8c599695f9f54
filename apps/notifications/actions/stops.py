"""A number whose person answered STOP: kept where every text to a person passes, and lifted only by staff."""

from typing import Any

from apps.common.clock import now
from apps.common.keys import number_key
from apps.notifications.models import Stop
from apps.outbox.commands import current_op
from apps.outbox.record import record


def stop_texts(number: str, *, by: Any) -> bool:
    """No person is texted at this number from now on. Inside the runner; answers whether that is new."""
    current_op()
    key = number_key(number)
    if not key or Stop.objects.filter(number=key, lifted_at__isnull=True).exists():
        return False
    row = Stop.objects.create(number=key)
    record(by, "stop.kept", row)
    return True


def allow_texts(number: str, *, by: Any) -> None:
    """Staff asked anew, and the person said yes: texts may go there again. Inside the runner."""
    current_op()
    rows = Stop.objects.filter(number=number_key(number), lifted_at__isnull=True)
    for row in rows.select_for_update(of=("self",)):
        row.lifted_at, row.lifted_by_id = now(), by.id
        row.bump("lifted_at", "lifted_by")
        record(by, "stop.lifted", row)
