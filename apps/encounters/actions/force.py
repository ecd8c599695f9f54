"""The officer's part: whether force was used or anybody was hurt, in at most six short answers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from apps.common.clock import now
from apps.common.errors import Code
from apps.encounters.actions.common import VISIT, Held, append, call_supervisors, hold, keep_late, tell
from apps.encounters.actions.following import settle
from apps.encounters.events import EncounterChanged
from apps.encounters.models import Amendment, ForceReport
from apps.encounters.transitions import signed
from apps.incidents.actions.timeline import happened_at
from apps.involvement import actions as involvement
from apps.outbox.commands import QUEUE, AlreadyApplied, Merged, action
from apps.outbox.record import record

OFFICERS: Final = ("force", "types", "reason", "injured", "treated", "restraint", "weapon", "report_number")
"""What an officer says, and later amends."""

EMPTY: Final[Mapping[str, Any]] = {
    name: [] if name in ("types", "injured") else "" for name in OFFICERS if name != "force"
}

UNDO_WITHIN: Final = timedelta(seconds=10)
"""How long a report may be replaced as if it had not been said: the undo of every tap."""


@action("encounter.report_force", offline=QUEUE)
def report_force(*, encounter_id: UUID, said: Mapping[str, Any], by: Any) -> Any:
    """File the officer's part whole, also after the clinician has signed. The same again changes nothing.

    Said again within ten seconds it is replaced; later, while the visit is unsigned, what it was is kept beside it.
    `force` None takes it back: it is as open as before anybody answered, and may be filed anew at any time. Where the
    signature came between, what it was is kept beside it.
    After the signature only that undo and the report number may follow: raises Conflict (ENCOUNTER_SIGNED) otherwise.
    """
    held = hold(by, encounter_id, "encounter.report_force")
    encounter = held.encounter
    whole = {**EMPTY, **said} if said.get("force") else {**EMPTY, "force": ""}
    if held.has_left:
        keep_late(encounter, Amendment.Part.OFFICER, said, by)
        tell(EncounterChanged(encounter.id, encounter.version), encounter)
        return Merged(encounter, Code.KEPT_LATE)
    there = ForceReport.objects.select_for_update().filter(id=encounter.id).first()
    changed = [name for name in OFFICERS if there is None or getattr(there, name) != whole[name]]
    if not changed or (there is None and not whole["force"]):
        raise AlreadyApplied(encounter)
    was_serious = there is not None and there.is_serious
    report = _file(held, whole, by) if there is None else _replace(held, there, whole, changed, by)
    encounter.bump()
    record(by, "encounter.force_reported", encounter, fields=changed)
    settle(encounter)
    tell(EncounterChanged(encounter.id, encounter.version), encounter)
    if report.is_serious and not was_serious:
        call_supervisors(encounter)
    return encounter


def _file(held: Held, whole: Mapping[str, Any], by: Any) -> ForceReport:
    encounter = held.encounter
    report = ForceReport.objects.create(
        id=encounter.id, encounter=encounter, by_id=by.id, filed_at=happened_at(), **whole
    )
    involvement.begin(user_ids=[by.id], obj=report, basis=VISIT)
    return report


def _replace(held: Held, report: ForceReport, whole: Mapping[str, Any], changed: list[str], by: Any) -> ForceReport:
    encounter = held.encounter
    only_number = changed == ["report_number"] and not report.report_number
    is_undo = not whole["force"] and _is_young(report)
    is_anew = not report.is_filed
    if encounter.is_signed and not (only_number or is_undo or is_anew):
        raise signed(encounter)
    if not (only_number or is_anew or (_is_young(report) and not encounter.is_signed)):
        for name in changed:
            append(encounter, Amendment.Part.OFFICER, name, getattr(report, name), whole[name], by)
    for name in changed:
        setattr(report, name, whole[name])
    if is_anew:
        report.by, report.filed_at, report.received_at = by, happened_at(), now()
        changed = [*changed, "by", "filed_at", "received_at"]
    report.bump(*changed)
    return report


def _is_young(report: ForceReport) -> bool:
    """Whether ten seconds have not passed, by the phone's own two times (offline) or by ours."""
    by_phone = happened_at() - report.filed_at
    return timedelta() <= by_phone <= UNDO_WITHIN or now() - report.received_at <= UNDO_WITHIN
