"""A neutral text to the person: sent only to a number that they called safe for texts, and logged as a try."""

from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from apps.common.clock import now
from apps.common.errors import Code, Conflict
from apps.common.ids import uuid7
from apps.common.lookup import get_or_404
from apps.common.quiet import next_allowed
from apps.followups import queries
from apps.followups.actions.attempts import not_reached
from apps.followups.actions.common import Held, finish, lock
from apps.followups.models import Attempt, Case
from apps.followups.queries.steps import places_of
from apps.followups.transitions import still_open
from apps.notifications.actions import queue_message
from apps.outbox.commands import NEVER, action
from apps.outbox.record import record
from apps.people.queries.contacts import ALLOWED, TEXT, safe_for

CALL_US, VISIT_REMINDER = "call_us", "visit_reminder"
_TEXTS: Final = {CALL_US: "case_call_us", VISIT_REMINDER: "case_visit"}


@action("case.text", offline=NEVER)
def text(*, case_id: UUID, contact_id: UUID, kind: str, by: Any) -> Case:
    """Owe one text without a word about anybody; in the quiet hours of the person it leaves after them.

    Raises Conflict: NOT_SAFE_FOR_TEXT unless the person called a text there safe, NO_CHANNEL for a reminder of a
    visit that nobody has booked.
    """
    held = lock(case_id, by, "case.text")
    case = held.case
    still_open(case)
    point = get_or_404(queries.points_of(by, case), contact_id)
    if safe_for(point, TEXT) != ALLOWED:
        raise Conflict(Code.NOT_SAFE_FOR_TEXT, "A text there was not called safe.", version=case.version)
    made = Attempt.objects.create(
        id=uuid7(),
        case=case,
        channel=Attempt.Channel.TEXT,
        result=Attempt.Result.SENT,
        contact=point,
        by_id=by.id,
        at=now(),
    )
    queue_message(
        key=f"case text {made.id}",
        channel="sms",
        audience="person",
        to=point.value,
        text=_TEXTS[kind],
        language="es" if (point.language or _language(case)).lower().startswith(("es", "sp")) else "en",
        params=_params(held, kind, by),
        about=case,
        due_at=next_allowed(now(), case.zone, held.policy.quiet),
    )
    record(by, "case.texted", case, attempt=made.id, kind=kind)
    if kind == CALL_US:
        not_reached(held, made.at, made.channel)
    return finish(held)


def _language(case: Case) -> str:
    return case.person.language if case.person is not None else ""


def _params(held: Held, kind: str, by: Any) -> dict[str, str]:
    said = {"phone": by.phone or held.case.owner.phone or held.case.programme.settings.get("care_phone") or "988"}
    if kind == CALL_US:
        return said
    dates = [row.appointment_at for row in places_of(held.case) if row.status == "scheduled" and row.appointment_at]
    coming = sorted(at for at in dates if at > now())
    if not coming:
        raise Conflict(Code.NO_CHANNEL, "No visit is booked.", version=held.case.version)
    at = coming[0].astimezone(ZoneInfo(held.case.zone))
    hour = f"{at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"
    return {**said, "when_en": f"{at.month}/{at.day}, {hour}", "when_es": f"{at.day}/{at.month}, {at:%H:%M}"}
