"""Sweeps: short loops over due rows. Celery is only their alarm clock; a plain thread runs what has fallen silent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.db import connection, transaction
from django.db.models import Q

from apps.common.clock import now
from apps.common.errors import DomainError
from apps.outbox.commands import do, key_for
from apps.outbox.models import Cursor, Delivery, HandlerRun, OpKey, SweepRun
from apps.outbox.publish import handler_named

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
ATTEMPTS = 8
BATCH = 50
KEEP: Final[Mapping[str, timedelta]] = {
    "delivery": timedelta(days=14),
    "op_key": timedelta(days=90),
    "handler_run": timedelta(days=30),
}


@dataclass(frozen=True)
class Sweep:
    """A named loop, and how often it should run, in seconds."""

    name: str
    every: float
    run: Callable[[], Any]


_sweeps: dict[str, Sweep] = {}
_system: Callable[[], Any] | None = None


def set_sweeps(sweeps: Mapping[str, Sweep], system_actor: Callable[[], Any]) -> None:
    """Take config's list, and who acts in a handler."""
    global _sweeps, _system
    _sweeps, _system = dict(sweeps), system_actor


def sweeps() -> Mapping[str, Sweep]:
    """Every sweep by name."""
    return _sweeps


def run_sweep(name: str) -> None:
    """Run one sweep now and note the time. Two at once are harmless: rows are claimed, not counted."""
    if name not in _sweeps:  # a tick of an earlier release
        return
    _sweeps[name].run()
    SweepRun.objects.update_or_create(name=name, defaults={"last_run_at": now()})


def silent(factor: float = 3) -> list[Sweep]:
    """Sweeps whose last run is older than `factor` intervals, or that never ran."""
    at, last = now(), dict(SweepRun.objects.values_list("name", "last_run_at"))
    return [sweep for sweep in _sweeps.values() if _is_late(last.get(sweep.name), at, sweep.every * factor)]


def _is_late(last: datetime | None, at: datetime, seconds: float) -> bool:
    return last is None or at - last > timedelta(seconds=seconds)


def run_handlers() -> int:
    """Claim due handler runs and do each once under its own key; dead after 8 attempts. Answers how many."""
    done = 0
    while runs := _claim():
        for row in runs:
            _react(row)
        done += len(runs)
    return done


def _claim() -> list[HandlerRun]:
    at = now()
    with transaction.atomic():
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=at)
        rows = list(
            HandlerRun.objects.filter(free, status=HandlerRun.Status.DUE, due_at__lte=at)
            .select_for_update(skip_locked=True)
            .order_by("due_at", "id")[:BATCH]
        )
        for row in rows:
            row.claimed_until, row.attempt = at + LEASE, row.attempt + 1
        HandlerRun.objects.bulk_update(rows, ["claimed_until", "attempt"])
    return rows


def _react(row: HandlerRun) -> None:
    handler = handler_named(row.event, row.handler)
    try:
        if handler is not None and _system is not None:
            do(handler, by=_system(), key=key_for(row.id, "handler"), payload=row.payload)
    except DomainError as error:
        _park(row, str(error.code))
    except Exception as error:  # noqa: BLE001  (a poison row must not stop the sweep)
        log.warning("handler_failed", handler=row.handler, attempt=row.attempt, error=type(error).__name__)
        _park(row, type(error).__name__)
    else:
        row.status, row.done_at, row.error = HandlerRun.Status.DONE, now(), ""
        row.save(update_fields=["status", "done_at", "error"])


def _park(row: HandlerRun, error: str) -> None:
    row.error = error[:64]
    if row.attempt >= ATTEMPTS:
        row.status = HandlerRun.Status.DEAD
    row.due_at, row.claimed_until = now() + timedelta(seconds=2**row.attempt), None
    row.save(update_fields=["error", "status", "due_at", "claimed_until"])


def forget_old(batch: int = 2_000) -> int:
    """Drop what is kept long enough (architecture §5.11), oldest first, in batches; answers how many went."""
    gone = 0
    for model, column, keep in (
        (Delivery, "queued_at", KEEP["delivery"]),
        (OpKey, "received_at", KEEP["op_key"]),
        (HandlerRun, "done_at", KEEP["handler_run"]),
        (Cursor, "at", KEEP["delivery"]),
    ):
        while True:
            rows = model._default_manager.filter(**{f"{column}__lt": now() - keep}).order_by(column)
            old: list[Any] = list(rows.values_list("pk", flat=True)[:batch])
            gone += model._default_manager.filter(pk__in=old).delete()[0]
            if len(old) < batch:
                break
    return gone


def is_database_up() -> bool:
    """Whether a statement can be run at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())
