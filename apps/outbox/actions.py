"""What a person does about his own kept writes."""

from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.errors import NotFound
from apps.outbox import decisions
from apps.outbox.commands import QUEUE, AlreadyApplied, action
from apps.outbox.models import OpKey


@action("op.settle", offline=QUEUE)
def settle(*, supersedes: UUID, decision: str, by: Any) -> None:
    """Close one's own earlier write in favour of what is there now. Again changes nothing.

    Raises NotFound for a key that is not one's own. A decision to keep one's own words is a write of its own,
    with `X-Supersedes`.
    """
    allow(by, "op.settle")
    if not OpKey.objects.filter(user_id=by.id, key=supersedes).exists():
        raise NotFound
    if not decisions.note(by, supersedes, decision):
        raise AlreadyApplied(None)
