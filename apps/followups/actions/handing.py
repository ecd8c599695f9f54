"""Whose case it is: offered and accepted, taken or given. There is no moment without an owner."""

from typing import Any
from uuid import UUID

from apps.access import allow
from apps.accounts.queries import members
from apps.common.errors import Code, Invalid
from apps.followups import queries
from apps.followups.actions.common import Held, finish, hand_to, leaves, lock, lock_plain, note, withdraw_offer
from apps.followups.events import CaseDeclined, CaseHandedOver, CaseOffered
from apps.followups.models import Case, CaseNote
from apps.followups.policies import OWNERS
from apps.followups.transitions import still_open
from apps.incidents.actions.timeline import happened_at
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, action
from apps.outbox.record import record

Kind = CaseNote.Kind


@action("case.offer", offline=QUEUE)
def offer(*, case_id: UUID, user_id: UUID, by: Any, words: str = "") -> Case:
    """Ask a colleague to take it over; until the answer it stays whose it is. Another offer replaces the first."""
    held = lock(case_id, by, "case.offer")
    case = held.case
    still_open(case)
    _may_own(case, user_id)
    if user_id == case.owner_id:
        raise Invalid(Code.INVALID, "It is theirs already.", fields=["user"])
    if case.offered_to_id == user_id:
        raise AlreadyApplied(case)
    asked = withdraw_offer(held)
    held.set(offered_to_id=user_id, offered_at=happened_at(), offer_words=words)
    note(held, Kind.OFFERED, by, words, whom=user_id)
    record(by, "case.offered", case, to=user_id)
    finish(held, CaseOffered, alert=[user_id])
    leaves(case, [asked])
    return case


@action("case.accept", offline=QUEUE)
def accept(*, case_id: UUID, by: Any) -> Case:
    """Take over what one was offered. Raises Conflict when it is not offered any more."""
    rows = queries.visible_to(by).filter(id=case_id, owner_id=by.id)
    if (mine := rows.first()) is not None:
        raise AlreadyApplied(mine)
    held = lock(case_id, by, "case.accept")
    still_open(held.case)
    return _hand_over(held, by.id, by, "accepted")


@action("case.decline", offline=QUEUE)
def decline(*, case_id: UUID, by: Any, words: str = "") -> Case:
    """Say no to an offer: its owner is told."""
    held = lock(case_id, by, "case.decline")
    case = held.case
    withdraw_offer(held)
    note(held, Kind.DECLINED, by, words)
    record(by, "case.offer_declined", case)
    finish(held, CaseDeclined, alert=[case.owner_id])
    leaves(case, [by.id])
    return case


@action("case.take", offline=QUEUE)
def take(*, case_id: UUID, by: Any) -> Case:
    """A supervisor takes it at once, or anybody of care whose owner looks after people here no more."""
    held = lock(case_id, by, "case.take")
    still_open(held.case)
    if held.case.owner_id == by.id:
        raise AlreadyApplied(held.case)
    return _hand_over(held, by.id, by, "taken")


@action("case.give", offline=QUEUE)
def give(*, case_id: UUID, user_id: UUID, by: Any, words: str = "") -> Case:
    """A supervisor gives it to somebody at once. Raises Invalid for whoever does not look after people here."""
    held = lock(case_id, by, "case.give")
    still_open(held.case)
    _may_own(held.case, user_id)
    if held.case.owner_id == user_id:
        raise AlreadyApplied(held.case)
    return _hand_over(held, user_id, by, "given", words)


def _may_own(case: Case, user_id: UUID) -> None:
    if not members(case.programme_id, OWNERS).filter(id=user_id).exists():
        raise Invalid(Code.INVALID, "Only somebody of care here may have it.", fields=["user"])


def _hand_over(held: Held, user_id: UUID, by: Any, how: str, words: str = "") -> Case:
    case, asked = held.case, held.case.offered_to_id
    before = hand_to(held, user_id)
    note(held, Kind.HANDED_OVER, by, words, how, user_id)
    record(by, "case.handed_over", case, how=how, owner=user_id, before=before)
    told = {before, user_id} - {by.id}
    finish(held, CaseHandedOver, alert=queries.there(case, told), also=[before])
    leaves(case, {before, asked} - {user_id})
    return case


@action("case.follow", offline=NEVER)
def pass_on(*, case_id: UUID, by: Any) -> Case:
    """Its owner is not there any more: the case manager with the fewest, else a supervisor, has it from now on.

    An offer that stands is taken as the answer to the question who: a colleague of care was named by a person. Again,
    and where nobody else is there, it changes nothing.
    """
    allow(by, "case.follow")
    held = lock_plain(case_id)
    case = held.case
    owner = queries.next_owner(case)
    if not case.is_open or owner is None or queries.stays_with_owner(case):
        raise AlreadyApplied(case)
    return _hand_over(held, owner.id, by, "passed_on")


@action("case.follow", offline=NEVER)
def drop_offer(*, case_id: UUID, by: Any) -> Case:
    """Whoever was asked is not there any more: its owner is told, as by a no."""
    allow(by, "case.follow")
    held = lock_plain(case_id)
    case = held.case
    if case.offered_to_id is None or members(case.programme_id, OWNERS).filter(id=case.offered_to_id).exists():
        raise AlreadyApplied(case)
    withdraw_offer(held)
    record(by, "case.offer_dropped", case)
    return finish(held, CaseDeclined, alert=[case.owner_id])
