"""Routes of teams, shifts and positions."""

from typing import Any, ClassVar

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.common.api import DeclaredQueryView, checked
from apps.outbox.api import CommandView
from apps.teams import actions, queries
from apps.teams.api.serializers import (
    CreateTeamBody,
    PositionBody,
    PutOnShiftBody,
    StartShiftBody,
    TeamStatusBody,
    VehicleBody,
)


class Teams(CommandView):
    """GET: the teams to choose from. POST: found one."""

    command = staticmethod(actions.create_team)
    body = CreateTeamBody

    def get(self, request: Request) -> Response:
        """The teams in force, by name."""
        by: Any = request.user
        allow(by, "team.read")
        ids = list(queries.in_force(by).values_list("id", flat=True))
        seen = queries.as_seen_by(by, ids)
        return Response({"teams": [seen[team_id] for team_id in ids if team_id in seen]})

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The id is the client's where it made one."""
        return {"team_id": data.pop("id", None), **data}


class Colleagues(DeclaredQueryView):
    """Who may ride along."""

    action: ClassVar[str] = "colleagues.read"

    def get(self, request: Request) -> Response:
        """Everyone of the programme who rides, and where they ride now."""
        by: Any = request.user
        allow(by, self.action)
        return Response({"colleagues": queries.colleagues(by)})


class _ShiftView(CommandView):
    """Words of the wire to arguments."""

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """`team` is a `team_id`, and so on."""
        names = {"id": "shift_id", "team": "team_id", "partner": "partner_id", "user": "user_id"}
        return {names.get(name, name): value for name, value in data.items()}


class PutOnShift(_ShiftView):
    """Somebody else's shift."""

    command = staticmethod(actions.put_on_shift)
    body = PutOnShiftBody


class StartShift(_ShiftView):
    """One's own shift, with or without a partner; with `user`, the board puts somebody on."""

    command = staticmethod(actions.start_shift)
    body = StartShiftBody

    def post(self, request: Request, **url: Any) -> Response:
        """Two commands share the road: who names a user puts that person on shift."""
        if isinstance(request.data, dict) and "user" in request.data:
            return PutOnShift().post(request, **url)
        return super().post(request, **url)


class ConfirmShift(CommandView):
    """Yes, I ride."""

    command = staticmethod(actions.confirm_shift)


class DeclineShift(CommandView):
    """No, I do not."""

    command = staticmethod(actions.decline_shift)


class EndShift(CommandView):
    """The shift is over."""

    command = staticmethod(actions.end_shift)


class TeamStatus(CommandView):
    """Available, on a break, or busy."""

    command = staticmethod(actions.set_team_status)
    body = TeamStatusBody


class TeamVehicle(CommandView):
    """Which car the team has."""

    command = staticmethod(actions.set_vehicle)
    body = VehicleBody


class Position(DeclaredQueryView):
    """The phone's own place, on shift only."""

    action: ClassVar[str] = "position.report"
    body = PositionBody

    def post(self, request: Request) -> Response:
        """Keep it as the last value; nothing is answered."""
        actions.report_position(**checked(self.body, request.data), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
