"""What a place is told: only what the basis covers, and the same by every road (link, PDF, FHIR, phone)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from apps.common.errors import Code, Conflict
from apps.encounters.models import Encounter
from apps.encounters.queries.safety_plan import versions_of
from apps.people import consent_words
from apps.people.models import Consent, Person
from apps.people.queries.consent import covers, newest
from apps.people.queries.contacts import ALLOWED, CALL, TEXT, safe_for
from apps.people.queries.plan import plan_in_force, words_of
from apps.people.queries.scope import family_of
from apps.referrals.models import Need, Referral

NOTICE: Final = consent_words.NOTICE
"""The short statement of 42 CFR 2.32(a)(2), exact: with every disclosure of a record of substance use."""

What = Consent.What
EARLIER_VISITS: Final = 5


class BasisGone(Conflict):
    """Nothing may be told any more: the consent was withdrawn, is over, or does not cover this place."""

    def __init__(self) -> None:
        super().__init__(Code.BASIS_GONE, "There is no basis to tell this place anything now.")


@dataclass(frozen=True)
class Packet:
    """`parts`: code of people.Consent.What -> what is told. `notice` and `scope` go along where it is about SUD."""

    referral: Referral
    what: tuple[str, ...]
    parts: dict[str, Any]
    notice: str
    scope: dict[str, Any] | None
    consent: Consent | None = None
    """The version that it stands on: the newest, read anew."""


def covered_by(referral: Referral) -> tuple[str, ...]:
    """What this place may be told now, in a fixed order. Raises BasisGone where there is no basis (any more)."""
    return _covered(referral, consent_of(referral))


def consent_of(referral: Referral) -> Consent | None:
    """The consent that counts for it now: the newest version of the need's, read anew."""
    return newest(referral.need.consent_id) if referral.need.consent_id else None


def _covered(referral: Referral, consent: Consent | None) -> tuple[str, ...]:
    need = referral.need
    what = set(need.what)
    if need.basis == Need.Basis.CONSENT or referral.is_sud:
        if consent is None or not covers(consent, service_id=referral.service_id, is_sud=referral.is_sud):
            raise BasisGone
        what &= set(consent.what)
    return tuple(code for code in What.values if code in what)


def packet_of(referral: Referral) -> Packet:
    """Everything that this place may be told now, read anew each time. Raises BasisGone."""
    consent = consent_of(referral)
    what = _covered(referral, consent)
    need = referral.need
    person = Person.objects.filter(id=need.whose).first() if need.whose else None
    told = {code: _PARTS[code](need, person) for code in what}
    scope = None
    if referral.is_sud and consent is not None:
        scope = {
            "decider": consent.decider_name,
            "discloser": consent.discloser,
            "what": list(consent.what),
            "purpose": consent.purpose,
            "until": consent.until.isoformat(),
            "given_at": consent.given_at.isoformat(),
        }
    parts = {code: part for code, part in told.items() if part}
    return Packet(referral, what, parts, NOTICE if referral.is_sud else "", scope, consent)


def _name(_need: Need, person: Person | None) -> dict[str, str] | None:
    if person is None:
        return None
    return {
        "given": person.given,
        "family": " ".join(filter(None, (person.family, person.second_family))),
        "called": person.called,
        "language": person.language,
    }


def _birth(_need: Need, person: Person | None) -> dict[str, Any] | None:
    if person is None or not (person.date_of_birth or person.birth_year):
        return None
    born = person.date_of_birth
    return {"date": born.isoformat() if born else None, "year": born.year if born else person.birth_year}


def _contact(_need: Need, person: Person | None) -> list[dict[str, str]]:
    """Only points that are safe to call or to text, with how and what to know."""
    if person is None:
        return []
    rows = person.points.filter(stopped_at__isnull=True).order_by("created_at")
    safe = [(row, [way for way in (CALL, TEXT) if safe_for(row, way) == ALLOWED]) for row in rows]
    return [
        {"value": row.value, "label": row.label, "ways": " ".join(ways), "language": row.language}
        for row, ways in safe
        if ways
    ]


def _today(need: Need, _person: Person | None) -> dict[str, Any] | None:
    visit = need.encounter
    if visit is None:
        return None
    return {
        "at": visit.began_at.isoformat(),
        "reasons": visit.reasons,
        "observed": visit.observed,
        "protective": visit.protective,
        "judgement": visit.judgement,
        "judgement_why": visit.judgement_why,
        "helped": visit.helped,
    }


def _medical(need: Need, _person: Person | None) -> list[str]:
    return list(need.encounter.medical) if need.encounter else []


def _safety_plan(need: Need, _person: Person | None) -> dict[str, Any] | None:
    row = versions_of(need.whose, need.encounter_id).order_by("-number").first()
    return {"number": row.number, "language": row.language, "parts": row.parts} if row else None


def _what_helps(_need: Need, person: Person | None) -> dict[str, Any] | None:
    plan = plan_in_force(person.id) if person else None
    return {key: words_of(plan)[key] for key in ("first_words", "helps", "worse")} if plan else None


def _earlier(need: Need, person: Person | None) -> list[dict[str, Any]]:
    if person is None:
        return []
    rows = Encounter.objects.filter(person_id__in=family_of(person.id), state=Encounter.State.SIGNED)
    if need.encounter_id:
        rows = rows.exclude(id=need.encounter_id)
    return [
        {"at": row.began_at.isoformat(), "reasons": row.reasons, "disposition": row.disposition}
        for row in rows.order_by("-began_at")[:EARLIER_VISITS]
    ]


_PARTS: Final[dict[str, Callable[[Need, Person | None], Any]]] = {
    What.NAME: _name,
    What.BIRTH: _birth,
    What.CONTACT: _contact,
    What.TODAY: _today,
    What.MEDICAL: _medical,
    What.SAFETY_PLAN: _safety_plan,
    What.WHAT_HELPS: _what_helps,
    What.EARLIER: _earlier,
}
