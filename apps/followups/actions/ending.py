"""How a case ends, by a person; opens again; and what a person decides once the tries are used up."""

from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.accounts.queries import system_actor
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid
from apps.common.ids import uuid7
from apps.common.quiet import next_allowed
from apps.followups import queries
from apps.followups.actions.common import (
    Held,
    finish,
    leaves,
    let_go,
    lock,
    note,
    show,
    start_ladder,
    withdraw_offer,
)
from apps.followups.models import Attempt, Case, CaseCall, CaseNote, Rung
from apps.followups.transitions import check, not_from_here, still_open
from apps.incidents.actions import link_person, open_incident
from apps.incidents.actions.timeline import happened_at
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, action
from apps.outbox.record import record

Kind, Status = CaseNote.Kind, Case.Status
VISIT, LETTER, AGAIN = "visit", "letter", "again"
WAYS: Final = (VISIT, LETTER, AGAIN)


@action("case.land", offline=QUEUE)
def land(*, case_id: UUID, by: Any, words: str = "") -> Case:
    """The person has landed: nobody has to look after them by this any more. Again changes nothing."""
    held = lock(case_id, by, "case.land")
    if held.case.status == Status.LANDED:
        raise AlreadyApplied(held.case)
    check(held.case, Status.LANDED, "case.land")
    return _end(held, Status.LANDED, Case.End.LANDED, words, by)


@action("case.close", offline=QUEUE)
def close(*, case_id: UUID, reason: str, by: Any, words: str = "") -> Case:
    """It is over without landing, for a reason that a person gives. Again changes nothing."""
    held = lock(case_id, by, "case.close")
    if held.case.status == Status.CLOSED:
        raise AlreadyApplied(held.case)
    check(held.case, Status.CLOSED, "case.close")
    if reason == Case.End.LANDED or reason not in Case.End.values:
        raise Invalid(Code.INVALID, "Why?", fields=["reason"])
    if reason == Case.End.OTHER and not words.strip():
        raise Invalid(Code.INVALID, "Say why.", fields=["words"])
    return _end(held, Status.CLOSED, reason, words, by)


def _end(held: Held, status: str, reason: str, words: str, by: Any) -> Case:
    case, at = held.case, happened_at()
    for rung in queries.open_rungs(held.rungs):
        held.end(rung, Rung.State.CANCELLED, at)
    asked = withdraw_offer(held)
    held.set(status=status, ended_at=at, end_reason=reason, end_words=words[:500])
    held.set(decide_at=None, planned_at=None, next_channel="", doubted_at=None)
    note(held, Kind.LANDED if status == Status.LANDED else Kind.CLOSED, by, words, reason)
    record(by, f"case.{status}", case, reason=reason)
    finish(held)
    leaves(case, [asked])
    return case


@action("case.reopen", offline=QUEUE)
def reopen(*, case_id: UUID, by: Any, words: str = "") -> Case:
    """It was not over: the ladder begins anew. Again changes nothing."""
    held = lock(case_id, by, "case.reopen")
    if held.case.is_open:
        raise AlreadyApplied(held.case)
    check(held.case, Status.OPEN, "case.reopen")
    open_again(held)
    note(held, Kind.REOPENED, by, words, "by_hand")
    record(by, "case.reopened", held.case)
    return finish(held, alert=[held.case.owner_id] if by.id != held.case.owner_id else [])


def open_again(held: Held) -> None:
    """Open, from now on; its owner, or whoever comes after, has to do with visit and person again."""
    case = held.case
    held.set(status=Status.OPEN, ended_at=None, end_reason="", end_words="", reopened_at=happened_at())
    if not queries.is_owner_there(case):
        owner = queries.next_owner(case)
        held.set(**({"owner_id": owner.id, "owner_since": happened_at()} if owner else {}))
    held.set(let_go_at=None)
    show(case, case.owner_id)
    start_ladder(held, happened_at())


WELFARE: Final = "Welfare visit"
"""What the board reads first: that nobody called 911, as the programme's dispatchers say it."""


@action("case.decide", offline=QUEUE)
def decide(*, case_id: UUID, way: str, by: Any, words: str = "") -> Case:
    """After the last try: a welfare visit, which dispatch is told of; a letter, where one is safe; or one more round.

    Raises Conflict where there is nothing to decide, or no address to which a letter is safe.
    """
    held = lock(case_id, by, "case.decide")
    case = held.case
    still_open(case)
    if case.decide_at is None and case.doubted_at is None:
        raise not_from_here(case)
    if way not in WAYS:
        raise Invalid(Code.INVALID, "Which way?", fields=["way"])
    at, quiet = happened_at(), held.policy.quiet
    wait = held.policy.letter if way == LETTER else held.policy.decide
    held.set(decide_at=None, doubted_at=None, tries_used=0, next_channel="")
    held.set(planned_at=next_allowed(at + wait, case.zone, quiet))
    if way == VISIT:
        _ask_visit(held, words, by)
    elif way == LETTER:
        _note_letter(held, by)
    note(held, Kind.DECIDED, by, words, way)
    record(by, "case.decided", case, way=way)
    return finish(held)


def _ask_visit(held: Held, words: str, by: Any) -> None:
    """An incident on the board: where they were met, whom to ask back. Who it is about is linked."""
    case, system = held.case, system_actor()
    incident_id = uuid7()
    fields = {
        "place": case.incident.place,
        "place_detail": case.incident.place_detail,
        "words": f"{WELFARE}: {words}" if words.strip() else WELFARE,
        "caller_name": by.name,
        "caller_relation": "follow-up team",
        "call_back": by.phone,
        "person_name": case.incident.person_name,
    }
    incident = open_incident(id=incident_id, fields=fields, programme_id=case.programme_id, by=system)
    if case.person_id is not None:
        link_person(incident_id=incident.id, person_id=case.person_id, by=system)
    CaseCall.objects.create(case=case, incident=incident, asked_by_us=True)


def _note_letter(held: Held, by: Any) -> None:
    """A letter went out by hand: a try, to an address that the person called safe."""
    point = queries.letter_point(held.case)
    if point is None:
        raise Conflict(
            Code.NOT_SAFE_FOR_LETTER, "No address was called safe for a letter.", version=held.case.version
        )
    Attempt.objects.create(
        case=held.case,
        channel=Attempt.Channel.LETTER,
        result=Attempt.Result.SENT,
        contact=point,
        by_id=by.id,
        at=happened_at(),
    )


@action("case.let_go", offline=NEVER)
def let_go_of(*, case_id: UUID, by: Any) -> Case:
    """Its owner has no more to do with visit and person: it ended long enough ago. Again changes nothing."""
    allow(by, "case.let_go")
    held = lock(case_id, by, "case.let_go")
    case = held.case
    if (
        case.is_open
        or case.let_go_at is not None
        or case.ended_at is None
        or case.ended_at > now() - held.policy.kept
    ):
        raise AlreadyApplied(case)
    let_go(held)
    finish(held, told=False)
    leaves(case, [case.owner_id])
    return case
