"""The warm handover: the team leaves with the person, is at the door, and somebody there takes over by name."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from apps.common.errors import Code, Conflict, Invalid
from apps.incidents.actions.timeline import happened_at
from apps.outbox.commands import QUEUE, AlreadyApplied, action
from apps.people.models import Consent
from apps.referrals import queries
from apps.referrals.actions.answers import Status, add_note, release
from apps.referrals.actions.common import Held, finish, lock_by_place, note_change, place_taken, yes_elsewhere
from apps.referrals.actions.disclosing import disclose
from apps.referrals.events import ReferralAttended, ReferralHandedOver, ReferralOnTheWay, ReferralSaid
from apps.referrals.models import Disclosure, Need, Note, Referral

TOLD: Final = frozenset({*Consent.What.values, "risk", "contacts", "medicines"})
"""What can have been told face to face (screen w): the parts of a packet, the risk, who helps, the medicines."""
TAKE_BACK: Final = timedelta(minutes=5)
"""How long the last step can be taken back: a slip of the thumb, not a change of mind."""
STEPS: Final = ("handed_over", "arrived", "left")
"""The last one first."""
_ON_THE_WAY: Final = frozenset({Status.SENT, Status.NEEDS_CLIENT, Status.ACCEPTED, Status.SCHEDULED, Status.MISSED})


@action("referral.leave", offline=QUEUE)
def left(*, referral_id: UUID, by: Any) -> Need:
    """The team has left with the person for this place, which is told. Again changes nothing."""
    held, row = lock_by_place(referral_id, by, "referral.leave")
    if row.left_at is not None and row.status in _ON_THE_WAY:
        raise AlreadyApplied(held.need)
    _is_going(held, row)
    held.set(row, left_at=happened_at())
    note_change(by, "left", row)
    return finish(held, (ReferralOnTheWay, row))


@action("referral.arrive", offline=QUEUE)
def arrived(*, referral_id: UUID, by: Any) -> Need:
    """At their door: from here the promise of minutes until somebody takes over counts. Again changes nothing."""
    held, row = lock_by_place(referral_id, by, "referral.arrive")
    if row.arrived_at is not None:
        raise AlreadyApplied(held.need)
    _is_going(held, row)
    held.set(row, arrived_at=happened_at())
    note_change(by, "arrived", row)
    return finish(held, (ReferralOnTheWay, row))


def _is_going(held: Held, row: Referral) -> None:
    if yes_elsewhere(held, row):
        raise place_taken(held, row)
    if row.status not in _ON_THE_WAY:
        raise Conflict(
            Code.ILLEGAL_TRANSITION,
            "Not from here.",
            fields=["status"],
            current=row.status,
            version=held.need.version,
        )


@action("referral.handover", offline=QUEUE)
def hand_over(
    *, referral_id: UUID, to: str, by: Any, where: str = "", first_action: str = "", told: Sequence[str] = ()
) -> Need:
    """Somebody there has taken over, face to face: who, when, where, what they do first, what was told.

    That is attended. A place that had not answered has said yes by it, and the others are released.
    """
    held, row = lock_by_place(referral_id, by, "referral.handover")
    if row.handed_over_at is not None:
        raise AlreadyApplied(held.need)
    wrong = [] if to.strip() else ["to"]
    wrong += ["told"] if set(told) - TOLD else []
    if wrong:
        raise Invalid(Code.INVALID, f"Not right: {', '.join(wrong)}.", fields=wrong)
    if yes_elsewhere(held, row):
        raise place_taken(held, row)
    at, released, before = happened_at(), list[Any](), row.status
    if row.status in (Status.SENT, Status.NEEDS_CLIENT):
        held.move(row, Status.ACCEPTED, "referral.accept", answered_at=at, answered_by=to)
        released = release(held, row)
    if row.status != Status.ATTENDED:
        held.move(row, Status.ATTENDED, "referral.attended", attended_at=at)
    facts = {
        "handed_over_at": at,
        "handed_over_to": to,
        "handed_over_where": where,
        "told": list(dict.fromkeys(told)),
        "before_handover": before,
    }
    held.set(row, **facts, **({"first_action": first_action} if first_action else {}))
    if queries.is_covered(row):
        disclose(referral=row, way=Disclosure.Way.IN_PERSON, by=by, recipient_name=to)
    note_change(by, "handed_over", row, told=facts["told"])
    return finish(held, (ReferralHandedOver, row), (ReferralAttended, row), *released)


@action("referral.take_back", offline=QUEUE)
def take_back(*, referral_id: UUID, step: str, by: Any) -> Need:
    """The last step was tapped by mistake: it stands no more, and that it once stood is kept with its time.

    Raises Conflict: UNDO_TOO_LATE after five minutes, ILLEGAL_TRANSITION where another step came after it. Whoever
    was released by a yes at the door stays released; what was told there stays told. Again changes nothing.
    """
    held, row = lock_by_place(referral_id, by, "referral.take_back")
    if step not in STEPS:
        raise Invalid(Code.INVALID, "Which step?", fields=["step"])
    at = getattr(row, f"{step}_at")
    if at is None:
        raise AlreadyApplied(held.need)
    last = next(each for each in STEPS if getattr(row, f"{each}_at") is not None)
    if last != step or row.status in _PAST:
        raise Conflict(
            Code.ILLEGAL_TRANSITION,
            "Not from here.",
            fields=["step"],
            current=row.status,
            version=held.need.version,
        )
    if happened_at() - at > TAKE_BACK:
        raise Conflict(Code.UNDO_TOO_LATE, "Too late to take it back.", fields=["step"], version=held.need.version)
    held.set(row, **{f"{step}_at": None})
    if step == "handed_over":
        _nobody_took_over(held, row)
    add_note(row, by, "", Note.Kind.UNDONE, text=step, times=[at])
    note_change(by, "step_taken_back", row, step=step, stood_since=at)
    return finish(held, (ReferralSaid, row))


_PAST: Final = frozenset({Status.CLOSED, Status.CANCELLED, Status.CANCEL_REQUESTED, Status.ENTERED_IN_ERROR})


def _nobody_took_over(held: Held, row: Referral) -> None:
    """As it stood before; a yes that was only the taking over goes with it."""
    before = row.before_handover
    if before != Status.ATTENDED:
        held.move(row, before, "referral.take_back", attended_at=None)
    if before in (Status.SENT, Status.NEEDS_CLIENT):
        held.set(row, answered_at=None, answered_by="")
    held.set(row, handed_over_to="", handed_over_where="", told=[], before_handover="")
