"""Reactions that failed too often wait here for an administrator."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.lookup import lock_or_404
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.models import HandlerRun
from apps.outbox.record import record


@dataclass(frozen=True)
class _Run:
    """A handler run, as the record names it."""

    id: UUID
    version: int = 1
    KIND: ClassVar[str] = "handler_run"


@action("handler.requeue", offline=NEVER)
def requeue(*, handler_run_id: UUID, by: Any) -> Any:
    """Owe a dead reaction once more, with all its attempts. One that is not dead stays as it is."""
    allow(by, "handler.requeue")
    row = lock_or_404(HandlerRun.objects.all(), handler_run_id)
    this = _Run(row.id)
    if row.status != HandlerRun.Status.DEAD:
        raise AlreadyApplied(this)
    row.status, row.attempt, row.due_at, row.claimed_until = HandlerRun.Status.DUE, 0, now(), None
    row.save(update_fields=["status", "attempt", "due_at", "claimed_until"])
    record(by, "handler.requeued", this)
    return this
