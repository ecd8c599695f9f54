"""Who has to do with a person because of an incident: brought up to date from the facts, in the same transaction.

Called by involvement itself whenever somebody comes onto an incident or leaves it (config/wiring.py: FOLLOWERS), and
by the actions here that link, close and reopen. So no way of ending an assignment can forget the person.
"""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db.models import Q

from apps.incidents.models import Incident
from apps.involvement.actions import settle
from apps.involvement.models import Involvement
from apps.people import actions as people
from apps.people.events import PersonHidden, PersonShown
from apps.people.models import Person
from apps.people.queries import family_of

FROM_INCIDENT: Final = (Involvement.Basis.ASSIGNMENT, Involvement.Basis.OPENED)
"""Bases that a person has from the open incidents they are linked to."""


def follow_incident(incident_id: UUID) -> None:
    """Whoever is on this incident has to do with its person, and nobody else by it."""
    person_id = Incident.objects.filter(id=incident_id).values_list("person_id", flat=True).first()
    if person_id is not None:
        follow_person(person_id)


def follow_person(person_id: UUID) -> None:
    """Bring involvement in this person and in all records joined with it up to date, and tell whose changed."""
    family = _locked_family(person_id)
    ids = [row.id for row in family]
    before = _who(ids)
    was_on_board = {row.id for row in family if row.open_incidents}
    incidents = list(
        Incident.objects.filter(person_id__in=ids, status=Incident.Status.OPEN).values_list("id", flat=True)
    )
    for row in family:
        # Those who are on an incident have to do with the record in force; the joined ones follow from it.
        in_force = row.merged_into_id is None
        _count(row, len(incidents) if in_force else 0)
        for basis in FROM_INCIDENT:
            settle(
                kind=Person.KIND,
                object_id=row.id,
                basis=basis,
                user_ids=_on(incidents, basis) if in_force else (),
            )
    _settle_joined(ids)
    after = _who(ids)
    for row in family:
        board_changed = bool(row.open_incidents) != (row.id in was_on_board)
        _tell(row, before.get(row.id, set()), after.get(row.id, set()), board_changed=board_changed)


def _locked_family(person_id: UUID) -> list[Person]:
    """The records that are one person, locked in the order of their ids; again when they were others meanwhile."""
    while True:
        ids = family_of(person_id)
        rows = list(Person.objects.filter(id__in=ids).order_by("id").select_for_update())
        if family_of(person_id) == ids:
            return rows


def _count(row: Person, incidents: int) -> None:
    if row.open_incidents != incidents:
        row.open_incidents = incidents
        row.save(update_fields=["open_incidents"])


def _on(incidents: Iterable[UUID], basis: str) -> set[UUID]:
    rows = Involvement.objects.filter(
        kind=Incident.KIND, object_id__in=list(incidents), basis=basis, until__isnull=True
    )
    return set(rows.values_list("user_id", flat=True))


def _settle_joined(ids: list[UUID]) -> None:
    """Who has to do with one of several joined records has to do with all of them."""
    own = _who(ids, ~Q(basis=Involvement.Basis.JOINED))
    for one in ids:
        others = set[UUID]().union(*(own.get(other, set()) for other in ids if other != one))
        settle(kind=Person.KIND, object_id=one, basis=Involvement.Basis.JOINED, user_ids=others)


def _who(ids: list[UUID], but: Q | None = None) -> dict[UUID, set[UUID]]:
    """Record -> who has to do with it now."""
    found: dict[UUID, set[UUID]] = {}
    rows = Involvement.objects.filter(but or Q(), kind=Person.KIND, object_id__in=ids, until__isnull=True)
    for object_id, user_id in rows.values_list("object_id", "user_id"):
        found.setdefault(object_id, set()).add(user_id)
    return found


def _tell(row: Person, before: set[UUID], after: set[UUID], *, board_changed: bool) -> None:
    shown = board_changed and row.open_incidents > 0
    if after - before or shown:
        people.tell_only(PersonShown(row.id, row.version), row, after - before, board=shown)
    hidden = board_changed and not row.open_incidents
    if before - after or hidden:
        people.tell_only(PersonHidden(row.id, row.version), row, before - after, board=hidden)
