"""What is late, and who has still to be told. No look-back limit: after an outage all of it surfaces, once."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from apps.accounts.models import Programme
from apps.common.clock import now
from apps.referrals.models import Need, Referral, Rung
from apps.referrals.queries.clocks import EXPIRE_DAYS, SUPERVISOR_H, days, hours
from apps.referrals.transitions import TRANSITIONS

SILENT: Final = frozenset({before for (before, to) in TRANSITIONS if to == "expired"})
BATCH: Final = 200


def supervisor_after(need: Need) -> timedelta:
    """How long past due until the supervisors hear of it."""
    return hours(_plain(need.programme.settings), "supervisor", need.urgency, SUPERVISOR_H)


def _plain(settings: Any) -> dict[str, Any]:
    return settings if isinstance(settings, dict) else {}


def due_rungs(need: Need, row: Referral) -> list[str]:
    """The rungs whose time has come, told or not."""
    at: datetime = now()
    if row.due_at is None or row.due_at > at:
        return []
    second = row.due_at + supervisor_after(need) <= at
    return [Rung.Which.OWNER, Rung.Which.SUPERVISOR] if second else [Rung.Which.OWNER]


def is_silent(need: Need, row: Referral) -> bool:
    """Whether an unanswered place is given up."""
    after = days(_plain(need.programme.settings), "referral_expire_days", EXPIRE_DAYS)
    return row.status in SILENT and row.due_at is not None and row.due_at + after <= now()


def _told(rung: str) -> Exists:
    return Exists(Rung.objects.filter(referral=OuterRef("pk"), due_at=OuterRef("due_at"), rung=rung))


def overdue() -> "QuerySet[Referral]":
    """Everything past its clock."""
    return Referral.objects.filter(due_at__lte=now()).select_related("need__programme").order_by("due_at", "id")


def untold() -> list[tuple[UUID, datetime, str]]:
    """(referral, clock, rung) that have still to be told, the oldest first; a rung only after the one before."""
    found: list[tuple[UUID, datetime, str]] = []
    for row in overdue().exclude(_told(Rung.Which.OWNER))[:BATCH]:
        found += [(row.id, row.due_at, Rung.Which.OWNER.value)] if row.due_at else []
    climbing = overdue().filter(_told(Rung.Which.OWNER)).exclude(_told(Rung.Which.SUPERVISOR))
    for programme in Programme.objects.order_by("id"):
        for urgency in Need.Urgency.values:
            after = hours(_plain(programme.settings), "supervisor", urgency, SUPERVISOR_H)
            rows = climbing.filter(need__programme=programme, need__urgency=urgency, due_at__lte=now() - after)
            found += [(row.id, row.due_at, Rung.Which.SUPERVISOR.value) for row in rows[:BATCH] if row.due_at]
    return found


def silent() -> list[UUID]:
    """Places that are given up."""
    found: list[UUID] = []
    for programme in Programme.objects.order_by("id"):
        after = days(_plain(programme.settings), "referral_expire_days", EXPIRE_DAYS)
        rows = overdue().filter(need__programme=programme, status__in=SILENT, due_at__lte=now() - after)
        found += list(rows.values_list("id", flat=True)[:BATCH])
    return found
