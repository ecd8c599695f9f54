"""What a database that was restored from a backup must be told before anybody is let in (docs/operations.md)."""

from typing import Any

from django.db import connection

from apps.common.ids import uuid7
from apps.common.transactions import next_page
from apps.outbox.commands import current_op
from apps.outbox.models import Epoch
from apps.outbox.record import record

_NEWEST = """
SELECT greatest(
    (SELECT max(txid::text::numeric) FROM audit_auditevent),
    (SELECT max(upto_txid) FROM audit_auditseal),
    (SELECT max(tx::text::numeric) FROM outbox_delivery), 0)::bigint, pg_current_xact_id()::text::bigint
"""


def counter_needed() -> int | None:
    """The number at which transactions must go on, or None when they do.

    A fresh cluster counts from the beginning: what it writes would stand among sealed rows, be taken for smuggled in,
    and never be sealed. A copy of the files keeps the counter; a dump does not.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        newest, here = cursor.fetchone()
    return None if here > newest else next_page(newest)


def begin_new_life(*, by: Any) -> Any:
    """Another epoch: phones take a snapshot and offer again what was acknowledged in the last day. In the runner."""
    current_op()
    Epoch.objects.update(value=uuid7())
    record(by, "database.restored", by)
