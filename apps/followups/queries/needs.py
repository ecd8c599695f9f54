"""What reactions ask about needs and shifts."""

from uuid import UUID

from django.db.models import Q

from apps.followups.models import Case, CaseVisit
from apps.referrals.models import Need
from apps.teams.models import Shift


def rider_of(shift_id: UUID) -> UUID | None:
    """Whose shift it is; None while that person is on another already."""
    user_id = Shift.objects.filter(id=shift_id).values_list("user_id", flat=True).first()
    if user_id is None or Shift.objects.filter(user_id=user_id, ended_at__isnull=True).exists():
        return None
    return user_id


def needs_of_case(case_id: UUID) -> list[UUID]:
    """The open needs of the visits that a case is about."""
    visits = Case.objects.filter(id=case_id).values("encounter_id")
    joined = CaseVisit.objects.filter(case_id=case_id, parted_at__isnull=True).values("encounter_id")
    mine = Q(encounter_id__in=visits) | Q(encounter_id__in=joined)
    rows = Need.objects.filter(mine, ended_at__isnull=True).order_by("id")
    return list(rows.values_list("id", flat=True))


def need_named(need_id: UUID) -> Need | None:
    """For reactions only: whatever it is, it was told of."""
    return Need.objects.filter(id=need_id).first()
