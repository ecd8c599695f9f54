"""Write to the record, in the transaction of what is described and without taking any lock."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from apps.audit.models import AuditEvent
from apps.common.clock import now, stamp


class Someone(Protocol):
    """Whoever did it; a system actor has no programme."""

    id: UUID

    @property
    def programme_id(self) -> UUID | None: ...


class Thing(Protocol):
    """A row with an id and a kind."""

    @property
    def id(self) -> UUID: ...
    @property
    def KIND(self) -> Any: ...  # noqa: N802  (a class variable of every model)


def digest_of(event: AuditEvent) -> str:
    """SHA-256 over everything a row says, in one canonical form."""
    content = [
        event.what,
        event.action,
        _text(event.by_id),
        _text(event.programme_id),
        _text(event.device_id),
        event.kind,
        [str(i) for i in event.object_ids],
        event.basis,
        event.facts,
        stamp(event.occurred_at),
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """JSON-ready facts, as they will be read back."""
    plain: dict[str, Any] = json.loads(json.dumps(facts, default=str))
    return plain


def _write(what: str, by: Someone | None, action: str, **fields: Any) -> None:
    event = AuditEvent(what=what, action=action, **fields)
    if by is not None:
        event.by_id, event.programme_id = by.id, by.programme_id
    event.digest = digest_of(event)
    event.save(force_insert=True)


def record(
    by: Someone,
    action: str,
    obj: Thing,
    *,
    device_id: UUID | None = None,
    occurred_at: datetime | None = None,
    **facts: Any,
) -> None:
    """Say that this was changed. `facts` are ids, codes and numbers; text a person wrote never goes in."""
    _write(
        AuditEvent.What.CHANGED,
        by,
        action,
        kind=obj.KIND,
        object_ids=[obj.id],
        facts=_plain(facts),
        device_id=device_id,
        occurred_at=occurred_at or now(),
    )


def viewed(
    by: Someone,
    kind: str,
    ids: Sequence[UUID],
    basis: str,
    *,
    action: str = "view",
    occurred_at: datetime | None = None,
) -> None:
    """Say that these rows were shown to this person, and on which basis; one row for a list.

    `occurred_at` is for what was opened on a phone without signal and is told later.
    """
    _write(
        AuditEvent.What.VIEWED,
        by,
        action,
        kind=kind,
        object_ids=sorted(ids),
        basis=basis,
        facts={},
        occurred_at=occurred_at or now(),
    )


def refused(
    by: Someone | None,
    action: str,
    code: str,
    *,
    kind: str = "",
    object_id: UUID | None = None,
    device_id: UUID | None = None,
    **facts: Any,
) -> None:
    """Say that this was asked for and not given."""
    _write(
        AuditEvent.What.REFUSED,
        by,
        action,
        kind=kind,
        object_ids=[] if object_id is None else [object_id],
        facts=_plain({"code": code, **facts}),
        device_id=device_id,
        occurred_at=now(),
    )
