"""After a programme's days nobody needs to know any more to which address something went: the row stays, empty."""

from datetime import timedelta
from typing import Any, Final

from apps.accounts.models import Programme
from apps.accounts.queries import system_actor, whole_setting
from apps.common.clock import now
from apps.notifications.actions import empty_messages
from apps.notifications.models import Message
from apps.outbox.commands import do

KEPT_DAYS: Final = 90
"""How long address and gaps of a message are kept. Unverified default: a season in which somebody may ask about it;
the record of what was disclosed is the accounting's, which stays for as long as the programme keeps records."""
MOST_DAYS: Final = 3_660
BATCH: Final = 500


def empty_old() -> int:
    """Empty what has ended longer ago than its programme's `message_days`; answers how many."""
    by, done = system_actor(), 0
    days: dict[Any, int] = {None: KEPT_DAYS} | {
        programme.id: whole_setting(programme.settings.get("message_days"), KEPT_DAYS, MOST_DAYS)
        for programme in Programme.objects.order_by("id")
    }
    for programme_id, kept in days.items():
        old = Message.objects.filter(programme_id=programme_id, emptied_at__isnull=True)
        old = old.filter(ended_at__lt=now() - timedelta(days=kept)).exclude(state__in=Message.UNDER_WAY)
        while ids := list(old.order_by("ended_at", "id").values_list("id", flat=True)[:BATCH]):
            do(empty_messages, by=by, message_ids=ids)
            done += len(ids)
    return done
