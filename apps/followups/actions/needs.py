"""Whose need it is once nobody rides with it any more: the owner of the person's case, else whoever has the fewest.

The rule stands here and not with the referrals, because it asks about cases, of which they do not know. Until it has
run whoever asked is the owner: there is no moment without one.
"""

from typing import Any
from uuid import UUID

from apps.access import Role
from apps.accounts.models import User
from apps.accounts.queries import members
from apps.followups import queries
from apps.followups.models import Case
from apps.people.queries import family_of
from apps.referrals.actions import care
from apps.referrals.models import Need
from apps.teams.queries import open_shift_of


def find_owner(*, need_id: UUID, by: Any) -> None:
    """Leave it with its owner while that is a case manager, a supervisor, or on shift; else find one."""
    need = Need.objects.select_related("programme", "encounter").filter(id=need_id).first()
    if need is None or need.ended_at is not None or _stays(need):
        return
    owner = _owner_of_case(need) or queries.least_busy_owner(need.programme)
    if owner is not None:
        care.hand_on(need_id=need.id, user_id=owner.id, by=by)


def _stays(need: Need) -> bool:
    if members(need.programme_id, [Role.CASE_MANAGER, Role.SUPERVISOR]).filter(id=need.owner_id).exists():
        return True
    rides = members(need.programme_id, [Role.CLINICIAN]).filter(id=need.owner_id).exists()
    return rides and open_shift_of(need.owner_id) is not None


def _owner_of_case(need: Need) -> User | None:
    """Of the visit's own case, else of the newest open one of the person, by any of their records."""
    rows = Case.objects.filter(status=Case.Status.OPEN, owner__is_active=True).select_related("owner")
    mine = rows.filter(encounter_id=need.encounter_id).first() if need.encounter_id else None
    if mine is None and need.whose is not None:
        mine = rows.filter(person_id__among=family_of(need.whose)).order_by("-opened_at").first()
    if mine is None or not members(need.programme_id).filter(id=mine.owner_id).exists():
        return None
    return mine.owner


def pass_on_all(*, user_id: UUID, by: Any) -> None:
    """Somebody's shift is over: each of his open needs finds its owner."""
    rows = Need.objects.filter(owner_id=user_id, ended_at__isnull=True).order_by("id")
    for need_id in rows.values_list("id", flat=True):
        find_owner(need_id=need_id, by=by)
