"""Who sends, who is asked, and whom to call about it: nothing here tells of the person."""

from datetime import datetime
from typing import Any

from apps.accounts.models import Programme, User
from apps.directory.models import Organization, Service
from apps.referrals.fhir.resources.common import clean, meta, reference


def as_organization(row: Organization) -> dict[str, Any]:
    """Who runs services."""
    return {
        "resourceType": "Organization",
        "id": str(row.id),
        "meta": meta(row.changed_at, row.version),
        "active": row.vanished_at is None,
        "name": row.name,
    } | clean({"telecom": [{"system": "email", "value": row.email}] if row.email else None})


def as_programme(row: Programme) -> dict[str, Any]:
    """We ourselves, as whoever sends."""
    head: dict[str, Any] = {"resourceType": "Organization", "id": str(row.id), "meta": meta(row.created_at)}
    return head | {"active": True, "name": row.name}


def as_healthcare_service(row: Service) -> dict[str, Any]:
    """One that this system speaks for."""
    service = {
        "resourceType": "HealthcareService",
        "id": str(row.id),
        "meta": meta(row.changed_at, row.version),
        "providedBy": reference("Organization", row.organization_id),
        "name": row.name,
        "comment": row.description,
    }
    return clean(service) | {"active": row.vanished_at is None and row.status == Service.Status.ACTIVE}


def as_role(owner: User, programme_id: Any, at: datetime) -> dict[str, Any]:
    """Whoever sees to a need: the one to call about it. `at`: when something of what they see to changed last."""
    return {
        "resourceType": "PractitionerRole",
        "id": str(owner.id),
        "meta": meta(at),
        "active": owner.is_active,
        "practitioner": {"display": owner.get_short_name()},
        "organization": reference("Organization", programme_id),
    }
