"""Each member answers for himself: got it, I can't, I can go after all."""

from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.errors import Code, Conflict, Invalid
from apps.dispatch.actions.common import Held, announce, end, go, hold, keep_in_timeline, own_response
from apps.dispatch.events import AssignmentAnswered, AssignmentDeclined
from apps.dispatch.models import Assignment, Response
from apps.dispatch.transitions import ACCEPT, DECLINE, leads
from apps.incidents.actions import note
from apps.incidents.actions.timeline import happened_at
from apps.incidents.models import Entry
from apps.outbox.commands import QUEUE, AlreadyApplied, Merged, action
from apps.outbox.record import record
from apps.teams import actions as teams

DECLINED_BY_ALL = "declined"
_ANSWER = ("answer", "answer_before", "reason", "words", "answered_at")


# A direct assignment does not run out, so its answers are facts that queue; an offer's will expire with it.
@action("assignment.accept", offline=QUEUE)
def accept(*, assignment_id: UUID, by: Any) -> Assignment | Merged:
    """Say yes, for oneself; the first yes acknowledges the assignment. Also takes a no back ("I can go after all").

    When it is over meanwhile, the yes is a line of the timeline, and the answer says who ended it.
    """
    held = hold(by, assignment_id)
    assignment = held.assignment
    allow(by, "assignment.accept", assignment)
    response = own_response(assignment, by)
    if response.answer == Response.Answer.ACCEPTED:
        raise AlreadyApplied(assignment)
    if not assignment.is_active:
        return keep_in_timeline(held, by, "accepted", role=response.role)
    say_yes(held, response, by)
    return assignment


def say_yes(held: Held, response: Response, by: Any) -> None:
    """Keep one member's yes, and acknowledge when it is the first."""
    assignment = held.assignment
    _answer(response, Response.Answer.ACCEPTED)
    is_first = leads(assignment.status, Assignment.Status.ACKNOWLEDGED, ACCEPT)
    assignment.bump(*(go(assignment, Assignment.Status.ACKNOWLEDGED, ACCEPT, by) if is_first else ()))
    note(held.incident, Entry.Kind.ACCEPTED, by, assignment=assignment.id, role=response.role)
    record(by, "assignment.accepted", assignment, first=is_first)
    announce(AssignmentAnswered(assignment.id, assignment.version), assignment, held.incident)
    if is_first:
        teams.tell_changed(team=held.team)


@action("assignment.decline", offline=QUEUE)
def decline(*, assignment_id: UUID, reason: str, words: str = "", by: Any) -> Assignment | Merged:
    """Say no, for oneself, with a reason; whoever sent the team is alerted.

    Nothing else changes until every member has said no: then the team is free and the incident waits again. When it
    is over meanwhile, the no is a line of the timeline.
    """
    held = hold(by, assignment_id)
    assignment = held.assignment
    allow(by, "assignment.decline", assignment)
    _check_reason(reason, words)
    response = own_response(assignment, by)
    if response.answer == Response.Answer.DECLINED:
        raise AlreadyApplied(assignment)
    if not assignment.is_active:
        return keep_in_timeline(held, by, "declined", words.strip(), role=response.role, reason=reason)
    if not leads(assignment.status, Assignment.Status.CANCELLED, DECLINE):
        raise Conflict(
            Code.ILLEGAL_TRANSITION, "You are there already.", current=assignment.status, version=assignment.version
        )
    _answer(response, Response.Answer.DECLINED, reason=reason, words=words.strip())
    note(
        held.incident,
        Entry.Kind.DECLINED,
        by,
        words.strip(),
        assignment=assignment.id,
        role=response.role,
        reason=reason,
    )
    record(by, "assignment.declined", assignment, reason=reason)
    _settle(held, by)
    sender = [] if assignment.sent_by_id == by.id else [assignment.sent_by_id]
    announce(AssignmentDeclined(assignment.id, assignment.version), assignment, held.incident, alert=sender)
    return assignment


def _check_reason(reason: str, words: str) -> None:
    if reason not in Response.Reason.values:
        raise Invalid(Code.INVALID, "Not a reason we know.", fields=["reason"])
    if reason == Response.Reason.OTHER and not words.strip():
        raise Invalid(Code.INVALID, "Say why.", fields=["words"])


def _settle(held: Held, by: Any) -> None:
    """After a no: free the team when nobody goes; back to "assigned" when nobody has said yes."""
    assignment = held.assignment
    answers = list(assignment.responses.values_list("answer", flat=True))
    if all(answer == Response.Answer.DECLINED for answer in answers):
        end(held, go(assignment, Assignment.Status.CANCELLED, DECLINE, by), DECLINED_BY_ALL)
        return
    nobody = Response.Answer.ACCEPTED not in answers
    if nobody and leads(assignment.status, Assignment.Status.ASSIGNED, DECLINE):
        assignment.bump(*go(assignment, Assignment.Status.ASSIGNED, DECLINE, by))
        teams.tell_changed(team=held.team)
        return
    assignment.bump()


def take_back(held: Held, response: Response, by: Any) -> None:
    """Undo one's own no: the answer is again what it was before."""
    assignment = held.assignment
    if response.answer_before == Response.Answer.ACCEPTED:
        say_yes(held, response, by)
        return
    _answer(response, "")
    assignment.bump()
    note(held.incident, Entry.Kind.UNDONE, by, assignment=assignment.id, what="declined")
    record(by, "assignment.decline_undone", assignment)
    announce(AssignmentAnswered(assignment.id, assignment.version), assignment, held.incident)


def _answer(response: Response, answer: str, *, reason: str = "", words: str = "") -> None:
    response.answer_before, response.answer = response.answer, answer
    response.reason, response.words = reason, words
    response.answered_at = happened_at() if answer else None
    response.bump(*_ANSWER)
