"""Let a place's own system in, give it another secret, shut it out. A secret is shown once; its hash is kept."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid
from apps.common.lookup import lock_or_404
from apps.directory.models import Service
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.record import record
from apps.referrals import queries
from apps.referrals.models import PartnerToken, Scope

OVERLAP: Final = timedelta(hours=24)
"""How long the old secret still opens after it was rotated: time to put the new one in place."""
PREFIX: Final = "alongside_"
_SECRET: Final = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}", re.ASCII)
LONGEST: Final = 120
MOST_DAYS: Final = 3_660
MOST_SERVICES: Final = 200


def hash_of(secret: str) -> str:
    """What is kept of a secret. It has 256 random bits, so that one fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """Shown once, to whoever makes it."""
    return PREFIX + secrets.token_urlsafe(32)


@action("partner_token.make", offline=NEVER)
def make_token(
    *,
    name: str,
    services: Sequence[UUID],
    secret: str,
    by: Any,
    programme_id: UUID | None = None,
    scopes: Sequence[str] = tuple(Scope.values),
    days: int | None = None,
) -> PartnerToken:
    """Let a system in for these services of one programme's directory, for so many days (None: until revoked).

    Staff make it for their own programme. Raises Invalid naming what is wrong.
    """
    allow(by, "partner_token.make")
    where: Any = programme_id if by.is_system else by.programme_id
    known = set(Service.objects.filter(programme_id=where, id__in=services).values_list("id", flat=True))
    wrong = _wrong(
        name=not 1 <= len(name.strip()) <= LONGEST,
        services=not 1 <= len(services) <= MOST_SERVICES or known != set(services),
        scopes=not scopes or not set(scopes) <= set(Scope.values),
        days=days is not None and not 1 <= days <= MOST_DAYS,
        secret=_SECRET.fullmatch(secret) is None,
    )
    if wrong:
        raise Invalid(Code.INVALID, f"Not right: {', '.join(wrong)}.", fields=wrong)
    row = _made(
        secret,
        by,
        programme_id=where,
        name=name.strip(),
        services=sorted(known),
        scopes=[scope for scope in Scope.values if scope in scopes],
        expires_at=now() + timedelta(days=days) if days else None,
    )
    record(by, "partner_token.made", row, services=row.services, scopes=row.scopes)
    return row


def _wrong(**checks: bool) -> list[str]:
    return [name for name, bad in checks.items() if bad]


def _made(secret: str, by: Any, **fields: Any) -> PartnerToken:
    mark = hash_of(secret)
    if PartnerToken.objects.filter(token_hash=mark).exists():
        raise Conflict(Code.ALREADY_EXISTS, "This secret is in use already. Make another.", fields=["secret"])
    return PartnerToken.objects.create(token_hash=mark, made_by_id=by.id, **fields)


@action("partner_token.rotate", offline=NEVER)
def rotate_token(*, token_id: UUID, secret: str, by: Any) -> PartnerToken:
    """Another secret for the same system, with the same end; the old one opens for one more day."""
    mine = queries.tokens_visible_to(by)
    old = lock_or_404(queries.tokens_in_force().filter(id__in=mine.values("id")), token_id)
    allow(by, "partner_token.rotate", old)
    if _SECRET.fullmatch(secret) is None:
        raise Invalid(Code.INVALID, "Not right: secret.", fields=["secret"])
    if old.replaced_at is not None:
        raise Conflict(Code.ILLEGAL_TRANSITION, "It has another secret already. Rotate that one.")
    end = old.expires_at
    old.replaced_at, old.expires_at = now(), min(filter(None, (old.expires_at, now() + OVERLAP)))
    old.bump("replaced_at", "expires_at")
    same = {"programme_id": old.programme_id, "name": old.name, "services": old.services, "scopes": old.scopes}
    row = _made(secret, by, expires_at=end, **same)
    record(by, "partner_token.rotated", row, old=old.id)
    return row


@action("partner_token.revoke", offline=NEVER)
def revoke_token(*, token_id: UUID, by: Any) -> PartnerToken:
    """It opens nothing from this moment on. Again changes nothing."""
    row = lock_or_404(queries.tokens_visible_to(by), token_id)
    allow(by, "partner_token.revoke", row)
    if row.revoked_at is not None:
        raise AlreadyApplied(row)
    row.revoked_at = now()
    row.bump("revoked_at")
    record(by, "partner_token.revoked", row)
    return row
