"""Asked before each message leaves: whether it still may, at this moment, however long it has waited."""

from apps.common.clock import now
from apps.common.quiet import next_allowed
from apps.followups.models import Case, Reminder
from apps.followups.queries import reminders, staff_reminders
from apps.notifications.models import Message
from apps.notifications.outgoing.said import AGAIN, NOT_WANTED, Said
from apps.people.queries.contacts import is_safe_number


def held_back(message: Message) -> Said | None:
    """None when it may leave; else that it is not wanted any more, or for how long it waits."""
    row = None
    if message.about_kind == Reminder.KIND and message.about_id is not None:
        rows = Reminder.objects.select_related("programme", "user", "referral__need__programme")
        row = rows.filter(id=message.about_id).first()
    if message.audience == Message.Audience.PERSON:
        return _person(message, row)
    if message.audience == Message.Audience.STAFF and row is not None and row.case_id is not None:
        case = Case.objects.select_related("owner", "offered_to", "programme").get(id=row.case_id)
        return None if staff_reminders.whom(case, row) == row.user else Said(NOT_WANTED, Reminder.Why.OVER)
    return None


def _person(message: Message, row: Reminder | None) -> Said | None:
    why = reminders.why_not(row) if row is not None else ""
    if not why and message.channel == Message.Channel.SMS and not is_safe_number(message.programme_id, message.to):
        why = Reminder.Why.NO_SAFE_PHONE
    if why:
        return Said(NOT_WANTED, why)
    zone, quiet = reminders.quiet_where(message)
    free = next_allowed(now(), zone, quiet)
    if row is not None and free > reminders.of_use_until(row.what, row.of_at):
        return Said(NOT_WANTED, Reminder.Why.QUIET)
    wait_s = int((free - now()).total_seconds()) + 1
    return Said(AGAIN, "quiet", retry_after_s=wait_s) if free > now() else None
