"""Read encounters. Everything starts from visible_to(user)."""

from typing import Any

from django.db.models import QuerySet

from apps.access.roles import Role
from apps.encounters.models import Encounter
from apps.involvement.queries import involves, objects_of
from apps.people.models import Person


def visible_to(user: Any) -> "QuerySet[Encounter]":
    """A supervisor's whole programme; for others those they were in, and those of the people they have to do with.

    The second is for clinicians and case managers only: an officer learns nothing of visits he was not part of.
    """
    rows = Encounter.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None:
        return rows.none()
    rows = rows.filter(incident__programme_id=user.programme_id)
    if Role.SUPERVISOR in user.roles:
        return rows
    own = rows.filter(involves(user, Encounter.KIND))
    if user.roles & {Role.CLINICIAN, Role.CASE_MANAGER}:
        own = own | rows.filter(person_id__in=objects_of(user, Person.KIND))
    return own
