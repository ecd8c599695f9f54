"""What became of it: the person came or did not, it helped or did not, it was called off or was a mistake."""

from datetime import datetime
from typing import Any
from uuid import UUID

from apps.common.errors import Code, Invalid
from apps.incidents.actions.timeline import happened_at
from apps.outbox.commands import QUEUE, AlreadyApplied, action
from apps.referrals.actions.answers import Status
from apps.referrals.actions.common import Held, finish, lock_by_place, note_change, place_taken, yes_elsewhere
from apps.referrals.events import NeedChanged, ReferralAttended, ReferralCancelled, ReferralMissed
from apps.referrals.models import Need, Referral
from apps.referrals.transitions import LIVE, OPEN


@action("referral.attended", offline=QUEUE)
def attended(*, referral_id: UUID, by: Any, name: str = "", at: datetime | None = None) -> Need:
    """The person came. Attended is the number that counts. Again changes nothing."""
    held, row = lock_by_place(referral_id, by, "referral.attended")
    if row.status in (Status.ATTENDED, Status.CLOSED) and row.attended_at is not None:
        raise AlreadyApplied(held.need)
    if row.status == Status.MISSED and yes_elsewhere(held, row):
        raise place_taken(held, row)
    held.move(row, Status.ATTENDED, "referral.attended", attended_at=at or happened_at())
    note_change(by, "attended", row, said=bool(name))
    return finish(held, (ReferralAttended, row))


@action("referral.missed", offline=QUEUE)
def missed(*, referral_id: UUID, by: Any, name: str = "") -> Need:
    """The person did not come: the owner is called, and a follow-up begins. Again changes nothing."""
    held, row = lock_by_place(referral_id, by, "referral.missed")
    if row.status == Status.MISSED:
        raise AlreadyApplied(held.need)
    held.move(row, Status.MISSED, "referral.missed")
    note_change(by, "missed", row, said=bool(name))
    return finish(held, (ReferralMissed, row), alert=[held.need.owner_id] if by.is_system else ())


@action("referral.no_contact", offline=QUEUE)
def no_contact(*, referral_id: UUID, by: Any) -> Need:
    """Nobody reaches the person any more, neither they nor we."""
    held, row = lock_by_place(referral_id, by, "referral.no_contact")
    if row.status == Status.NO_CONTACT:
        raise AlreadyApplied(held.need)
    held.move(row, Status.NO_CONTACT, "referral.no_contact")
    note_change(by, "no_contact", row)
    return finish(held, NeedChanged)


@action("referral.close", offline=QUEUE)
def close(*, referral_id: UUID, by: Any, helped: bool, words: str = "") -> Need:
    """Say whether it helped; with the last open place the need is at its end."""
    held, row = lock_by_place(referral_id, by, "referral.close")
    if row.status == Status.CLOSED:
        raise AlreadyApplied(held.need)
    reason = Referral.Ended.HELPED if helped else Referral.Ended.NOT_HELPED
    held.move(row, Status.CLOSED, "referral.close", end_reason=reason, end_words=words)
    if not any(each.status in LIVE for each in held.rows):
        end_need(held)
    note_change(by, "closed", row, helped=helped)
    return finish(held, NeedChanged)


def end_need(held: Held) -> None:
    """Nobody is asked any more."""
    held.need.ended_at = happened_at()
    held.of_need.add("ended_at")


@action("referral.cancel", offline=QUEUE)
def cancel(*, referral_id: UUID, by: Any, reason: str, words: str = "") -> Need:
    """Call it off, as the person wishes or as we do. A place that said yes has to confirm."""
    held, row = lock_by_place(referral_id, by, "referral.cancel")
    if row.status in (Status.CANCELLED, Status.CANCEL_REQUESTED):
        raise AlreadyApplied(held.need)
    if reason not in (Referral.Ended.BY_PERSON, Referral.Ended.BY_US):
        raise Invalid(Code.INVALID, "Whose wish is it?", fields=["reason"])
    was_asked = call_off(held, row, reason, words)
    note_change(by, "cancelled", row, reason=reason)
    return finish(held, (ReferralCancelled, row)) if was_asked else finish(held, NeedChanged)


def call_off(held: Held, row: Referral, reason: str, words: str = "") -> bool:
    """Cancel it, or ask the place that said yes to; answers whether the place knows of it and must be told."""
    to = Status.CANCELLED if row.status in OPEN else Status.CANCEL_REQUESTED
    was_asked = row.status != Status.DRAFT
    held.move(row, to, "referral.cancel", end_reason=reason, end_words=words)
    return was_asked


@action("referral.mark_error", offline=QUEUE)
def mark_error(*, referral_id: UUID, by: Any, words: str) -> Need:
    """It was never meant: the wrong person, the wrong place. A place that was asked is told."""
    held, row = lock_by_place(referral_id, by, "referral.mark_error")
    if row.status == Status.ENTERED_IN_ERROR:
        raise AlreadyApplied(held.need)
    if not words.strip():
        raise Invalid(Code.INVALID, "Say what was wrong.", fields=["words"])
    was_asked = row.status != Status.DRAFT
    held.move(row, Status.ENTERED_IN_ERROR, "referral.mark_error", end_words=words)
    note_change(by, "marked_error", row)
    return finish(held, (ReferralCancelled, row)) if was_asked else finish(held, NeedChanged)
