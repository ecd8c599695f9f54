"""What a person made of a write that did not simply go in: a decision is written down beside it, once."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from apps.audit.record import record
from apps.outbox.models import OpKey

DONE: Final = frozenset({OpKey.Outcome.APPLIED, OpKey.Outcome.ALREADY_APPLIED, OpKey.Outcome.MERGED})
"""With these the write stands, and there is nothing to decide."""


@dataclass(frozen=True)
class Decided:
    """An earlier write, as the record names it: by its key."""

    KIND: ClassVar[str] = "op"

    id: UUID
    version: int = 1


def note(by: Any, key: UUID, decision: str) -> bool:
    """Keep this person's decision about his own earlier write; answers whether it was still open."""
    row = OpKey.objects.select_for_update().filter(user_id=by.id, key=key, decision="").first()
    if row is None or row.outcome in DONE:
        return False
    row.decision = decision
    row.save(update_fields=["decision"])
    record(by, "op.decided", Decided(row.key), decision=decision, of=row.action, outcome=row.outcome, code=row.code)
    return True
