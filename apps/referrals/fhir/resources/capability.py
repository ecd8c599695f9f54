"""CapabilityStatement: what this server does."""

from typing import Any, Final

from apps.common.clock import stamp

SEARCH: Final[dict[str, dict[str, str]]] = {
    kind: {"_id": "token", "_lastUpdated": "date"}
    for kind in (
        *("Task", "ServiceRequest", "Patient", "Consent"),
        *("Organization", "HealthcareService", "PractitionerRole"),
    )
}
SEARCH["Task"] |= {"status": "token", "business-status": "token", "owner": "reference"}
INCLUDES: Final[dict[str, dict[str, str]]] = {
    "Task": {"Task:focus": "ServiceRequest", "Task:patient": "Patient"},
    "ServiceRequest": {"ServiceRequest:subject": "Patient"},
}
"""What `_include` may name, and the kind that goes along."""
REVINCLUDES: Final[dict[str, dict[str, str]]] = {
    "ServiceRequest": {"Task:focus": "Task"},
    "Patient": {"Task:patient": "Task", "ServiceRequest:subject": "ServiceRequest"},
}
"""The same of `_revinclude`."""
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
        **({"searchInclude": list(INCLUDES[kind])} if kind in INCLUDES else {}),
        **({"searchRevInclude": list(REVINCLUDES[kind])} if kind in REVINCLUDES else {}),
        "searchParam": [{"name": name, "type": of_type} for name, of_type in SEARCH[kind].items()],
    }
