"""Reminders: planned where their hour is made, looked at when it has come, sent once or dropped with a reason.

The look happens under the row's lock, and what leaves is a row of the same transaction: an alert that wakes a phone,
or one message. So a worker that dies, a second beat, or an empty Redis neither loses nor doubles one.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.accounts.models import User
from apps.common.clock import now
from apps.common.quiet import next_allowed, quiet_of
from apps.common.when import time_words
from apps.followups.actions.common_reminder import drop, hand_over, owe, tell
from apps.followups.actions.staff_reminders import look_at_push, plan_for, remind_staff
from apps.followups.models import Reminder
from apps.followups.queries import reminders as queries
from apps.notifications.models import Message
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.record import record
from apps.people.queries.contacts import texted_at
from apps.referrals.models import Referral

__all__ = ["broke", "look", "message_moved", "plan_for", "plan_visit", "remind"]
What, Why, State = Reminder.What, Reminder.Why, Reminder.State
BREAKS: Final = 8
"""How often a reminder that cannot be worked on is tried, each time after a longer pause; then its owner is told."""


@action("reminder.plan", offline=NEVER)
def plan_visit(*, referral_id: UUID, by: Any) -> Any:
    """Owe the person the reminders of the appointment as it stands now; those of another hour are dropped.

    Again changes nothing. Called by the reaction to a booking, to its end, and by what looks for forgotten ones.
    """
    allow(by, "reminder.plan")
    rows = Referral.objects.select_related("need__programme", "need__encounter", "need__owner")
    rows = rows.select_for_update(of=("self",))
    referral = rows.filter(id=referral_id).first()
    if referral is None:
        return
    at = referral.appointment_at if referral.status == Referral.Status.SCHEDULED else None
    waiting = Reminder.objects.filter(referral=referral, state=State.WAITING).select_for_update(of=("self",))
    for row in waiting.order_by("id"):
        if row.of_at != at:
            drop(row, Why.OVER if at is None else Why.MOVED, by)
    if at is not None and at > now():
        _plan(referral, by)


def _plan(referral: Referral, by: Any) -> None:
    programme, at = referral.need.programme, referral.appointment_at
    assert at is not None  # the caller has looked
    quiet = quiet_of(programme.settings if isinstance(programme.settings, dict) else {})
    plans = queries.visit_plan(at, queries.zone_of(referral), quiet, referral.status_at)
    many = owe(
        [
            Reminder(
                programme=programme,
                key=f"{one.what}:{referral.id}:{at.isoformat()}",
                what=one.what,
                referral=referral,
                of_at=at,
                planned_at=one.planned_at,
                due_at=one.planned_at,
                state=State.DROPPED if one.why else State.WAITING,
                why=one.why,
                ended_at=now() if one.why else None,
            )
            for one in plans
        ]
    )
    if many:
        record(by, "reminder.planned", referral, many=many)


@action("reminder.send", offline=NEVER)
def remind(*, reminder_id: UUID, by: Any) -> Any:
    """Its hour has come: send it, move it out of the quiet hours, or drop it with the reason. Once."""
    allow(by, "reminder.send")
    rows = Reminder.objects.select_related("programme", "referral__need__programme", "case")
    row = rows.select_for_update(of=("self",), skip_locked=True).filter(id=reminder_id, state=State.WAITING).first()
    if row is None or row.due_at > now():
        return
    if row.is_for_person:
        _remind_person(row, by)
    else:
        remind_staff(row, by)


def _remind_person(row: Reminder, by: Any) -> None:
    """Everything is asked at this moment: the appointment, the consent, the number, the hour where the person is."""
    if why := queries.why_not(row):
        drop(row, why, by)
        tell(row, by, alert=why in queries.SAID_ALOUD)
        return
    assert row.referral is not None  # it is of a person
    free = next_allowed(now(), queries.zone_of(row.referral), queries.quiet_hours_of(row))
    if free > queries.of_use_until(row.what, row.of_at):
        drop(row, Why.QUIET, by)
        tell(row, by, alert=True)
    elif free > now():
        row.due_at = free
        row.bump("due_at")
    else:
        _text_person(row, by)
        tell(row, by)


def _text_person(row: Reminder, by: Any) -> None:
    referral = row.referral
    assert referral is not None  # it is of a person
    need = referral.need
    point = texted_at(need.whose) if need.whose else None
    assert point is not None  # why_not has looked, in this transaction
    zone, owner = need.programme.time_zone, queries.owner_of(referral)
    when = {f"when_{language}": time_words(row.of_at, zone, language) for language in ("en", "es")}
    phone = owner.phone or need.asked_by.phone or need.programme.name
    language = queries.language_of(point)
    hand_over(row, Message.Channel.SMS, point.value, "visit_reminder", language, when | {"phone": phone})
    record(by, "reminder.sent", row, what=row.what, late=row.is_late)


@action("reminder.send", offline=NEVER)
def look(*, reminder_id: UUID, by: Any) -> Any:
    """Whether a push has arrived; where it has not, the same goes by another road, marked. Once."""
    allow(by, "reminder.send")
    rows = Reminder.objects.select_related("programme", "case", "user")
    row = rows.select_for_update(of=("self",), skip_locked=True).filter(id=reminder_id, look_at__lte=now()).first()
    if row is not None:
        look_at_push(row, by)


@action("reminder.send", offline=NEVER)
def broke(*, reminder_id: UUID, by: Any) -> Any:
    """It could not be worked on: after a pause once more; after eight times it is dropped, and its owner is told."""
    allow(by, "reminder.send")
    row = Reminder.objects.select_for_update(of=("self",)).filter(id=reminder_id, state=State.WAITING).first()
    if row is None:
        raise AlreadyApplied(None)
    row.attempt += 1
    row.due_at = now() + timedelta(seconds=2**row.attempt)
    row.bump("attempt", "due_at")
    if row.attempt >= BREAKS:
        drop(row, Why.BROKEN, by)
        tell(row, by, alert=True)


@action("reminder.send", offline=NEVER)
def message_moved(*, reminder_id: UUID, by: Any) -> Any:
    """Its message has left, or has not: the owner sees it, and is called when the person was not reminded.

    A text to staff that was refused goes again as an e-mail.
    """
    allow(by, "reminder.send")
    rows = Reminder.objects.select_related("programme", "case", "user").select_for_update(of=("self",))
    row = rows.filter(id=reminder_id).first()
    message = Message.objects.filter(about_kind=Reminder.KIND, about_id=reminder_id).order_by("-created_at").first()
    if row is None or message is None:
        return
    if row.state == State.SENT and message.state == Message.State.STOPPED and message.error in Why.values:
        drop(row, message.error, by)
    lost = message.state in (Message.State.FAILED, Message.State.UNKNOWN)
    if row.is_for_person:
        tell(row, by, alert=lost or message.error in queries.SAID_ALOUD)
    elif lost and message.channel == Message.Channel.SMS and isinstance(row.user, User):
        hand_over(row, Message.Channel.EMAIL, row.user.email, message.text, row.user.language, {}, is_repeat=True)
