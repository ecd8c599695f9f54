"""What the actions of dispatch share: locking in house order, going on, ending, telling."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from apps.common.clock import now, stamp
from apps.common.errors import Code, Conflict
from apps.common.lookup import get_or_404, lock_or_404
from apps.dispatch import queries
from apps.dispatch.events import IncidentHidden, IncidentShown
from apps.dispatch.models import Assignment, Response
from apps.dispatch.queries.fit import STAGED, need_of
from apps.dispatch.queries.shapes import KEPT_FOR_FIELD
from apps.dispatch.transitions import check
from apps.incidents.actions.timeline import happened_at, note, people_to_tell, tell
from apps.incidents.models import Entry, Incident
from apps.incidents.queries import streams_of
from apps.involvement import actions as involvement
from apps.involvement.models import Involvement
from apps.outbox.commands import Merged, on_constraint
from apps.outbox.publish import board_stream, publish, user_stream
from apps.outbox.record import record
from apps.teams import actions as teams
from apps.teams.models import Team

on_constraint("one_active_assignment_per_team", Code.TEAM_TAKEN, "This team is on an assignment already.")
on_constraint("dispatch_assignment_pkey", Code.ALREADY_EXISTS, "This assignment is already here.")

NEWEST_LINES: Final = 30
"""How many lines of what was said before go to a phone together with the order."""

SAID: Final = (Entry.Kind.REMARK, Entry.Kind.TOLD, Entry.Kind.LEVEL, Entry.Kind.STAGING, Entry.Kind.CLEAR)


@dataclass
class Held:
    """An assignment with its team and incident, all three locked."""

    assignment: Assignment
    team: Team
    incident: Incident


def hold(by: Any, assignment_id: UUID) -> Held:
    """Lock team, incident and assignment, in house order; NotFound for what this person may not know of."""
    seen = get_or_404(queries.known_to(by), assignment_id)
    team = Team.objects.select_for_update().get(id=seen.team_id)
    incident = Incident.objects.select_for_update(of=("self",)).get(id=seen.incident_id)
    return Held(lock_or_404(queries.known_to(by), assignment_id), team, incident)


def refuse_ended(assignment: Assignment) -> None:
    """Raise Conflict when the team is no longer on it, saying how that came and by whom."""
    if assignment.is_active:
        return
    raise Conflict(
        Code.ASSIGNMENT_ENDED, "This assignment is over.", **how_it_stands(assignment), version=assignment.version
    )


def how_it_stands(assignment: Assignment) -> dict[str, Any]:
    """The status, since when, and by whom: for somebody who has written something else meanwhile."""
    who = assignment.status_by
    return {
        "status": assignment.status,
        "at": stamp(assignment.ended_at or assignment.status_at),
        "by": who.id if who else None,
        "by_name": who.get_short_name() if who else "",
    }


def keep_in_timeline(held: Held, by: Any, what: str, words: str = "", **facts: Any) -> Merged:
    """Keep what came too late to be so: a line with its true time and how it stood by then. Nothing else changes."""
    assignment, team = held.assignment, held.team
    told: dict[str, Any] = {"what": what, "current": assignment.status, **facts}
    line: dict[str, Any] = {"assignment": assignment.id, "team": team.id, "team_name": team.name}
    note(held.incident, Entry.Kind.LATE, by, words, **line, **told)
    record(by, "assignment.kept_in_timeline", assignment, **told)
    return Merged(assignment, Code.KEPT_IN_TIMELINE, how_it_stands(assignment))


def go(assignment: Assignment, to: str, action: str, by: Any, *, undoable: bool = False) -> list[str]:
    """Set the status if this action leads there; answers the fields that changed."""
    check(assignment, to, action)
    assignment.status_before = assignment.status if undoable else ""
    assignment.status = to
    assignment.status_at = happened_at()
    assignment.status_received_at = now()
    assignment.status_by = None if by.is_system else by
    return ["status", "status_at", "status_received_at", "status_by", "status_before"]


def end(held: Held, fields: Iterable[str], reason: str = "") -> None:
    """The team is free: involvement ends, and the incident leaves its phones. After go() to a last status."""
    assignment, members = held.assignment, queries.members_of(held.assignment)
    assignment.ended_at = now()
    assignment.end_reason = reason
    assignment.bump(*fields, "ended_at", "end_reason")
    # Also of whoever opened it in the field: it was theirs because their team was on it.
    for basis in (Involvement.Basis.ASSIGNMENT, Involvement.Basis.OPENED):
        involvement.end(user_ids=members, obj=held.incident, basis=basis)
    # No longer theirs to see: what reaches these phones about the incident is a tombstone.
    tell(IncidentHidden(held.incident.id, held.incident.version), held.incident, members)
    _hide_earlier(held, members)
    teams.tell_changed(team=held.team)


def _hide_earlier(held: Held, members: Iterable[UUID]) -> None:
    """Earlier orders to the same incident: a phone that was shown one in full meanwhile loses its facts again."""
    over = Assignment.objects.filter(incident=held.incident, ended_at__gt=now() - KEPT_FOR_FIELD)
    for earlier in over.exclude(id=held.assignment.id):
        people = {*members} & {*queries.members_of(earlier)}
        to = sorted(user_stream(user_id) for user_id in people)
        if to:
            publish(IncidentHidden(earlier.id, earlier.version), about=earlier, to=to)


def revive(held: Held) -> None:
    """What was ended by mistake goes on; Conflict when the team is elsewhere or the incident closed by now."""
    refuse_closed(held.incident)
    refuse_taken(held.team, held.incident)
    held.assignment.ended_at, held.assignment.end_reason = None, ""
    begin_for(held.incident, queries.members_of(held.assignment))


def begin_for(incident: Incident, members: Iterable[UUID]) -> None:
    """These people have to do with the incident because they were sent."""
    involvement.begin(user_ids=members, obj=incident, basis=Involvement.Basis.ASSIGNMENT)


def refuse_closed(incident: Incident) -> None:
    """Raise Conflict when the incident is closed."""
    if not incident.is_open:
        raise Conflict(Code.INCIDENT_CLOSED, "This incident is closed.", version=incident.version)


def refuse_taken(team: Team, incident: Incident) -> None:
    """Raise Conflict when the team is on something, saying on what, since when, and who was faster."""
    there = queries.active().filter(team=team).select_related("sent_by").first()
    if there is None:
        return
    same = there.incident_id == incident.id
    raise Conflict(
        Code.ALREADY_SENT if same else Code.TEAM_TAKEN,
        "Somebody was faster.",
        **who_sent(there, team),
    )


def who_sent(there: Assignment, team: Team) -> dict[str, Any]:
    """What a dispatcher is told about the one who was faster."""
    return {
        "assignment": there.id,
        "incident": there.incident_id,
        "team": team.id,
        "team_name": team.name,
        "by": there.sent_by_id,
        "by_name": there.sent_by.get_short_name(),
        "at": stamp(there.sent_at),
    }


def announce(event: Any, assignment: Assignment, incident: Incident, *, alert: Iterable[UUID] = ()) -> None:
    """Show the assignment to the board and its members, to those in `alert` as an alert."""
    publish(
        event,
        about=assignment,
        to=streams_of(incident, queries.members_of(assignment)),
        alert=alert,
        echo=board_stream(incident.programme_id),
    )


def show_incident(incident: Incident, members: Iterable[UUID]) -> None:
    """Put the incident and what was said about it on these phones, which did not know of it.

    The incident itself also goes to everybody who is on it already: it names the teams that were sent.
    """
    people = sorted(members)
    tell(IncidentShown(incident.id, incident.version), incident, sorted({*people, *people_to_tell(incident)}))
    lines = Entry.objects.filter(incident=incident, kind__in=SAID).order_by("-received_at", "-id")[:NEWEST_LINES]
    for line in lines:
        publish(IncidentShown(line.id, line.version), about=line, to=[user_stream(user_id) for user_id in people])


def follow(assignment: Assignment, incident: Incident) -> list[str]:
    """Take over level and staging from the incident; answers the fields that changed.

    A higher level asks for caution anew: what was clear to approach before is so no longer.
    """
    staged = must_stage(incident)
    raised = (incident.level or 0) > (assignment.level or 0)
    wanted: dict[str, Any] = {"level": incident.level, "provisional": incident.provisional}
    if staged and not assignment.staged:
        wanted |= {"staged": True, "clear_at": None, "clear_by_id": None}
    elif staged and raised:
        wanted |= {"clear_at": None, "clear_by_id": None}
    changed = [name for name, value in wanted.items() if getattr(assignment, name) != value]
    for name in changed:
        setattr(assignment, name, wanted[name])
    return ["clear_by" if name == "clear_by_id" else name for name in changed]


def must_stage(incident: Incident) -> bool:
    """Whether teams wait for a word before they approach: level 4, unless a person said otherwise, or by order."""
    return need_of(incident).staged


def was_held_later(incident: Incident) -> bool:
    """Whether teams were told to hold back after the command at hand was given, by the device's time."""
    told = Q(kind=Entry.Kind.HOLD) | Q(kind=Entry.Kind.STAGING, facts__staged=True)
    raised = Q(kind=Entry.Kind.LEVEL, facts__level=STAGED, facts__has_key="previous")
    return Entry.objects.filter(told | raised, incident=incident, occurred_at__gt=happened_at()).exists()


def own_response(assignment: Assignment, by: Any) -> Response:
    """The row in which this member answers."""
    return assignment.responses.select_for_update().get(user_id=by.id)
