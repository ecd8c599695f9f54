"""Whom a reminder of a case is for, what is to be reminded of, and whether a push has arrived."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.quiet import next_allowed, quiet_of
from apps.followups.ladder import Policy
from apps.followups.models import Case, Reminder
from apps.followups.queries.owners import is_at_work
from apps.followups.queries.steps import NextStep, our_steps
from apps.notifications.models import Sending, Subscription
from apps.outbox.models import Delivery, Receipt

What = Reminder.What
STAFF_QUIET: Final = "staff_quiet"
_ORDER: Final = (What.SOON, What.DUE, What.LATE)


@dataclass(frozen=True)
class Wanted:
    """One reminder that a case asks for as it stands."""

    what: str
    of_at: datetime
    planned_at: datetime
    user_id: UUID | None = None


def wanted(case: Case, soon: timedelta, late: timedelta) -> dict[str, Wanted]:
    """Key -> reminder: of the next step where it is ours to do, and of an offer that waits for its answer.

    Of every other step of ours its hour, so that one that comes due while another is left undone is not passed over.
    """
    if not case.is_open:
        return {}
    found: dict[str, Wanted] = {}
    if case.offered_to_id is not None and case.offered_at is not None:
        at = case.offered_at
        found[f"offer:{case.id}:{case.offered_to_id}:{at.isoformat()}"] = Wanted(
            What.OFFER, at, at, case.offered_to_id
        )
    for step in _steps(case):
        key = f"{What.DUE}:{case.id}:{step.action}:{step.due_at.isoformat()}"
        found[key] = Wanted(What.DUE, step.due_at, step.due_at)
    due = case.next_due_at
    if due is None or case.next_who != Case.Who.US:
        return found
    for what, at in ((What.SOON, due - soon), (What.DUE, due), (What.LATE, due + late)):
        if what != What.SOON or at > now():  # an hour's notice of what is due within the hour is none
            found[f"{what}:{case.id}:{case.next_action}:{due.isoformat()}"] = Wanted(what, due, at)
    return found


def whom(case: Case, row: Reminder) -> User | None:
    """Who has to do now what the reminder is of; None where that is done, moved or over."""
    if not case.is_open:
        return None
    if row.what == What.OFFER:
        return case.offered_to if (case.offered_to_id, case.offered_at) == (row.user_id, row.of_at) else None
    if (action := _action_at(case, row.of_at)) is None:
        return None
    return case.offered_to if action == Case.Next.ACCEPT_OFFER else case.owner


def _action_at(case: Case, at: datetime) -> str | None:
    """What is ours to do at that hour: the next step, else another one."""
    if case.next_due_at == at and case.next_who == Case.Who.US:
        return case.next_action
    return next((step.action for step in _steps(case) if step.due_at == at), None)


def _steps(case: Case) -> list[NextStep]:
    return our_steps(case, list(case.rungs.all()), Policy.of(case.programme.settings))


def quiet_until(case: Case, row: Reminder, who: User) -> datetime | None:
    """Until when this can wait so that nobody is woken for it; None where it goes at once.

    Only where the programme says that staff are let sleep (`staff_quiet`), by its own quiet hours and clock. Never an
    offer, what concerns somebody at high risk, or what is for somebody who is at work now.
    """
    settings = case.programme.settings if isinstance(case.programme.settings, dict) else {}
    if settings.get(STAFF_QUIET) is not True or row.what == What.OFFER or case.risk == Case.Risk.HIGH:
        return None
    free = next_allowed(now(), case.programme.time_zone, quiet_of(settings))
    return None if free <= now() or is_at_work(who.id) else free


def is_overtaken(row: Reminder) -> bool:
    """Whether a later reminder of the same hour is due as well: after an outage one word is enough."""
    if row.what not in _ORDER or row.case_id is None:
        return False
    later = _ORDER[_ORDER.index(What(row.what)) + 1 :]
    same = Reminder.objects.filter(case_id=row.case_id, of_at=row.of_at, state=Reminder.State.WAITING)
    return same.filter(what__in=later, planned_at__lte=now()).exists()


def can_be_woken(user_id: UUID) -> bool:
    """Whether there is a way to wake one of this person's phones."""
    rows = Subscription.objects.filter(ended_at__isnull=True, device__revoked_at__isnull=True)
    return rows.filter(device__user_id=user_id).exists()


def alert_of(case: Case, user_id: UUID, event: str) -> UUID | None:
    """The newest alert of this event about the case to this person."""
    rows = Delivery.objects.filter(object_kind=Case.KIND, object_id=case.id, user_id=user_id, event=event)
    return rows.filter(kind=Delivery.Kind.ALERT).order_by("-queued_at", "-id").values_list("id", flat=True).first()


def has_arrived(row: Reminder) -> bool:
    """Whether a push service has taken it, or a phone has it by itself."""
    if row.alert_id is None:
        return False
    if Receipt.objects.filter(delivery_id=row.alert_id, received_at__isnull=False).exists():
        return True
    return Sending.objects.filter(subject=row.alert_id, accepted_at__isnull=False).exists()
