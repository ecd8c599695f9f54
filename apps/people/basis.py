"""Whether there is a basis, now, for police and peers to read a person's card (HIPAA 164.508 and 164.512(j)).

What the person agreed to under one record counts for all that are joined to it, as long as they are.
"""

from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, UUIDField, Value

from apps.common.clock import now
from apps.involvement.models import Involvement
from apps.people.models import PlanBasis


class SamePerson(Func):
    """Whether the first names one of the records that are the same person as the second, pointers followed."""

    template = "(%(expressions)s)))"
    arg_joiner = " = ANY(people_family("
    output_field = BooleanField()


def in_force(user: Any) -> Q:
    """Bases that hold at this moment for this person: a consent that runs, a threat at an incident he is on now."""
    on_it = Involvement.objects.filter(
        kind="incident", object_id=OuterRef("incident_id"), user_id=user.id, until__isnull=True
    )
    at = now()
    runs = Q(kind=PlanBasis.Kind.CONSENT, ends_at__gt=at)
    threatens = Q(kind=PlanBasis.Kind.THREAT) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    return Q(ended_at__isnull=True) & (runs | (threatens & Q(Exists(on_it))))


def has_basis(user: Any, person: str) -> Exists:
    """A condition for a queryset whose field `person` names the person."""
    return Exists(PlanBasis.objects.filter(SamePerson(F("person_id"), OuterRef(person)), in_force(user)))


def may_police_read(user: Any, person_id: UUID) -> bool:
    """Whether one of them holds for this person now."""
    asked = Value(person_id, output_field=UUIDField())
    return PlanBasis.objects.filter(SamePerson(F("person_id"), asked), in_force(user)).exists()
