"""Routes of assignments. Each is one action, or one query."""

from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.common.api import DeclaredQueryView
from apps.common.lookup import get_or_404
from apps.dispatch import actions, queries
from apps.dispatch.api.serializers import (
    AlarmBody,
    CorrectBody,
    DeclineBody,
    DivertBody,
    ReasonBody,
    SendBody,
    StartOwnBody,
    StatusBody,
)
from apps.incidents import queries as incidents
from apps.outbox.api import CommandView


class Send(CommandView):
    """Send a team."""

    command = staticmethod(actions.send_team)
    body = SendBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """Words of the wire to arguments."""
        names = {"id": "assignment_id", "incident": "incident_id", "team": "team_id"}
        return {names.get(name, name): value for name, value in data.items()}


class StartOwn(CommandView):
    """A team begins an incident itself."""

    command = staticmethod(actions.start_own)
    body = StartOwnBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """What is known of the incident goes along as its fields."""
        own = {"assignment_id": data.pop("id"), "incident_id": data.pop("incident")}
        if "status" in data:
            own["status"] = data.pop("status")
        return {**own, "fields": data}


class Divert(CommandView):
    """Send a team elsewhere than it was sent."""

    command = staticmethod(actions.divert)
    body = DivertBody

    def arguments(self, data: dict[str, Any], **url: Any) -> dict[str, Any]:
        """The assignment in the URL ends, the one in the body begins."""
        names = {"id": "new_id", "incident": "incident_id"}
        return {**url, **{names.get(name, name): value for name, value in data.items()}}


class Accept(CommandView):
    """Got it."""

    command = staticmethod(actions.accept)


class Decline(CommandView):
    """I can't."""

    command = staticmethod(actions.decline)
    body = DeclineBody


class Status(CommandView):
    """How far the team is."""

    command = staticmethod(actions.set_status)
    body = StatusBody


class Undo(CommandView):
    """A wrong tap."""

    command = staticmethod(actions.undo)


class Cancel(CommandView):
    """Take the team back."""

    command = staticmethod(actions.cancel)
    body = ReasonBody


class Clear(CommandView):
    """Clear to approach."""

    command = staticmethod(actions.clear_to_approach)


class HoldBack(CommandView):
    """Do not approach."""

    command = staticmethod(actions.hold_back)


class Correct(CommandView):
    """Set a stuck status."""

    command = staticmethod(actions.correct_status)
    body = CorrectBody


class TakeAlarm(CommandView):
    """I have this."""

    command = staticmethod(actions.take_alarm)
    body = AlarmBody


class SuitableTeams(DeclaredQueryView):
    """Which teams fit an incident, and what speaks against the others."""

    action: ClassVar[str] = "assignment.suitable"

    def get(self, request: Request, incident_id: UUID) -> Response:
        """Every team in force, by name, checked against the level."""
        by: Any = request.user
        incident = get_or_404(incidents.visible_to(by), incident_id)
        allow(by, self.action, incident)
        return Response(queries.suitability(by, incident))
