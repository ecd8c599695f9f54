"""Ask places for what somebody needs: one need, up to three places at once, the next one after a no."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from apps.access import allow
from apps.access.roles import CLINICAL
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid, NotFound
from apps.directory.models import Service
from apps.encounters import queries as encounters
from apps.encounters.actions.common import hold
from apps.encounters.actions.following import clinicians_of
from apps.encounters.models import Encounter
from apps.incidents.actions.timeline import claimed_times, happened_at
from apps.involvement.models import Involvement
from apps.outbox.commands import QUEUE, AlreadyApplied, action
from apps.outbox.record import record
from apps.people import queries as people
from apps.people.models import Consent, Person
from apps.referrals import queries
from apps.referrals.actions.common import Held, finish, follow, lock, lock_by_place, note_change, show_person
from apps.referrals.events import NeedAsked, NeedChanged, ReferralSent
from apps.referrals.models import Need, Referral
from apps.referrals.transitions import AGAIN, LIVE, OPEN, YES

AT_ONCE: Final = 3
"""Places that are asked at the same time: more would be refused a bed that was kept for nobody (screens f, z3)."""


@action("need.ask", offline=QUEUE)
def ask(
    *,
    id: UUID,  # noqa: A002  (as in the body)
    words: str,
    urgency: str,
    basis: str,
    places: Sequence[Mapping[str, UUID]],
    by: Any,
    person_id: UUID | None = None,
    encounter_id: UUID | None = None,
    tags: Sequence[str] = (),
    basis_words: str = "",
    consent_id: UUID | None = None,
    what: Sequence[str] = (),
) -> Need:
    """Ask up to three places at once. The same id again changes nothing.

    A place that the basis does not cover stays a draft: ask the person first. Raises Conflict (SIGNATURE_NEEDED)
    for a place for substance use on a spoken consent, (CONSENT_NEEDED) where there is none, Invalid naming fields.
    """
    encounter, person, has_left = _whose(encounter_id, person_id, by)
    if not has_left:
        allow(by, "need.ask", encounter or person)
    there = Need.objects.filter(id=id).first()
    if there is not None:
        if there.asked_by_id == by.id:
            raise AlreadyApplied(there)
        raise Conflict(Code.ALREADY_EXISTS, "Something with this id exists already.", fields=["id"])
    services = _services(by.programme_id, places)
    said = _said(words, basis, basis_words, what)
    consent = _consent(consent_id, by.programme_id, person, encounter)
    need = Need(
        id=id,
        programme_id=by.programme_id,
        person=person,
        encounter=encounter,
        words=words,
        tags=list(tags),
        urgency=urgency,
        basis=basis,
        basis_words=basis_words,
        consent=consent,
        what=said or (list(consent.what) if consent else []),
        owner_id=by.id,
        asked_by_id=by.id,
        asked_at=happened_at(),
    )
    _has_basis(need)
    held = Held(need, [])
    for place in places:
        held.rows.append(_referral(need, place["referral"], services[place["service"]]))
    need.save(force_insert=True)
    for row in held.rows:
        row.save(force_insert=True)
    record(by, "need.asked", need, basis=basis, places=[row.service_id for row in held.rows])
    there_too = clinicians_of(encounter) if encounter else []
    follow(need, {by.id, *there_too})
    show_person(need, by.id)
    sent = [row for row in sorted(held.rows, key=lambda row: row.id) if _send_if_covered(held, row, by)]
    return finish(held, NeedAsked, *((ReferralSent, row) for row in sent))


def _whose(
    encounter_id: UUID | None, person_id: UUID | None, by: Any
) -> tuple[Encounter | None, Person | None, bool]:
    """The visit and the person, and whether somebody asks who has left them: he was there, and his phone was late."""
    if encounter_id is None and person_id is None:
        raise Invalid(Code.INVALID, "Who needs it?", fields=["encounter", "person"])
    if encounter_id is None:
        assert person_id is not None
        known = _person(person_id, by)
        return None, known, not people.visible_to(by).filter(id=person_id).exists()
    encounter = encounters.encounters_of(by).select_for_update(of=("self",)).filter(id=encounter_id).first()
    has_left = encounter is None
    if encounter is None:  # not begun yet, or long ago: whoever was sent may write it, and asks by that
        encounter = hold(by, encounter_id, "encounter.write").encounter
    if person_id is not None and encounter.person_id not in (None, person_id):
        raise Invalid(Code.INVALID, "The visit is about somebody else.", fields=["person"])
    person = Person.objects.filter(id=encounter.person_id).first() if encounter.person_id else None
    if person is None and person_id is not None:
        person = _person(person_id, by)
    return encounter, person, has_left


def _person(person_id: UUID, by: Any) -> Person:
    person = people.visible_to(by).select_for_update(of=("self",)).filter(id=person_id).first()
    if person is not None:
        return person
    at = min(claimed_times())
    was = Involvement.objects.filter(user_id=by.id, kind=Person.KIND, object_id=person_id, since__lte=at)
    left = Person.objects.select_for_update(of=("self",)).filter(id=person_id, programme_id=by.programme_id).first()
    if left is None or not by.roles & CLINICAL or not was.filter(Q(until__isnull=True) | Q(until__gte=at)).exists():
        raise NotFound
    return left


def _services(programme_id: UUID, places: Sequence[Mapping[str, UUID]]) -> dict[UUID, Service]:
    wanted = [place["service"] for place in places]
    ids = [place["referral"] for place in places]
    if not 1 <= len(wanted) <= AT_ONCE or len(set(wanted)) < len(wanted) or len(set(ids)) < len(ids):
        raise Invalid(Code.INVALID, "One to three places, each once.", fields=["places"])
    found = {row.id: row for row in _asked_of(programme_id).filter(id__in=wanted)}
    if set(wanted) - set(found):
        raise Invalid(
            Code.INVALID,
            "Not a place that can be asked.",
            fields=["places"],
            services=sorted(set(wanted) - set(found)),
        )
    return found


def _asked_of(programme_id: UUID) -> Any:
    """Places that take referrals now."""
    rows = Service.objects.filter(programme_id=programme_id, takes_referrals=True, vanished_at__isnull=True)
    return rows.filter(status=Service.Status.ACTIVE)


def _said(words: str, basis: str, basis_words: str, what: Sequence[str]) -> list[str]:
    """What is to be told, each once, in the fixed order; raises Invalid naming what is missing."""
    wrong = [] if words.strip() else ["words"]
    if basis in (Need.Basis.EMERGENCY, Need.Basis.HOLD) and not basis_words.strip():
        wrong.append("basis_words")
    if set(what) - set(Consent.What.values) or (not what and basis != Need.Basis.CONSENT):
        wrong.append("what")
    if wrong:
        raise Invalid(Code.INVALID, f"Not right: {', '.join(wrong)}.", fields=wrong)
    return [code for code in Consent.What.values if code in what]


def _consent(
    consent_id: UUID | None, programme_id: UUID, person: Person | None, encounter: Encounter | None
) -> Consent | None:
    if consent_id is None:
        return None
    row = Consent.objects.filter(id=consent_id, programme_id=programme_id).filter(_of(person, encounter)).first()
    if row is None:
        raise Invalid(Code.INVALID, "Not this person's consent.", fields=["consent"])
    return row


def _of(person: Person | None, encounter: Encounter | None) -> Q:
    """Consents of this person, also under the records joined to it, or of this visit."""
    mine = Q(person_id__in=people.family_of(person.id)) if person else Q(pk__in=[])
    return mine | Q(encounter_id=encounter.id) if encounter else mine


def _has_basis(need: Need) -> None:
    """Raise Conflict where nothing may be told to anybody on this basis."""
    stricter = need.programme.settings.get("treatment_needs_consent") is True
    wants_it = need.basis == Need.Basis.CONSENT or (need.basis == Need.Basis.TREATMENT and stricter)
    if wants_it and need.consent is None:
        raise Conflict(Code.CONSENT_NEEDED, "Ask the person first.", fields=["consent"])


def _referral(need: Need, referral_id: UUID, service: Service) -> Referral:
    """A draft for this place. Raises Conflict (SIGNATURE_NEEDED) where a spoken consent would not do."""
    row = Referral(
        id=referral_id,
        programme_id=need.programme_id,
        need=need,
        service=service,
        service_name=service.name,
        is_sud=service.is_sud,
        status_at=happened_at(),
    )
    _needs_no_signature(row)
    return row


def _needs_no_signature(row: Referral) -> None:
    consent = row.need.consent
    if row.is_sud and consent is not None and consent.how == Consent.How.SPOKEN:
        raise Conflict(
            Code.SIGNATURE_NEEDED,
            "Records of substance use need a signature; a spoken yes is not enough.",
            fields=["consent"],
            service=row.service_id,
        )


def _send_if_covered(held: Held, row: Referral, by: Any) -> bool:
    """Ask this place, where it may be told anything; else it waits until the person was asked."""
    if not queries.is_covered(row):
        note_change(by, "drafted", row)
        return False
    _send(held, row, by)
    return True


def _send(held: Held, row: Referral, by: Any) -> None:
    """From here the clock of the place runs: from when it went out, whenever it was asked for."""
    at: datetime = now()
    held.move(
        row,
        Referral.Status.SENT,
        "referral.send",
        sent_at=at,
        seen_at=None,
        answered_at=None,
        answered_by="",
        first_action="",
        decline_code="",
        decline_words="",
        end_reason="",
        end_words="",
    )
    note_change(by, "sent", row)


@action("need.ask_next", offline=QUEUE)
def ask_next(*, need_id: UUID, referral_id: UUID, service_id: UUID, by: Any) -> Need:
    """Ask one more place. One that was full, silent or released is asked again under the id it has.

    Raises Conflict (PLACE_TAKEN) while a place has said yes, Invalid when three are being asked.
    """
    held = lock(need_id, by, "need.ask_next")
    need = held.need
    there = next((row for row in held.rows if service_id == row.service_id or referral_id == row.id), None)
    if there is not None and (there.status in LIVE or there.id == referral_id):
        raise AlreadyApplied(need)
    if any(row.status in YES for row in held.rows):
        raise Conflict(Code.PLACE_TAKEN, "A place has said yes.", fields=["service"], version=need.version)
    if sum(row.status in OPEN for row in held.rows) >= AT_ONCE:
        raise Invalid(Code.INVALID, "Three are being asked already.", fields=["service"])
    service = _asked_of(need.programme_id).filter(id=service_id).first()
    if service is None:
        raise Invalid(Code.INVALID, "Not a place that can be asked.", fields=["service"])
    reopen(held)
    if there is not None:
        return _ask_again(held, there, by)
    row = _referral(need, referral_id, service)
    if not queries.is_covered(row):
        _stand_on_newer(held, row)
    row.save(force_insert=True)
    held.rows = sorted([*held.rows, row], key=lambda each: each.id)
    if _send_if_covered(held, row, by):
        return finish(held, (ReferralSent, row))
    return finish(held, NeedChanged)


def reopen(held: Held) -> None:
    """Somebody is asked after all."""
    if held.need.ended_at is not None:
        held.need.ended_at = None
        held.of_need.add("ended_at")


def _ask_again(held: Held, row: Referral, by: Any) -> Need:
    if row.status not in AGAIN:
        raise Conflict(
            Code.ILLEGAL_TRANSITION,
            "This place has said no.",
            fields=["service"],
            current=row.status,
            version=held.need.version,
        )
    _needs_no_signature(row)
    if not queries.is_covered(row):
        raise Conflict(Code.CONSENT_NEEDED, "Ask the person first.", fields=["consent"], referral=row.id)
    _send(held, row, by)
    return finish(held, (ReferralSent, row))


@action("referral.send", offline=QUEUE)
def send(*, referral_id: UUID, by: Any) -> Need:
    """Send a draft, or one for which the place needed the person first. The newest consent that covers it counts.

    Raises Conflict (SIGNATURE_NEEDED, CONSENT_NEEDED) as long as nothing may be told.
    """
    held, row = lock_by_place(referral_id, by, "referral.send")
    if row.status == Referral.Status.SENT:
        raise AlreadyApplied(held.need)
    if row.status not in (Referral.Status.DRAFT, Referral.Status.NEEDS_CLIENT):
        raise Conflict(
            Code.ILLEGAL_TRANSITION,
            "Not from here.",
            fields=["status"],
            current=row.status,
            version=held.need.version,
        )
    if not queries.is_covered(row):
        _find_consent(held, row)
    _send(held, row, by)
    return finish(held, (ReferralSent, row))


def _find_consent(held: Held, row: Referral) -> None:
    if _stand_on_newer(held, row):
        return
    _needs_no_signature(row)
    raise Conflict(Code.CONSENT_NEEDED, "Ask the person first.", fields=["consent"], referral=row.id)


def _stand_on_newer(held: Held, row: Referral) -> bool:
    """Stand on another consent, where it covers this place and whatever else stands on the one before."""
    need, before = held.need, held.need.consent
    rows = Consent.objects.filter(programme_id=need.programme_id, withdrawn_at__isnull=True, ends_at__gt=now())
    others = [one for one in held.rows if one is not row and one.status in LIVE and queries.is_covered(one)]
    for newer in rows.filter(_of(need.person, need.encounter)).order_by("-given_at"):
        need.consent = newer
        if queries.is_covered(row) and all(queries.is_covered(one) for one in others):
            held.of_need.add("consent")
            return True
    need.consent = before
    return False
