"""Which open case a person has, and which visits one case is about."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from apps.encounters.models import Encounter
from apps.followups.models import Case, CaseVisit
from apps.people.queries import family_of


def open_case_of(programme_id: UUID, person_id: UUID) -> UUID | None:
    """The open case of this person, by any of their records: the oldest, should there be two."""
    rows = Case.objects.filter(programme_id=programme_id, person_id__among=family_of(person_id))
    return rows.filter(status=Case.Status.OPEN).order_by("opened_at", "id").values_list("id", flat=True).first()


def open_cases_beside(case: Case) -> list[UUID]:
    """The other open cases of the same person."""
    if case.person_id is None:
        return []
    rows = Case.objects.filter(programme_id=case.programme_id, person_id__among=family_of(case.person_id))
    rows = rows.filter(status=Case.Status.OPEN).exclude(id=case.id)
    return list(rows.order_by("opened_at", "id").values_list("id", flat=True))


def open_cases_of(person_id: UUID) -> list[UUID]:
    """Every open case of this person, by any of their records."""
    rows = Case.objects.filter(person_id__among=family_of(person_id), status=Case.Status.OPEN)
    return list(rows.order_by("opened_at", "id").values_list("id", flat=True))


def joined_case(encounter_id: UUID) -> CaseVisit | None:
    """That a visit joined a case of an earlier one."""
    rows = CaseVisit.objects.filter(encounter_id=encounter_id, parted_at__isnull=True)
    return rows.select_related("encounter").first()


def visits_of(case: Case) -> list[Encounter]:
    """The visit that opened it, and those that joined it."""
    rows = CaseVisit.objects.filter(case=case, parted_at__isnull=True).select_related("encounter__incident")
    return [case.encounter, *(row.encounter for row in rows.order_by("at", "id"))]


def joined_among(case_ids: Sequence[UUID]) -> dict[UUID, list[CaseVisit]]:
    """Case -> the visits that joined it, the oldest first."""
    found: dict[UUID, list[CaseVisit]] = defaultdict(list)
    rows = CaseVisit.objects.filter(case_id__among=case_ids, parted_at__isnull=True).select_related("encounter")
    for row in rows.order_by("at", "id"):
        found[row.case_id].append(row)
    return found
