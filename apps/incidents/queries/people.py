"""The incidents of one person, for those who may read that person's record."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from apps.common.clock import stamp
from apps.incidents.models import Incident
from apps.people.models import Person
from apps.people.queries import family_of

MOST: Final = 100


def incidents_of(person: Person) -> list[dict[str, Any]]:
    """When they were called for, which level and what came of it; of joined records too. Newest first, at most 100.

    Nothing of the words and the place: those open with the incident itself.
    """
    rows = Incident.objects.filter(programme_id=person.programme_id, person_id__in=family_of(person.id))
    return [
        {
            "id": str(row.id),
            "number": row.number,
            "person": str(row.person_id),
            "opened_at": stamp(row.opened_at),
            "level": row.level,
            "status": row.status,
            "result": row.result,
        }
        for row in rows.order_by("-opened_at", "-id")[:MOST]
    ]


def with_person(user: Any, person_id: UUID, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """The incidents opened in that time that are linked to this very record."""
    rows = Incident.objects.filter(person_id=person_id, opened_at__gte=since, opened_at__lt=until)
    return [
        {
            "kind": Incident.KIND,
            "id": str(row.id),
            "at": stamp(row.opened_at),
            "by_name": row.opened_by.get_short_name(),
        }
        for row in rows.select_related("opened_by")
        if row.programme_id == user.programme_id
    ]
