"""A clock has run out: the owner is told once, then the supervisors once. An answer starts another clock."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.incidents.actions.timeline import happened_at
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.record import record
from apps.referrals import queries
from apps.referrals.actions.common import finish, follow, lock_by_place, note_change
from apps.referrals.events import NeedChanged, NeedEscalated, NeedOverdue
from apps.referrals.models import Need, Referral, Rung
from apps.referrals.queries.overdue import due_rungs, is_silent, supervisor_after

LATE_AFTER: Final = timedelta(hours=1)
"""A rung told later than this is marked late."""


@action("need.remind", offline=NEVER)
def remind(*, referral_id: UUID, rung: str, by: Any) -> Need:
    """Tell whose turn it is that a clock has run out, once for each clock. An answer may have come first."""
    allow(by, "need.remind")
    held, row = lock_by_place(referral_id, by, "need.remind")
    need = held.need
    if row.due_at is None or rung not in due_rungs(need, row) or _was_told(row, rung):
        raise AlreadyApplied(need)
    due_by = row.due_at if rung == Rung.Which.OWNER else row.due_at + supervisor_after(need)
    Rung.objects.create(
        referral=row, due_at=row.due_at, rung=rung, owner_id=need.owner_id, late=now() - due_by > LATE_AFTER
    )
    record(by, "need.reminded", need, referral=row.id, rung=rung)
    if rung == Rung.Which.OWNER:
        return finish(held, NeedOverdue, alert=[need.owner_id])
    supervisors = queries.supervisors_of(need.programme_id)
    follow(need, supervisors)
    need.escalated_at = now()
    held.of_need.add("escalated_at")
    return finish(held, NeedEscalated, alert=supervisors)


def _was_told(row: Referral, rung: str) -> bool:
    told = Rung.objects.filter(referral=row, rung=rung).values_list("due_at", flat=True)
    return row.due_at in set(told)


@action("referral.expire", offline=NEVER)
def expire(*, referral_id: UUID, by: Any) -> Need:
    """A place has been silent for so long that nobody waits any more: the next one is asked."""
    allow(by, "referral.expire")
    held, row = lock_by_place(referral_id, by, "referral.expire")
    if not is_silent(held.need, row):
        raise AlreadyApplied(held.need)
    held.move(row, Referral.Status.EXPIRED, "referral.expire")
    held.set(row, status_at=happened_at())
    note_change(by, "expired", row)
    return finish(held, NeedChanged, alert=[held.need.owner_id])
