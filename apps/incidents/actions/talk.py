"""What is said about an incident: remarks to everybody on it, and who outside was told."""

from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.errors import Code, Conflict, Invalid
from apps.common.ids import uuid7
from apps.incidents import queries
from apps.incidents.actions.timeline import concerned, note, tell
from apps.incidents.events import IncidentChanged
from apps.incidents.models import Entry
from apps.outbox.commands import QUEUE, AlreadyApplied, Merged, action, on_constraint
from apps.outbox.record import record

on_constraint("incidents_entry_pkey", Code.ALREADY_EXISTS, "This line is already here.")


@action("incident.remark", offline=QUEUE)
def add_remark(*, incident_id: UUID, id: UUID, text: str, by: Any) -> Entry | Merged:  # noqa: A002  (as in the body)
    """Say something to everybody on the incident. It is never changed; the same id again changes nothing.

    What somebody said while on it and could only send later is kept and marked as late.
    """
    return _say(incident_id, id, Entry.Kind.REMARK, text, by, "incident.remark")


@action("incident.told", offline=QUEUE)
def note_told(
    *,
    incident_id: UUID,
    whom: str,
    by: Any,
    words: str = "",
    id: UUID | None = None,  # noqa: A002  (as in the body)
) -> Entry | Merged:
    """Keep that somebody outside was told (ambulance, police, CAD, crisis line), by whom and when."""
    return _say(incident_id, id or uuid7(), Entry.Kind.TOLD, words, by, "incident.told", whom=whom)


def _say(
    incident_id: UUID, entry_id: UUID, kind: str, text: str, by: Any, asked: str, **facts: Any
) -> Entry | Merged:
    if kind == Entry.Kind.REMARK and not text.strip():
        raise Invalid(Code.INVALID, "There is nothing in it.", fields=["text"])
    incident, has_left = concerned(incident_id, by)
    if not has_left:
        allow(by, asked, incident)
    there = Entry.objects.filter(id=entry_id).first()
    if there is not None:
        if there.incident_id == incident.id and there.by_id == by.id:
            raise AlreadyApplied(there)
        raise Conflict(Code.ALREADY_EXISTS, "This line is already here.")
    if has_left or not incident.is_open:
        facts["late"] = True
    people = queries.people_to_tell(incident)
    entry = note(incident, kind, by, text, entry_id=entry_id, people=people, **facts)
    record(by, asked, incident, entry=entry.id, **facts)
    # How many remarks there are is part of the incident.
    tell(IncidentChanged(incident.id, incident.version), incident, people)
    return Merged(entry, Code.KEPT_LATE) if has_left else entry
