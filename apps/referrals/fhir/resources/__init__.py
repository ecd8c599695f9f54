"""One resource each, made of rows and of what the basis covers."""

from apps.referrals.fhir.resources.bundles import collection, searchset
from apps.referrals.fhir.resources.capability import capability_statement
from apps.referrals.fhir.resources.consent import as_consent
from apps.referrals.fhir.resources.directory import as_healthcare_service, as_organization, as_programme, as_role
from apps.referrals.fhir.resources.patient import as_patient
from apps.referrals.fhir.resources.service_request import as_service_request
from apps.referrals.fhir.resources.task import as_task

__all__ = [
    "as_consent",
    "as_healthcare_service",
    "as_organization",
    "as_patient",
    "as_programme",
    "as_role",
    "as_service_request",
    "as_task",
    "capability_statement",
    "collection",
    "searchset",
]
