"""What a place's own system does: what it reads (accounted for), and what it says of a referral."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import Case, F, Value, When

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Conflict, NotFound
from apps.outbox.commands import NEVER, AlreadyApplied, action
from apps.referrals import queries
from apps.referrals.actions import answers, coming
from apps.referrals.actions.common import Held, lock_by_place, place_taken, yes_elsewhere
from apps.referrals.actions.disclosing import disclose
from apps.referrals.actions.tokens import hash_of
from apps.referrals.models import Disclosure, Need, PartnerToken, Referral, Scope
from apps.referrals.queries import BasisGone, Packet
from apps.referrals.transitions import LIVE

WINDOW: Final = timedelta(minutes=1)
PER_WINDOW: Final = 120
"""Requests of one token in one minute. Unverified default."""
TOLD: Final = LIVE | {Referral.Status.CLOSED}
"""Who said no, was released or was never meant needs to know nothing of the person; the Task says how it ended."""
Status = Referral.Status


def count_use(secret: str) -> PartnerToken | None:
    """The token that this secret opens, with this request counted on it; None where it opens nothing.

    One UPDATE, outside of the runner as the record of a sign-in is: it is said again with every request.
    """
    at = now()
    rows = queries.tokens_in_force().filter(token_hash=hash_of(secret))
    is_same = When(window_at__gt=at - WINDOW, then=F("window_count") + 1)
    began = When(window_at__gt=at - WINDOW, then=F("window_at"))
    rows.update(window_count=Case(is_same, default=1), window_at=Case(began, default=Value(at)), last_used_at=at)
    return rows.first()


def is_over_limit(token: PartnerToken) -> bool:
    """Whether this minute's requests are used up."""
    return token.window_count > PER_WINDOW


@dataclass(frozen=True)
class Told:
    """What one request told: the packet of each referral that there is a basis for."""

    KIND: ClassVar[str] = PartnerToken.KIND

    id: UUID
    version: int
    packets: dict[UUID, Packet] = field(default_factory=dict)


@action("fhir.read", offline=NEVER)
def tell(*, token_id: UUID, referral_ids: Sequence[UUID], by: Any) -> Told:
    """What this system may be told of these referrals, each accounted for; those without a basis are missing."""
    allow(by, "fhir.read")
    token = queries.tokens_in_force().filter(id=token_id, scopes__contains=[Scope.TELL]).first()
    if token is None:
        raise NotFound
    packets = {}
    rows = queries.sent_to(token).filter(id__in=referral_ids, status__in=TOLD)
    for row in rows.order_by("id"):
        try:
            packets[row.id] = disclose(referral=row, way=Disclosure.Way.FHIR, by=by, recipient_name=token.name)
        except BasisGone:
            continue
    return Told(token.id, token.version, packets)


@dataclass(frozen=True)
class Said:
    """What a place's system says of one referral: which state it has there, and the facts that go with it."""

    to: str
    name: str
    at: datetime | None = None
    code: str = ""
    words: str = ""
    question: str = ""
    is_received: bool = False
    has_helped: bool = True


@action("fhir.update", offline=NEVER)
def take_word(*, token_id: UUID, referral_id: UUID, version: int, said: Said, by: Any) -> Need:
    """Do what a place's system says of a referral that it knows as it is now (`version`). Again changes nothing.

    Raises NotFound for what is not its own or has no basis any more, Conflict (STALE) for an older version.
    """
    allow(by, "fhir.update")
    token = queries.tokens_in_force().filter(id=token_id, scopes__contains=[Scope.UPDATE]).first()
    if token is None or not queries.sent_to(token).filter(id=referral_id).exists():
        raise NotFound
    held, row = lock_by_place(referral_id, by, "fhir.update")
    confirms = said.to == Status.CANCELLED and queries.is_called_off(row)
    if not confirms and not queries.is_covered(row):
        raise NotFound
    if _is_so(row, said):
        raise AlreadyApplied(held.need)
    if said.to in (Status.ACCEPTED, Status.SCHEDULED) and yes_elsewhere(held, row):
        raise place_taken(held, row)  # said before "it has changed": there is nothing to try again
    if row.version != version:
        raise Conflict(Code.STALE, "It has changed meanwhile. Read it again.", fields=["status"], version=row.version)
    return _do(held, row, said, by)


def _is_so(row: Referral, said: Said) -> bool:
    if said.question or (said.is_received and row.seen_at is None):
        return False
    same_time = said.to != Status.SCHEDULED or said.at in (None, row.appointment_at)
    return row.status == said.to and same_time


def _do(held: Held, row: Referral, said: Said, by: Any) -> Need:
    one: dict[str, Any] = {"referral_id": row.id, "by": by}
    if said.question:
        return answers.ask_question(**one, name=said.name, text=said.question)
    if said.is_received:
        return answers.mark_seen(**one)
    if said.to in _ANSWER:
        facts: dict[str, Any] = {
            "at": said.at,
            "code": said.code,
            "words": said.words,
            "first_action": said.words[:300],
        }
        return answers.answer(**one, answer=_ANSWER[said.to], name=said.name, **facts)
    if said.to == Status.ATTENDED:
        return coming.attended(**one, name=said.name, at=said.at)
    if said.to == Status.MISSED:
        return coming.missed(**one, name=said.name)
    if said.to == Status.NO_CONTACT:
        return coming.no_contact(**one)
    if said.to == Status.CANCELLED:
        return answers.confirm_cancel(**one, name=said.name)
    if said.to == Status.CLOSED:
        if row.status != Status.ATTENDED:
            coming.attended(**one, name=said.name, at=said.at)
        return coming.close(**one, helped=said.has_helped, words=said.words)
    raise Conflict(
        Code.ILLEGAL_TRANSITION, "A place does not say this.", fields=["status"], current=row.status, to=said.to,
        version=held.need.version,
    )  # fmt: skip


_ANSWER: Final[dict[str, str]] = {
    Status.ACCEPTED: answers.ACCEPT,
    Status.SCHEDULED: answers.SCHEDULE,
    Status.DECLINED: answers.DECLINE,
    Status.NO_CAPACITY: answers.DECLINE,
    Status.NEEDS_CLIENT: answers.NEEDS_CLIENT,
}
