"""What a place's own system may know of: what was sent to the services it speaks for, and those services."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.accounts.models import Programme, User
from apps.common.clock import now
from apps.directory.models import Organization, Service
from apps.people.models import Consent
from apps.people.sud import newest_of
from apps.referrals.models import PartnerToken, Referral
from apps.referrals.queries.packet import BasisGone, covered_under


def tokens_in_force() -> "QuerySet[PartnerToken]":
    """Neither revoked nor, after a rotation, over."""
    return PartnerToken.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now()), revoked_at__isnull=True)


def sent_to(token: PartnerToken) -> "QuerySet[Referral]":
    """What was sent to its services, whatever became of it; `covered` asks for each whether there is a basis."""
    rows = Referral.objects.filter(programme_id=token.programme_id, service_id__in=token.services)
    rows = rows.filter(sent_at__isnull=False).exclude(status=Referral.Status.DRAFT)
    return rows.select_related("need__owner", "need__encounter", "need__programme", "need__consent", "service")


def consents_for(rows: Iterable[Referral]) -> dict[UUID, Consent]:
    """Consent of a need -> the version that counts instead of it. At most four queries for however many."""
    ids = {row.need.consent_id for row in rows if row.need.consent_id}
    newest = newest_of(ids) if ids else {}
    found = Consent.objects.select_related("replaced_by").in_bulk(list(set(newest.values())))
    return {one: found[end] for one, end in newest.items()}


def covered(rows: Iterable[Referral]) -> list[Referral]:
    """Those of them that the place may be told of at this moment, in their order."""
    listed = list(rows)
    consents = consents_for(listed)
    kept = []
    for row in listed:
        try:
            covered_under(row, consents.get(row.need.consent_id) if row.need.consent_id else None)
        except BasisGone:
            continue
        kept.append(row)
    return kept


def services_of(token: PartnerToken) -> "QuerySet[Service]":
    """Those it speaks for."""
    return Service.objects.filter(programme_id=token.programme_id, id__in=token.services)


def organizations_of(token: PartnerToken) -> "QuerySet[Organization]":
    """Who runs them."""
    return Organization.objects.filter(id__in=services_of(token).values("organization_id"))


def programme_of(token: PartnerToken) -> Programme:
    """Who sends."""
    return Programme.objects.get(id=token.programme_id)


def owners_known_to(token: PartnerToken) -> "QuerySet[User]":
    """Who sees to the needs of which something was sent to it."""
    return User.objects.filter(id__in=sent_to(token).values("need__owner_id"))
