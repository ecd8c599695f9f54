"""ServiceRequest: what is needed, and what the basis lets this place know besides who it is."""

from typing import Any, Final

from apps.common.clock import stamp
from apps.people.models import Consent
from apps.referrals.fhir.codes import BASIS, PRIORITY, TAG, concept, service_request_status
from apps.referrals.fhir.resources.common import clean, head, notice, reference
from apps.referrals.queries import Packet

What = Consent.What
_IN_PATIENT: Final = frozenset({What.NAME, What.BIRTH, What.CONTACT})
_SOCIAL: Final = {"system": "http://snomed.info/sct", "code": "410606002", "display": "Social service procedure"}


def as_service_request(packet: Packet) -> dict[str, Any]:
    """Of one place: the same need has another for each place that was asked."""
    row = packet.referral
    need = row.need
    asked = {
        **head("ServiceRequest", row, row.version),
        "text": notice(packet),
        "status": service_request_status(row),
        "intent": "order",
        "category": [{"coding": [dict(_SOCIAL)]}, concept(BASIS, need.basis)],
        "priority": PRIORITY[need.urgency],
        "code": clean({"coding": [{"system": TAG, "code": tag} for tag in need.tags], "text": need.words}),
        "subject": reference("Patient", row.id),
        "authoredOn": stamp(need.asked_at),
        "requester": reference("PractitionerRole", need.owner_id, need.owner.get_short_name()),
        "performer": [reference("HealthcareService", row.service_id, row.service_name)],
        "supportingInfo": [reference("Consent", row.id)] if has_consent(packet) else None,
        "note": [*_told(packet), *([{"text": packet.notice}] if packet.notice else [])],
    }
    return clean(asked)


def has_consent(packet: Packet) -> bool:
    """Whether it stands on what the person agreed to."""
    return packet.consent is not None and (packet.referral.need.basis == "consent" or packet.referral.is_sud)


def _told(packet: Packet) -> list[dict[str, Any]]:
    """One note for each part that is no element of Patient, headed by the code of the part."""
    parts = {code: part for code, part in packet.parts.items() if code not in _IN_PATIENT}
    return [{"text": f"{code}:\n{text}"} for code, part in parts.items() if (text := _words(part, 1))]


def _words(part: Any, depth: int = 0) -> str:
    """Any part of a packet as lines: `name: value`, lists with dashes."""
    pad = "  " * depth
    if isinstance(part, dict):
        lines = []
        for name, value in part.items():
            if value in (None, "", [], {}):
                continue
            deep = isinstance(value, dict | list)
            lines.append(f"{pad}{name}:\n{_words(value, depth + 1)}" if deep else f"{pad}{name}: {value}")
        return "\n".join(lines)
    if isinstance(part, list):
        return "\n".join(f"{pad}- {_words(each, depth + 1).lstrip()}" for each in part)
    return f"{pad}{part}"
