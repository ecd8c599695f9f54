"""Join two records of one person by a pointer, and take them apart again. Nothing of either history is rewritten."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from apps.access import allow
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid, NotFound
from apps.common.lookup import get_or_404
from apps.involvement.actions import follow
from apps.involvement.queries import people_involved
from apps.outbox.commands import NEVER, AlreadyApplied, action, on_constraint
from apps.outbox.record import record
from apps.people import queries
from apps.people.actions.keys import rekey
from apps.people.actions.plan_basis import tell_basis
from apps.people.actions.telling import tell
from apps.people.events import PersonChanged, PersonMerged, PersonUnmerged
from apps.people.models import ContactPoint, Merge, Person, PersonName, PlanBasis

on_constraint("one_merge_in_force", Code.MERGED_ALREADY, "This record was joined to another already.")


@action("person.merge", offline=NEVER)
def merge(*, person_id: UUID, into: UUID, reason: str, by: Any) -> Person:
    """Say that this record and `into` are one person, with a reason. This one points there from now on.

    Raises Conflict (MERGED_ALREADY) when either points elsewhere by now: one joins records that stand for themselves,
    so no circle can come about.
    """
    person, target = _both(person_id, into, by, "person.merge")
    if person.merged_into_id == target.id:
        raise AlreadyApplied(person)
    _stands(person)
    _stands(target)
    _has_reason(reason)
    knew = _everybody(person.id, target.id)
    person.merged_into = target
    person.bump("merged_into")
    target.bump()
    made = Merge.objects.create(person=person, into=target, reason=reason, by=by)
    record(by, "person.merged", person, into=target.id, merge=made.id)
    _told(PersonMerged(person.id, person.version, target.id), person, target, knew)
    return person


@action("person.unmerge", offline=NEVER)
def unmerge(*, person_id: UUID, reason: str, by: Any) -> Person:
    """Say that they were not one person: this record stands for itself again, with all that was written with it.

    What was written with the other since then stays there and is listed (`queries.written_since`) for a person to
    decide.
    """
    seen = Merge.objects.filter(person_id=person_id, undone_at__isnull=True).first()
    if seen is None:
        known = queries.visible_to(by).filter(id=person_id).first()
        if known is None:
            raise NotFound
        allow(by, "person.unmerge", known)
        raise AlreadyApplied(known)
    person, target = _both(person_id, seen.into_id, by, "person.unmerge")
    made = Merge.objects.select_for_update().filter(id=seen.id, undone_at__isnull=True).first()
    if made is None:
        raise AlreadyApplied(person)
    _has_reason(reason)
    knew = _everybody(person.id, target.id)
    person.merged_into = None
    person.bump("merged_into")
    target.bump()
    made.undone_at, made.undone_by, made.undo_reason = now(), by, reason
    made.bump("undone_at", "undone_by", "undo_reason")
    record(by, "person.unmerged", person, out_of=target.id, merge=made.id)
    _told(PersonUnmerged(person.id, person.version, target.id), person, target, knew)
    return person


@action("person.take_over", offline=NEVER)
def take_over(*, person_id: UUID, out_of: UUID, ids: Iterable[UUID], by: Any) -> Person:
    """Give this record the names, contact points and consents written with the other while both were one."""
    person, source = _both(person_id, out_of, by, "person.take_over")
    undone = Merge.objects.filter(person=person, into=source, undone_at__isnull=False).order_by("-at").first()
    if undone is None:
        raise Conflict(Code.ILLEGAL_TRANSITION, "These two were never taken apart.", version=person.version)
    wanted = set(ids)
    moved = set[UUID]()
    for model in (PersonName, ContactPoint, PlanBasis):
        rows = model.objects.filter(
            id__in=wanted, person=source, created_at__gte=undone.at, created_at__lt=undone.undone_at
        )
        for row in rows.select_for_update():
            row.person = person
            row.bump("person")
            moved.add(row.id)
    if not moved:
        raise AlreadyApplied(person)
    person.bump()
    source.bump()
    rekey([person, source])
    record(by, "person.took_over", person, out_of=source.id, rows=sorted(map(str, moved)))
    _told(PersonChanged(person.id, person.version), person, source, [])
    return person


def _both(person_id: UUID, other: UUID, by: Any, asked: str) -> tuple[Person, Person]:
    """Lock two records in the order of their ids, so that two people joining crosswise do not block each other.

    NotFound and NotAllowed are about the first before they are about the other.
    """
    allow(by, asked, get_or_404(queries.visible_to(by), person_id))
    if person_id == other:
        raise Invalid(Code.INVALID, "Not with itself.", fields=["into"])
    rows = queries.visible_to(by).filter(id__in=[person_id, other]).order_by("id").select_for_update(of=("self",))
    found = {row.id: row for row in rows}
    if person_id not in found or other not in found:
        raise NotFound
    allow(by, asked, found[other])
    return found[person_id], found[other]


def _stands(person: Person) -> None:
    if person.merged_into_id is not None:
        raise Conflict(
            Code.MERGED_ALREADY,
            "This record was joined to another already.",
            person=person.id,
            into=person.merged_into_id,
            version=person.version,
        )


def _has_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(Code.INVALID, "Say why.", fields=["reason"])


def _everybody(*person_ids: UUID) -> list[UUID]:
    return sorted({user_id for one in person_ids for user_id in people_involved(Person.KIND, one)})


def _told(event: Any, person: Person, target: Person, knew: list[UUID]) -> None:
    """Bring up to date who has to do with whom, and show both records to all who knew or know of either."""
    follow(Person.KIND, person.id)
    follow(Person.KIND, target.id)
    for one in (person, target):
        one.refresh_from_db(fields=["open_incidents"])
    tell(event, person, also=knew)
    tell(PersonChanged(target.id, target.version), target, also=knew)
    # what the person agreed to under one record opens or closes the cards of the others
    for one in (person, target):
        tell_basis(one)
