"""How far alerts have got. An acknowledgement of an alert tells the board; of a state, nobody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from apps.access import allow
from apps.common.clock import now
from apps.outbox.commands import NEVER, Op, action, current_op, key_for, run
from apps.outbox.events import AlertReceived, AlertSeen
from apps.outbox.models import Cursor, Delivery, Receipt
from apps.outbox.publish import publish, user_stream

RECEIVED = "received"
SEEN = "seen"


@dataclass
class Reach:
    """The furthest one alert about one object has got with one person, on any of their devices."""

    queued_at: datetime | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    seen_at: datetime | None = None
    devices: set[UUID] = field(default_factory=set)


@dataclass(frozen=True)
class _About:
    """The object a delivery speaks of, known only by its kind and number."""

    KIND: str
    id: UUID
    version: int


@action("alert.acknowledge", offline=NEVER)
def acknowledge(*, delivery_id: UUID, state: str, by: Any) -> Any:
    """Keep that this alert was received or seen on this device. Others' alerts are ignored without a word."""
    allow(by, "alert.acknowledge")
    delivery = Delivery.objects.filter(id=delivery_id, user_id=by.id, kind=Delivery.Kind.ALERT).first()
    device_id = current_op().device_id
    if delivery is None or device_id is None:
        return None
    Receipt.objects.get_or_create(delivery=delivery, device_id=device_id)
    receipt = Receipt.objects.select_for_update().get(delivery=delivery, device_id=device_id)
    at = now()
    changed = [name for name in _marks(state) if getattr(receipt, name) is None]
    for name in changed:
        setattr(receipt, name, at)
    if changed:
        receipt.save(update_fields=changed)
        event = AlertSeen(delivery.id) if state == SEEN else AlertReceived(delivery.id)
        about = _About(delivery.object_kind, delivery.object_id, delivery.object_version)
        if delivery.echo:
            publish(event, about=about, to=[delivery.echo])
    return None


def _marks(state: str) -> tuple[str, ...]:
    """Seen implies received, received implies sent."""
    return ("sent_at", "received_at", "seen_at") if state == SEEN else ("sent_at", "received_at")


def acknowledge_all(*, by: Any, device_id: UUID, received: Sequence[UUID], seen: Sequence[UUID]) -> None:
    """One runner per alert, keyed by alert, device and state: the same acknowledgement twice is one write."""
    for state, ids in ((RECEIVED, received), (SEEN, seen)):
        for delivery_id in dict.fromkeys(ids):
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
    rows = [(device_id, name, seq, now()) for name, seq in sorted(cursors.items()) if name in own]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {Cursor._meta.db_table} AS c (device_id, stream, seq, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (device_id, stream) DO UPDATE SET seq = GREATEST(c.seq, EXCLUDED.seq), at = EXCLUDED.at",
            rows,
        )


def reach_of(kind: str, ids: Sequence[UUID], events: Sequence[str]) -> dict[tuple[UUID, UUID], Reach]:
    """(object, person) -> how far the newest of these alerts has got, over all their devices. One query."""
    found: dict[tuple[UUID, UUID], Reach] = {}
    deliveries = (
        Delivery.objects.filter(object_kind=kind, object_id__in=ids, event__in=events, kind=Delivery.Kind.ALERT)
        .prefetch_related("receipts")
        .order_by("queued_at", "id")
    )
    for delivery in deliveries:
        if delivery.user_id is None:
            continue
        key = (delivery.object_id, delivery.user_id)
        reach = Reach(queued_at=delivery.queued_at)
        for receipt in delivery.receipts.all():
            reach.devices.add(receipt.device_id)
            for name in ("sent_at", "received_at", "seen_at"):
                first = min(filter(None, (getattr(reach, name), getattr(receipt, name))), default=None)
                setattr(reach, name, first)
        found[key] = reach
    return found
