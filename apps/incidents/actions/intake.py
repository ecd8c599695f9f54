"""Take a call in: open an incident and write what is known of it, as it is typed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from apps.access import allow, refuse_fields
from apps.access.roles import BOARD
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid
from apps.common.keys import block_key, number_key, place_key
from apps.incidents import queries
from apps.incidents.actions.marks import mark
from apps.incidents.actions.timeline import concerned, happened_at, note, programme_for, tell
from apps.incidents.events import IncidentChanged, IncidentOpened, PlaceChanged
from apps.incidents.models import Entry, Incident, NumberLine
from apps.incidents.policies import CLASS_OF
from apps.incidents.transitions import still_open
from apps.involvement.actions import begin
from apps.involvement.models import Involvement
from apps.outbox.commands import QUEUE, AlreadyApplied, Merged, action, current_op, on_constraint
from apps.outbox.merging import refuse_clash, three_way
from apps.outbox.publish import publish
from apps.outbox.record import record

EDITABLE: Final = (
    "place",
    "place_detail",
    "area",
    "call_back",
    "caller_name",
    "caller_relation",
    "person_name",
    "person_age",
    "language",
    "words",
    "hazards",
    "external_id",
)
"""What intake writes; everything else of an incident follows from other actions."""

MERGE_WITHIN: Final = timedelta(minutes=2)
"""Changes that one person types within this time are one line of the timeline."""

on_constraint("one_incident_per_external_id", Code.ALREADY_EXISTS, "This call is already here.")
on_constraint("incidents_incident_pkey", Code.ALREADY_EXISTS, "This incident is already here.")


@action("incident.create", offline=QUEUE)
def open_incident(
    *,
    id: UUID,  # noqa: A002  (made by the client, named as in the body)
    by: Any,
    fields: Mapping[str, Any] | None = None,
    source: str = "",
    programme_id: UUID | None = None,
    feed: str = "",
    external_id: str = "",
    codes: Mapping[str, str] | None = None,
) -> Incident:
    """Open an incident with whatever is known of it, be it nothing. Only a system actor names the programme.

    Field staff on shift open one for whom they meet; they have to do with it from then on. The same id again
    changes nothing. Raises Conflict (ALREADY_EXISTS) for another's id or a call that is already here.
    """
    allow(by, "incident.create")
    known = _checked({**(fields or {}), **({"external_id": external_id} if external_id else {})})
    there = queries.visible_to(by).filter(id=id).first()
    if there is not None:
        raise AlreadyApplied(there)
    if Incident.objects.filter(id=id).exists():
        raise Conflict(Code.ALREADY_EXISTS, "This incident is already here.")
    in_field = not by.is_system and not by.roles & BOARD
    incident = Incident(
        id=id,
        programme_id=programme_for(by, programme_id),
        source=Incident.Source.FIELD if in_field else source or Incident.Source.INTAKE,
        opened_by_id=by.id,
        opened_at=happened_at(),
        feed=feed,
        codes=dict(codes or {}),
    )
    _write(incident, known)
    incident.number = next_numbers(incident.programme_id, 1)
    incident.save(force_insert=True)
    if in_field:
        begin(user_ids=[by.id], obj=incident, basis=Involvement.Basis.OPENED)
    people = [by.id] if in_field else []
    note(incident, Entry.Kind.OPENED, by, people=people, source=incident.source, fields=sorted(known))
    record(by, "incident.opened", incident, source=incident.source, fields=sorted(known))
    tell(IncidentOpened(incident.id, incident.version), incident, people)
    return incident


def next_numbers(programme_id: UUID, count: int) -> int:
    """Take `count` numbers of a programme; answers the first. Waits only for others who open incidents there."""
    table = NumberLine._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS line (programme_id, last) VALUES (%s, %s)"
            " ON CONFLICT (programme_id) DO UPDATE SET last = line.last + EXCLUDED.last RETURNING last",
            [programme_id, count],
        )
        last: int = cursor.fetchone()[0]
    return last - count + 1


@action("incident.change", offline=QUEUE)
def change_incident(*, incident_id: UUID, fields: Mapping[str, Any], by: Any) -> Incident | Merged:
    """Write some fields of an open incident, as they are typed. What is so already changes nothing.

    With a base version it goes in beside what others have written since, all of it or nothing: raises NeedsReview
    (CHANGED_MEANWHILE) naming the fields that somebody has changed otherwise. From somebody who is no longer on it,
    it is a line of the timeline. A changed place is an alert to everybody on the way.
    """
    incident, has_left = concerned(incident_id, by, lock=True)
    if has_left:
        return _keep_late(incident, _checked(fields), by)
    allow(by, "incident.change", incident)
    refuse_fields(by, incident, fields, CLASS_OF["Incident"])
    still_open(incident)
    merge = three_way(incident, _checked(fields), by)
    refuse_clash(incident, merge.clash)
    if not merge.goes_in and not merge.same:
        raise AlreadyApplied(incident)
    if merge.goes_in:
        _change(incident, merge.goes_in, by)
    if not merge.is_late:
        return incident
    return Merged(incident, data={"kept": sorted(merge.goes_in), "theirs": merge.same})


def _change(incident: Incident, changed: Mapping[str, Any], by: Any) -> None:
    """Write these fields of a locked incident, and tell everybody concerned."""
    old_place = incident.place
    written = _write(incident, changed)
    mark(incident, changed, by)
    incident.bump(*written, "field_marks")
    people = queries.people_to_tell(incident)
    _note_change(incident, changed, by, people, old_place)
    record(by, "incident.changed", incident, fields=sorted(changed))
    if "place" in changed and queries.has_team(incident):
        others = [user_id for user_id in people if user_id != by.id]
        tell(PlaceChanged(incident.id, incident.version), incident, people, alert=others)
    else:
        tell(IncidentChanged(incident.id, incident.version), incident, people)


def _keep_late(incident: Incident, sent: Mapping[str, Any], by: Any) -> Merged:
    """Keep what somebody wrote while on it and could only send later: a line for each field, and nothing changes."""
    lines = [
        note(incident, Entry.Kind.FIELD_CHANGED, by, "" if value is None else str(value), fields=[name], late=True)
        for name, value in sorted(sent.items())
    ]
    record(by, "incident.change_kept_late", incident, fields=sorted(sent))
    return Merged(lines[0] if lines else None, Code.KEPT_LATE)


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(fields) - set(EDITABLE))
    if unknown:
        raise Invalid(Code.INVALID, "Intake does not write these.", fields=unknown)
    return dict(fields)


def _write(incident: Incident, values: Mapping[str, Any]) -> list[str]:
    """Set the values and the keys that follow from them; answers every field that was set."""
    written = {**values}
    if "place" in values:
        written |= {"place_key": place_key(values["place"]), "block_key": block_key(values["place"])}
    if "call_back" in values:
        written["call_back_key"] = number_key(values["call_back"])
    for name, value in written.items():
        setattr(incident, name, value)
    return list(written)


def _note_change(incident: Incident, changed: Mapping[str, Any], by: Any, people: list[UUID], old_place: str) -> None:
    """One line per spell of typing; a changed place is a line of its own with the old one."""
    rest = sorted(set(changed) - {"place"})
    if "place" in changed and old_place and queries.has_team(incident):
        note(incident, Entry.Kind.FIELD_CHANGED, by, old_place, people=people, fields=["place"], moved=True)
    elif "place" in changed:
        rest = sorted(changed)
    if rest and not _merged(incident, rest, by, people):
        note(incident, Entry.Kind.FIELD_CHANGED, by, people=people, fields=rest)


def _merged(incident: Incident, fields: list[str], by: Any, people: list[UUID]) -> bool:
    """Whether the newest line is this person's and so young that these fields belong to it."""
    last = Entry.objects.filter(incident=incident).order_by("-received_at", "-id").first()
    if (
        last is None
        or last.kind not in (Entry.Kind.FIELD_CHANGED, Entry.Kind.OPENED)
        or {"moved", "late"} & set(last.facts)
    ):
        return False
    op = current_op()
    same_hand = last.by_id == by.id and last.device_id == op.device_id
    if not same_hand or not _close(last.occurred_at, op.occurred_at or now()):
        return False
    known = set(last.facts.get("fields", []))
    if not set(fields) <= known:
        last.facts["fields"] = sorted(known | set(fields))
        last.bump("facts")
        # The line is not new, so no EntryAdded; but whoever holds it gets the longer one.
        publish(
            IncidentChanged(incident.id, incident.version),
            about=last,
            to=queries.streams_of(incident, people),
        )
    return True


def _close(one: datetime, other: datetime) -> bool:
    return abs(other - one) < MERGE_WITHIN
