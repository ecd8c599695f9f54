"""Which records were joined, by whom and why, and what was written while they were one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.common.clock import stamp
from apps.people.models import ContactPoint, Merge, PersonName, PlanBasis

Written = Callable[[Any, UUID, datetime, datetime], list[dict[str, Any]]]
"""(viewer, person, from, until) -> what another app wrote about the person in that time: kind, id, at, by_name."""
_others: Sequence[Written] = ()


def set_written(others: Sequence[Written]) -> None:
    """Let config name what other apps wrote about a person."""
    global _others
    _others = others


def merges_of(user: Any, person_id: UUID, at: datetime) -> list[dict[str, Any]]:
    """Every joining this record had part in, newest first, also those taken back, with what was written meanwhile."""
    rows = Merge.objects.filter(person_id=person_id) | Merge.objects.filter(into_id=person_id)
    return [
        {
            "id": str(row.id),
            "person": str(row.person_id),
            "into": str(row.into_id),
            "reason": row.reason,
            "by_name": row.by.get_short_name(),
            "at": stamp(row.at),
            "undone_at": stamp(row.undone_at),
            "undone_by_name": row.undone_by.get_short_name() if row.undone_by else "",
            "written": written_since(user, row, row.undone_at or at),
        }
        for row in rows.select_related("by", "undone_by").order_by("-at", "-id")
    ]


def written_since(user: Any, merge: Merge, until: datetime) -> list[dict[str, Any]]:
    """What was written with the record in force while two were one: a person decides to whom each belongs.

    Names, contact points and consents here, incidents and encounters by the apps that keep them; oldest first.
    """
    found = [line for others in _others for line in others(user, merge.into_id, merge.at, until)]
    for kind, model in ((PersonName.KIND, PersonName), (ContactPoint.KIND, ContactPoint)):
        rows = model.objects.filter(person_id=merge.into_id, created_at__gte=merge.at, created_at__lt=until)
        found += [
            {
                "kind": kind,
                "id": str(row.id),
                "at": stamp(row.created_at),
                "by_name": row.made_by.get_short_name(),
            }
            for row in rows.select_related("made_by")
        ]
    bases = PlanBasis.objects.filter(person_id=merge.into_id, created_at__gte=merge.at, created_at__lt=until)
    found += [
        {"kind": PlanBasis.KIND, "id": str(row.id), "at": stamp(row.created_at), "by_name": row.by.get_short_name()}
        for row in bases.select_related("by")
    ]
    return sorted(found, key=lambda one: (str(one["at"]), one["id"]))
