"""Reminders that left late or still wait past their time: to staff by name, of whom was helped nothing."""

from datetime import timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from apps.common.clock import now
from apps.followups.models import Reminder

SHOWN_FOR: Final = timedelta(days=7)
"""A reminder that left late is counted for so long."""
WAITS: Final = timedelta(minutes=1)
"""The sweep looks every few seconds; what is due for longer waits for a worker."""


def late_reminders(user: Any) -> "QuerySet[Reminder]":
    """This programme's: those that wait first, then the newest. Each has its own partial index."""
    left = Q(state=Reminder.State.SENT, is_late=True, ended_at__gt=now() - SHOWN_FOR)
    waits = Q(state=Reminder.State.WAITING, due_at__lte=now() - WAITS)
    rows = Reminder.objects.filter(left | waits, programme_id=user.programme_id, programme_id__isnull=False)
    return rows.order_by("-state", "-planned_at", "id")


def late_count(user: Any) -> tuple[int, int]:
    """How many left late, and how many still wait. One query."""
    states = list(late_reminders(user).order_by().values_list("state", flat=True))
    waiting = states.count(Reminder.State.WAITING)
    return len(states) - waiting, waiting
