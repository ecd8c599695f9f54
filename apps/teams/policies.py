"""Which class each field of a team is in, and the predicates of the access table that concern teams."""

from typing import Any

from apps.access import predicate
from apps.teams.models import Shift, Team

CLASS_OF: dict[str, dict[str, str]] = {
    "Team": {
        "id": "key", "version": "key", "created_at": "record", "programme": "key", "name": "staff", "area": "staff",
        "status": "staff", "status_at": "staff", "retired_at": "staff", "vehicle": "staff", "vehicle_by": "staff",
        "vehicle_at": "staff",
    },
    "Shift": {
        "id": "key", "version": "key", "created_at": "record", "team": "staff", "user": "staff", "role": "staff",
        "started_by": "staff", "started_at": "staff", "ends_at": "staff", "confirmed_at": "staff",
        "declined_at": "staff", "ended_at": "staff",
    },
    "Position": {
        "user": "whereabouts", "lat": "whereabouts", "lon": "whereabouts", "accuracy_m": "whereabouts",
        "at": "whereabouts",
    },
}  # fmt: skip

TEAM = {
    **CLASS_OF["Team"],
    "vehicle_by_name": "staff",
    "members": "staff",
    "kind": "staff",
    "assignment": "whereabouts",
}
"""Fields of a team as it is shown."""

MEMBER = {
    **dict.fromkeys(["shift", "user"], "key"),
    **dict.fromkeys(
        ["name", "short_name", "role", "agency", "phone", "skills", "confirmed", "started_at", "ends_at"], "staff"
    ),
    **dict.fromkeys(["live", "last_contact_at", "woken"], "staff"),
    "position": "whereabouts",
}
"""Fields of one member of a team as they are shown."""

SHIFT = {**CLASS_OF["Shift"], "team_name": "staff", "name": "staff"}
"""Fields of a shift as it is shown."""


@predicate("teams.is_on_shift")
def is_on_shift(user: Any, _obj: Any = None) -> bool:
    """Whether this person rides now, on whichever team."""
    return Shift.objects.filter(user_id=user.id, ended_at__isnull=True, confirmed_at__isnull=False).exists()


@predicate("teams.is_own_shift")
def is_own_shift(user: Any, shift: Any) -> bool:
    """Whether this is the person's own shift."""
    return isinstance(shift, Shift) and shift.user_id == user.id


@predicate("teams.ends_shift")
def ends_shift(user: Any, shift: Any) -> bool:
    """Whether this is the person's own shift, or one that they have proposed and nobody has said yes to."""
    own = is_own_shift(user, shift)
    return own or (isinstance(shift, Shift) and shift.started_by_id == user.id and shift.confirmed_at is None)


@predicate("teams.is_on_team")
def is_on_team(user: Any, team: Any) -> bool:
    """Whether this person rides on this team now. Uses the crew where it was read along."""
    if not isinstance(team, Team):
        return False
    if team.crew is not None:
        return any(shift.user_id == user.id and shift.is_confirmed for shift in team.crew)
    return team.shifts.filter(user_id=user.id, ended_at__isnull=True, confirmed_at__isnull=False).exists()


@predicate("teams.same_programme")
def same_programme(user: Any, team: Any) -> bool:
    """Whether this team belongs to the programme the person works in; of no team in particular, to any."""
    if user.programme_id is None:
        return False
    return team is None or (isinstance(team, Team) and team.programme_id == user.programme_id)
