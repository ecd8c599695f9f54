"""Who owns a case, could own it, or has to be asked."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from apps.access.roles import Role
from apps.accounts.models import Device, Programme, User
from apps.accounts.queries import members
from apps.common.clock import now
from apps.followups.ladder import Policy
from apps.followups.models import Case
from apps.teams.models import Shift

MANAGERS: Final = (Role.CASE_MANAGER, Role.SUPERVISOR)
OWNERS: Final = (Role.CLINICIAN, *MANAGERS)
"""Who may own a case."""
BATCH: Final = 200
SEEN_LATELY: Final = timedelta(minutes=15)
"""A device that was here within this time: its person is taken to be at work. Unverified default."""


def least_busy_owner(programme: Programme, but: UUID | None = None) -> User | None:
    """Whom the programme names (`case_owner`, an e-mail), else the case manager with the fewest open cases, else a
    supervisor; None where there is neither. `but` is passed over."""
    passed = [but] if but else []
    named = programme.settings.get("case_owner") if isinstance(programme.settings, dict) else None
    if isinstance(named, str) and named:
        found = members(programme.id, MANAGERS).filter(email__iexact=named).exclude(id__in=passed).first()
        if found is not None:
            return found
    load = Count("cases", filter=Q(cases__status=Case.Status.OPEN), distinct=True)
    for role in MANAGERS:
        rows = members(programme.id, [role]).exclude(id__in=passed).annotate(load=load).order_by("load", "id")
        if (found := rows.first()) is not None:
            return found
    return None


def next_owner(case: Case) -> User | None:
    """Who has it when its owner is not there any more: a colleague who was asked, else by the rule."""
    if case.offered_to_id is not None:
        asked = members(case.programme_id, OWNERS).filter(id=case.offered_to_id).first()
        if asked is not None:
            return asked
    return least_busy_owner(case.programme, but=case.owner_id)


def is_owner_there(case: Case) -> bool:
    """Whether its owner looks after people here."""
    return members(case.programme_id, OWNERS).filter(id=case.owner_id).exists()


def stays_with_owner(case: Case) -> bool:
    """Whether its owner can see to it now: a case manager or supervisor always, a clinician while on shift."""
    if members(case.programme_id, MANAGERS).filter(id=case.owner_id).exists():
        return True
    on_shift = Shift.objects.filter(user_id=case.owner_id, ended_at__isnull=True).exists()
    return on_shift and is_owner_there(case)


def cases_of_owner(user_id: UUID) -> list[UUID]:
    """The open cases that somebody has."""
    rows = Case.objects.filter(owner_id=user_id, status=Case.Status.OPEN)
    return list(rows.order_by("id").values_list("id", flat=True))


def offered_to(user_id: UUID) -> list[UUID]:
    """The cases that somebody was asked to take over."""
    rows = Case.objects.filter(offered_to_id=user_id, status=Case.Status.OPEN)
    return list(rows.order_by("id").values_list("id", flat=True))


def without_owner_there() -> list[UUID]:
    """Open cases whose owner does not work there any more, of every programme."""
    found: list[UUID] = []
    for programme_id in Programme.objects.order_by("id").values_list("id", flat=True):
        rows = Case.objects.filter(programme_id=programme_id, status=Case.Status.OPEN)
        rows = rows.exclude(owner_id__in=members(programme_id, OWNERS).values("id"))
        found += list(rows.order_by("id").values_list("id", flat=True))
    return found


def holders_of(case: Case) -> list[UUID]:
    """Whose devices hold it: its owner's, and those of whoever is asked to take it over."""
    return sorted({one for one in (case.owner_id, case.offered_to_id) if one})


def there(case: Case, user_ids: Iterable[UUID]) -> set[UUID]:
    """Those of them who still look after people here: only they can be told."""
    return set(members(case.programme_id, OWNERS).filter(id__in=list(user_ids)).values_list("id", flat=True))


def owners(user: Any) -> list[dict[str, Any]]:
    """Whom a case can be offered to: how many each has, and whether they are at work now. By name."""
    if user.programme_id is None:
        return []
    on_shift = Exists(Shift.objects.filter(user_id=OuterRef("pk"), ended_at__isnull=True))
    here = Exists(Device.objects.filter(user_id=OuterRef("pk"), last_contact_at__gte=now() - SEEN_LATELY))
    mine = Q(cases__status=Case.Status.OPEN, cases__programme_id=user.programme_id)
    rows = members(user.programme_id, OWNERS).annotate(
        load=Count("cases", filter=mine, distinct=True), on_shift=on_shift, here=here
    )
    return [
        {"id": str(row.id), "name": row.name, "open": row.load, "on_duty": row.on_shift or row.here}
        for row in rows.order_by("name", "id")
    ]


def is_at_work(user_id: UUID) -> bool:
    """Whether this person is on shift, or a device of theirs was here lately."""
    if Shift.objects.filter(user_id=user_id, ended_at__isnull=True).exists():
        return True
    return Device.objects.filter(user_id=user_id, last_contact_at__gte=now() - SEEN_LATELY).exists()


def due_to_go() -> list[UUID]:
    """Cases that ended so long ago that their owner has no more to do with them, of every programme."""
    found: list[UUID] = []
    for programme in Programme.objects.order_by("id"):
        until = now() - Policy.of(programme.settings).kept
        rows = Case.objects.filter(programme=programme, let_go_at__isnull=True, ended_at__lte=until)
        found += list(rows.exclude(status=Case.Status.OPEN).order_by("id").values_list("id", flat=True)[:BATCH])
    return found
