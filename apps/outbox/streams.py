"""Read streams by number: what the socket, the poll and the snapshot have in common."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from apps.outbox.models import Epoch, Stream

PAGE = 200


@dataclass(frozen=True)
class Row:
    """One numbered delivery."""

    stream: str
    seq: int
    delivery_id: UUID
    is_alert: bool
    event: str
    object_kind: str
    object_id: UUID


def database_time(at: datetime) -> datetime:
    """The same moment by the database's own clock, which the demo's shift does not move."""
    shift = Epoch.objects.values_list("clock_shift_s", flat=True).first() or 0
    return at - timedelta(seconds=shift)


def epoch() -> UUID:
    """Which life of the database this is."""
    return Epoch.objects.values_list("value", flat=True).get()


def heads(streams: Sequence[str]) -> dict[str, int]:
    """The newest number of each stream; 0 where nothing was ever written."""
    known = dict(Stream.objects.filter(name__in=streams).values_list("name", "seq"))
    return {name: known.get(name, 0) for name in streams}


def tails(streams: Sequence[str]) -> dict[str, int]:
    """The number before the oldest row still kept of each stream: a cursor below it is too old."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.name, COALESCE((SELECT min(d.seq) - 1 FROM outbox_delivery d WHERE d.stream = s.name), s.seq)"
            " FROM outbox_stream s WHERE s.name = ANY(%s)",
            [list(streams)],
        )
        return dict(cursor.fetchall())


def after(cursors: Mapping[str, int], page: int = PAGE) -> list[Row]:
    """Up to `page` rows of each stream behind its cursor, in order."""
    pages = after_each(list(cursors.items()), page)
    return [row for stream, seq in sorted(cursors.items()) for row in pages.get((stream, seq), [])]


def after_each(asked: Iterable[tuple[str, int]], page: int = PAGE) -> dict[tuple[str, int], list[Row]]:
    """(stream, cursor) -> up to `page` rows behind it, in order: everything asked in one statement."""
    pairs = sorted(set(asked))
    pages: dict[tuple[str, int], list[Row]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked.seq, d.stream, d.seq, d.id, d.kind = 'alert', d.event, d.object_kind, d.object_id"
            " FROM unnest(%s::text[], %s::bigint[]) AS asked(stream, seq)"
            " CROSS JOIN LATERAL (SELECT * FROM outbox_delivery o WHERE o.stream = asked.stream"
            " AND o.seq > asked.seq ORDER BY o.seq LIMIT %s) d ORDER BY d.stream, d.seq",
            [[name for name, _ in pairs], [seq for _, seq in pairs], page],
        )
        for seq, *values in cursor.fetchall():
            row = Row(*values)
            pages.setdefault((row.stream, seq), []).append(row)
    return pages


def is_whole(cursor: int, rows: Sequence[Row]) -> bool:
    """Whether these rows follow the cursor without a gap. A gap means that old rows were dropped meanwhile."""
    return all(row.seq == cursor + place for place, row in enumerate(rows, start=1))


def must_reset(cursors: Mapping[str, int]) -> bool:
    """Whether a cursor is older than what is kept, or ahead of the server (restored from a backup)."""
    newest, oldest = heads(list(cursors)), tails(list(cursors))
    return any(seq > newest[name] or seq < oldest.get(name, 0) for name, seq in cursors.items())
