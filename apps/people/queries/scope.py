"""Which people a person may know of, and what of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.access import trim
from apps.access.roles import BOARD, Role
from apps.involvement.queries import involves, mark_involvement
from apps.people.models import Person
from apps.people.policies import CLASS_OF

PERSON = CLASS_OF["Person"]
"""Fields of a person as they are shown."""


def visible_to(user: Any) -> "QuerySet[Person]":
    """A supervisor's whole programme; for the board those on an open incident; for all others those they are with."""
    rows = Person.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None:
        return rows.none()
    rows = rows.filter(programme_id=user.programme_id)
    if Role.SUPERVISOR in user.roles:
        return rows
    if user.roles & BOARD:
        return rows.filter(open_incidents__gt=0) | rows.filter(involves(user, Person.KIND))
    return rows.filter(involves(user, Person.KIND))


def as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """People as this viewer may see them; whom he may not know of is missing. Two queries."""
    rows = list(visible_to(user).filter(id__in=ids))
    mark_involvement(user, rows)
    return {row.id: trim(user, row, _person(row), PERSON) for row in rows}


def _person(row: Person) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        "programme": str(row.programme_id),
        "merged_into": str(row.merged_into_id) if row.merged_into_id else None,
        "given": row.given,
        "family": row.family,
        "second_family": row.second_family,
        "called": row.called,
        "date_of_birth": row.date_of_birth.isoformat() if row.date_of_birth else None,
        "birth_year": row.birth_year,
        "language": row.language,
    }


def snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """The people a device holds: those this person has to do with, and for the board those on an open incident."""
    if user.programme_id is None:
        return []
    rows = visible_to(user)
    if user.roles & BOARD:
        rows = rows.filter(open_incidents__gt=0)
    return [(Person.KIND, list(rows.order_by("id").values_list("id", flat=True)))]
