"""Read teams: who rides where, who can be reached, and what each viewer may know of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from apps.access import trim
from apps.access.roles import BOARD, FIELD
from apps.accounts.models import Device, Membership, User
from apps.common.clock import now, stamp
from apps.notifications.queries import wake_of
from apps.teams.models import CLINICIAN, EMPTY, OFFICER, PAIR, Position, Shift, Team
from apps.teams.policies import MEMBER, SHIFT, TEAM

LIVE_FOR: Final = timedelta(seconds=60)
"""A device that was heard from within this time counts as reachable (heartbeats come every 25 s at most)."""

Engagements = Callable[[Sequence[UUID]], Mapping[UUID, dict[str, Any]]]


def _nothing(team_ids: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
    return {}


_engagements: Engagements = _nothing


def set_engagements(source: Engagements) -> None:
    """Let config say what teams are on: team id -> {id, incident, status} of the assignment in force."""
    global _engagements
    _engagements = source


@dataclass(frozen=True)
class Standing:
    """What the board must know of a team before sending it. Only confirmed members count."""

    team: Team
    members: Sequence[Shift]
    kind: str
    reachable: frozenset[UUID]


def visible_to(user: Any) -> "QuerySet[Team]":
    """The teams of the programme this person works in, for the board and the field; a system actor sees all."""
    if user.is_system:
        return Team.objects.all()
    if not user.roles & (BOARD | FIELD):
        return Team.objects.none()
    return Team.objects.filter(programme_id=user.programme_id)


def shifts_visible_to(user: Any) -> "QuerySet[Shift]":
    """All shifts of the programme for the board; for the field the open ones and the person's own."""
    if user.is_system:
        return Shift.objects.all()
    if not user.roles & (BOARD | FIELD):
        return Shift.objects.none()
    rows = Shift.objects.filter(team__programme_id=user.programme_id)
    return rows if user.roles & BOARD else rows.filter(Q(ended_at__isnull=True) | Q(user_id=user.id))


def in_force(user: Any) -> "QuerySet[Team]":
    """The visible teams that are not retired, by name."""
    return visible_to(user).filter(retired_at__isnull=True).order_by("name", "id")


def open_shift_of(user_id: UUID) -> Shift | None:
    """The one open shift of a person, confirmed or not."""
    return Shift.objects.filter(user_id=user_id, ended_at__isnull=True).select_related("team").first()


def crew_of(teams: Iterable[Team]) -> None:
    """Read the open shifts of these teams along, clinician first. One query."""
    by_id = {team.id: team for team in teams}
    for team in by_id.values():
        team.crew = []
    rows = Shift.objects.filter(team_id__in=by_id, ended_at__isnull=True).select_related("user__agency")
    for shift in rows.order_by("role", "started_at"):  # "clinician" < "officer" < "peer"
        crew = by_id[shift.team_id].crew
        if crew is not None:
            crew.append(shift)


def crew_ids(team: Team) -> list[UUID]:
    """Everyone on this team now, confirmed or not."""
    return sorted(team.shifts.filter(ended_at__isnull=True).values_list("user_id", flat=True))


def kind_of(members: Iterable[Shift]) -> str:
    """What the confirmed members make together: pair, clinician, officer, or empty (also a peer alone)."""
    parts = {shift.role for shift in members if shift.is_confirmed}
    if {Shift.Part.CLINICIAN, Shift.Part.OFFICER} <= parts:
        return PAIR
    if Shift.Part.CLINICIAN in parts:
        return CLINICIAN
    return OFFICER if Shift.Part.OFFICER in parts else EMPTY


def contacts(user_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each person's devices were last heard from; revoked ones do not count. One query."""
    rows = Device.objects.filter(user_id__in=set(user_ids), revoked_at__isnull=True, last_contact_at__isnull=False)
    return {
        row["user_id"]: row["last"] for row in rows.values("user_id").annotate(last=Max("last_contact_at")).order_by()
    }


def is_live(last: datetime | None) -> bool:
    """Whether a contact is young enough to count on."""
    return last is not None and now() - last < LIVE_FOR


def reachable(user_id: UUID) -> bool:
    """Whether a device of this person was heard from just now."""
    return is_live(contacts([user_id]).get(user_id))


def standing_of(teams: Sequence[Team]) -> dict[UUID, Standing]:
    """Each team's confirmed members, what they make together, and which of them can be reached. Two queries."""
    crew_of(teams)
    members = {team.id: [shift for shift in team.crew or () if shift.is_confirmed] for team in teams}
    heard = contacts(shift.user_id for crew in members.values() for shift in crew)
    return {
        team.id: Standing(
            team,
            members[team.id],
            kind_of(members[team.id]),
            frozenset(shift.user_id for shift in members[team.id] if is_live(heard.get(shift.user_id))),
        )
        for team in teams
    }


def as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Teams as this viewer may see them; positions and assignments for the board and the own team only."""
    teams = list(visible_to(user).filter(id__in=ids).select_related("vehicle_by"))
    crew_of(teams)
    people = [shift.user_id for team in teams for shift in team.crew or ()]
    known = _Known(contacts(people), _places(people), wake_of(people))
    engaged = _engagements([team.id for team in teams])
    return {team.id: trim(user, team, _team(user, team, known, engaged.get(team.id)), TEAM) for team in teams}


@dataclass(frozen=True)
class _Known:
    """What is known of people now: last contact, place, and whether their phone can be woken."""

    heard: Mapping[UUID, datetime]
    places: Mapping[UUID, dict[str, Any]]
    wake: Mapping[UUID, str]


def _places(user_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = Position.objects.filter(user_id__in=user_ids)
    return {row.user_id: _place(row) for row in rows}


def _place(row: Position) -> dict[str, Any]:
    return {"lat": row.lat, "lon": row.lon, "accuracy_m": row.accuracy_m, "at": stamp(row.at)}


def _team(
    user: Any,
    team: Team,
    known: _Known,
    engaged: dict[str, Any] | None,
) -> dict[str, Any]:
    crew = team.crew or []
    return {
        "id": str(team.id),
        "version": team.version,
        "name": team.name,
        "area": team.area,
        "status": team.status,
        "status_at": stamp(team.status_at),
        "retired_at": stamp(team.retired_at),
        "vehicle": team.vehicle,
        "vehicle_by": str(team.vehicle_by_id) if team.vehicle_by_id else None,
        "vehicle_by_name": team.vehicle_by.get_short_name() if team.vehicle_by else "",
        "vehicle_at": stamp(team.vehicle_at),
        "members": [trim(user, team, _member(shift, known), MEMBER) for shift in crew],
        "assignment": engaged,
        "kind": kind_of(crew),
    }


def _member(shift: Shift, known: _Known) -> dict[str, Any]:
    person, last = shift.user, known.heard.get(shift.user_id)
    return {
        "shift": str(shift.id),
        "user": str(person.id),
        "name": person.name,
        "short_name": person.get_short_name(),
        "role": shift.role,
        "agency": person.agency.name if person.agency else "",
        "phone": person.phone,
        "skills": list(person.skills),
        "confirmed": shift.is_confirmed,
        "started_at": stamp(shift.started_at),
        "ends_at": stamp(shift.ends_at),
        "live": is_live(last),
        "last_contact_at": stamp(last),
        "woken": known.wake.get(shift.user_id),
        "position": known.places.get(shift.user_id),
    }


def shifts_as_seen_by(user: Any, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Shifts as this viewer may see them. One query."""
    rows = shifts_visible_to(user).filter(id__in=ids).select_related("team", "user")
    return {shift.id: trim(user, shift, _shift(shift), SHIFT) for shift in rows}


def _shift(shift: Shift) -> dict[str, Any]:
    return {
        "id": str(shift.id),
        "version": shift.version,
        "team": str(shift.team_id),
        "team_name": shift.team.name,
        "user": str(shift.user_id),
        "name": shift.user.name,
        "role": shift.role,
        "started_by": str(shift.started_by_id),
        "started_at": stamp(shift.started_at),
        "ends_at": stamp(shift.ends_at),
        "confirmed_at": stamp(shift.confirmed_at),
        "declined_at": stamp(shift.declined_at),
        "ended_at": stamp(shift.ended_at),
    }


def snapshot(user: Any) -> list[tuple[str, list[UUID]]]:
    """What a device holds of teams: the board all of them, the field its own team and its own open shift."""
    if user.roles & BOARD:
        return [("team", list(in_force(user).values_list("id", flat=True)))]
    shift = open_shift_of(user.id) if user.roles & FIELD else None
    if shift is None or not visible_to(user).filter(id=shift.team_id).exists():
        return []
    return [("team", [shift.team_id]), ("shift", [shift.id])]


def colleagues(user: Any) -> list[dict[str, Any]]:
    """Everyone of the programme who may ride on a team, by name, and where they ride now. Three queries."""
    roles: dict[UUID, list[str]] = {}
    rows = Membership.objects.filter(programme_id=user.programme_id, until__isnull=True, role__in=FIELD)
    for user_id, role in rows.order_by("role").values_list("user_id", "role"):
        roles.setdefault(user_id, []).append(role)
    shifts = {
        shift.user_id: shift
        for shift in Shift.objects.filter(user_id__in=roles, ended_at__isnull=True).select_related("team")
    }
    people = User.objects.filter(id__in=roles, is_active=True).select_related("agency").order_by("name", "id")
    return [_colleague(person, roles[person.id], shifts.get(person.id)) for person in people]


def _colleague(person: User, roles: list[str], shift: Shift | None) -> dict[str, Any]:
    riding = None
    if shift is not None:
        riding = {
            "shift": str(shift.id),
            "team": str(shift.team_id),
            "team_name": shift.team.name,
            "role": shift.role,
            "confirmed": shift.is_confirmed,
        }
    return {
        "id": str(person.id),
        "name": person.name,
        "short_name": person.get_short_name(),
        "roles": roles,
        "agency": person.agency.name if person.agency else "",
        "skills": list(person.skills),
        "on_shift": riding,
    }


def presence(user: Any) -> list[dict[str, Any]]:
    """Everyone on the visible crews: when last heard from, and where, if this viewer may see that. Five queries."""
    ids = list(in_force(user).values_list("id", flat=True))
    return [
        {
            "id": member["user"],
            "live": member["live"],
            "last_contact_at": member["last_contact_at"],
            "woken": member["woken"],
            "position": member.get("position"),
        }
        for seen in as_seen_by(user, ids).values()
        for member in seen["members"]
    ]
