"""What reactions ask about needs and shifts."""

from uuid import UUID

from apps.followups.models import Case
from apps.referrals.models import Need
from apps.teams.models import Shift


def rider_of(shift_id: UUID) -> UUID | None:
    """Whose shift it is; None while that person is on another already."""
    user_id = Shift.objects.filter(id=shift_id).values_list("user_id", flat=True).first()
    if user_id is None or Shift.objects.filter(user_id=user_id, ended_at__isnull=True).exists():
        return None
    return user_id


def needs_of_case(case_id: UUID) -> list[UUID]:
    """The open needs of the visit that a case is about."""
    visit = Case.objects.filter(id=case_id).values("encounter_id")
    rows = Need.objects.filter(encounter_id__in=visit, ended_at__isnull=True).order_by("id")
    return list(rows.values_list("id", flat=True))


def need_named(need_id: UUID) -> Need | None:
    """For reactions only: whatever it is, it was told of."""
    return Need.objects.filter(id=need_id).first()
