"""Read safety plans: versions, how they were given, and whether a link is still open."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from apps.access import trim
from apps.access.roles import Role
from apps.common.clock import now, stamp
from apps.common.codes import folded_code, hash_of
from apps.encounters.models import SafetyPlan, SafetyPlanGiven
from apps.encounters.policies import SAFETY_PLAN
from apps.encounters.queries.clinical import CLINICAL, clinical_held_by, encounters_of
from apps.involvement.models import Involvement
from apps.involvement.queries import mark_involvement, objects_of, open_of
from apps.people.models import Person


def safety_plans_visible_to(user: Any) -> "QuerySet[SafetyPlan]":
    """Those of encounters and of people this person has to do with; to an officer and the desk there are none."""
    rows = SafetyPlan.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & CLINICAL:
        return rows.none()
    rows = rows.filter(programme_id=user.programme_id)
    if Role.SUPERVISOR in user.roles:
        return rows
    mine = objects_of(user, Person.KIND)
    return rows.filter(
        Q(encounter__in=encounters_of(user)) | Q(person_id__in=mine) | Q(encounter__person_id__in=mine)
    )


def versions_of(person_id: UUID | None, encounter_id: UUID | None) -> "QuerySet[SafetyPlan]":
    """All versions of one person's plan; of an unknown person, those of the encounter."""
    wanted = Q(encounter_id=encounter_id) if encounter_id else Q()
    if person_id is not None:
        wanted |= Q(person_id=person_id) | Q(encounter__person_id=person_id)
    return SafetyPlan.objects.filter(wanted)


def is_code_known(code: str) -> bool:
    """Whether any link has this code: what a stranger types is not worth a write."""
    plain = folded_code(code)
    return plain is not None and SafetyPlanGiven.objects.filter(code_hash=hash_of(plain)).exists()


def is_link_open(given: SafetyPlanGiven, tries: int) -> bool:
    """Whether a link still opens: not closed, not too old, not tried too often."""
    return (
        given.how == SafetyPlanGiven.How.LINK
        and given.revoked_at is None
        and given.tries < tries
        and given.expires_at is not None
        and given.expires_at > now()
    )


def safety_plans_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Plans as this viewer may see them, with how each was given. Three queries."""
    return _shown(user, safety_plans_visible_to(user).filter(id__in=ids))


def safety_plans_held_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The same for devices: only of the visits that they hold."""
    return _shown(user, safety_plans_held_by(user).filter(id__in=ids))


def safety_plans_held_by(user: Any) -> "QuerySet[SafetyPlan]":
    """What a device of this person may hold: of the visits it holds, and what a case has without one."""
    cases = open_of(user, Person.KIND, Involvement.Basis.CASE)
    held = Q(encounter__in=clinical_held_by(user)) | Q(encounter=None, person_id__in=cases)
    return safety_plans_visible_to(user).filter(held)


def _shown(user: Any, plans: "QuerySet[SafetyPlan]") -> dict[UUID, dict[str, Any]]:
    given = SafetyPlanGiven.objects.select_related("by").order_by("at", "id")
    rows = list(plans.select_related("encounter", "written_by").prefetch_related(Prefetch("given", queryset=given)))
    mark_involvement(user, rows)
    return {row.id: trim(user, row, _plan(row), SAFETY_PLAN) for row in rows}


def _plan(row: SafetyPlan) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        "programme": str(row.programme_id),
        "person": str(row.whose) if row.whose else None,
        "encounter": str(row.encounter_id) if row.encounter_id else None,
        "incident": str(row.encounter.incident_id) if row.encounter else None,
        "number": row.number,
        "language": row.language,
        "parts": row.parts,
        "written_by": str(row.written_by_id),
        "written_by_name": row.written_by.get_full_name(),
        "written_at": stamp(row.written_at),
        "given": [_given(each) for each in row.given.all()],
    }


def _given(row: SafetyPlanGiven) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "how": row.how,
        "at": stamp(row.at),
        "by_name": row.by.get_short_name(),
        "contact_point": str(row.contact_point) if row.contact_point else None,
        "expires_at": stamp(row.expires_at),
        "opened_at": stamp(row.opened_at),
        "revoked_at": stamp(row.revoked_at),
        "tries": row.tries,
    }


def plan_basis_of(user: Any, plan: SafetyPlan) -> str:
    """Why this person may read this plan."""
    return "supervisor" if Role.SUPERVISOR in user.roles else "visit" if plan.encounter_id else "person"
