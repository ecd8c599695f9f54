"""Who sees to a need, and what follows in it from other facts. A need is never without an owner."""

from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Invalid
from apps.involvement import actions as involvement
from apps.involvement.models import Involvement
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, action
from apps.outbox.publish import publish
from apps.outbox.record import record
from apps.people.models import Consent
from apps.referrals import queries
from apps.referrals.actions.coming import call_off, end_need
from apps.referrals.actions.common import Held, finish, follow, hide_person, lock, note_change, show_person, stream_to
from apps.referrals.events import NeedChanged, NeedLeft, ReferralCancelled
from apps.referrals.models import Need, Referral
from apps.referrals.transitions import OPEN

BATCH: Final = 200
CALLED_OFF: Final = OPEN | {"accepted", "scheduled", "missed"}
"""What is called off when the person or the law ends it; who has attended was told what he was told."""


@action("need.take", offline=QUEUE)
def take(*, need_id: UUID, by: Any) -> Need:
    """Take it: from now on one sees to it oneself. Again changes nothing."""
    held = lock(need_id, by, "need.take")
    return _hand_to(held, by.id, by)


@action("need.give", offline=QUEUE)
def give(*, need_id: UUID, user_id: UUID, by: Any) -> Need:
    """Give it to a colleague who may see to it; raises Invalid for anybody else."""
    held = lock(need_id, by, "need.give")
    if not queries.may_own(held.need.programme_id, user_id):
        raise Invalid(Code.INVALID, "Only somebody of care here may see to it.", fields=["user"])
    return _hand_to(held, user_id, by)


def hand_on(*, need_id: UUID, user_id: UUID, by: Any) -> Need | None:
    """The same, for what follows by itself (a shift has ended, a case was opened); joins the runner that is open."""
    held = lock(need_id, by, "need.give")
    return held.need if held.need.owner_id == user_id else _hand_to(held, user_id, by)


def _hand_to(held: Held, user_id: UUID, by: Any) -> Need:
    need, before = held.need, held.need.owner_id
    if before == user_id:
        raise AlreadyApplied(need)
    need.owner_id = user_id
    held.of_need.add("owner")
    follow(need, [user_id])
    show_person(need, user_id)
    hide_person(need, before)
    record(by, "need.handed_on", need, owner=user_id, before=before)
    finish(held, NeedChanged, alert=[user_id] if user_id != by.id else [])
    if before not in _stays(need):
        involvement.end(user_ids=[before], obj=need, basis=Involvement.Basis.NEED)
        publish(NeedLeft(need.id, need.version), about=need, to=stream_to([before]))
    return need


def _stays(need: Need) -> set[UUID]:
    """Who follows it also without owning it: whoever asked."""
    return {need.owner_id, need.asked_by_id}


@action("need.end", offline=QUEUE)
def end(*, need_id: UUID, by: Any, words: str) -> Need:
    """Nobody is asked any more; open places are called off. Again changes nothing."""
    held = lock(need_id, by, "need.end")
    if held.need.ended_at is not None:
        raise AlreadyApplied(held.need)
    if not words.strip():
        raise Invalid(Code.INVALID, "Say why.", fields=["words"])
    told = _call_off_open(held, Referral.Ended.BY_US, by, words)
    end_need(held)
    record(by, "need.ended", held.need)
    return finish(held, NeedChanged, *((ReferralCancelled, row) for row in told))


def _call_off_open(held: Held, reason: str, by: Any, words: str = "") -> list[Referral]:
    """Those that had been asked: they must be told."""
    rows = [row for row in held.rows if row.status in CALLED_OFF]
    told = [row for row in rows if call_off(held, row, reason, words)]
    for row in rows:
        note_change(by, "cancelled", row, reason=reason)
    return told


def consent_withdrawn(*, consent_id: UUID, by: Any) -> None:
    """A consent was taken back: what stands on it and is open stops, and the places are told. Again changes nothing.

    The packet had stopped at once; this is what comes after. What needs no consent (treatment, without records of
    substance use) goes on.
    """
    allow(by, "referral.withdraw")
    for need_id in _standing_on(consent_id):
        held = lock(need_id, by, "referral.withdraw")
        rows = [row for row in held.rows if row.status in CALLED_OFF and _needs_consent(held.need, row)]
        _stop(held, rows, by)


def consent_replaced(*, consent_id: UUID, by: Any) -> None:
    """There is a newer version: needs stand on it from now on, and what it leaves out stops. Again: nothing."""
    allow(by, "referral.withdraw")
    newer = Consent.objects.filter(replaces_id=consent_id).first()
    if newer is None:
        return
    for need_id in _standing_on(consent_id):
        held = lock(need_id, by, "referral.withdraw")
        held.need.consent = newer
        held.of_need.add("consent")
        rows = [row for row in held.rows if row.status in CALLED_OFF - {"draft"} and _needs_consent(held.need, row)]
        _stop(held, [row for row in rows if not queries.is_covered(row)], by)


def consent_over(*, consent_id: UUID, by: Any) -> None:
    """Its last day is over: nothing is called off, but whoever owns the need has to ask the person again."""
    allow(by, "referral.withdraw")
    for need_id in _standing_on(consent_id):
        held = lock(need_id, by, "referral.withdraw")
        if any(row.status in CALLED_OFF and _needs_consent(held.need, row) for row in held.rows):
            finish(held, NeedChanged, alert=[held.need.owner_id])


def _standing_on(consent_id: UUID) -> list[UUID]:
    """The needs on this consent or on a version before it."""
    versions, at = [consent_id], Consent.objects.filter(id=consent_id).values_list("replaces_id", flat=True).first()
    while at is not None:
        versions.append(at)
        at = Consent.objects.filter(id=at).values_list("replaces_id", flat=True).first()
    rows = Need.objects.filter(consent_id__in=versions).order_by("id")
    return list(rows.values_list("id", flat=True))


def _needs_consent(need: Need, row: Referral) -> bool:
    return need.basis == Need.Basis.CONSENT or row.is_sud


def _stop(held: Held, rows: list[Referral], by: Any) -> None:
    """Call these off because the consent does not carry them any more; whoever may no longer read is told so, too."""
    told = [row for row in rows if call_off(held, row, Referral.Ended.WITHDRAWN)]
    for row in rows:
        note_change(by, "cancelled", row, reason=Referral.Ended.WITHDRAWN)
    events: list[Any] = [NeedChanged, *((ReferralCancelled, row) for row in told)]
    finish(held, *events, alert=[held.need.owner_id] if rows else [])


def follow_person(*, encounter_id: UUID, by: Any) -> None:
    """A need is about whom its visit is about, also when that was found out later. Again changes nothing."""
    allow(by, "need.follow")
    for need_id in Need.objects.filter(encounter_id=encounter_id).order_by("id").values_list("id", flat=True):
        held = lock(need_id, by, "need.follow")
        need = held.need
        encounter = need.encounter
        if encounter is None or need.person_id == encounter.person_id:
            continue
        hide_person(need, need.owner_id)
        need.person = encounter.person
        held.of_need.add("person")
        if need.ended_at is None:
            show_person(need, need.owner_id)
        record(by, "need.person_followed", need)
        finish(held, NeedChanged)


@action("need.let_go", offline=NEVER)
def let_go(*, need_id: UUID, by: Any) -> Need:
    """Take a need that has ended long enough ago off the devices of all who followed it."""
    need = Need.objects.select_for_update(of=("self",)).select_related("person", "programme").get(id=need_id)
    allow(by, "need.let_go", need)
    people = queries.people_in(need)
    involvement.end_all(obj=need)
    hide_person(need, need.owner_id)
    publish(NeedLeft(need.id, need.version), about=need, to=stream_to(people))
    return need


def due_to_go(programme: Any) -> list[UUID]:
    """The needs of a programme that devices keep no longer."""
    before = now() - queries.kept_for(programme.settings)
    held = Involvement.objects.filter(kind=Need.KIND, until__isnull=True).values("object_id")
    rows = Need.objects.filter(programme_id=programme.id, ended_at__lte=before, id__in=held)
    return list(rows.order_by("ended_at").values_list("id", flat=True)[:BATCH])
