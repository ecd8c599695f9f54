"""What a place's own system may know of: what was sent to the services it speaks for, and those services."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from apps.access.table import ACTIONS
from apps.accounts.models import Programme, User
from apps.common.clock import now, stamp
from apps.directory.models import Organization, Service
from apps.people.models import Consent
from apps.people.sud import newest_of
from apps.referrals.models import PartnerToken, Referral
from apps.referrals.queries.packet import BasisGone, covered_under

Status = Referral.Status
TOKEN_KEEPERS: Final = frozenset(ACTIONS["partner_token.read"])


def tokens_in_force() -> "QuerySet[PartnerToken]":
    """Neither revoked nor, after a rotation, over."""
    return PartnerToken.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now()), revoked_at__isnull=True)


def tokens_visible_to(user: Any) -> "QuerySet[PartnerToken]":
    """The tokens of this person's programme, for those who make them; the system sees all."""
    rows = PartnerToken.objects.select_related("made_by")
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & TOKEN_KEEPERS:
        return rows.none()
    return rows.filter(programme_id=user.programme_id)


def tokens_for(user: Any, service_id: UUID) -> list[dict[str, Any]]:
    """The systems that speak for one service, newest first, as its page shows them; never a secret."""
    rows = tokens_visible_to(user).filter(services__contains=[service_id], revoked_at__isnull=True)
    rows = rows.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now())).order_by("-created_at", "-id")
    return [token_shown(row) for row in rows]


def token_shown(row: PartnerToken) -> dict[str, Any]:
    """One token without anything that opens."""
    return {
        "id": str(row.id),
        "version": row.version,
        "name": row.name,
        "services": [str(one) for one in row.services],
        "scopes": row.scopes,
        "made_by_name": row.made_by.name,
        "made_at": stamp(row.created_at),
        "expires_at": stamp(row.expires_at),
        "replaced_at": stamp(row.replaced_at),
        "revoked_at": stamp(row.revoked_at),
        "last_used_at": stamp(row.last_used_at),
    }


def tokens_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a command about a token answers."""
    return {row.id: token_shown(row) for row in tokens_visible_to(user).filter(id__in=list(ids))}


def sent_to(token: PartnerToken) -> "QuerySet[Referral]":
    """What was sent to its services, whatever became of it; `covered` asks for each whether there is a basis."""
    rows = Referral.objects.filter(programme_id=token.programme_id, service_id__in=token.services)
    rows = rows.filter(sent_at__isnull=False).exclude(status=Status.DRAFT)
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


def readable(rows: Iterable[Referral]) -> list[Referral]:
    """Those whose Task may be read: with a basis, and what was called off after the place had answered.

    A Task tells nothing of the person, and without it the place could not say that it knows of the calling-off.
    """
    listed = list(rows)
    with_basis = {row.id for row in covered(listed)}
    return [row for row in listed if row.id in with_basis or is_called_off(row)]


def is_called_off(row: Referral) -> bool:
    """Whether a place that had answered was told that it is off."""
    return row.status in (Status.CANCEL_REQUESTED, Status.CANCELLED) and row.answered_at is not None


def services_of(token: PartnerToken) -> "QuerySet[Service]":
    """Those it speaks for."""
    return Service.objects.filter(programme_id=token.programme_id, id__in=token.services)


def organizations_of(token: PartnerToken) -> "QuerySet[Organization]":
    """Who runs them."""
    return Organization.objects.filter(id__in=services_of(token).values("organization_id"))


def programme_of(token: PartnerToken) -> Programme:
    """Who sends."""
    return Programme.objects.get(id=token.programme_id)


def owners_known_to(token: PartnerToken) -> list[tuple[User, datetime]]:
    """Who sees to the needs of which something was sent to it, and when anything of that changed last."""
    sent = Referral.objects.filter(programme_id=token.programme_id, service_id__in=token.services)
    sent = sent.filter(sent_at__isnull=False).exclude(status=Status.DRAFT)
    newest = dict(sent.order_by().values_list("need__owner").annotate(at=Max("changed_at")))
    return [(owner, newest[owner.id]) for owner in User.objects.filter(id__in=newest).order_by("id")]
