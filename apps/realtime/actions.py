"""Notes about devices: last values that nobody is told of, so they are no commands and never enter the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from apps.access import allow
from apps.accounts.models import Device
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.realtime import presence


@dataclass(frozen=True)
class Contact:
    """When a device was last heard, and what it said at hello."""

    at: datetime
    clock_offset_ms: int | None = None
    app_version: str | None = None


def note_contacts(contacts: Mapping[UUID, Contact]) -> None:
    """Keep the newest contact of each device, in one statement. Unknown devices are passed over."""
    if not contacts:
        return
    rows = sorted(contacts.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Device._meta.db_table} AS d SET last_contact_at = GREATEST(d.last_contact_at, a.at),"
            " clock_offset_ms = COALESCE(a.clock_offset, d.clock_offset_ms),"
            " app_version = COALESCE(a.app_version, d.app_version)"
            " FROM unnest(%s::uuid[], %s::timestamptz[], %s::bigint[], %s::text[])"
            " AS a(id, at, clock_offset, app_version) WHERE d.id = a.id",
            [
                [key for key, _ in rows],
                [contact.at for _, contact in rows],
                [contact.clock_offset_ms for _, contact in rows],
                [contact.app_version for _, contact in rows],
            ],
        )


def note_report(*, by: Any, device_id: UUID, ringer_heard: bool = False, **said: Any) -> None:
    """Keep what a device says of itself: counts and states, no words. Sent when it connects and when it changes.

    NotFound for a device that is not one's own. Boards look again when something they show has changed.
    """
    allow(by, "device.report")
    device = Device.objects.filter(id=device_id, user_id=by.id).first()
    if device is None:
        raise NotFound
    is_news = any(getattr(device, name) != value for name, value in said.items() if name != "free_mb")
    heard = {"ringer_heard_at": now()} if ringer_heard else {}
    Device.objects.filter(id=device_id).update(**said, **heard, reported_at=now(), last_contact_at=now())
    if is_news and by.programme_id is not None:
        presence.changed(by.programme_id)
