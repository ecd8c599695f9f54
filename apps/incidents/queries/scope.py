"""Which incidents a person may know of, and on which basis."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.access.roles import BOARD, FIELD
from apps.incidents.models import Entry, Incident
from apps.involvement.models import Involvement
from apps.involvement.queries import involves, objects_of, open_rows, people_involved
from apps.outbox.publish import board_stream, user_stream

BY_BOARD = "board"


def visible_to(user: Any) -> "QuerySet[Incident]":
    """The programme's incidents for the board, those one has to do with for the field, all for a system actor."""
    if user.is_system:
        return Incident.objects.all()
    if user.programme_id is None or not user.roles & (BOARD | FIELD):
        return Incident.objects.none()
    rows = Incident.objects.filter(programme_id=user.programme_id)
    return rows if user.roles & BOARD else rows.filter(involves(user, Incident.KIND))


def entries_visible_to(user: Any) -> "QuerySet[Entry]":
    """The timeline lines of the incidents this person may know of."""
    return Entry.objects.filter(incident__in=visible_to(user))


def mark_involvement(user: Any, incident_of_row: Iterable[tuple[Any, UUID]]) -> None:
    """Note on each row whether this person has to do with its incident, with one query for all of them."""
    mine = set() if user.is_system or not user.roles & FIELD else set(objects_of(user, Incident.KIND))
    for row, incident_id in incident_of_row:
        row.seen_by = (user.id, incident_id in mine)


def basis_of(user: Any, incident_id: UUID) -> str:
    """Why this person may see this incident: the board, or the basis of the involvement in force."""
    if user.roles & BOARD:
        return BY_BOARD
    row = open_rows(Incident.KIND, incident_id).filter(user_id=user.id).order_by("since").first()
    return row.basis if row else ""


def left_by(user: Any, incident_id: UUID, at: Iterable[datetime]) -> Incident | None:
    """The incident that this person had to do with at one of these times and no longer has; None for all others."""
    times = Q()
    for moment in at:
        times |= Q(since__lte=moment, until__gte=moment)
    rows = Involvement.objects.filter(times, user_id=user.id, kind=Incident.KIND, object_id=incident_id)
    if user.programme_id is None or not times or not rows.exists():
        return None
    return Incident.objects.filter(id=incident_id, programme_id=user.programme_id).first()


def has_team(incident: Incident) -> bool:
    """Whether somebody is assigned to it now. Involvement is the fact, so that nothing above need be asked."""
    return open_rows(Incident.KIND, incident.id).filter(basis=Involvement.Basis.ASSIGNMENT).exists()


def people_to_tell(incident: Incident) -> list[UUID]:
    """Everybody who has to do with it now; the board hears of everything anyway."""
    return people_involved(Incident.KIND, incident.id)


def streams_of(incident: Incident, people: Iterable[UUID]) -> list[str]:
    """The board's stream and those of these people."""
    return [board_stream(incident.programme_id), *(user_stream(user_id) for user_id in people)]
