"""Read assignments: who is on what, how far the order has got, and which teams fit an incident."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from apps.access import trim
from apps.access.roles import BOARD, FIELD
from apps.common.clock import now, stamp
from apps.dispatch.events import ORDERS
from apps.dispatch.models import Assignment, Response
from apps.dispatch.policies import ASSIGNMENT, RESPONSE
from apps.incidents.models import Incident
from apps.involvement.queries import objects_of
from apps.notifications.queries import Pushed, pushed
from apps.outbox.projections import shared
from apps.outbox.receipts import Reach, reach_of

KEPT_FOR_FIELD: Final = timedelta(hours=12)
"""How long a team still sees that an assignment is over, and why: a shift. The incident itself is gone at once."""


def visible_to(user: Any) -> "QuerySet[Assignment]":
    """The programme's assignments for the board; for the field its own, in force or ended within this shift."""
    rows = known_to(user)
    if user.is_system or user.roles & BOARD:
        return rows
    return rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now() - KEPT_FOR_FIELD))


def known_to(user: Any) -> "QuerySet[Assignment]":
    """The same without an end: a phone that was away for a day is told what became of its taps."""
    if user.is_system:
        return Assignment.objects.all()
    if not user.roles & (BOARD | FIELD):
        return Assignment.objects.none()
    rows = Assignment.objects.filter(incident__programme_id=user.programme_id)
    if user.roles & BOARD:
        return rows
    return rows.filter(id__in=Response.objects.filter(user_id=user.id).values("assignment_id"))


def active() -> "QuerySet[Assignment]":
    """The assignments in force."""
    return Assignment.objects.filter(ended_at__isnull=True)


def active_of(incident_id: UUID) -> "QuerySet[Assignment]":
    """The assignments in force of one incident, in the order of their ids, as they are locked."""
    return active().filter(incident_id=incident_id).order_by("id")


def members_of(assignment: Assignment) -> list[UUID]:
    """Everyone who was sent, whatever they answered."""
    return sorted(assignment.responses.values_list("user_id", flat=True))


def engagements(team_ids: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """team -> what it is on now. One query. Config hands this down to teams."""
    return {
        row.team_id: {"id": str(row.id), "incident": str(row.incident_id), "status": row.status}
        for row in active().filter(team_id__in=team_ids)
    }


def as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Assignments as this viewer may see them, with each member's reach and answer. At most six queries.

    Rows and reach are the same for everybody who is shown them at one time, so they are loaded once for all.
    """
    visible = set(visible_to(user).filter(id__in=ids).values_list("id", flat=True))
    if not visible:
        return {}
    key = tuple(sorted(ids))
    rows = shared(("assignments", key), lambda: _load(key))
    reach = shared(("assignments reached", key), lambda: reach_of(Assignment.KIND, key, ORDERS))
    pushes = shared(("assignments pushed", key), lambda: pushed(Assignment.KIND, key, ORDERS))
    mine = set(objects_of(user, Incident.KIND)) if user.roles & FIELD else set()
    seen = {}
    for row in rows:
        if row.id in visible:
            row.seen_by = (user.id, row.incident_id in mine)
            seen[row.id] = trim(user, row, _assignment(user, row, reach, pushes), ASSIGNMENT)
    return seen


def _load(ids: Sequence[UUID]) -> list[Assignment]:
    people = Response.objects.select_related("user").order_by("role", "id")  # "clinician" < "officer" < "peer"
    rows = Assignment.objects.filter(id__in=ids).select_related("team", "sent_by", "clear_by", "alarm_by")
    return list(rows.prefetch_related(Prefetch("responses", queryset=people)))


def _assignment(
    user: Any,
    row: Assignment,
    reach: Mapping[tuple[UUID, UUID], Reach],
    pushes: Mapping[tuple[UUID, UUID], Pushed],
) -> dict[str, Any]:
    responses = [
        _response(each, reach.get((row.id, each.user_id), Reach()), pushes.get((row.id, each.user_id)))
        for each in row.responses.all()
    ]
    return {
        "id": str(row.id),
        "version": row.version,
        "incident": str(row.incident_id),
        "team": str(row.team_id),
        "team_name": row.team.name,
        "status": row.status,
        "status_at": stamp(row.status_at),
        "level": row.level,
        "provisional": row.provisional,
        "staged": row.staged,
        "clear_at": stamp(row.clear_at),
        "clear_by": str(row.clear_by_id) if row.clear_by_id else None,
        "clear_by_name": row.clear_by.get_short_name() if row.clear_by else "",
        "sent_at": stamp(row.sent_at),
        "sent_by": str(row.sent_by_id),
        "sent_by_name": row.sent_by.get_short_name(),
        "self_started": row.self_started,
        "sends_police": row.sends_police,
        "override_reason": row.override_reason,
        "ended_at": stamp(row.ended_at),
        "end_reason": row.end_reason,
        "alarm": row.alarm,
        "alarm_by": str(row.alarm_by_id) if row.alarm_by_id else None,
        "alarm_by_name": row.alarm_by.get_short_name() if row.alarm_by else "",
        "alarm_at": stamp(row.alarm_at),
        "responses": [trim(user, row, each, RESPONSE) for each in responses],
        "reached": sum(1 for each in responses if each["received_at"] or each["answer"]),
    }


def _response(row: Response, reach: Reach, push: Pushed | None) -> dict[str, Any]:
    received = min(filter(None, (row.received_at, reach.received_at)), default=None)
    seen = min(filter(None, (row.seen_at, reach.seen_at)), default=None)
    return {
        "user": str(row.user_id),
        "name": row.user.name,
        "role": row.role,
        "queued_at": stamp(reach.queued_at or row.created_at),
        "sent_at": stamp(reach.sent_at or received),
        "received_at": stamp(received),
        "seen_at": stamp(seen),
        "push": {"state": push.state, "at": stamp(push.at)} if push else None,
        "answer": row.answer,
        "reason": row.reason,
        "words": row.words,
        "answered_at": stamp(row.answered_at),
    }


def snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """What a device holds of assignments: the board all of open incidents, the field those in force."""
    rows = visible_to(user)
    if user.roles & BOARD:
        rows = rows.filter(incident__status=Incident.Status.OPEN)
    else:
        rows = rows.filter(ended_at__isnull=True)
    return [("assignment", list(rows.order_by("sent_at", "id").values_list("id", flat=True)))]
