"""Send what is due: claim it as rows, contact the services outside any transaction, record what they said."""

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from apps.accounts.queries import system_actor
from apps.common.clock import now
from apps.notifications import queries, sealing
from apps.notifications.actions import note_answer
from apps.notifications.contact import Message, Said, deliver
from apps.notifications.models import Sending, Subscription
from apps.notifications.payload import payload_of
from apps.outbox.commands import do, key_for
from apps.outbox.models import Receipt
from apps.outbox.receipts import UNSEEN_FOR

BATCH: Final = 16
LEASE: Final = timedelta(seconds=30)
"""Longer than a whole batch may take, shorter than the next rung."""
PATIENCE_S: Final = 15.0
TTL_S: Final = {Sending.Rung.PUSH: 3600, Sending.Rung.TEST: 60}
KEPT: Final = timedelta(days=14)
TOKEN_LIFE_S: Final = 12 * 3600
"""Of the name we show to a push service; RFC 8292 allows 24 h."""


def send_due() -> int:
    """Send all that is due now; answers how many were tried. Two at once are harmless: rows are claimed."""
    tried = 0
    while settings.PUSH_KEY and (rows := _claim()):
        _contact(rows)
        tried += len(rows)
    return tried


def _claim() -> list[Sending]:
    """Take what is due for this process, committed before anybody is contacted; what is not needed any more ends."""
    at = now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=at)
    with transaction.atomic():
        rows = list(
            Sending.objects.filter(free, accepted_at__isnull=True, ended_at__isnull=True, due_at__lte=at)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("subscription__key", "subscription__device", "user")
            .order_by("due_at", "id")[:BATCH]
        )
        for row in rows:
            row.claimed_until, row.attempt = at + LEASE, row.attempt + 1
            row.sent_at = row.sent_at or at
        _end_needless(rows)
        Sending.objects.bulk_update(rows, ["claimed_until", "attempt", "sent_at", "ended_at", "result"])
    left = [row for row in rows if row.ended_at is None]
    return left or (_claim() if rows else [])


def _end_needless(rows: Sequence[Sending]) -> None:
    """At once, and never by a handler: a device that lost access gets nothing, one that has the alert no second."""
    had = _acknowledged(rows)
    for row in rows:
        device = row.subscription.device
        is_stale = row.rung == Sending.Rung.PUSH and now() - row.created_at > UNSEEN_FOR
        if row.subscription.ended_at or device.revoked_at or not row.user.is_active:
            row.result = Sending.Result.ENDED
        elif is_stale or {(row.delivery_id, device.id), (row.delivery_id, None)} & had:
            row.result = Sending.Result.SPARED
        if row.result:
            row.ended_at, row.claimed_until = now(), None
            row.sent_at = row.sent_at if row.attempt > 1 else None


def _acknowledged(rows: Iterable[Sending]) -> set[tuple[UUID | None, UUID | None]]:
    """(alert, device) that has it; (alert, None) where its person has seen it on whichever device."""
    wanted = [row.delivery_id for row in rows if row.delivery_id]
    found: set[tuple[UUID | None, UUID | None]] = set()
    for delivery_id, device_id, seen_at in Receipt.objects.filter(
        delivery_id__in=wanted, received_at__isnull=False
    ).values_list("delivery_id", "device_id", "seen_at"):
        found |= {(delivery_id, device_id)} | ({(delivery_id, None)} if seen_at else set())
    return found


def _contact(rows: Sequence[Sending]) -> None:
    """All of a batch at the same time; what a thread does not bring back in time counts as a time-out."""
    pool = ThreadPoolExecutor(max_workers=BATCH, thread_name_prefix="push")
    try:
        asked = {}
        for row in rows:
            message = _message(row)
            if message is None:
                _note(row, Said(error="key"))
            else:
                asked[pool.submit(deliver, message)] = row
        answered, silent = wait(asked, timeout=PATIENCE_S)
        for one in answered:
            _note(asked[one], one.result())
        for one in silent:
            _note(asked[one], Said(error="timeout"))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _message(row: Sending) -> Message | None:
    where = row.subscription
    private = queries.private_of(where.key)
    if private is None:  # PUSH_KEY was changed without the keys it seals
        return None
    body = sealing.encrypt(payload_of(row), sealing.decode(where.p256dh), sealing.decode(where.auth))
    name = sealing.authorization(private, where.endpoint, settings.PUSH_CONTACT, int(time.time()) + TOKEN_LIFE_S)
    return Message(where.endpoint, body, name, TTL_S[Sending.Rung(row.rung)])


def _note(row: Sending, said: Said) -> Any:
    return do(
        note_answer,
        by=system_actor(),
        key=key_for(row.id, f"answer {row.attempt}"),
        sending_id=row.id,
        attempt=row.attempt,
        status=said.status,
        error=said.error,
        retry_after_s=said.retry_after_s,
    )


def forget_old() -> int:
    """Drop tests and ended subscriptions that nobody looks at any more; alerts' pushes go with their alerts."""
    old = now() - KEPT
    tests = Sending.objects.filter(delivery__isnull=True, created_at__lt=old).delete()[0]
    unused = Subscription.objects.filter(ended_at__lt=old, sendings__isnull=True)
    return tests + Subscription.objects.filter(id__in=list(unused.values_list("id", flat=True))).delete()[0]
