"""Read what left the building: which phones can be woken, how far a push has got, how a device stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from apps.access import trim
from apps.accounts.models import Device
from apps.accounts.policies import CLASS_OF as ACCOUNTS
from apps.accounts.queries import devices_visible_to
from apps.common.clock import now, stamp
from apps.common.keys import number_key
from apps.notifications.models import Message, Sending, Stop, Subscription, VapidKey
from apps.notifications.sealing import open_private
from apps.outbox.models import Cursor, Stream
from apps.outbox.publish import user_stream
from apps.outbox.receipts import NEWEST_ALERTS

PROVEN, NOT_PROVEN, ASLEEP, ONLY_OPEN = "proven", "not_proven", "asleep", "only_open"
_BEST: Final = (PROVEN, NOT_PROVEN, ASLEEP, ONLY_OPEN)
PROVES_FOR: Final = timedelta(hours=14)
"""A test speaks for the shift at whose start it was made: the longest shift is 12 h (frontend StartShift)."""
WAITS: Final = timedelta(seconds=20)
"""A phone that has not woken by then counts as asleep (design p: "did not show in 20 s")."""
IN_USE: Final = timedelta(hours=24)
"""A device not heard from for longer says nothing about whether its person can be woken."""


def subscriptions_visible_to(user: Any) -> "QuerySet[Subscription]":
    """Those of the devices this person may know of."""
    return Subscription.objects.filter(device_id__in=devices_visible_to(user).values("id"))


def sendings_visible_to(user: Any) -> "QuerySet[Sending]":
    """What was sent to one's own devices."""
    return Sending.objects.filter(user_id=user.id)


def messages_visible_to(user: Any) -> "QuerySet[Message]":
    """Messages of this person's programme."""
    return Message.objects.filter(programme_id=user.programme_id, programme_id__isnull=False)


def is_stopped(message: Message) -> bool:
    """Whether this is a text to a person whose number answered STOP. Read anew each time."""
    if (message.channel, message.audience) != (Message.Channel.SMS, Message.Audience.PERSON):
        return False
    return is_number_stopped(message.to)


def is_number_stopped(number: str) -> bool:
    """Whether somebody answered STOP from this number, and staff have not asked anew since."""
    return Stop.objects.filter(number=number_key(number), lifted_at__isnull=True).exists()


def newest_of(about_kind: str, about_ids: Iterable[UUID]) -> dict[UUID, Message]:
    """What they are about -> the last message about it. One query."""
    rows = Message.objects.filter(about_kind=about_kind, about_id__in=set(about_ids))
    found = rows.order_by("about_id", "-created_at", "-id").distinct("about_id")
    return {row.about_id: row for row in found if row.about_id}


def current_key() -> VapidKey | None:
    """The newest key, which a browser is given to subscribe with; None before the command has made one."""
    return VapidKey.objects.order_by("-created_at", "-id").first() if settings.PUSH_KEY else None


def private_of(key: VapidKey) -> ec.EllipticCurvePrivateKey | None:
    """The private half; None when PUSH_KEY does not open it."""
    return open_private(key.sealed, key.public, settings.PUSH_KEY)


def open_subscription(device_id: UUID) -> Subscription | None:
    """Where this device can be woken, or None."""
    return Subscription.objects.filter(device_id=device_id, ended_at__isnull=True).first()


def test_of(user: Any, test_id: UUID) -> dict[str, Any] | None:
    """One's own test of waking, with the time of each stop."""
    row = sendings_visible_to(user).filter(subject=test_id, rung=Sending.Rung.TEST).first()
    if row is None:
        return None
    return {
        "id": str(test_id),
        "state": row.state,
        "sent_at": stamp(row.sent_at),
        "accepted_at": stamp(row.accepted_at),
        "received_at": stamp(row.received_at),
        "opened_at": stamp(row.opened_at),
        "error": row.error or row.result,
    }


def wake_of(user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """person -> whether one of their phones in use can be woken when closed, in one word. One query.

    Somebody without a device in use is missing: nothing is known, and nothing is promised.
    """
    rows = Device.objects.filter(
        user_id__in=set(user_ids), revoked_at__isnull=True, last_contact_at__gt=now() - IN_USE
    )
    found: dict[UUID, str] = {}
    for device in with_channel(rows).order_by():
        word = word_of(device, has_channel=device.has_channel)
        if _BEST.index(word) <= _BEST.index(found.get(device.user_id, ONLY_OPEN)):
            found[device.user_id] = word
    return found


def with_channel(devices: "QuerySet[Device]") -> Any:
    """These devices, each with `has_channel`: whether there is a way to wake it."""
    open_ones = Subscription.objects.filter(device_id=OuterRef("pk"), ended_at__isnull=True)
    return devices.annotate(has_channel=Exists(open_ones))


def word_of(device: Device, *, has_channel: bool) -> str:
    """Whether this one can be woken when closed."""
    if not has_channel or device.push in {Device.Push.DENIED, Device.Push.UNSUPPORTED}:
        return ONLY_OPEN
    if device.wake_tested_at is None or now() - device.wake_tested_at > PROVES_FOR:
        return NOT_PROVEN
    if device.wake_result in {Device.Wake.WOKEN, Device.Wake.TOUCHED}:
        return PROVEN
    return ASLEEP if now() - device.wake_tested_at > WAITS else NOT_PROVEN


@dataclass(frozen=True)
class Pushed:
    """How far the pushes of one alert have got with one person, over all their devices."""

    state: str
    at: datetime | None


def pushed(kind: str, ids: Sequence[UUID], events: Sequence[str]) -> dict[tuple[UUID, UUID], Pushed]:
    """(object, person) -> the furthest push about the newest of these alerts. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PUSHED, [kind, list(ids), list(events)])
        return {(row[0], row[1]): _furthest(*row[2:]) for row in cursor.fetchall()}


def _furthest(
    sent: datetime | None,
    accepted: datetime | None,
    received: datetime | None,
    opened: datetime | None,
    failed: datetime | None,
    waiting: int,
) -> Pushed:
    for state, at in (("opened", opened), ("received", received), ("accepted", accepted)):
        if at is not None:
            return Pushed(state, at)
    if failed is not None and not waiting:
        return Pushed("failed", failed)
    return Pushed("sent" if sent else "queued", sent)


_PUSHED: Final = (
    "SELECT d.object_id, d.user_id, min(s.sent_at), min(s.accepted_at), min(s.received_at), min(s.opened_at),"
    " max(s.ended_at), count(*) FILTER (WHERE s.ended_at IS NULL)"
    f" FROM ({NEWEST_ALERTS}) d JOIN {Sending._meta.db_table} s ON s.delivery_id = d.id"
    " WHERE s.result <> 'spared' GROUP BY 1, 2"
)


def register(user: Any) -> list[dict[str, Any]]:
    """The devices this person may look after, those heard from last first: how each stands, never what it holds."""
    rows = with_channel(devices_visible_to(user)).select_related("user")
    devices = list(rows.order_by("-last_contact_at", "id")[:MOST])
    behind = _behind(devices)
    return [
        trim(user, row, _standing(row, behind.get(row.id), has_channel=row.has_channel), _SHOWN) for row in devices
    ]


MOST: Final = 500
_SHOWN: Final[Mapping[str, str]] = {
    **ACCOUNTS["Device"],
    "name": "staff",
    "phone": "staff",
    "behind": "device",
    "woken": "device",
    "device_name": "device",
}


def _standing(row: Device, behind: int | None, *, has_channel: bool) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "version": row.version,
        "user": str(row.user_id),
        "name": row.user.name,
        "phone": row.user.phone,
        "device_name": row.name,
        "platform": row.platform,
        "app_version": row.app_version,
        "last_contact_at": stamp(row.last_contact_at),
        "behind": behind,
        "reported_at": stamp(row.reported_at),
        "unsent": row.unsent,
        "needs_you": row.needs_you,
        "free_mb": row.free_mb,
        "push": row.push,
        "installed": row.installed,
        "ringer_heard_at": stamp(row.ringer_heard_at),
        "woken": word_of(row, has_channel=has_channel),
        "wake_tested_at": stamp(row.wake_tested_at),
        "wake_result": row.wake_result,
        "woke_after_ms": row.woke_after_ms,
        "revoked_at": stamp(row.revoked_at),
    }


def _behind(devices: Sequence[Device]) -> dict[UUID, int]:
    """device -> how many numbers of its person's stream it has not stored; missing: it never said. Two queries."""
    names = {row.id: user_stream(row.user_id) for row in devices}
    heads = dict(Stream.objects.filter(name__in=set(names.values())).values_list("name", "seq"))
    cursors = Cursor.objects.filter(device_id__in=names, stream__in=set(names.values()))
    return {
        device_id: max(0, heads.get(stream, 0) - seq)
        for device_id, stream, seq in cursors.values_list("device_id", "stream", "seq")
        if names[device_id] == stream
    }
