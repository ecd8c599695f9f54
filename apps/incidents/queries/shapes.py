"""Incidents and timeline entries as one viewer may see them now. A fixed number of queries for any number of rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from apps.access import trim
from apps.accounts.models import User
from apps.common.clock import stamp
from apps.incidents.models import Entry, Incident
from apps.incidents.policies import CLASS_OF
from apps.incidents.queries.scope import entries_visible_to, mark_involvement, visible_to
from apps.people.queries import roots_of

INCIDENT = CLASS_OF["Incident"] | {
    "ems": "operational",
    "answers": "operational",
    "counts": "operational",
    "opened_by_name": "staff",
    "assignment_ids": "key",
    "duplicates": "operational",
}
"""Fields of an incident as it is shown."""

ENTRY = CLASS_OF["Entry"] | {"by_name": "staff"}
"""Fields of a timeline entry as it is shown."""


def as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Incidents with their answers. What this person may not know of is missing. At most seven queries."""
    rows = list(
        visible_to(user)
        .filter(id__in=ids)
        .select_related("opened_by")
        .annotate(matrix_number=F("matrix__number"))
        .prefetch_related("answers__by")
    )
    found = [row.id for row in rows]
    mark_involvement(user, ((row, row.id) for row in rows))
    remarks, sent, twins = _remarks(found), _sent(found), _duplicates(found)
    people = roots_of({row.person_id for row in rows if row.person_id})
    return {
        row.id: trim(
            user,
            row,
            _incident(row)
            | {
                "assignment_ids": sent.get(row.id, []),
                "counts": {"remarks": remarks.get(row.id, 0)},
                "duplicates": twins.get(row.id, []),
                # The record in force: whoever reads it never stands before one that was joined to another.
                "person": str(people[row.person_id]) if row.person_id else None,
            },
            INCIDENT,
        )
        for row in rows
    }


def _remarks(ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = Entry.objects.filter(incident_id__in=ids).values("incident_id")
    counted = rows.annotate(remarks=Count("id", filter=Q(kind=Entry.Kind.REMARK))).order_by()
    return {row["incident_id"]: row["remarks"] for row in counted}


def _sent(ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    """Which assignments were made for these: each left a `sent` entry with its id, oldest first."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Entry.objects.filter(incident_id__in=ids, kind=Entry.Kind.SENT).order_by("received_at", "id")
    for incident_id, facts in rows.values_list("incident_id", "facts"):
        if assignment := facts.get("assignment"):
            found[incident_id].append(assignment)
    return found


def _duplicates(ids: Sequence[UUID]) -> Mapping[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    rows = Incident.objects.filter(duplicate_of_id__in=ids).order_by("opened_at", "id")
    for row_id, number, original in rows.values_list("id", "number", "duplicate_of_id"):
        if original is not None:
            found[original].append({"id": str(row_id), "number": number})
    return found


def _incident(row: Incident) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        **{name: getattr(row, name) for name in _PLAIN},
        "opened_by": str(row.opened_by_id),
        "opened_by_name": row.opened_by.get_short_name(),
        "opened_at": stamp(row.opened_at),
        "decided_at": stamp(row.decided_at),
        "closed_at": stamp(row.closed_at),
        "ems": row.ems,
        "matrix": row.matrix_number,  # type: ignore[attr-defined]
        "duplicate_of": str(row.duplicate_of_id) if row.duplicate_of_id else None,
        "answers": {
            said.item: {
                "answer": said.answer,
                "detail": said.detail,
                "by": said.by.get_short_name(),
                "at": stamp(said.occurred_at),
            }
            for said in row.answers.all()
        },
    }


_PLAIN = (
    "number",
    "status",
    "source",
    "external_id",
    "codes",
    "place",
    "place_detail",
    "area",
    "call_back",
    "caller_name",
    "caller_relation",
    "person_name",
    "person_age",
    "language",
    "words",
    "hazards",
    "level",
    "provisional",
    "because",
    "ems_need",
    "ems_why",
    "first_in",
    "staged",
    "staging_point",
    "flags",
    "next_items",
    "would_change",
    "decided_level",
    "overridden",
    "result",
)


def entries_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Timeline entries. What this person may not know of is missing. At most two queries."""
    rows = list(entries_visible_to(user).filter(id__in=ids).select_related("by"))
    mark_involvement(user, ((row, row.incident_id) for row in rows))
    return {row.id: trim(user, row, _entry(row), ENTRY) for row in rows}


def _entry(row: Entry) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        "incident": str(row.incident_id),
        "kind": row.kind,
        "text": row.text,
        "facts": row.facts,
        "by": str(row.by_id),
        "by_name": row.by.get_short_name(),
        "occurred_at": stamp(row.occurred_at),
        "received_at": stamp(row.received_at),
        "clock_off_s": row.clock_off_s,
    }


def last_changes(user: Any, incident_id: UUID, fields: Sequence[str]) -> Mapping[str, tuple[str, str | None]]:
    """Field -> whose last change it bears, and when; nothing of an incident this person may not know of."""
    marks: dict[str, Any] = (
        visible_to(user).filter(id=incident_id).values_list("field_marks", flat=True).first() or {}
    )
    asked = {field: marks[field] for field in fields if field in marks}
    who = {field: UUID(str(mark[1]).partition("/")[0]) for field, mark in asked.items()}
    names = {person.id: person.get_short_name() for person in User.objects.filter(id__in=who.values())}
    # A mark of an earlier release has no time.
    return {field: (names.get(who[field], ""), mark[2] if len(mark) > 2 else None) for field, mark in asked.items()}
