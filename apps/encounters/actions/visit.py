"""Begin a visit, write the clinician's part of it, sign it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from apps.common.clock import now
from apps.common.errors import Code, Invalid
from apps.encounters import queries
from apps.encounters.actions.common import Held, call_supervisors, hold, keep_late, tell, tell_helped
from apps.encounters.actions.dispositions import version_for
from apps.encounters.actions.following import let_go_of_person
from apps.encounters.events import EncounterChanged, EncounterSigned, HelpedNoted
from apps.encounters.models import Amendment, Encounter
from apps.encounters.starting_list import DEATH, WHEN_NOBODY_WAS_MET
from apps.encounters.transitions import SIGN, WRITE, check
from apps.incidents.actions import note
from apps.incidents.actions.timeline import CLOCK_OFF, happened_at
from apps.incidents.models import Entry
from apps.outbox.commands import QUEUE, AlreadyApplied, Merged, action, current_op
from apps.outbox.merging import changed_since_base, mark, refuse_clash, three_way
from apps.outbox.record import record

CLINICIANS: Final = (
    *("contact", "contact_at", "transport", "transport_place", "transport_mode"),
    *("reasons", "observed", "protective", "judgement", "judgement_why", "prompts", "helped", "medical"),
    *("disposition", "decided_by", "least_restrictive", "why_not", "note", "owner_next"),
)
"""What a clinician writes, and later amends."""

DECISIONS: Final = frozenset({"judgement", "disposition"})
"""What never merges by itself: one decided apart from the other is looked at by a person (architecture §6)."""

SPOKEN_TO: Final = frozenset({"met", "by_phone"})


@action("encounter.begin", offline=QUEUE)
def begin(*, encounter_id: UUID, by: Any, at: datetime | None = None) -> Encounter:
    """Make the visit of an assignment, by either of the team. That it is there already changes nothing."""
    held = hold(by, encounter_id, "encounter.begin")
    if not held.is_new:
        raise AlreadyApplied(held.encounter)
    if at is not None:
        held.encounter.began_at = at
        held.encounter.save(update_fields=["began_at"])
    return held.encounter


@action("encounter.write", offline=QUEUE)
def write(*, encounter_id: UUID, fields: Mapping[str, Any], by: Any) -> Encounter | Merged:
    """Write some fields of the clinician's part. What is so already changes nothing.

    It goes in beside what others have written since the version that was shown (none: since the beginning), all of it
    or nothing: raises NeedsReview naming what somebody wrote otherwise, also for a judgement or an outcome decided
    apart from the other. Raises Conflict (ENCOUNTER_SIGNED) after the signature. Of somebody who is no longer on it,
    it is kept beside.
    """
    held = hold(by, encounter_id, "encounter.write")
    encounter, sent = held.encounter, dict(fields)
    if held.has_left:
        keep_late(encounter, Amendment.Part.CLINICIAN, sent, by)
        tell(EncounterChanged(encounter.id, encounter.version), encounter)
        return Merged(encounter, Code.KEPT_LATE)
    check(encounter, Encounter.State.OPEN, WRITE)
    merge = three_way(encounter, sent, by, unseen=0)
    refuse_clash(encounter, merge.clash)
    _refuse_decided_apart(encounter, merge.goes_in, by)
    was_shown_older = merge.is_late and current_op().base_version is not None
    if merge.goes_in:
        _write(held, dict(merge.goes_in), by)
    elif not held.is_new and not was_shown_older:
        raise AlreadyApplied(encounter)
    if not was_shown_older:
        return encounter
    return Merged(encounter, data={"kept": sorted(merge.goes_in), "theirs": merge.same})


def _refuse_decided_apart(encounter: Encounter, goes_in: Mapping[str, Any], by: Any) -> None:
    mine = DECISIONS & set(goes_in)
    theirs = DECISIONS & changed_since_base(encounter, by, unseen=0)
    if mine and theirs:
        refuse_clash(encounter, mine | theirs)


def _write(held: Held, changed: dict[str, Any], by: Any) -> None:
    encounter = held.encounter
    before = (encounter.contact, _transported(encounter))
    for name, value in changed.items():
        setattr(encounter, name, value)
    written = [*changed, *_consequences(encounter, changed, by)]
    mark(encounter, changed, by, happened_at())
    encounter.bump(*written, "field_marks")
    _note_facts(encounter, before, by)
    record(by, "encounter.written", encounter, fields=sorted(changed))
    tell(EncounterChanged(encounter.id, encounter.version), encounter)


def _consequences(encounter: Encounter, changed: Mapping[str, Any], by: Any) -> list[str]:
    """Set what follows from these fields; answers their names. Invalid for an outcome not on the list."""
    follows = []
    if "contact_at" in changed:
        ahead = encounter.contact_at - now() if encounter.contact_at else None
        encounter.contact_off_s = round(ahead.total_seconds()) if ahead and ahead > CLOCK_OFF else None
        follows.append("contact_off_s")
    if "disposition" in changed:
        encounter.disposition_row = version_for(encounter, encounter.disposition, by)
        follows.append("disposition_row")
    return follows


def _transported(encounter: Encounter) -> tuple[str, str] | None:
    """Where to and how: what is said of a transport outside of the visit."""
    if encounter.transport in ("", "none"):
        return None
    return encounter.transport_place, encounter.transport_mode


def _note_facts(encounter: Encounter, before: tuple[str, tuple[str, str] | None], by: Any) -> None:
    """Lines of the timeline, which the board and the officer read: operational, without a clinical word."""
    contact, transported = before
    if encounter.contact and encounter.contact != contact:
        note(encounter.incident, Entry.Kind.VISIT, by, encounter=encounter.id, what=encounter.contact)
    now_taken = _transported(encounter)
    if now_taken and now_taken != transported:
        place, mode = now_taken
        note(encounter.incident, Entry.Kind.VISIT, by, encounter=encounter.id, what="transported", place=place,
             mode=mode)  # fmt: skip


@action("encounter.sign", offline=QUEUE)
def sign(*, encounter_id: UUID, by: Any) -> Encounter:
    """Sign the visit: from then on nothing in it is written over. Signed already changes nothing.

    Raises Invalid (ENCOUNTER_INCOMPLETE) naming what is missing, NeedsReview when somebody else has written since the
    version that is signed. A visit that found nobody needs only that.
    """
    held = hold(by, encounter_id, "encounter.sign")
    encounter = held.encounter
    if encounter.is_signed:
        raise AlreadyApplied(encounter)
    if held.has_left:
        raise Invalid(Code.INVALID, "You said that you could not go.", fields=["by"])
    check(encounter, Encounter.State.SIGNED, SIGN)
    if current_op().base_version is not None:
        refuse_clash(encounter, changed_since_base(encounter, by))
    found = _find_nobodys_outcome(encounter, by)
    missing = missing_of(encounter)
    if missing:
        raise Invalid(Code.ENCOUNTER_INCOMPLETE, "Something is missing before it is signed.", fields=missing)
    encounter.state = Encounter.State.SIGNED
    encounter.signed_at, encounter.signed_by = happened_at(), by
    encounter.bump("state", "signed_at", "signed_by", *found)
    let_go_of_person(encounter)
    record(by, "encounter.signed", encounter)
    _tell_signed(encounter)
    return encounter


def missing_of(encounter: Encounter) -> list[str]:
    """What has to be said before it may be signed, as names of fields."""
    if not encounter.contact:
        return ["contact"]
    missing = []
    row = encounter.disposition_row
    if encounter.contact in SPOKEN_TO:
        missing = [name for name in ("judgement", "disposition", "decided_by") if not getattr(encounter, name)]
        if not encounter.least_restrictive and not encounter.why_not.strip():
            missing.append("least_restrictive")
    elif row is not None and row.needs_contact:
        missing.append("disposition")
    if row is not None and row.needs_place and not encounter.transport_place.strip():
        missing.append("transport_place")
    return missing


def _find_nobodys_outcome(encounter: Encounter, by: Any) -> list[str]:
    """A visit that found nobody has its outcome by that, where the list has one; answers the fields set."""
    code = WHEN_NOBODY_WAS_MET.get(encounter.contact)
    if encounter.disposition or code is None:
        return []
    row = queries.disposition_at(encounter.incident.programme_id, code, happened_at())
    if row is None:
        return []
    encounter.disposition, encounter.disposition_row = code, row
    return ["disposition", "disposition_row"]


def _tell_signed(encounter: Encounter) -> None:
    tell(EncounterSigned(encounter.id, encounter.version, encounter.disposition), encounter)
    if encounter.helped:
        event = HelpedNoted(encounter.id, encounter.version, encounter.person_id, list(encounter.helped))
        tell(event, encounter)
        tell_helped(encounter.person_id)
    if encounter.disposition == DEATH:
        call_supervisors(encounter)
