"""Read involvement: the join that decides which rows a person may know of."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from apps.involvement.models import Involvement


def involves(user: Any, kind: str, of: str = "pk") -> Exists:
    """A condition for a queryset: this person has to do now with the row, or with what its field `of` names."""
    return Exists(Involvement.objects.filter(kind=kind, object_id=OuterRef(of), user_id=user.id, until__isnull=True))


def is_involved(user: Any, kind: str, object_id: UUID) -> bool:
    """Whether this person has to do with this object now."""
    return open_rows(kind, object_id).filter(user_id=user.id).exists()


def mark_involvement(user: Any, rows: Iterable[Any]) -> None:
    """Note on each row whether this person has to do with what it concerns, with one query for all of them."""
    kept = list(rows)
    kinds = sorted({kind for row in kept for kind, _ in row.concerns})
    mine = set()
    if kinds and user.id is not None:
        ids = {object_id for row in kept for _, object_id in row.concerns}
        own = Involvement.objects.filter(user_id=user.id, kind__in=kinds, object_id__among=ids, until__isnull=True)
        mine = set(own.values_list("kind", "object_id"))
    for row in kept:
        row.seen_by = (user.id, any(one in mine for one in row.concerns))


def people_involved(kind: str, object_id: UUID) -> list[UUID]:
    """Who has to do with this object now."""
    return list(open_rows(kind, object_id).order_by("user_id").values_list("user_id", flat=True).distinct())


def objects_of(user: Any, kind: str) -> list[UUID]:
    """What this person has to do with now, of one kind."""
    return list(
        Involvement.objects.filter(user_id=user.id, kind=kind, until__isnull=True)
        .values_list("object_id", flat=True)
        .distinct()
    )


def open_of(user: Any, kind: str, basis: str) -> list[UUID]:
    """What this person has to do with now on this very basis, of one kind."""
    mine = Involvement.objects.filter(user_id=user.id, kind=kind, basis=basis, until__isnull=True)
    return list(mine.values_list("object_id", flat=True))


def open_rows(kind: str, object_id: UUID) -> QuerySet[Involvement]:
    """The involvement in force of one object."""
    return Involvement.objects.filter(kind=kind, object_id=object_id, until__isnull=True)
