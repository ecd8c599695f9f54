"""Send a team: by the board, elsewhere than before, or by the team itself when it meets somebody."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.errors import Code, Conflict, NotFound
from apps.common.lookup import get_or_404, lock_or_404
from apps.dispatch import queries
from apps.dispatch.actions.common import (
    Held,
    announce,
    begin_for,
    end,
    go,
    refuse_closed,
    refuse_ended,
    refuse_taken,
    show_incident,
    who_sent,
)
from apps.dispatch.events import AssignmentEnded, Diverted, StartedOwn, TeamSent
from apps.dispatch.models import Assignment, Response
from apps.dispatch.queries.fit import Need, fit_of, need_of, sends_police
from apps.dispatch.transitions import DIVERT
from apps.incidents import queries as incidents
from apps.incidents.actions import decide_by_sending, note, open_incident
from apps.incidents.actions.timeline import happened_at
from apps.incidents.models import Entry, Incident
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, action
from apps.outbox.record import record
from apps.teams import actions as team_actions
from apps.teams import queries as teams
from apps.teams.models import Team
from apps.teams.queries import Standing


@action("assignment.send", offline=NEVER)
def send_team(
    *,
    assignment_id: UUID,
    incident_id: UUID,
    team_id: UUID,
    override_reason: str = "",
    sends_police: bool = False,
    by: Any,
) -> Assignment:
    """Send one team to one incident. Repeating it changes nothing.

    Raises Conflict: `team_taken` or `already_sent` naming who was faster, `team_not_suitable` with the refusals,
    `team_sends_police` with the person's wish. A reason lifts what may be overridden, and sends a second team.
    """
    team = lock_or_404(teams.visible_to(by), team_id)
    incident = lock_or_404(incidents.visible_to(by), incident_id)
    allow(by, "assignment.send", incident)
    _refuse_repeat(assignment_id, team_id, incident_id)
    return _send(
        assignment_id,
        incident,
        team,
        by,
        reason=override_reason.strip(),
        chose_police=sends_police,
        event=TeamSent,
    )


@action("assignment.divert", offline=NEVER)
def divert(
    *,
    assignment_id: UUID,
    new_id: UUID,
    incident_id: UUID,
    override_reason: str = "",
    sends_police: bool = False,
    by: Any,
) -> Assignment:
    """Send a team elsewhere than it was sent: ends the one assignment and makes the other, or neither."""
    seen = get_or_404(queries.known_to(by), assignment_id)
    team = lock_or_404(teams.visible_to(by), seen.team_id)
    both = incidents.visible_to(by).filter(id__in={seen.incident_id, incident_id})
    found = {row.id: row for row in both.order_by("id").select_for_update(of=("self",))}
    assignment = lock_or_404(queries.known_to(by), assignment_id)
    allow(by, "assignment.divert", assignment)
    if incident_id not in found:
        raise NotFound
    _refuse_repeat(new_id, team.id, incident_id)
    refuse_ended(assignment)
    if incident_id == seen.incident_id:
        raise Conflict(Code.ALREADY_SENT, "The team is on this incident.", **who_sent(assignment, team))
    held = Held(assignment, team, found[seen.incident_id])
    end(held, go(assignment, Assignment.Status.DIVERTED, DIVERT, by))
    announce(AssignmentEnded(assignment.id, assignment.version), assignment, held.incident)
    note(held.incident, Entry.Kind.DIVERTED, by, team=team.id, team_name=team.name, to=incident_id)
    record(by, "assignment.diverted", assignment, team=team.id, to=incident_id)
    return _send(
        new_id,
        found[incident_id],
        team,
        by,
        reason=override_reason.strip(),
        chose_police=sends_police,
        event=Diverted,
    )


@action("assignment.start_own", offline=QUEUE)
def start_own(
    *,
    assignment_id: UUID,
    incident_id: UUID,
    fields: Mapping[str, Any] | None = None,
    status: str = Assignment.Status.ON_SCENE,
    by: Any,
) -> Assignment:
    """A team begins an incident itself: opens it and is on it at once. Its other members are alerted.

    Raises Conflict when the team is on an assignment already. Works for an incident that this person has opened.
    """
    allow(by, "assignment.start_own")
    shift = teams.open_shift_of(by.id)
    if shift is None or not shift.is_confirmed:
        raise Conflict(Code.NOT_ON_SHIFT, "Start a shift first.")
    team = lock_or_404(teams.visible_to(by), shift.team_id)
    _refuse_repeat(assignment_id, team.id, incident_id)
    incident = incidents.visible_to(by).filter(id=incident_id).select_for_update(of=("self",)).first()
    if incident is None:
        incident = open_incident(id=incident_id, by=by, fields=fields)
    refuse_closed(incident)
    refuse_taken(team, incident)
    standing = teams.standing_of([team])[team.id]
    assignment = _create(assignment_id, incident, standing, by, status=status, self_started=True)
    mine = assignment.responses.get(user_id=by.id)
    mine.answer, mine.answered_at = Response.Answer.ACCEPTED, assignment.sent_at
    mine.bump("answer", "answered_at")
    note(incident, Entry.Kind.SENT, by, **_line(assignment, standing), own=True, status=status)
    record(by, "assignment.started_own", assignment, incident=incident.id, team=team.id)
    _announce_new(StartedOwn, assignment, incident, standing, but=by.id)
    return assignment


def _send(
    assignment_id: UUID,
    incident: Incident,
    team: Team,
    by: Any,
    *,
    reason: str,
    chose_police: bool,
    event: type[TeamSent | Diverted],
) -> Assignment:
    refuse_closed(incident)
    refuse_taken(team, incident)
    if not reason:
        _refuse_second(incident)
    need, standing = need_of(incident), teams.standing_of([team])[team.id]
    _refuse_unfit(need, standing, reason)
    police = sends_police(need, standing)
    if police and not chose_police:
        raise Conflict(Code.TEAM_SENDS_POLICE, "This sends police.", wish=need.wish, level=need.level)
    decide_by_sending(incident, by)
    assignment = _create(assignment_id, incident, standing, by, need=need, reason=reason, sends_police=police)
    note(
        incident,
        Entry.Kind.SENT,
        by,
        reason,
        **_line(assignment, standing),
        level=need.level,
        provisional=need.provisional,
        sends_police=police,
        wish=need.wish if police else "",
    )
    record(
        by,
        "assignment.sent",
        assignment,
        incident=incident.id,
        team=team.id,
        level=need.level,
        provisional=need.provisional,
        sends_police=police,
        overridden=bool(reason),
    )
    _announce_new(event, assignment, incident, standing)
    return assignment


def _create(
    assignment_id: UUID,
    incident: Incident,
    standing: Standing,
    by: Any,
    *,
    need: Need | None = None,
    reason: str = "",
    sends_police: bool = False,
    status: str = Assignment.Status.ASSIGNED,
    self_started: bool = False,
) -> Assignment:
    at = happened_at()
    assignment = Assignment(
        id=assignment_id,
        incident=incident,
        team=standing.team,
        status=status,
        status_at=at,
        level=incident.level,
        provisional=incident.provisional,
        staged=need.staged if need else False,
        sent_by=by,
        sent_at=at,
        self_started=self_started,
        sends_police=sends_police,
        override_reason=reason,
    )
    assignment.save(force_insert=True)
    Response.objects.bulk_create(
        Response(assignment=assignment, user_id=shift.user_id, role=shift.role) for shift in standing.members
    )
    begin_for(incident, [shift.user_id for shift in standing.members])
    return assignment


def _announce_new(
    event: type[TeamSent | Diverted | StartedOwn],
    assignment: Assignment,
    incident: Incident,
    standing: Standing,
    *,
    but: UUID | None = None,
) -> None:
    members = [shift.user_id for shift in standing.members]
    told = event(assignment.id, assignment.version)
    announce(told, assignment, incident, alert=[user_id for user_id in members if user_id != but])
    show_incident(incident, members)
    team_actions.tell_changed(team=standing.team)


def _line(assignment: Assignment, standing: Standing) -> dict[str, Any]:
    """What the timeline keeps of a sending."""
    return {
        "assignment": assignment.id,
        "team": standing.team.id,
        "team_name": standing.team.name,
        "members": [str(shift.user_id) for shift in standing.members],
    }


def _refuse_repeat(assignment_id: UUID, team_id: UUID, incident_id: UUID) -> None:
    there = Assignment.objects.filter(id=assignment_id).first()
    if there is None:
        return
    if (there.team_id, there.incident_id) == (team_id, incident_id):
        raise AlreadyApplied(there)
    raise Conflict(Code.ALREADY_EXISTS, "This assignment is already here.")


def _refuse_second(incident: Incident) -> None:
    """Two dispatchers, one incident: the second is told who was faster; a second team goes with a reason."""
    there = queries.active_of(incident.id).select_related("sent_by", "team").first()
    if there is not None:
        raise Conflict(Code.ALREADY_SENT, "A team has been sent already.", **who_sent(there, there.team))


def _refuse_unfit(need: Need, standing: Standing, reason: str) -> None:
    left = fit_of(need, standing, engaged=False).stands(reason)
    if left:
        raise Conflict(Code.TEAM_NOT_SUITABLE, "This team does not fit.", refusals=left, level=need.level)
