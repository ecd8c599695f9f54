"""Commands and reads of screenings."""

from typing import Any

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView
from apps.common.lookup import get_or_404
from apps.encounters import actions, queries
from apps.encounters.api.forms_bodies import ScreeningBody
from apps.encounters.models import Screening
from apps.outbox.api import CommandView


class RecordScreening(CommandView):
    """Keep what was answered."""

    command = staticmethod(actions.record_screening)
    body = ScreeningBody


class RetireInstrument(CommandView):
    """Offer a questionnaire no more."""

    command = staticmethod(actions.retire_instrument)


class OneScreening(DeclaredQueryView):
    """What was answered; the view is recorded."""

    action = "screening.read"

    def get(self, request: Request, **url: Any) -> Response:
        """One screening."""
        by: Any = request.user
        with transaction.atomic():
            screening = get_or_404(queries.screenings_visible_to(by), url["screening_id"])
            allow(by, self.action, screening)
            viewed(by, Screening.KIND, [screening.id], "visit")
            return Response(queries.screenings_as_seen_by(by, [screening.id])[screening.id])
