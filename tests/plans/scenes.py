"""A person who is known, and plans made through actions."""

from datetime import timedelta
from typing import Any

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.ids import uuid7
from apps.involvement.models import Involvement
from apps.outbox.commands import do
from apps.people.actions import plan as writing
from apps.people.actions import plan_basis as basis
from apps.people.models import Person, Plan
from apps.people.queries.plan import today_in
from tests.people import People

SECRET = "his father is not to be named"
HAZARD = {"fact": "Dog, Pilot, loud", "source": "team", "said_by": "Mesa 2", "on": "2026-09-02"}
WORDS: dict[str, Any] = {
    "language": "en",
    "with_person": True,
    "first_words": "Hi Ansel, is it okay if we talk out here?",
    "helps": ["One voice, sit down", "Radio turned low"],
    "worse": ["Standing in the door"],
    "looks": "Pacing, up all night. It is fear, not anger.",
    "calls": [{"name": "Lucía", "relation": "mother", "number": "555-0142", "note": "Spanish"}],
}


def known(people: People, *who: User) -> Person:
    """A person of Calder on an open incident, with whom these have to do."""
    person = Person.objects.create(
        programme=people.calder, given="Ansel", family="Varga", made_by=people.dana, open_incidents=1
    )
    involve(person, *who)
    return person


def involve(person: Person, *who: User) -> None:
    """These have to do with the person from now on."""
    for one in who:
        Involvement.objects.create(user=one, kind=person.KIND, object_id=person.id, basis=Involvement.Basis.VISIT)


def leave(person: Person, *who: User) -> None:
    """They no longer have."""
    Involvement.objects.filter(object_id=person.id, user__in=who, until__isnull=True).update(until=now())


def words(people: People, **fields: Any) -> dict[str, Any]:
    """What a whole version says, with a review half a year from now."""
    today = today_in(people.calder.id)
    hazard = HAZARD | {"ask_again_by": (today + timedelta(days=100)).isoformat()}
    return {**WORDS, "hazards": [hazard], "review_on": today + timedelta(days=180), **fields}


def draft(people: People, person: Person, by: User | None = None, **fields: Any) -> Plan:
    """A version by Riley, unless it is another's."""
    plan: Plan = do(
        writing.draft_plan,
        by=by or people.riley,
        plan_id=uuid7(),
        person_id=person.id,
        fields=words(people, **fields),
    )
    return plan


def submitted(people: People, person: Person, by: User | None = None, **fields: Any) -> Plan:
    """A version that waits for somebody else."""
    plan = draft(people, person, by, **fields)
    return act(writing.submit_plan, by or people.riley, plan)


def approved(people: People, person: Person, by: User | None = None, **fields: Any) -> Plan:
    """A version by Riley that Sam has approved."""
    return act(writing.approve_plan, people.sam, submitted(people, person, by, **fields))


def act(fn: Any, by: User, plan: Plan, **more: Any) -> Plan:
    """One action on a plan."""
    do(fn, by=by, plan_id=plan.id, **more)
    return Plan.objects.get(id=plan.id)


def agree(people: People, person: Person, days: int = 90, by: User | None = None) -> None:
    """The person lets responders read it, for so many days."""
    today = today_in(people.calder.id)
    do(
        basis.record_consent,
        by=by or people.riley,
        basis_id=uuid7(),
        person_id=person.id,
        given_on=today,
        until=today + timedelta(days=days),
    )
