"""What writing a form into a visit begins with: the visit is one's own, and is not signed."""

from typing import Any
from uuid import UUID

from apps.common.errors import Code, Conflict
from apps.encounters.actions.common import hold
from apps.encounters.models import Encounter
from apps.encounters.transitions import signed
from apps.outbox.commands import AlreadyApplied


def open_encounter(encounter_id: UUID, by: Any, asked: str, unless_there: tuple[Any, UUID]) -> Encounter:
    """The visit, locked, and made by this write where it is the first; raises Conflict once it is signed.

    `unless_there` is the (model, id) about to be made: the same again is already applied, also after the signature.
    """
    encounter = hold(by, encounter_id, asked).encounter
    model, made = unless_there
    already(model.objects.filter(id=made).first(), by, encounter_id=encounter.id)
    if encounter.is_signed:
        raise signed(encounter)
    return encounter


def already(row: Any, by: Any, **of: UUID | None) -> None:
    """Raise AlreadyApplied when this person has made this very row before, Conflict when it is another's."""
    if row is None:
        return
    mine = row.written_by_id if hasattr(row, "written_by_id") else row.by_id
    if mine == by.id and all(getattr(row, name) == value for name, value in of.items()):
        raise AlreadyApplied(row)
    raise Conflict(Code.ALREADY_EXISTS, "Something with this id exists already.")
