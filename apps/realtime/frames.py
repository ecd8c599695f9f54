"""From numbered rows to frames: what a socket sends and a poll answers. No sockets, no threads."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.outbox import projections
from apps.outbox.streams import Row

Pages = Mapping[tuple[str, int], Sequence[Row]]
Seen = Mapping[str, Mapping[UUID, dict[str, Any]]]


def frames_for(user: Any, pages: Pages) -> list[dict[str, Any]]:
    """One frame for each page of rows, with every object as this person may see it now."""
    seen = _seen_by(user, (row for rows in pages.values() for row in rows))
    return [_frame(user, cursor, rows, seen) for (_, cursor), rows in sorted(pages.items()) if rows]


def alerts_in(items: Iterable[Mapping[str, Any]]) -> list[UUID]:
    """The alerts that these items carry."""
    return [UUID(item["alert"]["delivery"]) for item in items if "alert" in item]


def _seen_by(user: Any, rows: Iterable[Row]) -> Seen:
    wanted: dict[str, dict[UUID, None]] = {}
    for row in rows:
        wanted.setdefault(row.object_kind, {})[row.object_id] = None
    return {kind: projections.as_seen_by(user, kind, list(ids)) for kind, ids in wanted.items()}


def _frame(user: Any, cursor: int, rows: Sequence[Row], seen: Seen) -> dict[str, Any]:
    """Rows about one object become one item where the last of them stood; an alert always keeps its own."""
    last = {(row.object_kind, row.object_id): row.seq for row in rows}
    alerted = {(row.object_kind, row.object_id) for row in rows if row.is_alert}
    items = []
    for row in rows:
        about = (row.object_kind, row.object_id)
        if not projections.is_shown(row.object_kind) or not (row.is_alert or row.seq == last[about]):
            continue
        if not row.is_alert and about in alerted:
            continue  # the alert's item holds the same state
        alert = (row.delivery_id, row.event) if row.is_alert else None
        items.append(
            projections.item(row.object_kind, row.object_id, seen[row.object_kind].get(row.object_id), alert)
        )
    return {"stream": rows[0].stream, "from": cursor + 1, "to": rows[-1].seq, "items": items}
