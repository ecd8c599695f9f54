"""Task: how a referral stands. It says nothing about the person but that this place was asked."""

from typing import Any

from apps.common.clock import stamp
from apps.referrals.fhir.codes import (
    BUSINESS,
    BUSINESS_DISPLAY,
    DECLINE,
    ENDED,
    PRIORITY,
    TASK_CODE,
    Way,
    concept,
    way_of,
)
from apps.referrals.fhir.resources.common import clean, head, reference
from apps.referrals.models import Referral


def as_task(row: Referral) -> dict[str, Any]:
    """With its need, the need's owner and its service read already."""
    way, need = way_of(row), row.need
    task = {
        **head("Task", row, row.version),
        "status": way.task,
        "statusReason": _why(row, way),
        "businessStatus": concept(BUSINESS, way.business, BUSINESS_DISPLAY[way.business]) if way.business else None,
        "intent": "order",
        "priority": PRIORITY[need.urgency],
        "code": concept(TASK_CODE, "fulfill", "Fulfill the focal request"),
        "focus": reference("ServiceRequest", row.id),
        "for": reference("Patient", row.id),
        "executionPeriod": _period(row),
        "authoredOn": stamp(row.sent_at or row.created_at),
        "lastModified": stamp(row.changed_at),
        "requester": reference("PractitionerRole", need.owner_id, need.owner.get_short_name()),
        "owner": reference("HealthcareService", row.service_id, row.service_name),
        "restriction": {"period": {"end": stamp(row.due_at)}} if row.due_at and row.status == "sent" else None,
    }
    return clean(task)


def _why(row: Referral, way: Way) -> dict[str, Any] | None:
    """Codes of ours; what they wrote themselves goes back to them, what we wrote stays here."""
    if row.status in (Referral.Status.DECLINED, Referral.Status.NO_CAPACITY):
        return concept(DECLINE, row.decline_code, text=row.decline_words or way.why)
    if row.status in (Referral.Status.CANCELLED, Referral.Status.CANCEL_REQUESTED) and row.end_reason:
        return concept(ENDED, row.end_reason, text=way.why)
    return {"text": way.why} if way.why else None


def _period(row: Referral) -> dict[str, Any] | None:
    """The appointment, and when the person came."""
    start = row.appointment_at
    came = row.attended_at if row.status in (Referral.Status.ATTENDED, Referral.Status.CLOSED) else None
    if came is not None and (start is None or start > came):
        start = came  # came without an appointment, or before it
    return clean({"start": stamp(start), "end": stamp(came)}) or None
