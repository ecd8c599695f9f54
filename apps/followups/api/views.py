"""Reads of what goes on after a visit."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView
from apps.common.lookup import get_or_404
from apps.followups import queries
from apps.incidents.models import Incident


class Handover(DeclaredQueryView):
    """The sheet of one shift."""

    action: ClassVar[str] = "shift.handover"

    def get(self, request: Request, shift_id: UUID) -> Response:
        """What the team was on, who was met, what is open; the view is recorded."""
        by: Any = request.user
        with transaction.atomic():
            shift = get_or_404(queries.shifts_visible_to(by).select_related("team", "user"), shift_id)
            allow(by, self.action, shift)
            sheet = queries.handover_of(by, shift)
            shown = [UUID(line["incident"]) for line in sheet["lines"]]
            if shown:
                viewed(by, Incident.KIND, shown, "shift")
            return Response(sheet)


class WithoutManager(DeclaredQueryView):
    """The cases that no case manager has."""

    action: ClassVar[str] = "case.without_manager"

    def get(self, request: Request) -> Response:
        """Whose they are, and since when."""
        by: Any = request.user
        allow(by, self.action)
        return Response({"cases": queries.without_manager(by)})
