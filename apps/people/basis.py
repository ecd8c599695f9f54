"""Whether there is a basis, now, for police and peers to read a person's card (HIPAA 164.508 and 164.512(j))."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from apps.common.clock import now
from apps.involvement.models import Involvement
from apps.people.models import PlanBasis


def in_force(user: Any) -> Q:
    """Bases that hold at this moment for this person: a consent that runs, a threat at an incident he is on now."""
    on_it = Involvement.objects.filter(
        kind="incident", object_id=OuterRef("incident_id"), user_id=user.id, until__isnull=True
    )
    runs = Q(kind=PlanBasis.Kind.CONSENT, ends_at__gt=now())
    return Q(ended_at__isnull=True) & (runs | (Q(kind=PlanBasis.Kind.THREAT) & Q(Exists(on_it))))


def has_basis(user: Any, person: str) -> Exists:
    """A condition for a queryset whose field `person` names the person."""
    return Exists(PlanBasis.objects.filter(in_force(user), person_id=OuterRef(person)))


def may_police_read(user: Any, person_id: UUID) -> bool:
    """Whether one of them holds for this person now."""
    return PlanBasis.objects.filter(in_force(user), person_id=person_id).exists()
