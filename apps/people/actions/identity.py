"""Keep who somebody is: names as they were said, a birth that can be true."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid
from apps.common.lookup import lock_or_404
from apps.outbox.commands import QUEUE, AlreadyApplied, Merged, action, current_op, on_constraint
from apps.outbox.merging import mark, refuse_clash, three_way
from apps.outbox.record import record
from apps.people import queries
from apps.people.actions.keys import rekey
from apps.people.actions.telling import tell
from apps.people.birth import earliest
from apps.people.events import PersonChanged
from apps.people.models import Person, PersonName, PersonWas

EDITABLE: Final = ("given", "family", "second_family", "called", "date_of_birth", "birth_year", "language")

on_constraint("people_person_pkey", Code.ALREADY_EXISTS, "This person is already here.")


def add_person(*, person_id: UUID, programme_id: UUID, fields: Mapping[str, Any], by: Any) -> Person:
    """Make a person of this programme. Called by the action that links it, under the linking's own permission.

    The same id again is the person that is there; Conflict when it is another programme's or somebody else's.
    """
    known = check_fields(fields)
    there = Person.objects.filter(id=person_id).first()
    if there is not None:
        if there.programme_id == programme_id and there.made_by_id == by.id:
            return there
        raise Conflict(Code.ALREADY_EXISTS, "This person is already here.")
    person = Person(id=person_id, programme_id=programme_id, made_by_id=by.id, **known)
    person.save(force_insert=True)
    rekey([person])
    record(by, "person.made", person, fields=sorted(known))
    return person


def check_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a person if they can be true; Invalid naming the one that cannot."""
    unknown = sorted(set(fields) - set(EDITABLE))
    if unknown:
        raise Invalid(Code.INVALID, "Not known of a person.", fields=unknown)
    today = now().date()
    born: date | None = fields.get("date_of_birth")
    # A day ahead is a zone, not a mistake of the year.
    if born is not None and not (earliest(today) <= born.year and (born - today).days <= 1):
        raise Invalid(Code.INVALID, "Nobody who lives was born then.", fields=["date_of_birth"])
    year = fields.get("birth_year")
    if year is not None and not earliest(today) <= year <= today.year:
        raise Invalid(Code.INVALID, "Nobody who lives was born then.", fields=["birth_year"])
    return dict(fields)


@action("person.change", offline=QUEUE)
def change_person(*, person_id: UUID, fields: Mapping[str, Any], by: Any) -> Person | Merged:
    """Write some of who somebody is; what stood there is kept beside. What is so already changes nothing.

    It goes in beside what others have written since the version that was shown: raises NeedsReview naming what
    somebody wrote otherwise.
    """
    person = lock_or_404(queries.visible_to(by), person_id)
    allow(by, "person.change", person)
    merge = three_way(person, check_fields(fields), by)
    refuse_clash(person, merge.clash)
    if not merge.goes_in and not merge.same:
        raise AlreadyApplied(person)
    if merge.goes_in:
        _write(person, merge.goes_in, by)
    if not merge.is_late:
        return person
    return Merged(person, data={"kept": sorted(merge.goes_in), "theirs": merge.same})


def _write(person: Person, changed: Mapping[str, Any], by: Any) -> None:
    at = current_op().occurred_at or now()
    PersonWas.objects.bulk_create(
        PersonWas(person=person, field=name, was=str(getattr(person, name) or ""), by_id=by.id, occurred_at=at)
        for name in sorted(changed)
    )
    for name, value in changed.items():
        setattr(person, name, value)
    mark(person, changed, by, at)
    person.bump(*changed, "field_marks")
    rekey([person])
    record(by, "person.changed", person, fields=sorted(changed))
    tell(PersonChanged(person.id, person.version), person)


@action("person.add_name", offline=QUEUE)
def add_name(
    *,
    person_id: UUID,
    id: UUID,  # noqa: A002  (as in the body)
    kind: str,
    by: Any,
    given: str = "",
    family: str = "",
    second_family: str = "",
) -> Person:
    """Keep another name that the person goes or went by. The same id again changes nothing."""
    person = lock_or_404(queries.visible_to(by), person_id)
    allow(by, "person.add_name", person)
    if not (given + family + second_family).strip():
        raise Invalid(Code.INVALID, "There is no name in it.", fields=["given"])
    there = PersonName.objects.filter(id=id).first()
    if there is not None:
        if there.person_id == person.id:
            raise AlreadyApplied(person)
        raise Conflict(Code.ALREADY_EXISTS, "This name is already here.")
    PersonName.objects.create(
        id=id, person=person, kind=kind, given=given, family=family, second_family=second_family, made_by=by
    )
    person.bump()
    rekey([person])
    record(by, "person.name_added", person, name=id, kind=kind)
    tell(PersonChanged(person.id, person.version), person)
    return person
