"""Needs and the places that are asked, made through actions; places and consents as other parts make them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.directory.models import Organization, Service
from apps.dispatch.models import Assignment
from apps.encounters.models import Encounter
from apps.incidents import actions as incidents
from apps.outbox.commands import Op, do
from apps.outbox.sweeps import run_handlers
from apps.people.models import Consent, Person
from apps.referrals import queries
from apps.referrals.actions import answers, asking
from apps.referrals.models import Need, Referral
from tests.people import People

TODAY = ["name", "contact", "today"]


def service(people: People, name: str, **more: Any) -> Service:
    """A place of Calder's directory."""
    there = Organization.objects.filter(name=name).first()
    runs = there or Organization.objects.create(programme=people.calder, name=name)
    fields: dict[str, Any] = {"programme": people.calder, "organization": runs, "name": name, **more}
    return Service.objects.create(**fields)


def three(people: People, **more: Any) -> list[Service]:
    """Three places that could have a bed."""
    return [service(people, name, **more) for name in ("Harbor Light", "Casa Serena", "Vera House")]


def find_out(people: People, there: Assignment) -> Person:
    """The visit is about somebody by name."""
    new: dict[str, Any] = {"id": uuid7(), "given": "Ruth", "family": "Adeyemi"}
    do(incidents.link_person, by=people.casey, incident_id=there.incident_id, new=new)
    run_handlers()
    return Person.objects.get(id=new["id"])


def consent(people: People, there: Assignment, to: list[Service], **more: Any) -> Consent:
    """Signed on the phone, for these places."""
    visit = Encounter.objects.get(id=there.id)
    fields: dict[str, Any] = {
        "programme": people.calder,
        "person_id": visit.person_id,
        "encounter_id": visit.id,
        "decided_by": "person",
        "decider_name": "Ruth Adeyemi",
        "discloser": "Calder County Behavioral Health",
        "recipients": [{"service": str(one.id), "name": one.name} for one in to],
        "what": TODAY,
        "until": date(2099, 1, 1),
        "ends_at": now() + timedelta(days=300),
        "how": "drawn",
        "signature": [[[1, 1], [2, 2]]],
        "language": "en",
        "wording": "1",
        "given_at": now(),
        "taken_by": people.casey,
        **more,
    }
    return Consent.objects.create(**fields)


def spoken(people: People, there: Assignment, to: list[Service], **more: Any) -> Consent:
    """A yes that somebody else heard."""
    return consent(people, there, to, how="spoken", signature=None, witness="Omar", **more)


def body(there: Assignment, places: list[Service], **more: Any) -> dict[str, Any]:
    """What a phone asks for, on treatment unless told."""
    asked: dict[str, Any] = {
        "id": uuid7(),
        "encounter_id": there.id,
        "words": "A bed tonight, no men on the floor",
        "urgency": "now",
        "basis": "treatment",
        "what": TODAY,
        "places": [{"referral": uuid7(), "service": one.id} for one in places],
    }
    return asked | more


def asked(by: User, there: Assignment, places: list[Service], op: Op | None = None, **more: Any) -> Need:
    """Ask these places."""
    need: Need = do(asking.ask, by=by, op=op, **body(there, places, **more))
    return need


def at(need: Need, place: Service) -> Referral:
    """How this place stands."""
    return Referral.objects.select_related("need", "service").get(need=need, service=place)


def says(people: People, need: Need, place: Service, answer: str, **more: Any) -> Need:
    """The place itself, as by its link."""
    facts = {"name": "Rosa Ibarra", **more}
    done: Need = do(answers.answer, by=people.system, referral_id=at(need, place).id, answer=answer, **facts)
    return done


def act(fn: Any, by: User, need: Need, place: Service, op: Op | None = None, **more: Any) -> Need:
    """One thing done about one place."""
    done: Need = do(fn, by=by, op=op, referral_id=at(need, place).id, **more)
    return done


def seen(by: User, need: Need) -> dict[str, Any]:
    """The need as this person may read it."""
    return queries.as_seen_by(by, [need.id])[need.id]


def steps(by: User, need: Need) -> dict[str, tuple[str, str, str]]:
    """Place -> status, next step, and whose it is."""
    return {
        row["service_name"]: (row["status"], row["next"]["action"], row["next"]["who"])
        for row in seen(by, need)["referrals"]
    }


def fresh(need_id: UUID) -> Need:
    """The row as it is now."""
    return Need.objects.get(id=need_id)
