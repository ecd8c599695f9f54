"""What people do with teams and shifts: start, confirm, decline, end, say how the team stands, tell a place."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.access import Role, allow
from apps.access.roles import FIELD
from apps.accounts.models import Device, User
from apps.common.clock import now
from apps.common.errors import Code, Conflict, Invalid
from apps.common.ids import uuid7
from apps.common.lookup import get_or_404, lock_or_404
from apps.involvement.models import Involvement
from apps.outbox.commands import NEVER, QUEUE, AlreadyApplied, action, current_op, on_constraint
from apps.outbox.publish import board_stream, publish, user_stream
from apps.outbox.record import record
from apps.realtime import presence
from apps.teams import queries
from apps.teams.events import ShiftConfirmed, ShiftDeclined, ShiftEnded, ShiftProposed, TeamChanged
from apps.teams.models import Position, Shift, Team

on_constraint("one_open_shift_per_person", Code.ALREADY_ON_SHIFT, "This person is on a shift already.")
on_constraint("one_of_each_role_per_team", Code.ROLE_TAKEN, "Somebody with this role is on this team already.")
on_constraint("one_team_per_name", Code.ALREADY_EXISTS, "There is a team of this name already.")

KEEP_POSITIONS: Final = timedelta(hours=24)
"""Also of a shift that nobody has ended (architecture §5.11)."""

_RANK = (Role.CLINICIAN, Role.OFFICER, Role.PEER)


def happened() -> datetime:
    """When the person did it, as claimed with the command, but never in the future."""
    at = current_op().occurred_at or now()
    return min(at, now())


@action("team.create", offline=NEVER)
def create_team(
    *, name: str, area: str = "", programme_id: UUID | None = None, team_id: UUID | None = None, by: Any
) -> Team:
    """Found a team. In one's own programme; only a system actor names another. Raises Conflict for a taken name."""
    where = programme_id if by.is_system else by.programme_id
    if where is None:
        raise Invalid(Code.INVALID, "A team belongs to a programme.", fields=["programme"])
    allow(by, "team.create")
    team = Team(id=team_id or uuid7(), programme_id=where, name=name.strip(), area=area.strip())
    team.save(force_insert=True)
    record(by, "team.created", team)
    publish(TeamChanged(team.id, team.version), about=team, to=[board_stream(where)])
    return team


@action("shift.start", offline=QUEUE)
def start_shift(
    *,
    shift_id: UUID,
    team_id: UUID,
    role: str = "",
    partner_id: UUID | None = None,
    partner_shift_id: UUID | None = None,
    ends_at: datetime | None = None,
    by: Any,
) -> Shift:
    """Start one's own shift and, with a partner, propose theirs. Raises Conflict when either is on one already."""
    team = _lock_open_team(by, team_id)
    allow(by, "shift.start", team)
    _refuse_repeat(shift_id, by.id)
    own = _put(team, by.id, _role_for(by, role), shift_id=shift_id, ends_at=ends_at, by=by)
    record(by, "shift.started", own, team=team.id, role=own.role)
    if partner_id is not None:
        _propose_partner(team, own, partner_id, partner_shift_id, ends_at, by)
    publish(ShiftConfirmed(own.id, own.version), about=own, to=[user_stream(by.id)])
    tell_changed(team=team)
    return own


def _propose_partner(
    team: Team, own: Shift, partner_id: UUID, shift_id: UUID | None, ends_at: datetime | None, by: Any
) -> None:
    if partner_id == by.id:
        raise Invalid(Code.INVALID, "A partner is somebody else.", fields=["partner"])
    partner = _member_of(team, partner_id, "partner")
    there = queries.open_shift_of(partner_id)
    if there is not None and there.team_id == team.id:
        return  # came first, or was put here before: nothing to propose
    role = _role_for(partner, "", taken={own.role})
    _propose(_put(team, partner_id, role, shift_id=shift_id, ends_at=ends_at, by=by), team, by)


@action("shift.put_on", offline=NEVER)
def put_on_shift(
    *,
    shift_id: UUID,
    team_id: UUID,
    user_id: UUID,
    role: str = "",
    ends_at: datetime | None = None,
    by: Any,
) -> Shift:
    """Put somebody on a team; they confirm with one tap. Raises Conflict when they are on a shift already."""
    team = _lock_open_team(by, team_id)
    allow(by, "shift.put_on", team)
    person = _member_of(team, user_id, "user")
    _refuse_repeat(shift_id, user_id)
    shift = _put(team, user_id, _role_for(person, role), shift_id=shift_id, ends_at=ends_at, by=by)
    _propose(shift, team, by)
    tell_changed(team=team)
    return shift


@action("shift.confirm", offline=QUEUE)
def confirm_shift(*, shift_id: UUID, by: Any) -> Shift:
    """Say yes to a proposed shift."""
    shift, team = _lock_shift(by, shift_id)
    allow(by, "shift.confirm", shift)
    if shift.ended_at is not None:
        raise Conflict(Code.NOT_ON_SHIFT, "This shift is over.", version=shift.version)
    if shift.confirmed_at is not None:
        raise AlreadyApplied(shift)
    shift.confirmed_at = happened()
    shift.bump("confirmed_at")
    record(by, "shift.confirmed", shift, team=team.id)
    publish(ShiftConfirmed(shift.id, shift.version), about=shift, to=_concerned(shift, team))
    tell_changed(team=team)
    return shift


@action("shift.decline", offline=QUEUE)
def decline_shift(*, shift_id: UUID, by: Any) -> Shift:
    """Say no to a proposed shift; whoever proposed it is alerted."""
    shift, team = _lock_shift(by, shift_id)
    allow(by, "shift.decline", shift)
    if shift.declined_at is not None:
        raise AlreadyApplied(shift)
    if shift.ended_at is not None:
        raise Conflict(Code.NOT_ON_SHIFT, "This shift is over.", version=shift.version)
    if shift.confirmed_at is not None:
        raise Conflict(Code.ILLEGAL_TRANSITION, "You said yes already. End the shift instead.", current="confirmed")
    shift.declined_at = shift.ended_at = happened()
    shift.bump("declined_at", "ended_at")
    record(by, "shift.declined", shift, team=team.id)
    publish(
        ShiftDeclined(shift.id, shift.version),
        about=shift,
        to=_concerned(shift, team),
        alert=[shift.started_by_id],
    )
    tell_changed(team=team)
    return shift


@action("shift.end", offline=QUEUE)
def end_shift(*, shift_id: UUID, by: Any) -> Shift:
    """End a shift and forget the person's place. Refused while they are on an assignment."""
    shift, team = _lock_shift(by, shift_id)
    allow(by, "shift.end", shift)
    if shift.ended_at is not None:
        raise AlreadyApplied(shift)
    if is_on_assignment(shift.user_id):
        raise Conflict(Code.ON_ASSIGNMENT, "The assignment comes first: clear it, then end the shift.")
    shift.ended_at = happened()
    shift.bump("ended_at")
    Position.objects.filter(user_id=shift.user_id).delete()
    record(by, "shift.ended", shift, team=team.id)
    publish(ShiftEnded(shift.id, shift.version), about=shift, to=_concerned(shift, team))
    tell_changed(team=team, also=[shift.user_id])
    return shift


@action("team.set_status", offline=QUEUE)
def set_team_status(*, team_id: UUID, status: str, by: Any) -> Team:
    """Say that the team is available, on a break, or busy. A tap older than the last one changes nothing."""
    team = lock_or_404(queries.visible_to(by), team_id)
    allow(by, "team.set_status", team)
    at = min(happened() - _clock_offset(), now())
    if team.status == status or at < team.status_at:
        raise AlreadyApplied(team)
    before, team.status, team.status_at = team.status, status, at
    record(by, "team.status_set", team, before=before, status=status)
    tell_changed("status", "status_at", team=team)
    return team


@action("team.set_vehicle", offline=QUEUE)
def set_vehicle(*, team_id: UUID, vehicle: str, by: Any) -> Team:
    """Say which car the team has. A choice older than the last one changes nothing."""
    team = lock_or_404(queries.visible_to(by), team_id)
    allow(by, "team.set_vehicle", team)
    words = " ".join(vehicle.split())
    at = min(happened() - _clock_offset(), now())
    if team.vehicle == words or (team.vehicle_at is not None and at < team.vehicle_at):
        raise AlreadyApplied(team)
    team.vehicle, team.vehicle_by_id, team.vehicle_at = words, by.id, at
    record(by, "team.vehicle_set", team)
    tell_changed("vehicle", "vehicle_by", "vehicle_at", team=team)
    return team


def report_position(*, lat: float, lon: float, accuracy_m: float, at: datetime | None = None, by: Any) -> None:
    """Keep the last place of somebody on shift. No record, no outbox: a last value, and a ring for the boards."""
    allow(by, "position.report")
    seen_at = min(at or now(), now())
    with transaction.atomic():
        Position.objects.get_or_create(user_id=by.id, defaults={"lat": lat, "lon": lon, "accuracy_m": accuracy_m})
        Position.objects.filter(user_id=by.id).update(lat=lat, lon=lon, accuracy_m=accuracy_m, at=seen_at)
        if by.programme_id is not None:
            presence.changed(by.programme_id)


def purge_positions() -> int:
    """Forget the places of those who are not on shift, and old ones; answers how many. A sweep."""
    riding = Shift.objects.filter(ended_at__isnull=True, confirmed_at__isnull=False).values("user_id")
    gone, _ = Position.objects.filter(~Q(user_id__in=riding) | Q(at__lt=now() - KEEP_POSITIONS)).delete()
    return gone


def tell_changed(*fields: str, team: Team, also: Iterable[UUID] = ()) -> None:
    """Count the team's version up and show it to the board, its crew and `also`. On a locked team."""
    team.bump(*fields)
    streams = {user_stream(user_id) for user_id in [*queries.crew_ids(team), *also]}
    publish(TeamChanged(team.id, team.version), about=team, to=[board_stream(team.programme_id), *sorted(streams)])


def is_on_assignment(user_id: UUID) -> bool:
    """Whether this person has an incident by an assignment that is not over."""
    return Involvement.objects.filter(
        user_id=user_id, basis=Involvement.Basis.ASSIGNMENT, until__isnull=True
    ).exists()


def _clock_offset() -> timedelta:
    """How far the sending device's clock is ahead of ours, as it was last measured."""
    device_id = current_op().device_id
    known = Device.objects.filter(id=device_id, clock_offset_ms__isnull=False) if device_id else Device.objects.none()
    return timedelta(milliseconds=known.values_list("clock_offset_ms", flat=True).first() or 0)


def _lock_open_team(by: Any, team_id: UUID) -> Team:
    return lock_or_404(queries.visible_to(by).filter(retired_at__isnull=True), team_id)


def _lock_shift(by: Any, shift_id: UUID) -> tuple[Shift, Team]:
    """The shift and its team, locked, the team first."""
    seen = get_or_404(queries.shifts_visible_to(by), shift_id)
    team = Team.objects.select_for_update().get(id=seen.team_id)
    return lock_or_404(queries.shifts_visible_to(by), shift_id), team


def _refuse_repeat(shift_id: UUID, user_id: UUID) -> None:
    """The same shift sent under another key is the same shift; another's id is nobody's business."""
    there = Shift.objects.filter(id=shift_id).first()
    if there is not None and there.user_id == user_id:
        raise AlreadyApplied(there)
    if there is not None:
        raise Conflict(Code.ALREADY_EXISTS, "This id is taken.")


def _member_of(team: Team, user_id: UUID, field: str) -> User:
    """Somebody who may ride in the team's programme; raises Invalid naming the field."""
    person = User.objects.filter(id=user_id, is_active=True).first()
    if person is None or person.programme_id != team.programme_id or not person.roles & FIELD:
        raise Invalid(Code.INVALID, "This person does not ride in this programme.", fields=[field])
    return person


def _role_for(person: Any, wanted: str, taken: Iterable[str] = ()) -> str:
    """The part a person takes on the team: the one wanted if it is theirs, else their first that is free."""
    own = [role.value for role in _RANK if role in person.roles]
    if wanted and wanted not in own:
        raise Invalid(Code.INVALID, "This is not a role of this person.", fields=["role"])
    free = [role for role in own if role not in set(taken)]
    return wanted or (free or own)[0]


def _put(team: Team, user_id: UUID, role: str, *, shift_id: UUID | None, ends_at: datetime | None, by: Any) -> Shift:
    """Open the shift; confirmed when it is the person's own doing."""
    there = queries.open_shift_of(user_id)
    if there is not None:
        raise Conflict(Code.ALREADY_ON_SHIFT, "On a shift already.", user=user_id, shift=there.id, team=there.team_id)
    if team.shifts.filter(role=role, ended_at__isnull=True).exists():
        raise Conflict(Code.ROLE_TAKEN, "Somebody with this role is on this team already.", role=role)
    at = happened()
    if ends_at is not None and ends_at <= at:
        raise Invalid(Code.INVALID, "A shift ends after it starts.", fields=["ends_at"])
    shift = Shift(
        id=shift_id or uuid7(),
        team=team,
        user_id=user_id,
        role=role,
        started_by_id=by.id,
        started_at=at,
        ends_at=ends_at,
        confirmed_at=at if user_id == by.id else None,
    )
    shift.save(force_insert=True)
    return shift


def _propose(shift: Shift, team: Team, by: Any) -> None:
    record(by, "shift.proposed", shift, team=team.id, user=shift.user_id, role=shift.role)
    publish(
        ShiftProposed(shift.id, shift.version),
        about=shift,
        to=[] if by.is_system else [user_stream(by.id)],
        alert=[shift.user_id],
        echo=board_stream(team.programme_id),
    )


def _concerned(shift: Shift, team: Team) -> list[str]:
    """Who holds this shift: the person, whoever proposed it, and the boards, which hear how far a proposal got."""
    return [*sorted({user_stream(shift.user_id), user_stream(shift.started_by_id)}), board_stream(team.programme_id)]
