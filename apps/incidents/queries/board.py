"""What the board and a phone hold: open incidents, those closed today, and the newest lines of their timelines."""

from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from apps.access.roles import BOARD
from apps.accounts.queries import zone_of
from apps.common.clock import now
from apps.incidents.models import Entry, Incident
from apps.incidents.queries.scope import visible_to
from apps.incidents.queries.shapes import entries_as_seen_by

NEWEST_FOR_BOARD: Final = 50
NEWEST_FOR_FIELD: Final = 200
"""Lines of one timeline in a snapshot; the rest is read when the incident is opened."""


def day_in(zone: ZoneInfo, at: datetime) -> tuple[datetime, datetime]:
    """The start of the local day that holds this moment, and of the next: 23 or 25 hours apart when clocks change."""
    today = at.astimezone(zone).date()
    begin, end = (datetime.combine(day, time(), zone) for day in (today, today + timedelta(days=1)))
    return begin, end


def open_incidents(user: Any) -> "QuerySet[Incident]":
    """The open incidents this person may know of, oldest first."""
    return visible_to(user).filter(status=Incident.Status.OPEN).order_by("opened_at", "id")


def held_by(user: Any) -> "QuerySet[Incident]":
    """What a device of this person holds. Imported history is on no board."""
    if not user.roles & BOARD:
        return visible_to(user)
    begin, end = day_in(zone_of(user.programme_id), now())
    closed_today = Q(status=Incident.Status.CLOSED, closed_at__gte=begin, closed_at__lt=end)
    rows = visible_to(user).filter(Q(status=Incident.Status.OPEN) | closed_today)
    return rows.exclude(source=Incident.Source.IMPORT)


def snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """The incidents a device holds and the newest lines of each timeline."""
    if user.programme_id is None:
        return []
    ids = list(held_by(user).order_by("opened_at", "id").values_list("id", flat=True))
    if not ids:
        return []
    keep = NEWEST_FOR_BOARD if user.roles & BOARD else NEWEST_FOR_FIELD
    from_newest = Window(
        RowNumber(), partition_by=F("incident_id"), order_by=[F("received_at").desc(), F("id").desc()]
    )
    newest = Entry.objects.filter(incident_id__in=ids).annotate(nth=from_newest).filter(nth__lte=keep)
    return [("incident", ids), ("entry", list(newest.order_by("received_at", "id").values_list("id", flat=True)))]


def timeline(user: Any, incident: Incident) -> list[dict[str, Any]]:
    """Every line of one timeline, in the order in which things happened."""
    ids = list(
        Entry.objects.filter(incident=incident)
        .order_by("occurred_at", "received_at", "id")
        .values_list("id", flat=True)
    )
    seen = entries_as_seen_by(user, ids)
    return [seen[entry_id] for entry_id in ids if entry_id in seen]
