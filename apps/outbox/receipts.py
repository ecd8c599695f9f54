"""How far alerts have got. An acknowledgement of an alert tells the board; of a state, nobody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from apps.access import allow
from apps.common.clock import now
from apps.outbox.commands import NEVER, Op, action, current_op, key_for, run
from apps.outbox.events import AlertReceived, AlertSeen, AlertSent
from apps.outbox.models import Cursor, Delivery, Receipt
from apps.outbox.publish import publish, user_stream

SENT = "sent"
UNSEEN_FOR: Final = timedelta(days=1)
"""An alert older than this is history: whoever begins anew sees its object, without an alarm."""
RECEIVED = "received"
SEEN = "seen"
_MARKS: Final[Mapping[str, tuple[str, ...]]] = {
    SENT: ("sent_at",),
    RECEIVED: ("sent_at", "received_at"),
    SEEN: ("sent_at", "received_at", "seen_at"),
}
"""Seen implies received, received implies sent."""
_EVENTS: Final[Mapping[str, type[AlertSent] | type[AlertReceived] | type[AlertSeen]]] = {
    SENT: AlertSent,
    RECEIVED: AlertReceived,
    SEEN: AlertSeen,
}


@dataclass
class Reach:
    """The furthest one alert about one object has got with one person, on any of their devices."""

    queued_at: datetime | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    seen_at: datetime | None = None
    devices: set[UUID] = field(default_factory=set)


@dataclass
class About:
    """The object a delivery speaks of, known only by its kind and number."""

    KIND: str
    id: UUID
    version: int


@action("alert.acknowledge", offline=NEVER)
def acknowledge(*, delivery_id: UUID, state: str, by: Any) -> Any:
    """Keep how far this alert has got on this device. Others' alerts are ignored without a word.

    "sent" is only told to the board here, when no answer has come: mark_sent has already kept its time.
    """
    allow(by, "alert.acknowledge")
    delivery = Delivery.objects.filter(id=delivery_id, user_id=by.id, kind=Delivery.Kind.ALERT).first()
    device_id = current_op().device_id
    if delivery is None or device_id is None:
        return None
    Receipt.objects.bulk_create([Receipt(delivery=delivery, device_id=device_id)], ignore_conflicts=True)
    receipt = Receipt.objects.select_for_update().get(delivery=delivery, device_id=device_id)
    changed = [name for name in _MARKS[state] if getattr(receipt, name) is None]
    for name in changed:
        setattr(receipt, name, now())
    if changed:
        receipt.save(update_fields=changed)
    is_news = bool(changed) or (state == SENT and receipt.received_at is None)
    if is_news and delivery.echo:
        about = About(delivery.object_kind, delivery.object_id, delivery.object_version)
        publish(_EVENTS[state](delivery.id), about=about, to=[delivery.echo])
    return None


def acknowledge_all(
    *, by: Any, device_id: UUID, received: Sequence[UUID] = (), seen: Sequence[UUID] = (), sent: Sequence[UUID] = ()
) -> None:
    """One runner per alert, keyed by alert, device and state: the same acknowledgement twice is one write."""
    asked = {*received, *seen, *sent}
    own = set(
        Delivery.objects.filter(id__in=asked, user_id=by.id, kind=Delivery.Kind.ALERT).values_list("id", flat=True)
    )
    for state, ids in ((SENT, sent), (RECEIVED, received), (SEEN, seen)):
        for delivery_id in dict.fromkeys(ids):
            if delivery_id in own:
                run(
                    acknowledge,
                    by=by,
                    key=key_for(delivery_id, f"{device_id}:{state}"),
                    op=Op(device_id=device_id),
                    delivery_id=delivery_id,
                    state=state,
                )


def mark_sent(deliveries: Iterable[UUID], device_id: UUID) -> None:
    """Note that these alerts were written to this device's socket. A note, not a fact anybody waits for."""
    at = now()
    Receipt.objects.bulk_create(
        [Receipt(delivery_id=delivery_id, device_id=device_id, sent_at=at) for delivery_id in deliveries],
        ignore_conflicts=True,
    )


def keep_cursors(*, by: Any, device_id: UUID, cursors: Mapping[str, int], streams: Iterable[str]) -> None:
    """Remember how far this device has stored its streams; never backwards, never for a stream not its own."""
    own = {user_stream(by.id), *streams}
    write_cursors({(device_id, name): seq for name, seq in cursors.items() if name in own})


def write_cursors(cursors: Mapping[tuple[UUID, str], int]) -> None:
    """The same for many devices at once, already checked: (device, stream) -> number."""
    rows = [(device_id, name, seq, now()) for (device_id, name), seq in sorted(cursors.items())]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {Cursor._meta.db_table} AS c (device_id, stream, seq, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (device_id, stream) DO UPDATE SET seq = GREATEST(c.seq, EXCLUDED.seq), at = EXCLUDED.at",
            rows,
        )


def unseen(user: Any) -> dict[tuple[str, UUID], Delivery]:
    """(kind, object) -> the newest alert about it of the last day that this person has seen on no device."""
    seen = Receipt.objects.filter(delivery=OuterRef("pk"), seen_at__isnull=False)
    rows = Delivery.objects.filter(
        ~Exists(seen), stream=user_stream(user.id), kind=Delivery.Kind.ALERT, queued_at__gte=now() - UNSEEN_FOR
    )
    return {(row.object_kind, row.object_id): row for row in rows.order_by("queued_at", "id")}


def reach_of(kind: str, ids: Sequence[UUID], events: Sequence[str]) -> dict[tuple[UUID, UUID], Reach]:
    """(object, person) -> how far the newest of these alerts has got, over all their devices. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_REACH, [kind, list(ids), list(events)])
        return {
            (object_id, user_id): Reach(queued, sent, received, seen, set(devices))
            for object_id, user_id, queued, sent, received, seen, devices in cursor.fetchall()
        }


NEWEST_ALERTS: Final = (
    "SELECT DISTINCT ON (object_id, user_id) id, object_id,"
    f" user_id, queued_at FROM {Delivery._meta.db_table} WHERE kind = 'alert' AND object_kind = %s"
    " AND object_id = ANY(%s) AND event = ANY(%s) AND user_id IS NOT NULL"
    " ORDER BY object_id, user_id, queued_at DESC, id DESC"
)
"""The newest alert about each object to each person: kind, ids and events are its parameters."""
_REACH: Final = (
    "SELECT d.object_id, d.user_id, d.queued_at, min(r.sent_at), min(r.received_at), min(r.seen_at),"
    f" array_remove(array_agg(r.device_id), NULL) FROM ({NEWEST_ALERTS}) d"
    f" LEFT JOIN {Receipt._meta.db_table} r ON r.delivery_id = d.id GROUP BY 1, 2, 3"
)
