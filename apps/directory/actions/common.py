"""What every change of the directory does: a new number, a new copy, and a bell for those who hold one."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from apps.common.clock import now
from apps.directory import queries
from apps.directory.events import DirectoryChanged
from apps.directory.models import Directory, Service
from apps.outbox.commands import current_op
from apps.outbox.publish import publish, user_stream


def happened_at() -> datetime:
    """When the command was given by its device, but never later than now."""
    return min(current_op().occurred_at or now(), now())


def counter(programme_id: UUID) -> Directory:
    """The programme's counter, locked until the transaction ends: the last lock that a change takes."""
    Directory.objects.get_or_create(programme_id=programme_id)
    return Directory.objects.select_for_update().get(programme_id=programme_id)


def renew(programme_id: UUID, ids: Sequence[UUID]) -> None:
    """Make the copies of these services anew, each under the next number."""
    if not ids:
        return
    row = counter(programme_id)
    rows, at = [], now()
    for service in queries.found(ids).order_by("id"):
        row.number += 1
        rows.append((row.number, json.dumps(queries.copy_of(service), ensure_ascii=False), at, service.id))
    with connection.cursor() as cursor:  # an import renews hundreds at once, and bulk_update costs four times as much
        cursor.executemany(
            "UPDATE directory_service SET version = version + 1, number = %s, copy = %s, changed_at = %s"
            " WHERE id = %s",
            rows,
        )
    row.bump("number")


def ring(programme_id: UUID) -> None:
    """Tell everybody whose device may hold a copy that there is something newer."""
    row = Directory.objects.filter(programme_id=programme_id).first()
    if row is not None:
        readers = queries.readers_of(programme_id).values_list("id", flat=True)
        publish(DirectoryChanged(row.id, row.version), about=row, to=[user_stream(user_id) for user_id in readers])


def changed(service: Service) -> Service:
    """One service is another: copy, number, bell. Answers it fresh."""
    renew(service.programme_id, [service.id])
    ring(service.programme_id)
    service.refresh_from_db()
    return service
