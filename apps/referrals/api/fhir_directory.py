"""Who sends, who is asked and whom to call: what a system may read of the directory, with when it changed."""

from collections.abc import Callable
from typing import Final

from apps.referrals import queries
from apps.referrals.api.fhir_search import Row
from apps.referrals.fhir import resources
from apps.referrals.models import PartnerToken


def _organizations(token: PartnerToken) -> list[Row]:
    ours = queries.programme_of(token)
    own = [Row(row.id, row.changed_at, resources.as_organization(row)) for row in queries.organizations_of(token)]
    return [Row(ours.id, ours.created_at, resources.as_programme(ours)), *own]


def _services(token: PartnerToken) -> list[Row]:
    rows = queries.services_of(token)
    return [Row(row.id, row.changed_at, resources.as_healthcare_service(row)) for row in rows]


def _roles(token: PartnerToken) -> list[Row]:
    known = queries.owners_known_to(token)
    return [Row(owner.id, at, resources.as_role(owner, token.programme_id, at)) for owner, at in known]


DIRECTORY: Final[dict[str, Callable[[PartnerToken], list[Row]]]] = {
    "Organization": _organizations,
    "HealthcareService": _services,
    "PractitionerRole": _roles,
}
