"""Patient: the person as far as this place may know them, for this one referral."""

from typing import Any

from apps.people.models import Consent
from apps.referrals.fhir.resources.common import clean, head, notice, reference
from apps.referrals.queries import Packet

What = Consent.What


def as_patient(packet: Packet) -> dict[str, Any]:
    """Its id is the referral's: two places that compare find nothing. No version, for names change apart from it."""
    row, parts = packet.referral, packet.parts
    person = {
        **head("Patient", row, None),
        "text": notice(packet),
        "active": True,
        "name": _names(parts.get(What.NAME)),
        "telecom": [_point(each) for each in parts.get(What.CONTACT) or []],
        "birthDate": _born(parts.get(What.BIRTH)),
        "communication": _languages(parts.get(What.NAME)),
        "managingOrganization": reference("Organization", row.programme_id),
    }
    return clean(person)


def _names(name: dict[str, str] | None) -> list[dict[str, Any]]:
    if name is None:
        return []
    usual = clean({"use": "usual", "family": name["family"], "given": name["given"].split()})
    called = [{"use": "nickname", "text": name["called"]}] if name["called"] else []
    return [*([usual] if len(usual) > 1 else []), *called]


def _languages(name: dict[str, str] | None) -> list[dict[str, Any]]:
    """As it was said, not coded: nobody asked for a tag of BCP 47."""
    return [{"language": {"text": name["language"]}, "preferred": True}] if name and name["language"] else []


def _point(point: dict[str, str]) -> dict[str, Any]:
    """Only what is safe to call or to text; which of the two says the system."""
    system = "phone" if "call" in point["ways"].split() else "sms"
    return {"system": system, "value": point["value"]}


def _born(birth: dict[str, Any] | None) -> str | None:
    if birth is None:
        return None
    return birth["date"] or str(birth["year"])
