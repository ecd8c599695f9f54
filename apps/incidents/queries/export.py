"""Today's incidents as rows of a table. Operational fields only: no names, no numbers of callers."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from apps.access import visible_classes
from apps.common.clock import stamp
from apps.incidents.models import Entry, Incident
from apps.incidents.queries.find import of_today
from apps.incidents.queries.scope import mark_involvement

COLUMNS: Final = (
    "number",
    "opened_local",
    "opened_at",
    "source",
    "status",
    "place",
    "place_detail",
    "area",
    "words",
    "hazards",
    "level",
    "provisional",
    "overridden",
    "because",
    "ems",
    "first_in",
    "staged",
    "decided_at",
    "first_sent_at",
    "result",
    "closed_at",
    "duplicate_of",
)


def export_rows(user: Any) -> tuple[list[UUID], Iterator[list[str]]]:
    """The ids of today's incidents and their rows in the order of COLUMNS; both empty without the class for it."""
    queryset, zone = of_today(user)
    rows = list(queryset.select_related("duplicate_of"))
    mark_involvement(user, ((row, row.id) for row in rows))
    rows = [row for row in rows if "operational" in visible_classes(user, row)]
    return [row.id for row in rows], _cells(rows, zone)


def _cells(rows: list[Incident], zone: ZoneInfo) -> Iterator[list[str]]:
    sent = _first_sent(rows)
    for row in rows:
        values = {
            "opened_local": row.opened_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
            "opened_at": stamp(row.opened_at),
            "decided_at": stamp(row.decided_at),
            "closed_at": stamp(row.closed_at),
            "first_sent_at": stamp(sent.get(row.id)),
            "because": " ".join(row.because),
            "duplicate_of": row.duplicate_of.number if row.duplicate_of else None,
        }
        yield [_text(values.get(name, getattr(row, name, None))) for name in COLUMNS]


def _first_sent(rows: list[Incident]) -> dict[UUID, Any]:
    entries: QuerySet[Entry] = Entry.objects.filter(incident__in=rows, kind=Entry.Kind.SENT)
    found: dict[UUID, Any] = {}
    for incident_id, at in entries.order_by("occurred_at").values_list("incident_id", "occurred_at"):
        found.setdefault(incident_id, at)
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
