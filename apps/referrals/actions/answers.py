"""What a place says, by its link, its system or to us by phone. The first yes takes the need."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid
from apps.common.ids import uuid7
from apps.incidents.actions.timeline import happened_at
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, action
from apps.referrals import queries
from apps.referrals.actions.common import Held, finish, lock_by_place, note_change, place_taken, yes_elsewhere
from apps.referrals.actions.disclosing import disclose
from apps.referrals.events import (
    NeedChanged,
    ReferralAnswered,
    ReferralAsked,
    ReferralCancelled,
    ReferralReleased,
    ReferralSaid,
    ReferralScheduled,
)
from apps.referrals.models import Disclosure, Need, Note, Referral
from apps.referrals.transitions import OPEN

Status = Referral.Status

ACCEPT: Final = "accept"
SCHEDULE: Final = "schedule"
DECLINE: Final = "decline"
NEEDS_CLIENT: Final = "needs_client"
ANSWERS: Final = (ACCEPT, SCHEDULE, DECLINE, NEEDS_CLIENT)


@action("referral.answer", offline=QUEUE)
def answer(
    *,
    referral_id: UUID,
    answer: str,
    by: Any,
    name: str = "",
    first_action: str = "",
    at: datetime | None = None,
    code: str = "",
    words: str = "",
    times: Sequence[datetime] = (),
) -> Need:
    """Yes, yes with a date, no with a code, or "we need the person first". The same again changes nothing.

    Two places that say yes in the same second wait for one another at the need: the second gets Conflict
    (PLACE_TAKEN), and was released by the first. `name` is who there said it.
    """
    held, row = lock_by_place(referral_id, by, "referral.answer")
    said = {ACCEPT: _accept, SCHEDULE: _schedule, DECLINE: _decline, NEEDS_CLIENT: _needs_client}.get(answer)
    if said is None:
        raise Invalid(Code.INVALID, "Not an answer.", fields=["answer"])
    if answer in (ACCEPT, SCHEDULE) and yes_elsewhere(held, row):
        raise place_taken(held, row)
    facts = {"name": name, "first_action": first_action, "at": at, "code": code, "words": words}
    events = said(held, row, facts)
    if times:
        add_note(row, by, name, Note.Kind.TIMES, times=times)
    _was_told(row, by, name)
    note_change(by, "answered", row, answer=answer, code=code)
    return finish(held, *events, alert=_owner(held, by))


def _owner(held: Held, by: Any) -> list[UUID]:
    """The owner is called when a place spoke; what staff log they know."""
    return [held.need.owner_id] if by.is_system else []


def _was_told(row: Referral, by: Any, name: str) -> None:
    """Who logs what a place said by phone has told it something: that is accounted."""
    if not by.is_system and queries.is_covered(row):
        disclose(referral=row, way=Disclosure.Way.PHONE, by=by, recipient_name=name)


def _answered(facts: dict[str, Any]) -> dict[str, Any]:
    return {"answered_at": happened_at(), "answered_by": facts["name"], "first_action": facts["first_action"]}


def _accept(held: Held, row: Referral, facts: dict[str, Any]) -> list[Any]:
    if row.status in (Status.ACCEPTED, Status.SCHEDULED, Status.ATTENDED):
        raise AlreadyApplied(held.need)
    held.move(row, Status.ACCEPTED, "referral.accept", **_answered(facts))
    return [(ReferralAnswered, row), *release(held, row)]


def _schedule(held: Held, row: Referral, facts: dict[str, Any]) -> list[Any]:
    at = facts["at"]
    if at is None:
        raise Invalid(Code.INVALID, "When?", fields=["at"])
    if row.status == Status.SCHEDULED and row.appointment_at == at:
        raise AlreadyApplied(held.need)
    first = {} if row.answered_at and row.status != Status.SENT else _answered(facts)
    held.move(row, Status.SCHEDULED, "referral.schedule", appointment_at=at, attended_at=None, **first)
    return [(ReferralScheduled, row), *release(held, row)]


def _decline(held: Held, row: Referral, facts: dict[str, Any]) -> list[Any]:
    """Full is a state of its own: it may be asked again. A no after another's yes is no news."""
    code = facts["code"]
    if code not in Referral.Decline.values:
        raise Invalid(Code.INVALID, "Why not?", fields=["code"])
    to = Status.NO_CAPACITY if code == Referral.Decline.FULL else Status.DECLINED
    if row.status == to or row.status == Status.CANCELLED:
        raise AlreadyApplied(held.need)
    told = _answered(facts) | {"appointment_at": None}
    held.move(row, to, "referral.decline", decline_code=code, decline_words=facts["words"], **told)
    return [(ReferralAnswered, row)]


def _needs_client(held: Held, row: Referral, facts: dict[str, Any]) -> list[Any]:
    if row.status == Status.NEEDS_CLIENT:
        raise AlreadyApplied(held.need)
    held.move(row, Status.NEEDS_CLIENT, "referral.needs_client", **_answered(facts))
    if facts["words"]:
        held.set(row, first_action=facts["words"][:300])
    return [(ReferralAnswered, row)]


def release(held: Held, winner: Referral) -> list[Any]:
    """The others are let go in the same transaction as the yes; answers an event for each that had been asked."""
    events = []
    for row in held.rows:
        if row is winner or row.status not in OPEN | {Status.MISSED, Status.NO_CONTACT}:
            continue
        was_asked = row.status != Status.DRAFT
        held.move(row, Status.CANCELLED, "referral.cancel", end_reason=Referral.Ended.RELEASED)
        events += [(ReferralReleased, row)] if was_asked else []
    return events


@action("referral.confirm_cancel", offline=QUEUE)
def confirm_cancel(*, referral_id: UUID, by: Any, name: str = "") -> Need:
    """The place knows that it is called off. Again changes nothing."""
    held, row = lock_by_place(referral_id, by, "referral.confirm_cancel")
    if row.status == Status.CANCELLED:
        raise AlreadyApplied(held.need)
    held.move(row, Status.CANCELLED, "referral.confirm_cancel")
    note_change(by, "cancel_confirmed", row)
    return finish(held, (ReferralCancelled, row))


@action("referral.note", offline=QUEUE)
def note(*, referral_id: UUID, id: UUID, kind: str, text: str, by: Any) -> Need:  # noqa: A002  (as in the body)
    """Our answer to a question, a call, or a question that they asked by phone. The same id again changes nothing."""
    held, row = lock_by_place(referral_id, by, "referral.note")
    there = Note.objects.filter(id=id).first()
    if there is not None:
        if there.by_id == by.id and there.referral_id == row.id:
            raise AlreadyApplied(held.need)
        raise Conflict(Code.ALREADY_EXISTS, "Something with this id exists already.", fields=["id"])
    if kind not in (Note.Kind.ANSWER, Note.Kind.CALL, Note.Kind.QUESTION):
        raise Invalid(Code.INVALID, "Not a kind of note.", fields=["kind"])
    if not text.strip():
        raise Invalid(Code.INVALID, "Say what.", fields=["text"])
    add_note(row, by, "", kind, note_id=id, text=text)
    if kind == Note.Kind.CALL:
        _was_told(row, by, "")
    note_change(by, "noted", row, kind=kind, note=id)
    return finish(held, (ReferralSaid, row)) if kind == Note.Kind.ANSWER else finish(held, NeedChanged)


@action("referral.ask_question", offline=NEVER)
def ask_question(*, referral_id: UUID, by: Any, name: str, text: str) -> Need:
    """The place asks something; until it is answered the next step is ours."""
    allow(by, "referral.ask_question")
    held, row = lock_by_place(referral_id, by, "referral.ask_question")
    _may_speak(held, row)
    if not text.strip():
        raise Invalid(Code.INVALID, "Ask what?", fields=["text"])
    add_note(row, by, name, Note.Kind.QUESTION, text=text)
    note_change(by, "questioned", row)
    return finish(held, (ReferralAsked, row), alert=_owner(held, by))


@action("referral.propose_times", offline=NEVER)
def propose_times(*, referral_id: UUID, by: Any, name: str, times: Sequence[datetime]) -> Need:
    """The place says when it could; one of them is chosen with the person."""
    allow(by, "referral.propose_times")
    held, row = lock_by_place(referral_id, by, "referral.propose_times")
    _may_speak(held, row)
    if not 1 <= len(times) <= MOST_TIMES:
        raise Invalid(Code.INVALID, "One to five times.", fields=["times"])
    add_note(row, by, name, Note.Kind.TIMES, times=times)
    note_change(by, "times_proposed", row, many=len(times))
    return finish(held, (ReferralAsked, row), alert=_owner(held, by))


@action("referral.confirm", offline=NEVER)
def confirm_by_person(*, referral_id: UUID, note_id: UUID, by: Any) -> Need:
    """The person answered our text: yes, they come. A note beside the appointment; the owner is told. Once."""
    allow(by, "referral.confirm")
    held, row = lock_by_place(referral_id, by, "referral.confirm")
    if Note.objects.filter(id=note_id).exists():
        raise AlreadyApplied(held.need)
    add_note(row, by, "", Note.Kind.CONFIRMED, note_id=note_id)
    note_change(by, "confirmed_by_person", row, note=note_id)
    return finish(held, NeedChanged, alert=[held.need.owner_id])


MOST_TIMES: Final = 5


def _may_speak(held: Held, row: Referral) -> None:
    if row.status == Status.CANCELLED and row.end_reason == Referral.Ended.RELEASED:
        raise place_taken(held, row)
    if row.status not in (Status.SENT, Status.NEEDS_CLIENT, Status.ACCEPTED, Status.SCHEDULED, Status.MISSED):
        raise Conflict(
            Code.ILLEGAL_TRANSITION, "It is over.", fields=["status"], current=row.status, version=held.need.version
        )


def add_note(row: Referral, by: Any, name: str, kind: str, *, note_id: UUID | None = None, text: str = "",
             times: Sequence[datetime] = ()) -> None:  # fmt: skip
    """One more thing that was said; joins the runner that is open."""
    Note.objects.create(
        id=note_id or uuid7(),
        referral=row,
        kind=kind,
        text=text,
        times=[at.isoformat() for at in times],
        by_id=None if by.is_system else by.id,
        by_name=name,
        at=happened_at(),
    )


@action("referral.seen", offline=NEVER)
def mark_seen(*, referral_id: UUID, by: Any) -> Need:
    """The place opened it: a time, no state. Again changes nothing."""
    allow(by, "referral.seen")
    held, row = lock_by_place(referral_id, by, "referral.seen")
    if row.seen_at is not None:
        raise AlreadyApplied(held.need)
    held.set(row, seen_at=now())
    note_change(by, "seen", row)
    return finish(held, NeedChanged)
