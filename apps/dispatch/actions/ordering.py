"""Orders about a team that is under way: take back, hold, clear to approach, correct a stuck status."""

from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Invalid
from apps.dispatch.actions.common import Held as Locked
from apps.dispatch.actions.common import announce, end, follow, go, hold, refuse_ended, revive, show_incident
from apps.dispatch.events import AlarmTaken, AssignmentCancelled, ClearedToApproach, Held, StatusCorrected
from apps.dispatch.models import Assignment
from apps.dispatch.queries import members_of
from apps.dispatch.transitions import CANCEL, CORRECT, ORDER, check
from apps.incidents.actions import note
from apps.incidents.actions.timeline import happened_at
from apps.incidents.models import Entry
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.outbox.record import record
from apps.teams import actions as teams


@action("assignment.cancel", offline=NEVER)
def cancel(*, assignment_id: UUID, reason: str = "", by: Any) -> Assignment:
    """Take a team back. Its members are alerted, and the incident waits again unless another team is on it."""
    held = hold(by, assignment_id)
    assignment = held.assignment
    allow(by, "assignment.cancel", assignment)
    if assignment.status == Assignment.Status.CANCELLED:
        raise AlreadyApplied(assignment)
    refuse_ended(assignment)
    members, before = members_of(assignment), assignment.status
    end(held, go(assignment, Assignment.Status.CANCELLED, CANCEL, by), reason.strip())
    note(
        held.incident,
        Entry.Kind.CANCELLED,
        by,
        reason.strip(),
        assignment=assignment.id,
        team=held.team.id,
        before=before,
    )
    record(by, "assignment.cancelled", assignment, before=before)
    announce(AssignmentCancelled(assignment.id, assignment.version), assignment, held.incident, alert=members)
    return assignment


@action("assignment.clear_to_approach", offline=NEVER)
def clear_to_approach(*, assignment_id: UUID, by: Any) -> Assignment:
    """Let a staged team go in: the board, or the team's own officer. The other members are alerted."""
    held = hold(by, assignment_id)
    assignment = held.assignment
    allow(by, "assignment.clear_to_approach", assignment)
    refuse_ended(assignment)
    followed = follow(assignment, held.incident)
    if not assignment.must_hold:
        raise AlreadyApplied(assignment)
    assignment.clear_at, assignment.clear_by = happened_at(), by
    assignment.bump(*followed, "clear_at", "clear_by")
    note(held.incident, Entry.Kind.CLEAR, by, assignment=assignment.id, team=held.team.id)
    record(by, "assignment.cleared_to_approach", assignment)
    _alert_others(ClearedToApproach(assignment.id, assignment.version), held, by)
    return assignment


@action("assignment.hold", offline=NEVER)
def hold_back(*, assignment_id: UUID, by: Any) -> Assignment:
    """Make a team wait at the staging point, also one that was clear to approach. The other members are alerted."""
    held = hold(by, assignment_id)
    assignment = held.assignment
    allow(by, "assignment.hold", assignment)
    refuse_ended(assignment)
    if assignment.must_hold:
        raise AlreadyApplied(assignment)
    assignment.staged, assignment.clear_at, assignment.clear_by = True, None, None
    assignment.bump("staged", "clear_at", "clear_by")
    note(held.incident, Entry.Kind.HOLD, by, assignment=assignment.id, team=held.team.id)
    record(by, "assignment.held", assignment)
    _alert_others(Held(assignment.id, assignment.version), held, by)
    return assignment


def _alert_others(event: Any, held: Locked, by: Any) -> None:
    others = [user_id for user_id in members_of(held.assignment) if user_id != by.id]
    announce(event, held.assignment, held.incident, alert=others)


@action("assignment.correct", offline=NEVER)
def correct_status(*, assignment_id: UUID, to: str, reason: str, by: Any) -> Assignment:
    """Set a stuck status, forward or back, with a reason; a cleared one may go on. Cancelling is an order of its own.

    Raises Conflict when the way does not exist, or when the team is elsewhere by now.
    """
    held = hold(by, assignment_id)
    assignment = held.assignment
    allow(by, "assignment.correct", assignment)
    if to not in ORDER:
        raise Invalid(Code.INVALID, "Not a status of the way.", fields=["to"])
    if not reason.strip():
        raise Invalid(Code.INVALID, "Say why.", fields=["reason"])
    if assignment.status == to:
        raise AlreadyApplied(assignment)
    if assignment.status not in ORDER:
        refuse_ended(assignment)
    check(assignment, to, CORRECT)
    before = assignment.status
    _correct(held, to, by)
    note(
        held.incident,
        Entry.Kind.CORRECTED,
        by,
        reason.strip(),
        assignment=assignment.id,
        team=held.team.id,
        before=before,
        status=to,
    )
    record(by, "assignment.corrected", assignment, before=before, to=to)
    announce(StatusCorrected(assignment.id, assignment.version), assignment, held.incident)
    return assignment


@action("assignment.take_alarm", offline=NEVER)
def take_alarm(*, assignment_id: UUID, alarm: str, by: Any) -> Assignment:
    """Say "I have this" to an alarm, which ends at every desk. The first to say so has it, also when it is over."""
    held = hold(by, assignment_id)
    assignment = held.assignment
    allow(by, "assignment.take_alarm", assignment)
    if assignment.alarm == alarm:
        raise AlreadyApplied(assignment)
    assignment.alarm, assignment.alarm_by, assignment.alarm_at = alarm, by, now()
    assignment.bump("alarm", "alarm_by", "alarm_at")
    record(by, "assignment.alarm_taken", assignment, alarm=alarm)
    announce(AlarmTaken(assignment.id, assignment.version), assignment, held.incident)
    return assignment


def _correct(held: Locked, to: str, by: Any) -> None:
    assignment = held.assignment
    was_over = not assignment.is_active
    if was_over:
        revive(held)
    fields = go(assignment, to, CORRECT, by)
    if to == Assignment.Status.CLEARED:
        end(held, fields)
        return
    assignment.bump(*fields, "ended_at", "end_reason")
    if was_over:
        show_incident(held.incident, members_of(assignment))
    teams.tell_changed(team=held.team)
