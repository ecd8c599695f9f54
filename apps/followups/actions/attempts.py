"""Log that somebody tried to reach the person, and move the next step. What happened is kept, however late."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid, NotFound
from apps.common.lookup import get_or_404
from apps.common.quiet import next_allowed
from apps.followups import queries
from apps.followups.actions.common import REACHED, Held, finish, lock, note
from apps.followups.ladder import ASK_AGAIN_WITHIN, DID_ATTEND, NOT_KNOWN, covered_from
from apps.followups.models import Attempt, Case, CaseNote, Rung
from apps.followups.transitions import still_open
from apps.incidents.actions.timeline import happened_at
from apps.outbox.commands import QUEUE, AlreadyApplied, Merged, action, on_constraint
from apps.outbox.record import record
from apps.people.models import ContactPoint
from apps.people.queries.contacts import CALL, LETTER, REFUSED, TEXT, VOICEMAIL, safe_for

Channel, Result = Attempt.Channel, Attempt.Result
WAYS: Final = {Channel.CALL: CALL, Channel.TEXT: TEXT, Channel.VOICEMAIL: VOICEMAIL, Channel.LETTER: LETTER}
_NEUTRAL: Final = frozenset({Channel.CALL, Channel.IN_PERSON, Channel.OTHER})

on_constraint("followups_attempt_pkey", Code.ALREADY_EXISTS, "This attempt is already here.")


@action("case.attempt", offline=QUEUE)
def attempt(
    *,
    case_id: UUID,
    id: UUID,  # noqa: A002  (as in the body)
    channel: str,
    result: str,
    by: Any,
    contact_id: UUID | None = None,
    words: str = "",
    rung: UUID | str | None = None,
) -> Case | Merged:
    """Log one try with the time that it had. The same id again changes nothing.

    Who was reached has the step done, earlier ones that were open too, and later ones that this contact covers fall
    away. Who was not is tried again at another time, on another channel; after the last try a person decides. On a
    case that is over meanwhile it is kept and changes nothing more.
    """
    held = lock(case_id, by, "case.attempt")
    case = held.case
    if (there := Attempt.objects.filter(id=id).first()) is not None:
        if there.case_id == case.id:
            raise AlreadyApplied(case)
        raise Conflict(Code.ALREADY_EXISTS, "This attempt is already here.")
    at, meant = happened_at(), _meant(held, rung)
    point = _point(held, by, contact_id)
    made = Attempt.objects.create(
        id=id,
        case=case,
        rung=meant,
        channel=channel,
        result=result,
        contact=point,
        unsafe=is_unsafe(point, channel, result),
        words=words,
        by_id=by.id,
        at=at,
    )
    record(by, "case.attempted", case, attempt=made.id, channel=channel, result=result, unsafe=made.unsafe)
    if not case.is_open:
        finish(held)
        return Merged(case, Code.KEPT_LATE)
    if result in REACHED:
        reached(held, at, meant, declined=result == Result.DECLINED)
    elif not case.attempts.filter(at__gt=at, result__in=REACHED).exists():  # told late, and reached since
        not_reached(held, at, channel)
    return finish(held)


def is_unsafe(point: ContactPoint | None, channel: str, result: str) -> bool:
    """Whether the person had not called this way of reaching them safe when it was used. Without a contact point
    nobody knows that a text, a message or a letter was safe."""
    used = Channel.VOICEMAIL if channel == Channel.CALL and result == Result.LEFT_MESSAGE else Channel(channel)
    if used not in WAYS:
        return False
    if point is None:
        return used not in _NEUTRAL and result != Result.DECLINED and result != Result.REACHED
    return safe_for(point, WAYS[used]) == REFUSED


def _meant(held: Held, rung: UUID | str | None) -> Rung | None:
    """Which step it was for: the one that was named, by its id or its name, else the next contact once it is near."""
    if rung is not None:
        named = [row for row in held.rungs if str(rung) in (str(row.id), row.name)]
        if not named:
            raise Invalid(Code.INVALID, "There is no such step.", fields=["rung"])
        return next((row for row in named if row.state == Rung.State.DUE), named[-1])
    contacts = held.due_contacts()
    return contacts[0] if contacts and covers(held, contacts[0], happened_at()) else None


def _point(held: Held, by: Any, contact_id: UUID | None) -> ContactPoint | None:
    if contact_id is None:
        return None
    return get_or_404(queries.points_of(by, held.case), contact_id)


def covers(held: Held, rung: Rung, at: datetime) -> bool:
    """Whether a contact at that time counts as this step's."""
    ladder = sorted((row for row in held.rungs if row.is_contact), key=lambda row: row.due_at)
    this_round = [row for row in ladder if row.created_at >= rung.created_at - timedelta(seconds=1)]
    dues = [row.due_at for row in this_round]
    return at >= covered_from(dues, this_round.index(rung), held.case.begun_at)


def reached(held: Held, at: datetime, meant: Rung | None, *, declined: bool = False) -> None:
    """The person was spoken to at that time: the step is done, and others that this contact covers are over."""
    if meant is not None and meant.state == Rung.State.DUE:
        held.end(meant, Rung.State.DONE, at)
    for row in held.due_contacts():
        before = meant is not None and meant.is_contact and row.due_at < meant.due_at
        if before or row.due_at <= at:
            held.end(row, Rung.State.DONE, at)
        elif covers(held, row, at):
            first = meant is None or not meant.is_contact
            held.end(row, Rung.State.DONE if first else Rung.State.CANCELLED, at)
    held.set(tries_used=0, planned_at=None, next_channel="", decide_at=at if declined else None)


def not_reached(held: Held, at: datetime, channel: str) -> None:
    """Nobody was reached: again later by another way, or, after the last try, a person decides."""
    case, used = held.case, held.case.tries_used + 1
    held.set(tries_used=used)
    if used >= held.policy.tries:
        held.set(planned_at=None, next_channel="", decide_at=case.decide_at or at)
        return
    again = next_allowed(at + held.policy.again, case.zone, held.policy.quiet)
    contacts = held.due_contacts()
    is_late = not contacts or contacts[0].due_at <= at
    held.set(
        planned_at=again if is_late else min(again, contacts[0].due_at),
        next_channel=queries.other_channel(case, channel),
    )


@action("case.later", offline=QUEUE)
def later(*, case_id: UUID, due_at: datetime, by: Any, words: str = "", rung: UUID | None = None) -> Case:
    """Move the next try. Beyond the hour that its step promises only with words. Raises Invalid otherwise.

    `rung`: the question whether somebody came, where nobody knows it yet; that is asked again then.
    """
    held = lock(case_id, by, "case.later")
    case = held.case
    still_open(case)
    if rung is not None:
        return _ask_later(held, rung, due_at, by, words)
    contacts = held.due_contacts()
    promised = contacts[0].due_at if contacts else None
    if promised is not None and due_at > max(promised, now()) and not words.strip():
        raise Invalid(Code.INVALID, "Later than promised: say why.", fields=["words"])
    if due_at < now() - timedelta(minutes=5):
        raise Invalid(Code.INVALID, "That time is over.", fields=["due_at"])
    if case.planned_at == due_at:
        raise AlreadyApplied(case)
    held.set(planned_at=due_at)
    beyond = promised is not None and due_at > promised
    note(held, CaseNote.Kind.LATER, by, words)
    record(by, "case.moved_later", case, beyond=beyond)
    return finish(held)


def _ask_later(held: Held, rung_id: UUID, due_at: datetime, by: Any, words: str) -> Case:
    """It has been answered meanwhile: nothing changes."""
    case = held.case
    rung = next((row for row in held.rungs if row.id == rung_id and row.name == DID_ATTEND), None)
    if rung is None:
        raise NotFound
    if rung.state != rung.State.DUE or rung.due_at == due_at:
        raise AlreadyApplied(case)
    if not now() - timedelta(minutes=5) <= due_at <= now() + ASK_AGAIN_WITHIN:
        raise Invalid(Code.INVALID, "Ask again within a week.", fields=["due_at"])
    rung.due_at = due_at
    rung.bump("due_at")
    note(held, CaseNote.Kind.LATER, by, words, code=NOT_KNOWN)
    record(by, "case.moved_later", case, beyond=True)
    return finish(held)
