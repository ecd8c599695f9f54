"""Who of those who may know of a consent or a need may also read what it says of substance use (42 CFR Part 2).

By consent: while the person's own consent to tell of it is in force. Besides that only those who took it, own it or
took it back with the person, who know it and must see it through; never by role alone, and never police.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from apps.common.clock import now
from apps.people.models import Consent

HANDS: Final = ("taken_by_id", "withdrawn_by_id", "asked_by_id", "owner_id", "by_id")


def in_force() -> Q:
    """Consents that count at this moment: not taken back, not over, and the newest of their versions."""
    return Q(withdrawn_at__isnull=True, ends_at__gt=now(), replaced_by__isnull=True)


def opens_sud() -> Q:
    """Consents by which others may read of substance use now: in force, and they name it."""
    return in_force() & Q(is_sud=True)


def newest_of(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Consent -> the newest version of it. One query for each time that one of them was replaced, and one more."""
    newest = {one: one for one in ids}
    at = set(newest.values())
    while at:
        step: Mapping[UUID | None, UUID] = dict(
            Consent.objects.filter(replaces_id__in=at).values_list("replaces_id", "id")
        )
        newest = {one: step.get(end, end) for one, end in newest.items()}
        at = set(step.values())
    return newest


def mark_sud(user: Any, rows: Iterable[Any]) -> None:
    """Note on each row whether this person may read what it says of substance use, with few queries for all of them.

    A row is a consent, or has `is_sud` and `consent_id`; its predicate then asks nothing more.
    """
    kept = [row for row in rows if getattr(row, "is_sud", False)]
    named = {row: one for row in kept if (one := _consent_of(row)) is not None}
    newest = newest_of(named.values()) if named else {}
    counts = set(Consent.objects.filter(opens_sud(), id__in=newest.values()).values_list("id", flat=True))
    for row in kept:
        one = named.get(row)
        by_consent = one is not None and _counted(row, one, newest) in counts
        row.sud_seen_by = (user.id, by_consent or _is_by_hand(user, row))


def _counted(row: Any, consent_id: UUID, newest: Mapping[UUID, UUID]) -> UUID:
    """A version that was replaced opens itself to nobody; a need goes on under the newest."""
    return consent_id if isinstance(row, Consent) else newest[consent_id]


def _consent_of(row: Any) -> UUID | None:
    found: UUID | None = row.id if isinstance(row, Consent) else getattr(row, "consent_id", None)
    return found


def _is_by_hand(user: Any, row: Any) -> bool:
    return user.id is not None and user.id in {getattr(row, name, None) for name in HANDS}


def open_rows(user: Any) -> Q:
    """The consents that this person may read: all that name no substance use, of the others those in force or his."""
    mine = Q(taken_by_id=user.id) | Q(withdrawn_by_id=user.id)
    return Q(is_sud=False) | mine | in_force()
