"""Consent: the scope that goes with what is told (42 CFR 2.32(b)): to this place, what, for what, until when."""

from typing import Any, Final

from apps.common.clock import stamp
from apps.referrals.fhir.codes import ACT_CODE, ACT_REASON, PURPOSE, WHAT, concept
from apps.referrals.fhir.resources.common import clean, head, notice, reference
from apps.referrals.fhir.resources.service_request import has_consent
from apps.referrals.queries import Packet

_SCOPE: Final = concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy", "Privacy Consent")
_DISCLOSE: Final = concept(ACT_CODE, "IDSCL", "information disclosure")
_RECIPIENT: Final = concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP")
_PART_2: Final = concept(ACT_CODE, "42CFRPart2")
_HIPAA: Final = concept("http://terminology.hl7.org/CodeSystem/consentpolicycodes", "hipaa-auth")
_TREATMENT: Final = {"system": ACT_REASON, "code": "TREAT", "display": "treatment"}


def as_consent(packet: Packet) -> dict[str, Any] | None:
    """None where it stands on another basis. Other places that the person named are not told to this one."""
    row, given = packet.referral, packet.consent
    if given is None or not has_consent(packet):
        return None
    purpose = [dict(_TREATMENT)] if given.purpose == "care" else [{"system": PURPOSE, "code": given.purpose}]
    consent = {
        **head("Consent", row, given.version),
        "text": notice(packet),
        "status": "active",
        "scope": _SCOPE,
        "category": [_DISCLOSE],
        "patient": reference("Patient", row.id),
        "dateTime": stamp(given.given_at),
        "performer": [{"display": given.decider_name}] if row.is_sud else None,
        "organization": [reference("Organization", row.programme_id, given.discloser)],
        "policyRule": _PART_2 if row.is_sud else _HIPAA,
        "provision": {
            "type": "permit",
            "period": {"start": stamp(given.given_at), "end": given.until.isoformat()},
            "actor": [
                {
                    "role": _RECIPIENT,
                    "reference": reference("Organization", row.service.organization_id, row.service_name),
                }
            ],
            "purpose": purpose,
            "code": [concept(WHAT, code) for code in packet.what],
        }
        | ({"securityLabel": [{"system": ACT_CODE, "code": "ETH"}]} if row.is_sud else {}),
    }
    return clean(consent)
