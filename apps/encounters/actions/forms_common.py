"""What writing into an encounter begins with: it may be known of, is one's own, and is not signed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Conflict
from apps.common.lookup import lock_or_404
from apps.encounters import queries
from apps.encounters.models import Encounter
from apps.outbox.commands import AlreadyApplied, current_op


def happened_at() -> datetime:
    """When the command was given by its device, but never later than now."""
    return min(current_op().occurred_at or now(), now())


def open_encounter(encounter_id: UUID, by: Any, asked: str, unless_there: tuple[Any, UUID]) -> Encounter:
    """The encounter, locked, for somebody who may write into it; raises Conflict once it is signed.

    `unless_there` is the (model, id) about to be made: the same again is already applied, also after signing.
    """
    encounter = lock_or_404(queries.visible_to(by), encounter_id)
    allow(by, asked, encounter)
    model, made = unless_there
    already(model.objects.filter(id=made).first(), by, encounter_id=encounter.id)
    if encounter.signed_at is not None:
        raise Conflict(Code.ENCOUNTER_SIGNED, "It is signed. What is to be added now is an amendment.")
    return encounter


def already(row: Any, by: Any, **of: UUID | None) -> None:
    """Raise AlreadyApplied when this person has made this very row before, Conflict when it is another's."""
    if row is None:
        return
    mine = row.written_by_id if hasattr(row, "written_by_id") else row.by_id
    if mine == by.id and all(getattr(row, name) == value for name, value in of.items()):
        raise AlreadyApplied(row)
    raise Conflict(Code.ALREADY_EXISTS, "Something with this id exists already.")
