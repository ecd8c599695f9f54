"""Short ways to a case and what is done with it."""

from datetime import datetime, timedelta
from typing import Any

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.dispatch.models import Assignment
from apps.followups import actions
from apps.followups.models import Case
from apps.incidents.models import Incident
from apps.outbox.commands import Op, do
from apps.outbox.sweeps import run_handlers
from apps.people.models import ContactPoint, Person
from tests.encounters.scenes import signed
from tests.people import People

HOUR = timedelta(hours=1)


def opened(people: People, there: Assignment, **fields: Any) -> Case:
    """A visit that was signed, and the case that it opened: Cam's."""
    signed(people.casey, there, **fields)
    run_handlers()
    return Case.objects.get(encounter_id=there.id)


def known(people: People, there: Assignment, **said: str) -> Person:
    """Ansel Varga, whom the incident is about, with a phone and what is safe there."""
    person = Person.objects.create(
        id=uuid7(), programme=people.calder, given="Ansel", family="Varga", birth_year=1992, made_by=people.casey
    )
    Incident.objects.filter(id=there.incident_id).update(person=person)
    there.incident.person = person
    ContactPoint.objects.create(person=person, kind="phone", value="555-0188", made_by=people.casey, **said)
    return person


def tried(by: User, case: Case, result: str = "no_answer", channel: str = "call", **more: Any) -> Case:
    """One try, logged; `at` says when it was."""
    at: datetime | None = more.pop("at", None)
    body = {"id": uuid7(), "channel": channel, "result": result, **more}
    do(actions.attempt, by=by, op=Op(occurred_at=at) if at else None, case_id=case.id, **body)
    case.refresh_from_db()
    return case


def aged(case: Case, by: timedelta) -> Case:
    """As if all of it had been so much earlier."""
    for rung in case.rungs.all():
        rung.due_at -= by
        rung.created_at -= by
        rung.save(update_fields=["due_at", "created_at"])
    case.refresh_from_db()
    case.opened_at -= by
    case.begun_at -= by
    for name in ("next_due_at", "planned_at", "decide_at"):
        if getattr(case, name):
            setattr(case, name, getattr(case, name) - by)
    case.save()
    return case


def states(case: Case) -> dict[str, str]:
    """Step -> how it stands, the newest of each name."""
    return dict(case.rungs.order_by("created_at", "due_at").values_list("name", "state"))


def in_hours(at: datetime | None) -> float:
    """From now."""
    assert at is not None
    return (at - now()) / HOUR
