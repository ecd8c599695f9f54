"""Which people a person may know of, and what of them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, QuerySet, UUIDField

from apps.access.roles import BOARD, Role
from apps.involvement.queries import involves, open_rows
from apps.people.models import Person


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


def basis_of(user: Any, person_id: UUID) -> str:
    """Why this viewer may see the record: the basis of the involvement in force, else the role."""
    row = open_rows(Person.KIND, person_id).filter(user_id=user.id).order_by("since").first()
    return row.basis if row else "role"


def roots_of(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The record in force for each of these: itself, or the one at the end of its pointers. One query per joining."""
    root = {one: one for one in ids}
    at = set(root.values())
    while at:
        step = dict(Person.objects.filter(id__in=at, merged_into__isnull=False).values_list("id", "merged_into_id"))
        root = {one: step.get(end, end) or end for one, end in root.items()}
        at = {end for end in step.values() if end is not None}
    return root


def root_of(person_id: UUID) -> UUID:
    """The record in force for this one."""
    return roots_of([person_id])[person_id]


def family_of(person_id: UUID) -> list[UUID]:
    """Every record that is the same person, by id: the one in force and all that were joined to it."""
    return families_of([person_id]).get(person_id, [person_id])


def families_of(ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Record -> every record that is the same person, for many at once. One query: the database walks."""
    family = Func(F("id"), function="people_family", output_field=ArrayField(UUIDField()))
    rows = Person.objects.filter(id__among=ids).annotate(same=family).values_list("id", "same")
    return {one: sorted(members) for one, members in rows}


def snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """The people a device holds: those this person has to do with, and for the board those on an open incident."""
    if user.programme_id is None:
        return []
    rows = visible_to(user)
    if user.roles & BOARD:
        rows = rows.filter(open_incidents__gt=0)
    return [(Person.KIND, list(rows.order_by("id").values_list("id", flat=True)))]
