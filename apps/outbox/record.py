"""Record a change together with what came with the command that made it."""

from typing import Any

from apps.audit.record import Someone, Thing
from apps.audit.record import record as audit_record
from apps.outbox.commands import current_op


def record(by: Someone, action: str, obj: Thing, **facts: Any) -> None:
    """Say that this was changed; facts are ids, codes and numbers. Inside the runner only."""
    op = current_op()
    audit_record(by, action, obj, device_id=op.device_id, occurred_at=op.occurred_at, **facts)
