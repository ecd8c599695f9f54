"""What all reminders share: how one leaves, how one is dropped, and how the owner hears of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from apps.common.clock import now
from apps.followups.events import ReminderMoved
from apps.followups.models import Case, Reminder
from apps.followups.queries import reminders as queries
from apps.notifications.actions import queue_message
from apps.notifications.models import Message
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record
from apps.referrals.models import Need

Why = Reminder.Why


def hand_over(
    row: Reminder,
    channel: str,
    to: str,
    text: str,
    language: str,
    params: Mapping[str, str],
    *,
    is_repeat: bool = False,
) -> None:
    """Owe the one message that this reminder becomes on this channel. Inside the runner, the row locked."""
    is_first = row.state == Reminder.State.WAITING
    queue_message(
        key=row.message_key if is_first else f"{row.message_key}:{channel}",
        channel=channel,
        audience=Message.Audience.PERSON if row.is_for_person else Message.Audience.STAFF,
        to=to,
        text=text,
        language=language,
        params=params,
        about=row,
        late_at=_hour_of(row) + queries.LATE_AFTER,
        is_repeat=is_repeat,
    )
    mark_sent(row, channel)


def _hour_of(row: Reminder) -> datetime:
    """When it should have left: to staff, who were let sleep, the morning."""
    return row.planned_at if row.is_for_person else max(row.planned_at, row.due_at)


def mark_sent(row: Reminder, channel: str) -> None:
    """It is on its way, by this channel; late if its hour is long over."""
    row.is_late = row.is_late or now() > _hour_of(row) + queries.LATE_AFTER
    row.state, row.channel, row.ended_at, row.look_at = Reminder.State.SENT, channel, now(), None
    row.bump("is_late", "state", "channel", "ended_at", "look_at", "user", "alert_id")


def owe(rows: Sequence[Reminder]) -> int:
    """Keep these; one that is there stays, and one whose hour is wanted again waits again. How many are new."""
    keys = [row.key for row in rows]
    again = Reminder.objects.filter(key__in=keys, state=Reminder.State.DROPPED, why__in=[Why.MOVED, Why.OVER])
    for row in again.select_for_update(of=("self",)).order_by("id"):
        row.state, row.why, row.ended_at, row.due_at = Reminder.State.WAITING, "", None, row.planned_at
        row.bump("state", "why", "ended_at", "due_at")
    there = set(Reminder.objects.filter(key__in=keys).values_list("key", flat=True))
    Reminder.objects.bulk_create([row for row in rows if row.key not in there], ignore_conflicts=True)
    return len(rows) - len(there)


def drop(row: Reminder, why: str, by: Any) -> None:
    """It does not leave, and says why."""
    row.state, row.why, row.ended_at, row.look_at = Reminder.State.DROPPED, why, now(), None
    row.bump("state", "why", "ended_at", "look_at")
    record(by, "reminder.dropped", row, what=row.what, why=why)


def tell(row: Reminder, by: Any, *, alert: bool = False) -> None:
    """Show the owner what became of a reminder to the person, by the case or, where there is none, by the need."""
    case, need = row.case, None
    if row.referral is not None:
        case, need = queries.case_of(row.referral), row.referral.need
    owner_id = case.owner_id if case is not None else need.owner_id if need is not None else None
    about = _counted_up(case, need)
    if about is not None and owner_id is not None:
        called = [owner_id] if alert else []
        publish(ReminderMoved(about.id, about.version), about=about, to=[user_stream(owner_id)], alert=called)


def _counted_up(case: Case | None, need: Need | None) -> Case | Need | None:
    """The row as it is now, locked and one version further, so that a phone takes it for news."""
    if case is not None:
        found: Case | Need = Case.objects.select_for_update(of=("self",)).get(id=case.id)
    elif need is not None:
        found = Need.objects.select_for_update(of=("self",)).get(id=need.id)
    else:
        return None
    found.bump()
    return found
