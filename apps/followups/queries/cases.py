"""Read cases. Everything starts from visible_to(user)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.access import trim
from apps.access.roles import Role
from apps.accounts.models import Programme, User
from apps.accounts.queries import members
from apps.common.clock import stamp
from apps.followups.models import Case
from apps.followups.policies import CASE, WITHOUT_MANAGER


def visible_to(user: Any) -> "QuerySet[Case]":
    """One's own, a supervisor's whole programme; nobody else's. A clinician has one where nobody else could."""
    rows = Case.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & {Role.CLINICIAN, Role.CASE_MANAGER, Role.SUPERVISOR}:
        return rows.none()
    rows = rows.filter(programme_id=user.programme_id)
    return rows if Role.SUPERVISOR in user.roles else rows.filter(owner_id=user.id)


def as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Cases as this viewer may see them. The person is an object of its own. One query."""
    rows = visible_to(user).filter(id__in=ids).select_related("owner")
    return {row.id: trim(user, row, _case(row), CASE) for row in rows}


def _case(row: Case) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        "programme": str(row.programme_id),
        "person": str(row.person_id) if row.person_id else None,
        "incident": str(row.incident_id),
        "encounter": str(row.encounter_id),
        "owner": str(row.owner_id),
        "owner_name": row.owner.get_short_name(),
        "status": row.status,
        "rule": row.rule,
        "opened_at": stamp(row.opened_at),
        "doubted_at": stamp(row.doubted_at),
    }


def snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """The open cases that a device holds: one's own."""
    if user.programme_id is None:
        return []
    rows = visible_to(user).filter(owner_id=user.id, status=Case.Status.OPEN)
    return [(Case.KIND, list(rows.order_by("opened_at", "id").values_list("id", flat=True)))]


def without_manager(user: Any) -> list[dict[str, Any]]:
    """The open cases of this person's programme that no case manager of it has now: whose each is, since when.

    For whoever sees to it that somebody takes them; of whom they are is not said. Empty outside a programme.
    """
    if user.programme_id is None:
        return []
    return [
        trim(user, row, {name: _case(row)[name] for name in WITHOUT_MANAGER}, WITHOUT_MANAGER)
        for row in _unmanaged(user.programme_id).select_related("owner").order_by("opened_at", "id")
    ]


def owners_without_manager(programme_id: UUID) -> list[tuple[str, int]]:
    """The same as names with how many each has, the most first."""
    rows = _unmanaged(programme_id).values_list("owner__name").annotate(count=Count("id"))
    return list(rows.order_by("-count", "owner__name"))


def _unmanaged(programme_id: UUID) -> "QuerySet[Case]":
    managers = members(programme_id, [Role.CASE_MANAGER]).values("id")
    return Case.objects.filter(programme_id=programme_id, status=Case.Status.OPEN).exclude(owner_id__in=managers)


def least_busy_owner(programme: Programme) -> User | None:
    """Whom the programme names (`case_owner`, an e-mail), else the case manager with the fewest open cases, else a
    supervisor; None where there is neither."""
    named = programme.settings.get("case_owner") if isinstance(programme.settings, dict) else None
    roles = [Role.CASE_MANAGER, Role.SUPERVISOR]
    if isinstance(named, str) and named:
        found = members(programme.id, roles).filter(email__iexact=named).first()
        if found is not None:
            return found
    load = Count("cases", filter=Q(cases__status=Case.Status.OPEN), distinct=True)
    for role in roles:
        rows = members(programme.id, [role]).annotate(load=load).order_by("load", "id")
        if (found := rows.first()) is not None:
            return found
    return None
