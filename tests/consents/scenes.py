"""Short ways to agree, to take back, and to ask a place on it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.directory.models import Organization, Service
from apps.outbox.commands import Op, do
from apps.people.actions import consent as consents
from apps.people.consent_words import WORDING
from apps.people.models import Consent, Person
from apps.people.queries.plan import today_in
from apps.referrals.models import Need, Referral
from tests.people import People

STROKES = [[[100, 500], [300, 200], [420, 640]], [[500, 500], [700, 480]]]


def days(people: People, n: int) -> date:
    """A day so many from today, where the programme is."""
    return today_in(people.calder.id) + timedelta(days=n)


def said(programme_id: UUID, **other: Any) -> dict[str, Any]:
    """All that a consent says, signed with a finger, for Harbor Light."""
    return {
        "decided_by": "person",
        "decider_name": "Ansel Varga",
        "discloser": "Calder County Behavioral Health",
        "recipients": [{"service": None, "name": "Harbor Light"}],
        "what": ["name", "contact", "today"],
        "purpose": "care",
        "purpose_words": "",
        "is_sud": False,
        "until": today_in(programme_id) + timedelta(days=90),
        "how": "drawn",
        "signature": STROKES,
        "typed_name": "",
        "witness": "",
        "language": "en",
        "wording": WORDING,
        **other,
    }


def given(
    people: People,
    person: Person | None = None,
    by: User | None = None,
    *,
    id: UUID | None = None,  # noqa: A002  (as in the body)
    encounter_id: UUID | None = None,
    replaces: UUID | None = None,
    op: Op | None = None,
    **other: Any,
) -> Consent:
    """The person agrees, to Casey unless it is another."""
    whose = {"person_id": person.id if person else None, "encounter_id": encounter_id, "replaces": replaces}
    what: dict[str, Any] = {"id": id or uuid7(), "said": said(people.calder.id, **other), **whose}
    done: Consent = do(consents.give_consent, by=by or people.casey, op=op, **what)
    return done


def withdrawn(people: People, consent: Consent, by: User | None = None) -> Consent:
    """The person takes it back, to Casey unless it is another."""
    done: Consent = do(consents.withdraw_consent, by=by or people.casey, consent_id=consent.id, how="told")
    return done


def place(people: People, name: str = "Harbor Light", *, is_sud: bool = False) -> Service:
    """Where somebody can be sent to."""
    organization = Organization.objects.create(programme=people.calder, name=name)
    return Service.objects.create(organization=organization, programme=people.calder, name=name, is_sud=is_sud)


def asked(people: People, person: Person | None, service: Service, consent: Consent | None, **other: Any) -> Referral:
    """This place is asked, on this consent or for treatment."""
    need = Need.objects.create(
        programme=people.calder,
        person=person,
        words="a bed for tonight",
        basis=Need.Basis.CONSENT if consent else Need.Basis.TREATMENT,
        consent=consent,
        what=["name", "contact", "today", "safety_plan"],
        owner=people.casey,
        asked_by=people.casey,
        **other,
    )
    return Referral.objects.create(
        programme=people.calder,
        need=need,
        service=service,
        service_name=service.name,
        is_sud=service.is_sud,
        status=Referral.Status.SENT,
        status_at=now(),
    )


def to(*services: Service) -> list[dict[str, Any]]:
    """These places, by name."""
    return [{"service": str(each.id), "name": each.name} for each in services]
