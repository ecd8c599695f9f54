"""The tables between our states and FHIR's. Business status codes are those of BSeR 2.0.0 (TaskBusinessStatusCS)."""

from dataclasses import dataclass
from typing import Any, Final

from apps.referrals.models import Referral

Status = Referral.Status

BUSINESS: Final = "http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS"
ACT_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ACT_REASON: Final = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
TASK_CODE: Final = "http://hl7.org/fhir/CodeSystem/task-code"
DECLINE: Final = "urn:x-alongside:decline"
ENDED: Final = "urn:x-alongside:ended"
WHAT: Final = "urn:x-alongside:told"
PURPOSE: Final = "urn:x-alongside:purpose"
TAG: Final = "urn:x-alongside:need"
BASIS: Final = "urn:x-alongside:basis"

CREATED, ACCEPTED, DECLINED, SCHEDULED = "2.0", "3.0", "4.0", "5.1.1"
UNATTENDED, DATE_OFF, HAPPENED, CANCEL_ASKED = "5.1.2", "5.1.3", "5.1.4", "5.2"
CALLED_OFF, COMPLETED = "6.0", "7.0"
BUSINESS_DISPLAY: Final = {
    CREATED: "Service Request Created",
    ACCEPTED: "Service Request Accepted",
    DECLINED: "Service Request Declined",
    SCHEDULED: "Service Request Event Scheduled",
    UNATTENDED: "Scheduled Service Request Event Unattended",
    DATE_OFF: "Scheduled Service Request Event Cancelled",
    HAPPENED: "Service Request Event Completed",
    CANCEL_ASKED: "Service Request Cancellation Requested",
    CALLED_OFF: "Service Request Fulfillment Cancelled",
    COMPLETED: "Service Request Fulfillment Completed",
}


@dataclass(frozen=True)
class Way:
    """How one of our states is said: Task.status, Task.businessStatus, and why where it says so."""

    task: str
    business: str = ""
    why: str = ""


WAYS: Final[dict[str, Way]] = {
    Status.DRAFT: Way("draft"),
    Status.SENT: Way("requested", CREATED),
    Status.NEEDS_CLIENT: Way("on-hold", CREATED, "The place needs the person first."),
    Status.ACCEPTED: Way("accepted", ACCEPTED),
    Status.SCHEDULED: Way("in-progress", SCHEDULED),
    Status.ATTENDED: Way("in-progress", HAPPENED),
    Status.CLOSED: Way("completed", COMPLETED),
    Status.DECLINED: Way("rejected", DECLINED, "The place said no."),
    Status.NO_CAPACITY: Way("rejected", DECLINED, "The place is full."),
    Status.MISSED: Way("on-hold", UNATTENDED, "The person did not come."),
    Status.NO_CONTACT: Way("failed", UNATTENDED, "Nobody reaches the person."),
    Status.EXPIRED: Way("failed", CREATED, "Nobody answered in time."),
    Status.CANCEL_REQUESTED: Way("cancelled", CANCEL_ASKED, "It is called off. Please confirm."),
    Status.CANCELLED: Way("cancelled", CALLED_OFF, "It was called off."),
    Status.ENTERED_IN_ERROR: Way("entered-in-error"),
}
NOT_ATTENDED: Final = Way("failed", CALLED_OFF, "It was closed; the person did not come.")
"""Closed without that anybody came: nothing was fulfilled."""

PRIORITY: Final = {"now": "stat", "soon": "urgent", "routine": "routine"}
REVOKED: Final = frozenset({Status.CANCEL_REQUESTED, Status.CANCELLED})


def way_of(row: Referral) -> Way:
    """How this referral stands, as a Task says it."""
    if row.status == Status.CLOSED and row.attended_at is None:
        return NOT_ATTENDED
    return WAYS[row.status]


def service_request_status(row: Referral) -> str:
    """The requester's side. A place that said no leaves it active while others may still be asked."""
    if row.status == Status.DRAFT:
        return "draft"
    if row.status == Status.ENTERED_IN_ERROR:
        return "entered-in-error"
    if row.status == Status.CLOSED and row.attended_at is not None:
        return "completed"
    is_over = row.status in (Status.CLOSED, *REVOKED) or row.need.ended_at is not None
    return "revoked" if is_over else "active"


def states_said_as(task_status: str) -> frozenset[str]:
    """Our states that a Task says with this status; closed may be either completed or failed."""
    found = {state for state, way in WAYS.items() if way.task == task_status}
    return frozenset(found | ({str(Status.CLOSED)} if task_status == NOT_ATTENDED.task else set()))


def state_said(task_status: str, business: str, reason: str) -> str | None:
    """Back again: which state is meant by these codes; None where they do not go together."""
    if (task_status, business) == (NOT_ATTENDED.task, NOT_ATTENDED.business):
        return str(Status.CLOSED)
    if task_status == "rejected" and business in ("", DECLINED):
        return str(Status.NO_CAPACITY if reason == Referral.Decline.FULL else Status.DECLINED)
    for state, way in WAYS.items():
        if (way.task, way.business) == (task_status, business):
            return str(state)
    return None


def concept(system: str, code: str, display: str = "", text: str = "") -> dict[str, Any]:
    """A CodeableConcept of one coding."""
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": text} if text else {})


# Code sets of R4 that we check ourselves, by the path of the element (interop_data §2.2).
REQUIRED: Final[dict[str, frozenset[str]]] = {
    path: frozenset(codes.split())
    for path, codes in {
        "Task.status": "draft requested received accepted rejected ready cancelled in-progress on-hold failed"
        " completed entered-in-error",
        "Task.intent": "unknown proposal plan order original-order reflex-order filler-order instance-order option",
        "Task.priority": "routine urgent asap stat",
        "ServiceRequest.status": "draft active on-hold revoked completed entered-in-error unknown",
        "ServiceRequest.intent": "proposal plan directive order original-order reflex-order filler-order"
        " instance-order option",
        "ServiceRequest.priority": "routine urgent asap stat",
        "Consent.status": "draft proposed active rejected inactive entered-in-error",
        "ConsentProvision.type": "deny permit",
        "ConsentData.meaning": "instance related dependents authoredby",
        "Patient.gender": "male female other unknown",
        "PatientContact.gender": "male female other unknown",
        "PatientLink.type": "replaced-by replaces refer seealso",
        "AvailableTime.daysOfWeek": "mon tue wed thu fri sat sun",
        "Identifier.use": "usual official temp secondary old",
        "HumanName.use": "usual official temp nickname anonymous old maiden",
        "ContactPoint.system": "phone fax email pager url sms other",
        "ContactPoint.use": "home work temp old mobile",
        "Address.use": "home work temp old billing",
        "Address.type": "postal physical both",
        "Narrative.status": "generated extensions additional empty",
        "Quantity.comparator": "< <= >= >",
    }.items()
}
