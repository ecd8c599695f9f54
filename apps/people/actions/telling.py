"""Show a person to those who have to do with them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from apps.involvement.queries import people_involved
from apps.outbox.publish import board_stream, publish, user_stream
from apps.people.events import PersonChanged
from apps.people.events_plan import PlanShown
from apps.people.models import Person
from apps.people.queries.plan import plan_in_force
from apps.people.queries.scope import root_of


def tell(event: Any, person: Person, *, also: Iterable[UUID] = ()) -> None:
    """Send the record to everybody who has to do with it, to `also`, and to the board while it is there."""
    people = {*people_involved(Person.KIND, person.id), *also}
    _send(event, person, [*_board(person), *(user_stream(user_id) for user_id in sorted(people))])


def tell_again(person_id: UUID) -> None:
    """What another app tells of this person has changed: the record in force is shown anew."""
    person = Person.objects.select_for_update(of=("self",)).get(id=root_of(person_id))
    person.bump()
    tell(PersonChanged(person.id, person.version), person)


def tell_only(event: Any, person: Person, people: Iterable[UUID], *, board: bool) -> None:
    """Send the record to these people, and to the board where its part in it has begun or ended."""
    streams = [user_stream(user_id) for user_id in sorted(people)]
    _send(event, person, [*streams, *([board_stream(person.programme_id)] if board else [])])


def _send(event: Any, person: Person, streams: list[str]) -> None:
    """The person, and with him what helps him: a phone that is shown the one has the other before it loses signal."""
    publish(event, about=person, to=streams)
    plan = plan_in_force(person.id)
    if plan is not None:
        publish(PlanShown(plan.id, plan.version), about=plan, to=streams)


def _board(person: Person) -> list[str]:
    return [board_stream(person.programme_id)] if person.open_incidents else []
