"""Staff are reminded of a step of a case: by push where a phone can be woken, else by text, else by e-mail."""

from datetime import timedelta
from typing import Any, Final

from apps.accounts.models import User
from apps.accounts.queries import whole_setting
from apps.common.clock import now
from apps.followups.actions.common_reminder import drop, hand_over, mark_sent, owe
from apps.followups.events import CaseDue
from apps.followups.models import Case, Reminder
from apps.followups.queries import staff_reminders as queries
from apps.notifications.models import Message
from apps.outbox.commands import current_op
from apps.outbox.publish import publish, user_stream
from apps.outbox.record import record

What, Why, State = Reminder.What, Reminder.Why, Reminder.State
SOON: Final = timedelta(hours=1)
LATE_H: Final = 4
"""Hours past its hour until it is said that a step is late. Unverified default; `remind_late_h`."""
LOOK_AFTER: Final = timedelta(minutes=10)
"""After a push until it is looked whether it arrived."""


def plan_for(case: Case) -> None:
    """Owe reminders of the next step of a case as it stands now; those of another step or hour are dropped.

    Called inside the command that moved the step, at its end, the case locked. Again changes nothing.
    """
    current_op()
    wanted = queries.wanted(case, SOON, timedelta(hours=_late_h(case)))
    waiting = Reminder.objects.filter(case=case, state=State.WAITING).select_for_update(of=("self",))
    for row in waiting.order_by("id"):
        if row.key not in wanted:
            row.state, row.why, row.ended_at = State.DROPPED, Why.MOVED if case.is_open else Why.OVER, now()
            row.bump("state", "why", "ended_at")
    owe(
        [
            Reminder(
                programme_id=case.programme_id,
                key=key,
                what=one.what,
                case=case,
                user_id=one.user_id,
                of_at=one.of_at,
                planned_at=one.planned_at,
                due_at=one.planned_at,
            )
            for key, one in wanted.items()
        ]
    )


def _late_h(case: Case) -> int:
    settings = case.programme.settings if isinstance(case.programme.settings, dict) else {}
    return whole_setting(settings.get("remind_late_h"), LATE_H, 24 * 7)


def remind_staff(row: Reminder, by: Any) -> None:
    """Tell whoever has to do the step now. One that a later one has overtaken says nothing any more."""
    case = _case_of(row, is_changed=True)
    who = queries.whom(case, row)
    if who is None:
        drop(row, Why.MOVED if case.is_open else Why.OVER, by)
    elif queries.is_overtaken(row):
        drop(row, Why.LATER_ONE, by)
    elif (free := queries.quiet_until(case, row, who)) is not None:
        row.due_at = free
        row.bump("due_at")
    else:
        row.user = who
        _tell(row, case, who)
        record(by, "reminder.sent", row, what=row.what, channel=row.channel, late=row.is_late)


def _case_of(row: Reminder, *, is_changed: bool) -> Case:
    """The case as it is now, locked where something of it is told."""
    assert row.case_id is not None  # it is of a case
    rows = Case.objects.select_related("owner", "offered_to", "programme")
    return (rows.select_for_update(of=("self",)) if is_changed else rows).get(id=row.case_id)


def _tell(row: Reminder, case: Case, who: User) -> None:
    if not queries.can_be_woken(who.id):
        _write(row, who)
        return
    if row.what == What.OFFER:  # the offer itself was an alert already
        row.alert_id = queries.alert_of(case, who.id, "CaseOffered")
    if row.alert_id is None:
        publish(CaseDue(case.id, case.version), about=case, to=[user_stream(who.id)], alert=[who.id])
        row.alert_id = queries.alert_of(case, who.id, CaseDue.__name__)
    mark_sent(row, Reminder.Channel.PUSH)
    row.look_at = now() + LOOK_AFTER
    row.bump("look_at")


def _write(row: Reminder, who: User, *, is_repeat: bool = False) -> None:
    text = "staff_offer" if row.what == What.OFFER else "staff_due"
    channel, to = (Message.Channel.SMS, who.phone) if who.phone else (Message.Channel.EMAIL, who.email)
    hand_over(row, channel, to, text, who.language, {}, is_repeat=is_repeat)


def look_at_push(row: Reminder, by: Any) -> None:
    """A push that no service has taken and no phone has shown goes by text or e-mail, unless the step is done."""
    case = _case_of(row, is_changed=False)
    if row.user is None or queries.has_arrived(row) or queries.whom(case, row) != row.user:
        row.look_at = None
        row.bump("look_at")
    else:
        _write(row, row.user, is_repeat=True)
        record(by, "reminder.sent_again", row, what=row.what, channel=row.channel)
