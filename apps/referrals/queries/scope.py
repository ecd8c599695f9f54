"""Which needs a person may know of. Everything starts from visible_to(user)."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.access.roles import CLINICAL, Role
from apps.accounts.models import Membership
from apps.accounts.queries import members
from apps.encounters.queries import encounters_of
from apps.involvement.queries import involves, people_involved
from apps.outbox.publish import user_stream
from apps.people.models import Consent, Person
from apps.people.sud import opens_sud
from apps.referrals.models import Need, Referral

OWNERS: Final = (Role.CLINICIAN, Role.CASE_MANAGER, Role.SUPERVISOR)
"""Who may see to a need."""


def visible_to(user: Any) -> "QuerySet[Need]":
    """A supervisor's whole programme; for clinicians and case managers those of visits and people they are with.

    Never an officer's, never the desk's. Where a place for substance use is among them, the need itself says so: then
    only whoever asked or owns it, and others as long as a consent that names such records is in force.
    """
    rows = Need.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & CLINICAL:
        return rows.none()
    rows = rows.filter(programme_id=user.programme_id).filter(_may_see_sud(user))
    if Role.SUPERVISOR in user.roles:
        return rows
    mine = Q(involves(user, Need.KIND)) | Q(Exists(encounters_of(user).filter(pk=OuterRef("encounter_id"))))
    return rows.filter(mine | Q(involves(user, Person.KIND, "person_id")))


def held_by(user: Any) -> "QuerySet[Need]":
    """What devices may hold: needs that are one's own to follow, by involvement in the need itself."""
    rows = visible_to(user)
    return rows if user.is_system else rows.filter(involves(user, Need.KIND))


def _may_see_sud(user: Any) -> Q:
    sud = Referral.objects.filter(need=OuterRef("pk"), is_sud=True).exclude(status=Referral.Status.ENTERED_IN_ERROR)
    consents = Consent.objects.filter(opens_sud(), id=OuterRef("consent_id"))
    return ~Q(Exists(sud)) | Q(owner_id=user.id) | Q(asked_by_id=user.id) | Q(Exists(consents))


def basis_of(user: Any) -> str:
    """Why this person is shown needs: as supervisor, or as part of the person's care."""
    return "supervision" if Role.SUPERVISOR in user.roles else "care"


def people_in(need: Need) -> list[UUID]:
    """Who follows this need: whoever asked, the clinicians who were there, its owner, called supervisors."""
    return people_involved(Need.KIND, need.id)


def streams_of(need: Need) -> list[str]:
    """Their streams. No board's."""
    return [user_stream(user_id) for user_id in people_in(need)]


def may_own(programme_id: UUID, user_id: UUID) -> bool:
    """Whether this person may see to needs of the programme."""
    return members(programme_id, OWNERS).filter(id=user_id).exists()


def may_be_given(need: Need) -> list[dict[str, Any]]:
    """Everybody of the programme who may see to its needs but whoever does, by name with their roles. Two queries."""
    people = members(need.programme_id, OWNERS).exclude(id=need.owner_id).order_by("name", "id")
    held = Membership.objects.filter(programme_id=need.programme_id, until__isnull=True, role__in=OWNERS)
    roles: dict[UUID, list[str]] = {}
    for user_id, role in held.order_by("role").values_list("user_id", "role"):
        roles.setdefault(user_id, []).append(role)
    return [{"id": str(one.id), "name": one.name, "roles": roles[one.id]} for one in people]


def without_owner() -> Q:
    """Needs whose owner may no longer see to them: signed off, or of another role: to be given on."""
    held = Membership.objects.filter(
        programme_id=OuterRef("programme_id"), user_id=OuterRef("owner_id"), until__isnull=True, role__in=OWNERS
    )
    return ~Q(Exists(held)) | Q(owner__is_active=False)


def supervisors_of(programme_id: UUID) -> list[UUID]:
    """Whom a need goes on to when nobody acts."""
    return list(members(programme_id, [Role.SUPERVISOR]).order_by("id").values_list("id", flat=True))
