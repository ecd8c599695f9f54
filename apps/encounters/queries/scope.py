"""Which visits a person may know of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q, QuerySet

from apps.access.roles import Role
from apps.accounts.queries import members
from apps.common.clock import now
from apps.common.lookup import get_or_404
from apps.encounters.models import Amendment, Disposition, Encounter, ForceReport
from apps.involvement.models import Involvement
from apps.involvement.queries import involves, mark_involvement, objects_of, people_involved
from apps.outbox.publish import user_stream
from apps.people.models import Person

_CARE: Final = frozenset({Role.CLINICIAN, Role.CASE_MANAGER})
_HELD: Final = (Encounter.KIND, ForceReport.KIND)
_VISIT: Final = Involvement.Basis.VISIT
LIST_READERS: Final = frozenset({Role.CLINICIAN, Role.PEER, Role.CASE_MANAGER, Role.SUPERVISOR, Role.ADMINISTRATOR})
"""Who has to do with how visits end. An officer's phone does not hold the list: its words are clinical."""
NEVER_WAS: Final = Q(effective_until=F("effective_from"))
"""Versions of an outcome that were taken back before they began."""


def visible_to(user: Any) -> "QuerySet[Encounter]":
    """A supervisor's whole programme; for others those they were in, and those of the people they have to do with.

    The second is for clinicians and case managers only: an officer learns nothing of visits he was not part of, and
    of those he was part of keeps his own report for some days.
    """
    rows = Encounter.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None:
        return rows.none()
    rows = rows.filter(incident__programme_id=user.programme_id)
    if Role.SUPERVISOR in user.roles:
        return rows
    mine = Q(involves(user, Encounter.KIND)) | Q(involves(user, ForceReport.KIND))
    if user.roles & _CARE:
        mine |= Q(involves(user, Person.KIND, "person_id"))
    return rows.filter(mine)


def person_of_visit(user: Any, encounter_id: UUID) -> UUID | None:
    """Whom this visit is about, None while nobody knows; NotFound for one that this person may not know of."""
    return get_or_404(visible_to(user), encounter_id).person_id


def mark(user: Any, rows: Iterable[Encounter]) -> None:
    """Note on each row what this person has to do with it, in three queries at most for all of them."""
    kept = list(rows)
    mark_involvement(user, kept)
    if user.id is None:
        return
    mine = own_ids(user)
    for row in kept:
        row.seen_as = (user.id, row.id in mine)


def basis_of(user: Any, encounter: Encounter) -> str:
    """Why this person is shown this visit: as supervisor, or as part of it or of the person's care."""
    if Role.SUPERVISOR in user.roles:
        return "supervision"
    return "visit" if user.id in people_in(encounter) else "person"


def people_in(encounter: Encounter) -> list[UUID]:
    """Who holds this visit: its team, whoever has its case, the officer with his report."""
    return sorted({user_id for kind in _HELD for user_id in people_involved(kind, encounter.id)})


def people_in_visit(encounter: Encounter) -> list[UUID]:
    """Who has to do with the whole visit, by their part in it."""
    return people_involved(Encounter.KIND, encounter.id)


def writers_of(encounter: Encounter) -> list[UUID]:
    """Who went and still holds it: not whoever has its case."""
    rows = Involvement.objects.filter(object_id=encounter.id, kind__in=_HELD, basis=_VISIT, until__isnull=True)
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct())


def still_held(rows: "QuerySet[Encounter]") -> "QuerySet[Encounter]":
    """Those of these visits that somebody holds who went."""
    open_ones = Involvement.objects.filter(kind__in=_HELD, basis=_VISIT, until__isnull=True)
    return rows.filter(id__in=open_ones.values("object_id"))


def disposition_at(programme_id: UUID, code: str, at: datetime) -> Disposition | None:
    """The version of an outcome in force at that time, else the newest that ever was: a phone may have been away for
    long. One that begins later, or was withdrawn before it began, is none.
    """
    rows = Disposition.objects.filter(programme_id=programme_id, code=code, effective_from__lte=now())
    rows = rows.exclude(NEVER_WAS)
    then = rows.filter(effective_from__lte=at).filter(Q(effective_until__isnull=True) | Q(effective_until__gt=at))
    return then.order_by("-effective_from").first() or rows.order_by("-effective_from").first()


def newest_disposition(programme_id: UUID, code: str) -> Disposition | None:
    """The version that begins last, also one that has not begun; for who changes it, locked."""
    rows = Disposition.objects.select_for_update().filter(programme_id=programme_id, code=code)
    return rows.exclude(NEVER_WAS).order_by("-effective_from", "-id").first()


def can_be_taken_back(row: Disposition) -> bool:
    """Whether this version, or its end, is still to come, and nothing later was promised."""
    if row.effective_until is None:
        return row.effective_from > now()
    if row.effective_until <= now() or row.effective_until == row.effective_from:
        return False
    rows = Disposition.objects.filter(programme_id=row.programme_id, code=row.code)
    return not rows.filter(effective_from__gte=row.effective_until).exclude(NEVER_WAS).exists()


def outcome_of(encounter: Encounter) -> Disposition | None:
    """How a visit ended as it stands by now: amended last, else as signed, in the words of its time."""
    later = Amendment.objects.filter(encounter=encounter, field="disposition", is_late=False)
    newest = later.order_by("-received_at", "-id").first()
    if newest is None:
        return encounter.disposition_row
    return disposition_at(encounter.incident.programme_id, str(newest.now or ""), newest.occurred_at)


def streams_of(encounter: Encounter) -> list[str]:
    """The streams of those who hold this visit, and of supervisors where something grave was reported. No board's."""
    people = set(people_in(encounter))
    if encounter.grave_at is not None:
        people |= set(supervisors_of(encounter.incident.programme_id))
    return [user_stream(user_id) for user_id in sorted(people)]


def supervisors_of(programme_id: UUID) -> list[UUID]:
    """Who is called when something grave is reported."""
    return list(members(programme_id, [Role.SUPERVISOR]).order_by("id").values_list("id", flat=True))


def dispositions_visible_to(user: Any) -> "QuerySet[Disposition]":
    """How visits may end in this person's programme, every version of it; for those who have to do with it."""
    rows = Disposition.objects.all()
    if user.is_system:
        return rows
    if user.programme_id is None or not user.roles & LIST_READERS:
        return rows.none()
    return rows.filter(programme_id=user.programme_id)


def held_by(user: Any) -> "QuerySet[Encounter]":
    """What devices may hold: the visits of those who are in them or have their case, as long as that lasts.

    A colleague who has to do with the person by another incident reads them from the server, and keeps nothing.
    """
    rows = visible_to(user)
    if user.is_system or Role.SUPERVISOR in user.roles:
        return rows
    return rows.filter(id__in=own_ids(user))


def own_ids(user: Any) -> set[UUID]:
    """The visits that this person is in, has the case of, or has a report on."""
    return {object_id for kind in _HELD for object_id in objects_of(user, kind)}


def signer_of(encounter_id: UUID) -> UUID:
    """Who signed this visit. For reactions to the signing only: raises DoesNotExist for one that is open."""
    signed = Encounter.objects.filter(signed_by__isnull=False)
    return UUID(str(signed.values_list("signed_by_id", flat=True).get(id=encounter_id)))
