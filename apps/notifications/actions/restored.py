"""Messages of a restored database: what was due in the backup may have left since."""

from typing import Any

from apps.access import allow
from apps.common.clock import now
from apps.notifications.models import Message
from apps.outbox.commands import current_op

State = Message.State


def doubt_waiting(*, by: Any) -> Any:
    """Treat each message that is due as a try that nobody answered for. Inside the runner.

    The sweep then asks the gateway; where nobody can say, staff get it again, marked, and others wait for a person.
    """
    current_op()
    allow(by, "message.settle")
    rows = Message.objects.filter(state=State.WAITING, due_at__lte=now())
    for row in rows.select_for_update(of=("self",)).order_by("id"):
        row.state, row.claimed_until, row.error = State.SENDING, now(), "restored"
        row.attempt = max(row.attempt, 1)  # a receipt is taken only for what was tried
        row.bump("state", "claimed_until", "error", "attempt")
