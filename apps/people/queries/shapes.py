"""People as one viewer may see them now."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.access import trim
from apps.access.roles import CLINICAL
from apps.accounts.models import User
from apps.common.clock import stamp
from apps.involvement.queries import mark_involvement
from apps.people.models import ContactPoint, Person, PersonName, PersonWas
from apps.people.policies import CLASS_OF
from apps.people.queries.match import has_plan
from apps.people.queries.scope import visible_to

PERSON = CLASS_OF["Person"] | {
    "names": "person",
    "was": "person",
    "points": "contacts",
    "has_plan": "key",
    "joined": "key",
    "helped_before": "clinical",
}
"""Fields of a person as they are shown."""

Helped = Callable[[Sequence[UUID]], dict[UUID, list[dict[str, Any]]]]
"""Records in force -> what helped at the last visits of each."""
_helped: Helped | None = None


def set_helped(helped: Helped) -> None:
    """Let config say who tells what helped these people before."""
    global _helped
    _helped = helped


def as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """People as this viewer may see them, with whether there is a card for him. Eleven queries."""
    people = held_as_seen_by(user, ids)
    plans = has_plan(user, list(people))
    return people if plans is None else {row: seen | {"has_plan": row in plans} for row, seen in people.items()}


def held_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The same for devices, which hold the card or nothing of it: a word of it here would outlive its basis."""
    rows = list(visible_to(user).filter(id__in=ids))
    mark_involvement(user, rows)
    found = [row.id for row in rows]
    names, points, joined, was = _names(found), _points(found), _joined(found), _was(found)
    helped = _helped_before(user, [row.id for row in rows if row.merged_into_id is None])
    return {
        row.id: trim(
            user,
            row,
            _person(row)
            | {"names": names[row.id], "was": was[row.id], "points": points[row.id], "joined": joined[row.id]}
            | {"helped_before": helped.get(row.id, [])},
            PERSON,
        )
        for row in rows
    }


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


def _names(ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in PersonName.objects.filter(person_id__in=ids).order_by("created_at", "id"):
        kept = {name: getattr(row, name) for name in ("kind", "given", "family", "second_family")}
        found[row.person_id].append({"id": str(row.id), **kept})
    return found


def _was(ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """What was written before it was corrected, newest first."""
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    rows = PersonWas.objects.filter(person_id__in=ids).select_related("by").order_by("-occurred_at", "-id")
    for row in rows:
        by = row.by.get_short_name()
        found[row.person_id].append(
            {"id": str(row.id), "field": row.field, "was": row.was, "by_name": by, "at": stamp(row.occurred_at)}
        )
    return found


def _helped_before(user: Any, ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Only for those who may read it: for everybody else it is not even asked."""
    return _helped(ids) if _helped is not None and ids and user.roles & CLINICAL else {}


def _points(ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in ContactPoint.objects.filter(person_id__in=ids).order_by("created_at", "id"):
        found[row.person_id].append(_point(row))
    return found


def _point(row: ContactPoint) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        **{name: getattr(row, name) for name in _OF_POINT},
        "asked_at": stamp(row.asked_at),
        "stopped_at": stamp(row.stopped_at),
    }


_OF_POINT = (
    "kind", "value", "label", "relation", "language", "who_else", "call", "text", "voicemail", "letter"
)  # fmt: skip


def _joined(ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The records that were joined to each of these."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Person.objects.filter(merged_into__in=ids).order_by("id").values_list("merged_into_id", "id")
    for into, row_id in rows:
        if into is not None:
            found[into].append(str(row_id))
    return found


def last_changes(user: Any, person_id: UUID, fields: Sequence[str]) -> Mapping[str, tuple[str, str | None]]:
    """Field -> whose last change it bears, and when; nothing of a person this viewer may not know of."""
    rows = visible_to(user).filter(id=person_id)
    marks: dict[str, Any] = rows.values_list("field_marks", flat=True).first() or {}
    asked = {field: marks[field] for field in fields if field in marks}
    who = {field: UUID(str(mark[1]).partition("/")[0]) for field, mark in asked.items()}
    names = {one.id: one.get_short_name() for one in User.objects.filter(id__in=who.values())}
    return {field: (names.get(who[field], ""), mark[2]) for field, mark in asked.items()}
