"""After the signature: a later word on one field, with its reason. The old value stays where it was signed."""

from typing import Any
from uuid import UUID

from apps.access import allow
from apps.access.roles import Role
from apps.common.errors import Code, Conflict, Invalid, NotAllowed
from apps.common.lookup import lock_or_404
from apps.encounters import queries
from apps.encounters.actions.common import append, call_supervisors, plain, tell, tell_helped
from apps.encounters.actions.dispositions import version_for
from apps.encounters.actions.force import OFFICERS
from apps.encounters.actions.visit import CLINICIANS
from apps.encounters.events import DispositionAmended, EncounterChanged
from apps.encounters.models import Amendment, Encounter, ForceReport
from apps.encounters.starting_list import DEATH
from apps.encounters.transitions import AMEND, check
from apps.encounters.words import SERIOUS_OUTCOMES, SERIOUS_TYPES
from apps.outbox.commands import QUEUE, AlreadyApplied, action, on_constraint
from apps.outbox.record import record

on_constraint("encounters_amendment_pkey", Code.ALREADY_EXISTS, "This amendment is already here.")

PART_OF = {Role.CLINICIAN: Amendment.Part.CLINICIAN, Role.OFFICER: Amendment.Part.OFFICER}
FIELDS = {Amendment.Part.CLINICIAN: CLINICIANS, Amendment.Part.OFFICER: OFFICERS}


@action("encounter.amend", offline=QUEUE)
def amend(
    *,
    encounter_id: UUID,
    id: UUID,  # noqa: A002  (made by the client, named as in the body)
    part: str,
    field: str,
    value: Any,
    reason: str,
    by: Any,
) -> Encounter:
    """Say what a field of one's own part should have been. The same id again changes nothing.

    Raises Conflict while it is unsigned, NotAllowed for the other's part, Invalid without a reason.
    """
    encounter = lock_or_404(queries.visible_to(by).select_related("incident", "signed_by"), encounter_id)
    allow(by, "encounter.amend", encounter)
    if part not in {PART_OF[role] for role in by.roles if role in PART_OF}:
        raise NotAllowed(Code.FIELD_NOT_ALLOWED, "This part is not yours to write.", fields=["part"])
    there = Amendment.objects.filter(id=id).first()
    if there is not None:
        if there.encounter_id == encounter.id and there.by_id == by.id:
            raise AlreadyApplied(encounter)
        raise Conflict(Code.ALREADY_EXISTS, "This amendment is already here.")
    check(encounter, Encounter.State.SIGNED, AMEND)
    if field not in FIELDS[Amendment.Part(part)]:
        raise Invalid(Code.INVALID, "No such field of this part.", fields=["field"])
    if not reason.strip():
        raise Invalid(Code.INVALID, "Say why.", fields=["reason"])
    if field == "disposition":
        version_for(encounter, value, by)
    append(encounter, part, field, stands(encounter, part, field), value, by, id=id, reason=reason)
    encounter.bump()
    record(by, "encounter.amended", encounter, part=part, field=field)
    happened = DispositionAmended if field == "disposition" else EncounterChanged
    tell(happened(encounter.id, encounter.version), encounter)
    if field == "helped":
        tell_helped(encounter.person_id)
    if _is_grave(field, value):
        call_supervisors(encounter)
    return encounter


def stands(encounter: Encounter, part: str, field: str) -> Any:
    """What a field says by now: its newest amendment, else what was signed."""
    rows = Amendment.objects.filter(encounter=encounter, part=part, field=field, is_late=False)
    newest = rows.order_by("-received_at", "-id").first()
    if newest is not None:
        return newest.now
    if part == Amendment.Part.CLINICIAN:
        return plain(getattr(encounter, field))
    report = ForceReport.objects.filter(id=encounter.id).first()
    if report is None:
        raise Conflict(Code.ILLEGAL_TRANSITION, "There is no report to amend: file it.", version=encounter.version)
    return getattr(report, field)


def _is_grave(field: str, value: Any) -> bool:
    said = set(value) if isinstance(value, list) else {value}
    grave = {"types": SERIOUS_TYPES, "treated": SERIOUS_OUTCOMES, "disposition": {DEATH}}
    return bool(said & grave.get(field, set()))
