"""CapabilityStatement: what this server does."""

from typing import Any, Final

from apps.common.clock import stamp

SEARCH: Final[dict[str, dict[str, str]]] = {
    kind: {"_id": "token", "_lastUpdated": "date", "_count": "number"}
    for kind in ("Task", "ServiceRequest", "Patient", "Consent")
} | {kind: {"_id": "token"} for kind in ("Organization", "HealthcareService", "PractitionerRole")}
SEARCH["Task"] |= {"status": "token", "business-status": "token", "owner": "reference"}
_EDITED: Final = ["update", "patch"]


def capability_statement(base: str, at: Any) -> dict[str, Any]:
    """Read and search of all, update of Task; JSON only."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": stamp(at),
        "kind": "instance",
        "implementation": {"description": "Referrals, closed to attended", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "patchFormat": ["application/json-patch+json"],
        "rest": [
            {
                "mode": "server",
                "documentation": "A bearer token for each partner's system; it sees what was sent to its services.",
                "security": {"cors": False, "description": "Authorization: Bearer <token>"},
                "resource": [
                    *(_resource(kind) for kind in SEARCH),
                    {"type": "Bundle", "interaction": [{"code": "read"}], "documentation": "All about one referral."},
                ],
            }
        ],
    }


def _resource(kind: str) -> dict[str, Any]:
    codes = ["read", "search-type", *(_EDITED if kind == "Task" else [])]
    return {
        "type": kind,
        "interaction": [{"code": code} for code in codes],
        "versioning": "versioned-update" if kind == "Task" else "no-version",
        "searchParam": [{"name": name, "type": of_type} for name, of_type in SEARCH[kind].items() if name[0] != "_"]
        + [
            {"name": name, "type": of_type}
            for name, of_type in SEARCH[kind].items()
            if name in ("_id", "_lastUpdated")
        ],
    }
