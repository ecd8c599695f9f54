"""Write the timeline and tell everybody concerned. Called inside actions, also by dispatch inside its own."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from apps.common.clock import now
from apps.common.errors import Code, Invalid, NotFound
from apps.common.ids import uuid7
from apps.incidents import queries
from apps.incidents.events import EntryAdded
from apps.incidents.models import Entry, Incident
from apps.outbox.commands import Op, current_op
from apps.outbox.publish import board_stream, publish

CLOCK_OFF: Final = timedelta(minutes=2)
"""A time by a clock further off than this is kept as claimed and marked (architecture §6)."""


def happened_at() -> datetime:
    """When the command was given by its device, but never later than now: rules must not trust a fast clock."""
    return min(current_op().occurred_at or now(), now())


def claimed_times() -> list[datetime]:
    """When the command was given, as claimed, and as it was if the device's measured clock made the claim."""
    op, claimed = current_op(), happened_at()
    if not op.clock_offset_ms:
        return [claimed]
    try:
        by_our_clock = (op.occurred_at or now()) - timedelta(milliseconds=op.clock_offset_ms)
    except OverflowError:  # a clock off by millennia says nothing
        return [claimed]
    return [claimed, min(by_our_clock, now())]


def clock_off_s(op: Op, received: datetime) -> int | None:
    """Seconds that the device's clock was ahead of ours (behind: negative), where that is beyond 2 minutes."""
    measured = timedelta(milliseconds=op.clock_offset_ms or 0)
    ahead = (op.occurred_at or received) - received  # nothing happens later than it arrives
    off = measured if abs(measured) > CLOCK_OFF else ahead
    return round(off.total_seconds()) if off > CLOCK_OFF or measured < -CLOCK_OFF else None


def concerned(incident_id: UUID, by: Any, *, lock: bool = False) -> tuple[Incident, bool]:
    """The incident, and whether this person is no longer on it but was when the command was given.

    Such a command is kept in the timeline for whose incident it is, and changes nothing. NotFound for all others.
    """
    rows = queries.visible_to(by).filter(pk=incident_id)
    incident = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if incident is not None:
        return incident, False
    left = queries.left_by(by, incident_id, claimed_times())
    if left is None:
        raise NotFound
    return left, True


def programme_for(by: Any, named: UUID | None) -> UUID:
    """The programme a person works in; a system actor has to name one. Raises Invalid where there is none."""
    programme_id: UUID | None = named if by.is_system else by.programme_id
    if programme_id is None:
        raise Invalid(Code.INVALID, "In which programme?", fields=["programme_id"])
    return programme_id


def people_to_tell(incident: Incident) -> list[UUID]:
    """Everybody who has to do with this incident now; the board hears of everything anyway."""
    return queries.people_to_tell(incident)


def note(
    incident: Incident,
    kind: str,
    by: Any,
    text: str = "",
    *,
    entry_id: UUID | None = None,
    people: Iterable[UUID] | None = None,
    **facts: Any,
) -> Entry:
    """Append one line to the timeline, with both times, and send it to the board and the people concerned.

    `facts` are codes, ids and numbers; a `sent` line carries `assignment=<its id>`. `people` spares the query for
    them, or adds those whose involvement has just ended. Inside the runner only.
    """
    op, received = current_op(), now()
    entry = Entry.objects.create(
        id=entry_id or uuid7(),
        incident=incident,
        kind=kind,
        text=text,
        facts={name: str(value) if isinstance(value, UUID) else value for name, value in facts.items()},
        by_id=by.id,
        occurred_at=op.occurred_at or received,
        received_at=received,
        device_id=op.device_id,
        clock_off_s=clock_off_s(op, received),
    )
    concerned = queries.people_to_tell(incident) if people is None else people
    publish(EntryAdded(entry.id, entry.version, incident.id), about=entry, to=queries.streams_of(incident, concerned))
    return entry


def tell(event: Any, incident: Incident, people: Iterable[UUID], *, alert: Iterable[UUID] = ()) -> None:
    """Send the incident itself to the board and these people, to those in `alert` as an alert."""
    publish(
        event,
        about=incident,
        to=queries.streams_of(incident, people),
        alert=alert,
        echo=board_stream(incident.programme_id),
    )
