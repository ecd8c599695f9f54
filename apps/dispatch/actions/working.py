"""The team's way to the door and back: status taps, undo within ten seconds."""

from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Conflict
from apps.dispatch.actions.answering import say_yes, take_back
from apps.dispatch.actions.common import (
    Held,
    announce,
    end,
    follow,
    go,
    hold,
    keep_in_timeline,
    own_response,
    revive,
    show_incident,
    was_held_later,
)
from apps.dispatch.events import StatusChanged, StatusUndone
from apps.dispatch.models import Assignment, Response
from apps.dispatch.queries import members_of
from apps.dispatch.transitions import STATUS, UNDO, UNDO_WITHIN_S, check, is_earlier
from apps.incidents.actions import note
from apps.incidents.actions.timeline import happened_at
from apps.incidents.models import Entry
from apps.outbox.commands import QUEUE, AlreadyApplied, Merged, action
from apps.outbox.record import record
from apps.teams import actions as teams

TAPS = (
    Assignment.Status.EN_ROUTE,
    Assignment.Status.STAGED,
    Assignment.Status.ON_SCENE,
    Assignment.Status.CLEARED,
)


@action("assignment.set_status", offline=QUEUE)
def set_status(*, assignment_id: UUID, to: str, by: Any) -> Assignment | Merged:
    """Say how far the team is. The first valid tap wins; the same again changes nothing.

    One that lies behind the status by now (a phone that was away), or comes when the assignment is over, becomes a
    line of the timeline; so does "on scene" from before the team was told to hold. A tap by somebody who has not
    answered is a yes. Raises Conflict: ILLEGAL_TRANSITION with the current one, HOLD.
    """
    held = hold(by, assignment_id)
    assignment = held.assignment
    allow(by, "assignment.set_status", assignment)
    if assignment.status == to:
        raise AlreadyApplied(assignment)
    if is_earlier(assignment, to) or not assignment.is_active:
        return keep_in_timeline(held, by, "status", status=to)
    response = own_response(assignment, by)
    if response.answer == Response.Answer.DECLINED:
        raise Conflict(
            Code.ILLEGAL_TRANSITION, "You said that you cannot go.", current="declined", version=assignment.version
        )
    followed = follow(assignment, held.incident)
    if to == Assignment.Status.ON_SCENE and assignment.must_hold:
        if was_held_later(held.incident):
            return keep_in_timeline(held, by, "status", status=to, before_hold=True)
        raise Conflict(Code.HOLD, "Stage. Do not approach until cleared.", version=assignment.version)
    if not response.answer:
        say_yes(held, response, by)
    before = assignment.status
    _step(held, [*followed, *go(assignment, to, STATUS, by, undoable=True)])
    note(held.incident, Entry.Kind.STATUS, by, assignment=assignment.id, status=to, before=before)
    record(by, "assignment.status_set", assignment, before=before, to=to)
    announce(StatusChanged(assignment.id, assignment.version), assignment, held.incident)
    return assignment


def _step(held: Held, fields: list[str]) -> None:
    """Write a new status; the last one frees the team."""
    if held.assignment.status == Assignment.Status.CLEARED:
        end(held, fields)
        return
    held.assignment.bump(*fields)
    teams.tell_changed(team=held.team)


@action("assignment.undo", offline=QUEUE)
def undo(*, assignment_id: UUID, by: Any) -> Assignment | Merged:
    """Take back one's own no, or one's own last status tap within ten seconds.

    A no taken back when the assignment is over is a line of the timeline. Raises Conflict (UNDO_TOO_LATE) when there
    is nothing of one's own to take back, or no longer.
    """
    held = hold(by, assignment_id)
    assignment = held.assignment
    allow(by, "assignment.undo", assignment)
    response = own_response(assignment, by)
    if response.answer == Response.Answer.DECLINED:
        if not assignment.is_active:
            return keep_in_timeline(held, by, "undone", role=response.role)
        take_back(held, response, by)
        return assignment
    if not assignment.status_before or assignment.status_by_id != by.id or not _is_young(assignment):
        raise Conflict(
            Code.UNDO_TOO_LATE, "Too late to take back.", current=assignment.status, version=assignment.version
        )
    _undo_status(held, by)
    return assignment


def _is_young(assignment: Assignment) -> bool:
    """Whether ten seconds have not passed, by the phone's own two times (offline) or by ours."""
    by_phone = (happened_at() - assignment.status_at).total_seconds()
    by_us = (now() - assignment.status_received_at).total_seconds()
    return 0 <= by_phone <= UNDO_WITHIN_S or by_us <= UNDO_WITHIN_S


def _undo_status(held: Held, by: Any) -> None:
    assignment, wrong, right = held.assignment, held.assignment.status, held.assignment.status_before
    check(assignment, right, UNDO)
    was_over = not assignment.is_active
    if was_over:
        revive(held)
    assignment.bump(*go(assignment, right, UNDO, by), "ended_at", "end_reason")
    if was_over:
        show_incident(held.incident, members_of(assignment))
    teams.tell_changed(team=held.team)
    note(held.incident, Entry.Kind.UNDONE, by, assignment=assignment.id, what=wrong, status=right)
    record(by, "assignment.status_undone", assignment, before=wrong, to=right)
    announce(StatusUndone(assignment.id, assignment.version), assignment, held.incident)
