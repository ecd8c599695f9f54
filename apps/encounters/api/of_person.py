"""The earlier visits of one person."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access import allow
from apps.audit.record import viewed
from apps.common.api import DeclaredQueryView
from apps.common.lookup import get_or_404
from apps.encounters import queries
from apps.encounters.models import Encounter
from apps.people import queries as people


class PersonVisits(DeclaredQueryView):
    """When somebody was visited, by whom and how it ended, as this viewer may know it."""

    action: ClassVar[str] = "encounter.read"

    def get(self, request: Request, person_id: UUID) -> Response:
        """Newest first, of joined records too. The view is recorded for each visit that is shown."""
        by: Any = request.user
        with transaction.atomic():
            person = get_or_404(people.visible_to(by), person_id)
            allow(by, self.action, person)
            visits = queries.visits_of(by, person)
            shown = [UUID(visit["id"]) for visit in visits]
            viewed(by, Encounter.KIND, shown, people.basis_of(by, person.id), action="person.visits")
            return Response({"visits": visits})
